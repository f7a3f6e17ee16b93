"""When a host counts as overloaded: rules that look at how busy it has been.

Each rule takes the host's CPU use of the last samples, oldest first, as parts of its CPU, and returns the use
above which the host should be relieved.

Source: Beloglazov & Buyya, "Optimal online deterministic algorithms and adaptive heuristics for energy and
performance efficient dynamic consolidation of virtual machines", 2012, with the constants of their programs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.registry import Registry
from sim.text import N_

FIXED_THRESHOLD = 0.8
MAD_SAFETY = 2.5
IQR_SAFETY = 1.5
REGRESSION_SAFETY = 1.2
LEAST_SAMPLES = 12
"""With fewer samples the adaptive rules know too little and use the fixed threshold."""
REGRESSION_SAMPLES = 10


@dataclass(frozen=True, slots=True)
class Overload:
    """A rule's name for people, and the rule: whether a host that has been so busy is overloaded."""

    title: str
    is_overloaded: Callable[[Sequence[float]], bool]


OVERLOADS: Registry[Overload] = Registry("overload rule")


def median_absolute_deviation(samples: Sequence[float]) -> float:
    """Return the median distance of samples from their median.

    >>> median_absolute_deviation([1, 1, 2, 2, 4, 6, 9])
    1.0
    """
    values = np.asarray(samples)
    return float(np.median(np.abs(values - np.median(values))))


def interquartile_range_cloudsim(samples: Sequence[float]) -> float:
    """Return the distance of the quartiles as CloudSim takes them: the samples nearest to (n + 1) / 4 and 3 (n + 1) / 4.

    NumPy's quartiles lie between samples and give other numbers.

    >>> interquartile_range_cloudsim([1, 2, 3, 4, 5, 6, 7, 8])
    5
    """
    ordered = sorted(samples)
    first, third = (math.floor(part * (len(ordered) + 1) + 0.5) - 1 for part in (0.25, 0.75))
    return ordered[third] - ordered[first]


def threshold_mad(samples: Sequence[float], safety: float = MAD_SAFETY) -> float:
    """Return the use above which a host counts as overloaded, lower the more its use jumps about (MAD)."""
    return 1.0 - safety * median_absolute_deviation(samples)


def threshold_iqr(samples: Sequence[float], safety: float = IQR_SAFETY) -> float:
    """Return the use above which a host counts as overloaded, lower the wider its quartiles lie (CloudSim's IQR)."""
    return 1.0 - safety * interquartile_range_cloudsim(samples)


def local_regression(samples: Sequence[float], *, migration_samples: float = 0.0) -> float:
    """Return the use that the trend of the last ten samples leads to, ``migration_samples`` further on.

    Samples weigh the more the nearer they are (tricube), as in Cleveland's Loess.

    >>> round(local_regression([0.1 * step for step in range(1, 11)]), 6)
    1.1
    """
    last = np.asarray(samples[-REGRESSION_SAMPLES:], dtype=float)
    times = np.arange(1.0, len(last) + 1.0)
    weights = (1.0 - ((times[-1] - times) / (times[-1] - times[0])) ** 3) ** 3
    mean_time, mean = np.average(times, weights=weights), np.average(last, weights=weights)
    spread = float((weights * (times - mean_time) ** 2).sum())
    slope = float((weights * (times - mean_time) * (last - mean)).sum()) / spread
    return float(mean + slope * (len(last) + 1.0 + migration_samples - mean_time))


def _adaptive(threshold: Callable[[Sequence[float]], float]) -> Callable[[Sequence[float]], bool]:
    def is_overloaded(samples: Sequence[float]) -> bool:
        enough = len(samples) >= LEAST_SAMPLES
        return bool(samples) and samples[-1] > (threshold(samples) if enough else FIXED_THRESHOLD)

    return is_overloaded


def _by_trend(samples: Sequence[float]) -> bool:
    if len(samples) < REGRESSION_SAMPLES:
        return bool(samples) and samples[-1] > FIXED_THRESHOLD
    return REGRESSION_SAFETY * local_regression(samples) >= 1.0


OVERLOADS.add("threshold")(Overload(N_("Fixed threshold"), _adaptive(lambda samples: FIXED_THRESHOLD)))  # noqa: ARG005
OVERLOADS.add("mad")(Overload(N_("Median absolute deviation"), _adaptive(threshold_mad)))
OVERLOADS.add("iqr")(Overload(N_("Interquartile range"), _adaptive(threshold_iqr)))
OVERLOADS.add("local_regression")(Overload(N_("Local regression"), _by_trend))
