"""What a lesson is: one file that says all of it, in every language side by side."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from sim.errors import InvalidScenarioError
from sim.frozen import Frozen
from sim.importers.ready import Texts
from sim.teaching.bench import Attempt, Bench, Key
from sim.teaching.metrics import METRICS
from sim.text import N_


def _numbered(letters: str, last: int) -> AfterValidator:
    """Return a check that a text is one of a numbered list: M1 to M28."""

    def check(text: str) -> str:
        if text not in {f"{letters}{number}" for number in range(1, last + 1)}:
            facts = {"first": f"{letters}1", "last": f"{letters}{last}", "found": text}
            raise InvalidScenarioError(N_("must be {first} to {last}, got “{found}”"), facts)
        return text

    return AfterValidator(check)


Tag = Annotated[str, _numbered("M", 28)]
"""A misconception."""
Statement = Annotated[str, _numbered("S", 9)]
"""A promise of virtualization."""
Objective = Annotated[str, _numbered("LO", 21)]
HINTS = 3


class Measure(Frozen):
    """A number of a run: a metric, whose, and when."""

    metric: str
    of: str = "*"
    """Names of machines, separated by commas; ``*`` stands for any part of a name."""
    from_s: float = Field(0.0, ge=0)
    until_s: float | None = Field(None, gt=0)
    percent_of: Key | None = None
    """An attempt of the same bench: the number is said in percent of the same number there."""

    @model_validator(mode="after")
    def _known(self) -> Measure:
        METRICS[self.metric]
        return self

    @property
    def unit_name(self) -> str:
        """Return a name whose ending says the unit of the number."""
        return "part_pct" if self.percent_of else self.metric


class Number(Measure):
    """A number that texts of the lesson may name in braces: always computed, never typed."""

    bench: Literal["run", "challenge"] = "run"
    attempt: Key = "start"
    """Where it is measured: an attempt of that bench, a misconception or ``answer``."""


class Prediction(Frozen):
    """A possible answer to the question before the run."""

    text: Texts
    tag: Tag | None = None
    correct: bool = False

    @model_validator(mode="after")
    def _belief(self) -> Prediction:
        if self.correct and self.tag:
            raise InvalidScenarioError(N_("what is right has no tag of a misconception"))
        return self


class Predict(Frozen):
    """The question before the run."""

    text: Texts
    options: tuple[Prediction, ...] = Field(min_length=2, max_length=6)
    reveal: Texts
    """What the run says to it."""

    @model_validator(mode="after")
    def _one_is_right(self) -> Predict:
        _exactly_one(self.options)
        return self


class Step(Frozen):
    """Something to look at: what to notice, and where in which run."""

    text: Texts
    attempt: Key = "start"
    at_s: float = Field(0.0, ge=0)


class Replay(Frozen):
    """The part of a run that answers a question."""

    from_s: float = Field(ge=0)
    until_s: float = Field(gt=0)


class Observe(Frozen):
    """A question about what was to be seen; the answer is a number of the run."""

    question: Texts
    number: str
    """Which of the lesson's numbers answers it."""
    tolerance: float = Field(gt=0)
    """How far an answer may be off, in the unit in which it is asked."""
    replay: Replay


class Answer(Frozen):
    """A possible answer of the quiz, and what the run has to say to it."""

    text: Texts
    correct: bool = False
    tag: Tag | None = None
    feedback: Texts

    @model_validator(mode="after")
    def _belief(self) -> Answer:
        if self.correct and self.tag:
            raise InvalidScenarioError(N_("what is right has no tag of a misconception"))
        return self


class Question(Frozen):
    """A question of the quiz."""

    stem: Texts
    options: tuple[Answer, ...] = Field(min_length=2, max_length=6)

    @model_validator(mode="after")
    def _one_is_right(self) -> Question:
        _exactly_one(self.options)
        return self


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
        return Attempt(choices=self.choices, actions=self.actions)


class Misconception(Solution):
    """A solution that does not work, and the belief behind it."""

    key: Key
    tag: Tag | None = None


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
    fixtures: Fixtures


class Teacher(Frozen):
    """What a teacher wants to know before the hour."""

    warm_up: Texts
    students_say: Texts
    discuss: Texts
    extension: Texts


class Lesson(Frozen):
    """A whole lesson."""

    id: str = Field(pattern=r"^L[1-9][0-9]?$")
    version: int = Field(ge=1)
    title: Texts
    minutes: int = Field(ge=1, le=120)
    objectives: tuple[Objective, ...] = Field(min_length=1)
    goal: Texts
    """What the student can do afterwards."""
    statements: tuple[Statement, ...] = Field(min_length=1)
    order: Literal["predict_first", "try_first"] = "predict_first"
    """Whether the challenge is tried before anything is explained."""
    situation: Texts
    """What stands in the rack."""
    seed: int = Field(1, ge=0, le=2**31)
    bench: Bench
    numbers: dict[str, Number] = Field(default_factory=dict)
    predict: Predict
    steps: tuple[Step, ...] = Field(min_length=1)
    observe: tuple[Observe, ...] = Field(min_length=1)
    explain: tuple[Texts, ...] = Field(min_length=1)
    quiz: tuple[Question, ...] = Field(min_length=2)
    challenge: Challenge
    model_limits: Texts
    teacher: Teacher

    @property
    def challenge_bench(self) -> Bench:
        """Return where the challenge is done."""
        return self.challenge.bench or self.bench

    def attempt(self, bench: str, name: str) -> Attempt | None:
        """Return what the lesson calls by this name on a bench; None when it calls nothing so."""
        if bench == "run":
            return self.bench.attempt(name)
        fixtures = self.challenge.fixtures
        known = {"start": fixtures.start, "answer": fixtures.answer.attempt}
        known |= {usual.key: usual.attempt for usual in fixtures.misconceptions}
        return known.get(name) or self.challenge_bench.attempt(name)


def _exactly_one(options: tuple[Prediction, ...] | tuple[Answer, ...]) -> None:
    if sum(option.correct for option in options) != 1:
        raise InvalidScenarioError(N_("exactly one option is correct"))
