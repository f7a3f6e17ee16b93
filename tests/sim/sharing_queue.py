"""A simulated server that all its requests share (M/G/1-PS), request by request, as an oracle."""

from __future__ import annotations

import heapq
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_JOBS = 200_000
_WARM_UP = 0.1
_PROBES = 0.05
"""The part of requests that are probes of one size, when the response of that size is asked for."""


def mean_response(law: str, *, lam: float, mean_service: float, size: float | None = None) -> float:
    """Return the simulated mean response time under a service law, or that of requests of one ``size``.

    Probes of that size replace other requests in such a number that the load stays the same.

    Raise a ValueError when there is no such law.
    """
    random = np.random.default_rng(20_140_523)
    sizes = _sizes(law, mean_service, random)
    probes = np.zeros(_JOBS, dtype=bool)
    if size is not None:
        probes = random.random(_JOBS) < _PROBES
        sizes[probes] = size
        lam *= mean_service / ((1.0 - _PROBES) * mean_service + _PROBES * size)
    arrivals_s = np.cumsum(-np.log(_stratified(random)) / lam)
    responses_s = _share(arrivals_s, sizes)
    counted = np.arange(_JOBS) >= _WARM_UP * _JOBS
    return float(responses_s[counted & probes if size is not None else counted].mean())


def _stratified(random: np.random.Generator) -> Floats:
    """Return uniform numbers that fill 0 to 1 evenly, in random order: less noise for the same number of requests."""
    even: Floats = (random.permutation(_JOBS) + 0.5) / _JOBS
    return even


def _sizes(law: str, mean: float, random: np.random.Generator) -> Floats:
    unit: Floats
    if law == "deterministic":
        unit = np.ones(_JOBS)
    elif law == "exponential":
        unit = -np.log(_stratified(random))
    elif law == "hyperexponential":
        # Two exponential branches with equal work in each, and a squared coefficient of variation of 4.
        short = 0.5 * (1.0 + np.sqrt(3.0 / 5.0))
        branch = np.where(_stratified(random) < short, short, 1.0 - short)
        unit = -np.log(_stratified(random)) / (2.0 * branch)
    elif law == "lognormal":
        unit = np.exp(random.standard_normal(_JOBS) - 0.5)
    elif law == "uniform":
        unit = 2.0 * _stratified(random)
    else:
        message = f"no service law named {law!r}"
        raise ValueError(message)
    return np.multiply(unit, mean, dtype=np.float64)


def _share(arrivals_s: Floats, sizes: Floats) -> Floats:
    """Return every request's response time when the server gives all present requests the same part of itself.

    ``served`` is the service that a request present from the beginning would have had; a request leaves
    when it has grown by its size since its arrival.
    """
    responses_s = np.zeros(len(sizes))
    present: list[tuple[float, float, int]] = []
    now_s, served = 0.0, 0.0
    last: Any = (float("inf"), 0.0)
    for request, (arrival_s, size) in enumerate([*zip(arrivals_s.tolist(), sizes.tolist(), strict=True), last]):
        while present and now_s + (present[0][0] - served) * len(present) <= arrival_s:
            now_s += (present[0][0] - served) * len(present)
            served, arrived_s, leaving = heapq.heappop(present)
            responses_s[leaving] = now_s - arrived_s
        if request == len(sizes):
            break
        if present:
            served += (arrival_s - now_s) / len(present)
        now_s = arrival_s
        heapq.heappush(present, (served + size, arrival_s, request))
    return responses_s
