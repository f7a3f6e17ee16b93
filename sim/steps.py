"""A quantity that is constant between two instants, with exact sums over any interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Steps:
    """A step function: ``values[k]`` holds from ``times_s[k]`` until ``times_s[k + 1]`` or ``end_s``.

    ``times_s`` does not decrease; where an instant stands twice, its last value counts.

    >>> power_w = Steps(np.array([0.0, 10.0]), np.array([100.0, 50.0]), end_s=20.0)
    >>> power_w.integral()
    1500.0
    >>> power_w.at(12.0)
    50.0
    >>> power_w.means(np.array([0.0, 10.0, 20.0]))
    array([100.,  50.])
    """

    times_s: Floats
    values: Floats
    end_s: float

    @property
    def lasting_s(self) -> Floats:
        """Return how long each value holds."""
        result = np.empty_like(self.times_s)
        np.subtract(self.times_s[1:], self.times_s[:-1], out=result[:-1])
        result[-1:] = self.end_s - self.times_s[-1:]
        return result

    @cached_property
    def _cumulative(self) -> Floats:
        """Return the integral from the first instant to each instant and to the end."""
        result = np.zeros(len(self.times_s) + 1)
        np.cumsum(self.values * self.lasting_s, out=result[1:])
        return result

    def at(self, time_s: float) -> float:
        """Return the value that holds at one instant; before the first instant, the first value."""
        return float(self.values[max(int(np.searchsorted(self.times_s, time_s, side="right")) - 1, 0)])

    def sample(self, times_s: ArrayLike) -> Floats:
        """Return the values that hold at many instants."""
        return self.values[self.rows_at(np.asarray(times_s))]

    def until(self, times_s: ArrayLike) -> Floats:
        """Return the integral from the first instant up to each of ``times_s``."""
        times = np.minimum(np.maximum(np.asarray(times_s, dtype=float), self.times_s[0]), self.end_s)
        row = self.rows_at(times)
        integral: Floats = self._cumulative[row] + self.values[row] * (times - self.times_s[row])
        return integral

    def rows_at(self, times_s: NDArray[Any]) -> NDArray[np.intp]:
        """Return the positions of the values that hold at many instants."""
        # The method, and not NumPy's function of the same name, which costs twice as much: a run is asked thousands of times.
        return np.maximum(self.times_s.searchsorted(times_s, side="right") - 1, 0)

    def integral(self, start_s: float | None = None, end_s: float | None = None) -> float:
        """Return the exact sum of value x time over an interval, by default the whole."""
        if start_s is None and end_s is None:
            return float(self._cumulative[-1])
        start = self.times_s[0] if start_s is None else start_s
        low, high = self.until([start, self.end_s if end_s is None else end_s])
        return float(high - low)

    def mean(self) -> float:
        """Return the time average over the whole."""
        return self.integral() / (self.end_s - float(self.times_s[0]))

    def maximum(self) -> float:
        """Return the largest value that held for any time."""
        return float(self.values[self.lasting_s > 0].max(initial=-np.inf))

    def means(self, edges_s: ArrayLike) -> Floats:
        """Return the time average between each edge and the next."""
        edges = np.asarray(edges_s, dtype=float)
        sums = self.until(edges)
        means: Floats = (sums[1:] - sums[:-1]) / (edges[1:] - edges[:-1])
        return means


def total(parts: Sequence[Steps], end_s: float) -> Steps:
    """Return the sum of step functions; each counts as zero before its first instant.

    >>> one = Steps(np.array([0.0]), np.array([100.0]), 20.0)
    >>> two = Steps(np.array([10.0]), np.array([50.0]), 20.0)
    >>> total([one, two], 20.0).values
    array([100., 150.])
    """
    if not parts:
        return Steps(np.zeros(1), np.zeros(1), end_s)
    times_s = np.concatenate([part.times_s for part in parts])
    rises = np.concatenate([part.values for part in parts])
    starts = np.cumsum([0, *(len(part.values) for part in parts[:-1])])
    firsts = rises[starts]
    rises[1:] -= rises[:-1].copy()
    rises[starts] = firsts
    order = np.argsort(times_s, kind="stable")
    return Steps(times_s[order], np.cumsum(rises[order]), end_s)
