"""Goals of a challenge that a teacher or a student makes in the lab: numbers of the run, and what they must be."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field, model_validator

from sim.errors import InvalidScenarioError
from sim.frozen import Frozen
from sim.scenario import Scenario
from sim.teaching.checker import Finding, weighed
from sim.teaching.measure import Measure
from sim.teaching.measuring import measured
from sim.teaching.metrics import METRICS, Simulate
from sim.text import N_, Message

LONGEST_NAMES = 300
MOST_GOALS = 5


class Goal(Frozen):
    """A number of the run, in the unit that its name says, and the most or the least that it may be."""

    metric: str = Field(max_length=60)
    of: str = Field("*", max_length=LONGEST_NAMES)
    """Names of machines, separated by commas; ``*`` stands for any part of a name."""
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Goal:
        METRICS[self.metric]
        if (self.at_least is None) == (self.at_most is None):
            raise InvalidScenarioError(N_("say either at_least or at_most"))
        return self

    @property
    def title(self) -> Message:
        """Return what is measured, and whose."""
        facts = {"metric_title": METRICS[self.metric].title, "machines": self.of}
        return Message("{metric_title}" if self.of == "*" else N_("{metric_title} – of {machines}"), facts)


def findings(goals: Iterable[Goal], scenario: Scenario, simulate: Simulate) -> tuple[Finding, ...]:
    """Return what the run of a scenario says to each goal."""
    found = []
    for goal in goals:
        value = value_of(goal.metric, goal.of, scenario, simulate)
        found.append(weighed(goal.title, goal.metric, [value], at_least=goal.at_least, at_most=goal.at_most))
    return tuple(found)


def value_of(metric: str, of: str, scenario: Scenario, simulate: Simulate) -> float:
    """Return a number of a scenario's whole run."""
    return measured(Measure(metric=metric, of=of), scenario, simulate)
