"""A task with its criteria, its hints, and solutions whose result is known."""

from __future__ import annotations

from pydantic import Field, model_validator

from sim.errors import InvalidScenarioError
from sim.frozen import Frozen
from sim.importers.ready import Texts
from sim.teaching.bench import Attempt, Bench, Key
from sim.teaching.measure import Measure
from sim.teaching.tags import Tag
from sim.text import N_

HINTS = 3


class Trial(Frozen):
    """What the checker does to a solution before it looks; ``{machine}`` stands for each machine of ``for_each``."""

    key: Key
    actions: tuple[dict[str, object], ...] = Field(min_length=1)
    for_each: str | None = None
    """Names of machines: the trial is made once for each of them, and the worst counts."""


class Criterion(Measure):
    """Something that must be true of a solution when it is run."""

    text: Texts
    trial: Key | None = None
    at_least: float | None = None
    at_most: float | None = None
    points: int = Field(1, ge=1, le=100)
    counts_with: str | None = None
    """The metric of another criterion without which it does not count: whoever does nothing makes no mistake, either."""

    @model_validator(mode="after")
    def _one_limit(self) -> Criterion:
        if (self.at_least is None) == (self.at_most is None):
            raise InvalidScenarioError(N_("say either at_least or at_most"))
        return self


class Solution(Attempt):
    """A solution that somebody might hand in, with what it is called."""

    label: Texts

    @property
    def attempt(self) -> Attempt:
        """Return what was chosen and done, without what it is called."""
        return Attempt(choices=self.choices, actions=self.actions, after_events=self.after_events)


class Misconception(Solution):
    """A solution that does not work, and the belief behind it."""

    key: Key
    tag: Tag | None = None


class WorkedStart(Attempt):
    """A part of a solution to go on from, or all of it to look into, for those who have never done such a thing."""

    text: Texts
    """What is done and why, and what is left to do."""

    @property
    def attempt(self) -> Attempt:
        """Return what is chosen and done in it."""
        return Attempt(choices=self.choices, actions=self.actions)


class Fixtures(Frozen):
    """Solutions whose result is known: the start and every misconception fail, the answer passes."""

    start: Attempt = Attempt()
    misconceptions: tuple[Misconception, ...] = Field(min_length=1)
    answer: Solution


class Challenge(Frozen):
    """A task whose solution is checked on the simulated state."""

    task: Texts
    bench: Bench | None = None
    """Where it is done; the lesson's own bench by default."""
    trials: tuple[Trial, ...] = ()
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    budget: int | None = Field(None, ge=0)
    """The most points that choices may take."""
    hints: tuple[Texts, ...] = Field(min_length=HINTS, max_length=HINTS)
    """A question, a pointer, and the way."""
    worked_start: WorkedStart | None = None
    fixtures: Fixtures

    @model_validator(mode="after")
    def _counts_with_another(self) -> Challenge:
        metrics = {criterion.metric for criterion in self.criteria if criterion.counts_with is None}
        for criterion in self.criteria:
            if criterion.counts_with is not None and criterion.counts_with not in metrics:
                facts = {"metric": criterion.counts_with}
                raise InvalidScenarioError(N_("no criterion is about “{metric}”"), facts)
        return self
