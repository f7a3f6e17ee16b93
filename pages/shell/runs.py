"""Runs, simulated once per scenario and shared by everybody who looks at the same one.

A run never changes, so it can be handed out itself: ``st.cache_data`` would pickle it anew for every reader, and
what a run has worked out once about itself would be lost each time. A scenario is its own key: hashing it takes
well under a millisecond.
"""

from __future__ import annotations

from functools import lru_cache
from threading import BoundedSemaphore

from sim.engine import simulate
from sim.run import Run
from sim.scenario import Scenario
from sim.study.baseline import twin

MOST_RUNS = 40
"""Runs that are kept, with what has been worked out about them about a megabyte each: the last ones of a class."""


_AT_ONCE = BoundedSemaphore(4)
"""Simulations share one processor however many there are; those that wait their turn hold no memory yet."""


@lru_cache(maxsize=MOST_RUNS)
def run_of(scenario: Scenario) -> Run:
    """Return what happens in ``scenario``."""
    with _AT_ONCE:
        return simulate(scenario)


def baseline_of(scenario: Scenario) -> Run:
    """Return what happens with the same loads on one physical server per application."""
    return run_of(twin(run_of(scenario)))
