"""What a lesson is: one file that says all of it, in every language side by side."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sim.errors import InvalidScenarioError
from sim.frozen import Frozen
from sim.importers.ready import Texts
from sim.teaching.bench import Attempt, Bench, Key
from sim.teaching.challenge import Challenge
from sim.teaching.measure import Number
from sim.teaching.tags import Objective, Statement, Tag
from sim.text import N_


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
