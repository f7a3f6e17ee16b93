"""Questions that an experiment answers, ready to be asked: a prepared scenario, what varies, and when it is enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sim.faults.host_crash import CrashHost
from sim.scenario import HighAvailability, Scenario
from sim.study.settings import Value
from sim.study.sweep import Estimate, Experiment, Point
from sim.text import N_
from sim.units import HOUR_S, MINUTE_S

CRASH_S = 9 * HOUR_S + 5 * MINUTE_S
"""In the middle of the storm of logins on Monday."""
ENOUGH_PCT = 0.5
"""A rack is enough when so little work at most is not served."""
WITH_A_CRASH_PCT = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, of which ready scenario, changed how, and the experiment that answers it.

    ``enough_pct`` says how much of the first measure is small enough; None where the smallest is simply the best.
    """

    title: str
    summary: str
    ready: str
    varied: Mapping[str, tuple[Value, ...]]
    measures: tuple[str, ...]
    replications: int = 10
    enough_pct: float | None = None
    change: Callable[[Scenario], Scenario] = lambda scenario: scenario

    def experiment(self, scenario: Scenario) -> Experiment:
        """Return the experiment, made from the ready scenario."""
        return Experiment(self.change(scenario), self.varied, self.measures, self.replications)


def _with_a_crash(scenario: Scenario) -> Scenario:
    """Return the scenario with high availability, in which the first host dies in the busiest minutes."""
    crash = CrashHost(at_s=CRASH_S, host=scenario.hosts[0].name)
    return scenario.model_copy(update={"high_availability": HighAvailability(enabled=True)}).with_action(crash)


HOW_MANY = (1, 2, 3, 4, 5)
MEASURED = ("unserved_pct", "waiting_core_h", "energy_kwh_per_day")

QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "servers": Question(
            N_("How many servers are enough?"),
            N_("24 machines on a Monday morning, placed anew on one to five hosts, ten times each"),
            "monday-nine",
            {"hosts": HOW_MANY},
            MEASURED,
            enough_pct=ENOUGH_PCT,
        ),
        "servers_crash": Question(
            N_("How many are enough when one breaks at 9:05?"),
            N_("the same, with high availability and a crash in the busiest minutes"),
            "monday-nine",
            {"hosts": HOW_MANY},
            MEASURED,
            enough_pct=WITH_A_CRASH_PCT,
            change=_with_a_crash,
        ),
        "services": Question(
            N_("Which service should move the machines?"),
            N_("four hosts that run short at different hours, in the hands of each of five services, ten times each"),
            "balance-by-hand",
            {"services": ("nobody", "drs", "proxmox", "own", "consolidation")},
            ("waiting_core_h", "moves_per_day", "energy_kwh_per_day"),
        ),
    }
)


def fewest_enough(found: Mapping[Point, Mapping[str, Estimate]], measure: str, enough: float) -> Point | None:
    """Return the first point at which a measure is small enough with 95 % confidence; None for no such point.

    >>> sure, unsure = Estimate(0.2, 0.1, 0.3, 10), Estimate(0.4, 0.1, 0.7, 10)
    >>> fewest_enough({(1,): {"lost": unsure}, (2,): {"lost": sure}}, "lost", 0.5)
    (2,)
    """
    for point, values in found.items():
        one = values[measure]
        highest = one.mean if math.isnan(one.high) else one.high
        if highest <= enough:
            return point
    return None
