"""What every metric has in common: a name that says its unit, a title, and a function of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from sim.registry import Registry
from sim.run import Run
from sim.scenario import Scenario
from sim.steps import Floats, Steps

METRICS: Registry[Metric] = Registry("metric")

Simulate = Callable[[Scenario], Run]
"""How a scenario becomes a run; pages hand in one that remembers."""


@dataclass(frozen=True)
class Scope:
    """What a metric looks at: a run, some of its machines, and a stretch of time."""

    run: Run
    machines: tuple[str, ...]
    start_s: float
    end_s: float
    simulate: Simulate

    def within(self, steps: Steps) -> Steps:
        """Return the part of a step function that lies in the stretch.

        Its values before the stretch stay in force at the beginning of it.
        """
        inside = (steps.times_s > self.start_s) & (steps.times_s < self.end_s)
        times_s = np.concatenate(([self.start_s], steps.times_s[inside]))
        return Steps(times_s, steps.sample(times_s), self.end_s)

    def worst(self, values: Callable[[str], float], *, of: Callable[[Iterable[float]], float] = max) -> float:
        """Return the largest, or with ``of=min`` the smallest, of a number of each machine; 0 for no machine."""
        found = [values(machine) for machine in self.machines]
        return of(found) if found else 0.0


@dataclass(frozen=True)
class Metric:
    """A named number of a run. The ending of its name says its unit (``_pct``, ``_s``, ``_mib``, ``_kwh``)."""

    title: str
    """What it is called, marked for translation."""
    measure: Callable[[Scope], float]


def percentile(steps: Steps, part: float, weights: Floats | None = None) -> float:
    """Return the value that a step function does not exceed for ``part`` of the time.

    ``weights`` says which part of each step counts, by default all of it.

    >>> percentile(Steps(np.array([0.0, 90.0]), np.array([1.0, 5.0]), 100.0), 0.9)
    1.0
    >>> percentile(Steps(np.array([0.0, 90.0]), np.array([1.0, 5.0]), 100.0), 0.95)
    5.0
    """
    lasting = np.diff(steps.times_s, append=steps.end_s) * (1.0 if weights is None else weights)
    if lasting.sum() <= 0:
        return 0.0
    order = np.argsort(steps.values, kind="stable")
    reached = np.cumsum(lasting[order]) / lasting.sum()
    return float(steps.values[order][min(int(np.searchsorted(reached, part - 1e-9)), len(order) - 1)])
