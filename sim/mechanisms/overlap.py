"""Chance: how many vCPUs want to run at the same moment, and wait, although there are cores enough on average."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from sim.steps import Floats

MOST_AT_ONCE = 1_000_000
"""Numbers that are worked out in one vectorised pass: enough to be fast, few enough to fit a processor's cache."""


def waiting_vcpus(vcpus: int, runnable: Floats, cores: int) -> Floats:
    """Return how many of ``vcpus`` wait for a core on average, for each probability that one of them wants to run.

    Each wants to run independently of the others, so ``N ~ Binomial(vcpus, p)`` do, and ``E[(N - cores)+]`` of them
    wait. Divided by ``vcpus`` this is ``random_overlap_ready`` for many instants at once. Of all independent vCPUs
    with the same mean, equal ones overlap most (Hoeffding 1956), so for a mixed host this is an upper bound.

    >>> [round(waits / 40, 5) for waits in waiting_vcpus(40, np.array([0.0, 0.1, 1.0]), cores=8).tolist()]
    [0.0, 0.00056, 0.8]
    """
    waiting = np.zeros(len(runnable))
    if vcpus <= cores:
        return waiting
    too_many, likely = _tail(vcpus, cores)
    inside = np.flatnonzero((runnable > 0.0) & (runnable < 1.0))
    for rows in np.array_split(inside, max(1, math.ceil(len(inside) * len(too_many) / MOST_AT_ONCE))):
        p = runnable[rows, np.newaxis]
        counts = too_many + cores
        probabilities = np.exp(likely + counts * np.log(p) + (vcpus - counts) * np.log1p(-p))
        waiting[rows] = (probabilities * too_many).sum(axis=1)
    waiting[runnable >= 1.0] = vcpus - cores
    return waiting


@lru_cache(maxsize=256)
def _tail(vcpus: int, cores: int) -> tuple[Floats, Floats]:
    """Return by how many more than ``cores`` can want to run, and the logarithm of the number of ways to do so."""
    counts = range(cores + 1, vcpus + 1)
    ways = [math.lgamma(vcpus + 1) - math.lgamma(n + 1) - math.lgamma(vcpus - n + 1) for n in counts]
    return np.arange(1.0, vcpus - cores + 1.0), np.array(ways)


def overlap_only(vcpus: int, runnable: Floats, cores: int) -> Floats:
    """Return how many vCPUs wait by chance alone, beyond those for which there is no core even on average.

    >>> np.round(overlap_only(16, np.array([0.2, 1.0]), cores=4), 4)
    array([0.3189, 0.    ])
    """
    short_on_average: Floats = np.maximum(vcpus * np.clip(runnable, 0.0, 1.0) - cores, 0.0)
    return np.maximum(waiting_vcpus(vcpus, runnable, cores) - short_on_average, 0.0)
