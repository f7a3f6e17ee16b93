"""How long each single request takes on a machine whose speed changes in steps: exactly, one by one.

A load is a rate of work; its users are requests. Where all vCPUs of a machine run at one speed ``s(t)``,
the time ``tau = integral of s`` runs as the machine works: in it every request needs a fixed time, and
the waiting line is an ordinary first-come-first-served queue with c servers (Kiefer & Wolfowitz, "On the
theory of queues with many servers", 1955; for one server Lindley, "The theory of queues with a single
server", 1952). What is finished at some tau is finished at the moment when the machine has got that far.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapreplace

import numpy as np

from sim.steps import Floats, Steps


def response_times_s(arrivals_s: Floats, work_s: Floats, servers: int, speed: Steps) -> Floats:
    """Return how long each request takes, from its arrival to its answer.

    ``arrivals_s`` do not decrease; ``work_s`` is what each takes at speed 1; ``servers`` is the number of vCPUs, each
    of which has one request at a time and runs at ``speed``, 0 while the machine stands still. Requests that
    have no answer when the speed ends take for ever. Raise a ValueError when arrivals go back in time or
    there is no server.

    >>> speed = Steps(np.array([0.0, 10.0, 20.0]), np.array([1.0, 0.0, 0.5]), end_s=60.0)
    >>> response_times_s(np.array([0.0, 1.0, 9.0, 50.0]), np.array([4.0, 4.0, 4.0, 9.0]), 1, speed)
    array([ 4.,  7., 17., inf])

    Simplification: nobody gives up while waiting; compare with ``late_fraction``.
    """
    if servers < 1:
        message = f"a queue needs at least one server, got {servers}"
        raise ValueError(message)
    if np.any(np.diff(arrivals_s) < 0.0):
        message = "requests must be in the order of their arrival"
        raise ValueError(message)
    arrived = speed.until(arrivals_s)
    finished = _one_server(arrived, work_s) if servers == 1 else _many_servers(arrived, work_s, servers)
    # A request without work that arrives while the machine stands still is answered at once, not before.
    return np.maximum(moments_s(speed, finished) - arrivals_s, 0.0)


def _one_server(arrived: Floats, work: Floats) -> Floats:
    """Return when each request is finished: ``max over k of (arrival of k + all work from k on)``."""
    done = np.cumsum(work)
    finished: Floats = done + np.maximum.accumulate(arrived - done + work)
    return finished


def _many_servers(arrived: Floats, work: Floats, servers: int) -> Floats:
    """Return when each request is finished: each goes to the server that is free first."""
    free = [0.0] * servers
    finished = []
    for arrival, needs in zip(arrived.tolist(), work.tolist(), strict=True):
        first = free[0]
        done = (arrival if arrival > first else first) + needs  # noqa: FURB136 - max() would cost a third more
        heapreplace(free, done)
        finished.append(done)
    return np.array(finished)


def moments_s(rate: Steps, amounts: Floats) -> Floats:
    """Return the moments at which the integral of a rate first reaches each amount; infinity for those never reached.

    >>> moments_s(Steps(np.array([0.0, 2.0, 5.0]), np.array([1.0, 0.0, 4.0]), end_s=6.0), np.array([1.0, 2.0, 4.0, 7.0]))
    array([1. , 2. , 5.5, inf])
    """
    edges_s = np.append(rate.times_s, rate.end_s)
    reached = rate.until(edges_s)
    edge = np.searchsorted(reached, amounts, side="left")
    before = np.clip(edge - 1, 0, len(rate.values) - 1)
    rates = rate.values[before]
    since_s = np.divide(amounts - reached[before], rates, out=np.zeros(len(amounts)), where=rates > 0.0)
    return np.where(edge < len(reached), edges_s[before] + since_s, np.inf)


def poisson_arrivals_s(rate_per_s: Steps, random: np.random.Generator) -> Floats:
    """Return the moments at which independent users come, at a rate that changes in steps.

    >>> rate_per_s = Steps(np.array([0.0, 50.0]), np.array([100.0, 0.0]), end_s=100.0)
    >>> arrivals_s = poisson_arrivals_s(rate_per_s, np.random.default_rng(1))
    >>> 4700 < len(arrivals_s) < 5300, bool(arrivals_s.max() <= 50.0)
    (True, True)

    Source: Çinlar, "Introduction to Stochastic Processes", 1975: in the time in which the mean number of
    arrivals is the clock, they come at rate 1.
    """
    expected = rate_per_s.integral()
    return moments_s(rate_per_s, np.sort(random.uniform(0.0, expected, random.poisson(expected))))


def percentiles_s(response_s: Floats, percents: Sequence[float]) -> Floats:
    """Return the response times that these percentages of requests stay within; nothing to say of no requests: nan.

    A request that never gets an answer counts as infinitely long, so a percentile can be infinite.

    >>> percentiles_s(np.array([1.0, 2.0, 3.0, np.inf]), (50, 75, 95))
    array([ 2.,  3., inf])
    """
    if not len(response_s):
        return np.full(len(percents), np.nan)
    return np.percentile(response_s, percents, method="inverted_cdf")


def late_fraction(response_s: Floats, timeout_s: float) -> float:
    """Return the part of requests that take longer than their users wait; 0 when there are none.

    >>> late_fraction(np.array([0.1, 0.2, 12.0, np.inf]), timeout_s=10.0)
    0.5
    """
    return float(np.mean(response_s > timeout_s)) if len(response_s) else 0.0
