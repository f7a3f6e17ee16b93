"""When CloudSim's hosts are too busy, for many hosts at once.

What a rule looks at adds up over the machines of a host: the demand of the moment, a trend, a history. So every
machine has a row of features, a host the sum of the rows of its machines, and a candidate one row more.
The rules are those of ``sim.policies.overload``; that they say the same is tested.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.peculiarities import Peculiarities
from sim.policies.overload import (
    FIXED_THRESHOLD,
    IQR_SAFETY,
    LEAST_SAMPLES,
    MAD_SAFETY,
    REGRESSION_SAFETY,
    REGRESSION_SAMPLES,
    local_regression,
)
from sim.steps import Floats

FALLBACK_THRESHOLD = 0.7
"""What adaptive rules use while they know too little, in CloudSim's examples."""
Answers = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Detector:
    """The features of machines, from their demands in MIPS (a row each, the newest last), and who is too busy."""

    features: Callable[[Floats, Peculiarities], Floats]
    is_over: Callable[[Floats, Floats], Answers]
    """Of hosts with these sums of features, and these MIPS in all."""


def _now(history: Floats, _peculiar: Peculiarities) -> Floats:
    return history[:, -1:]


def _all(history: Floats, _peculiar: Peculiarities) -> Floats:
    return history


def _trend(history: Floats, peculiar: Peculiarities) -> Floats:
    """Return demand, the demand that the trend leads to, and what of the history is older than nine samples."""
    last = history[:, -REGRESSION_SAMPLES:]
    if last.shape[1] < REGRESSION_SAMPLES:
        return np.column_stack((history[:, -1], np.zeros((len(history), 2))))
    predicted = last @ _prediction(peculiar.trend_is_unweighted)
    return np.column_stack((history[:, -1], predicted, history[:, : 1 - REGRESSION_SAMPLES].sum(axis=1)))


@lru_cache(maxsize=2)
def _prediction(unweighted: bool) -> Floats:  # noqa: FBT001
    """Return what each of the last samples adds to the prediction for the next one, which is linear in them."""
    units = np.eye(REGRESSION_SAMPLES)
    if not unweighted:
        return np.array([local_regression(unit.tolist()) for unit in units])
    times = np.arange(1.0, REGRESSION_SAMPLES + 1.0)
    return np.array([np.polyval(np.polyfit(times, unit, 1), times[-1] + 1.0) for unit in units])


def _over_threshold(sums: Floats, total_mips: Floats) -> Answers:
    return sums[:, 0] / total_mips > FIXED_THRESHOLD


def _over_by_trend(sums: Floats, total_mips: Floats) -> Answers:
    use, predicted = sums[:, 0] / total_mips, sums[:, 1] / total_mips
    return np.where(sums[:, 2] > 0.0, REGRESSION_SAFETY * predicted >= 1.0, use > FALLBACK_THRESHOLD)


def _over_adaptive(threshold: Callable[[Floats], Floats]) -> Callable[[Floats, Floats], Answers]:
    def is_over(sums: Floats, total_mips: Floats) -> Answers:
        uses = sums / total_mips[:, None]
        begun = np.argmax(uses > 0.0, axis=1)
        limits = np.full(len(uses), FALLBACK_THRESHOLD)
        for first in np.unique(begun):
            if uses.shape[1] - first >= LEAST_SAMPLES:
                limits[begun == first] = threshold(uses[begun == first, first:])
        return uses[:, -1] > limits

    return is_over


def mad_limits(uses: Floats) -> Floats:
    """Return the limits of hosts by the median absolute deviation of their uses, a row each."""
    middle = np.median(uses, axis=1, keepdims=True)
    return 1.0 - MAD_SAFETY * np.median(np.abs(uses - middle), axis=1)


def iqr_limits(uses: Floats) -> Floats:
    """Return the limits of hosts by the interquartile range of their uses, a row each."""
    ordered = np.sort(uses, axis=1)
    first, third = (int(part * (uses.shape[1] + 1) + 0.5) - 1 for part in (0.25, 0.75))
    return 1.0 - IQR_SAFETY * (ordered[:, third] - ordered[:, first])


DETECTORS: Mapping[str, Detector] = {
    "thr": Detector(_now, _over_threshold),
    "lr": Detector(_trend, _over_by_trend),
    "mad": Detector(_all, _over_adaptive(mad_limits)),
    "iqr": Detector(_all, _over_adaptive(iqr_limits)),
}
