"""Many machines as they are found in a data centre: most do little, a few do much."""

from __future__ import annotations

import numpy as np

from sim.steps import Floats
from sim.streams import stream
from sim.units import DAY_S
from sim.workloads.base import SAMPLE_S
from sim.workloads.trace import Trace

LOG_MEAN, LOG_SD = 1.897, 1.021
"""Mean and standard deviation of the logarithm of a machine's mean CPU use in percent.

Worked out from 11,746 machine-days of the PlanetLab traces (Park & Pai 2006; Beloglazov & Buyya 2012).
"""
HIGHEST_MEAN_PCT = 95.0
SPREAD = 0.6
"""Relative standard deviation of a machine's five-minute levels around its mean: with it, all levels together
spread about as in those traces (standard deviation 15 %); from one level to the next they are independent."""


def mean_percentages(count: int, random: np.random.Generator) -> Floats:
    """Return the mean CPU use of so many machines in percent: lognormal, without what lies above 95 %.

    >>> means = mean_percentages(20_000, np.random.default_rng(1))
    >>> [round(float(percent)) for percent in np.percentile(means, (25, 50, 75))], bool(means.max() <= 95)
    ([3, 7, 13], True)
    """
    means = np.zeros(0)
    while len(means) < count:
        drawn = random.lognormal(LOG_MEAN, LOG_SD, 2 * count)
        means = np.concatenate((means, drawn[drawn <= HIGHEST_MEAN_PCT]))
    return means[:count]


def population(count: int, *, seed: int, full_cores: float = 1.0) -> tuple[Trace, ...]:
    """Return the loads of so many machines for a day, made up to look like measured ones, as whole percent.

    >>> loads = population(3, seed=1)
    >>> len(loads), len(loads[0].percentages)
    (3, 288)
    """
    means = mean_percentages(count, stream(seed, "population", "phase"))
    shape = 1.0 / SPREAD**2
    levels = stream(seed, "population", "noise").gamma(shape, means[:, None] / shape, (count, round(DAY_S / SAMPLE_S)))
    return tuple(
        Trace(percentages=tuple(row), full_cores=full_cores) for row in np.minimum(np.rint(levels), 100.0).tolist()
    )
