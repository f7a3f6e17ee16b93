"""How many copies of a service there should be."""

from __future__ import annotations

import math
from collections.abc import Sequence

TOLERANCE = 0.1
DOWN_WINDOW_S = 300.0
"""Scaling down follows the highest recommendation of so long (Kubernetes: stabilisation window)."""


def desired_replicas(current: int, metric: float, target: float) -> int:
    """Return how many replicas bring a metric per replica to its target; within a tenth of it nothing changes.

    >>> desired_replicas(4, 90.0, 60.0), desired_replicas(4, 63.0, 60.0), desired_replicas(4, 20.0, 60.0)
    (6, 4, 2)

    Source: Kubernetes, "Horizontal Pod Autoscaling", Algorithm details.
    """
    ratio = metric / target
    return current if abs(ratio - 1.0) <= TOLERANCE else math.ceil(current * ratio)


def stabilised(current: int, recommendations: Sequence[int]) -> int:
    """Return the replicas to have after the recommendations of the last window, the newest last.

    Up goes at once, down only as far as the highest recommendation of the window.

    >>> stabilised(4, [3, 5, 6]), stabilised(6, [5, 3, 2]), stabilised(6, [2, 2])
    (6, 5, 2)
    """
    newest = recommendations[-1]
    return newest if newest >= current else min(max(recommendations), current)


def holt(series: Sequence[float], *, alpha: float = 0.5, beta: float = 0.3) -> tuple[float, float]:
    """Return the level and the trend of a series by Holt's double exponential smoothing.

    >>> level, trend = holt([10, 12, 13, 15, 16, 18])
    >>> round(level, 7), round(trend, 8)
    (18.0689375, 1.63094375)
    """
    level, trend = series[0], series[1] - series[0]
    for value in series[1:]:
        before = level
        level = alpha * value + (1.0 - alpha) * (level + trend)
        trend = beta * (level - before) + (1.0 - beta) * trend
    return level, trend


def forecast_holt(series: Sequence[float], steps: int, *, alpha: float = 0.5, beta: float = 0.3) -> float:
    """Return what a series is expected to be ``steps`` after its end.

    >>> round(forecast_holt([10, 12, 13, 15, 16, 18], 3), 8)
    22.96176875
    """
    level, trend = holt(series, alpha=alpha, beta=beta)
    return level + steps * trend
