"""Runs, simulated once per scenario and shared by everybody who looks at the same one.

A run never changes, so it can be handed out itself: ``st.cache_data`` would pickle it anew for every reader, and
what a run has worked out once about itself would be lost each time. A scenario is its own key: hashing it takes
well under a millisecond.
"""

from __future__ import annotations

from functools import lru_cache
from threading import RLock

from sim.engine import simulate
from sim.run import Run
from sim.scenario import Scenario
from sim.study.baseline import twin

MOST_RUNS = 120
"""Runs that are kept, so that whoever acts in a large class does so on a run that is still there."""
MOST_BASELINES = 16
"""Nobody acts on a baseline: it is wanted while its picture is made, and when that is made again."""

TURN = RLock()
"""Whoever computes holds it. Threads of Python share one processor and, with a hundred sessions, lose half of it to
changing places; one after the other, each is done sooner, and those that wait hold no memory yet."""


@lru_cache(maxsize=MOST_RUNS)
def run_of(scenario: Scenario) -> Run:
    """Return what happens in ``scenario``."""
    with TURN:
        return simulate(scenario)


def baseline_of(scenario: Scenario) -> Run:
    """Return what happens with the same loads on one physical server per application."""
    return _baseline(twin(run_of(scenario)))


@lru_cache(maxsize=MOST_BASELINES)
def _baseline(scenario: Scenario) -> Run:
    with TURN:
        return simulate(scenario)
