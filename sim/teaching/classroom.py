"""What a teacher sets for a class: which lessons or which rack, what is locked, which help there is. It travels in a link."""

from __future__ import annotations

from typing import Annotated, get_args
from zlib import crc32

from pydantic import AfterValidator, Field, StringConstraints, ValidationError, model_validator

from sim.actions import ACTIONS
from sim.actions.base import Group
from sim.errors import ImportRefusedError, InvalidScenarioError, SimError
from sim.frozen import Frozen
from sim.importers.links import LARGEST_SCENARIO, pack, unpack
from sim.scenario import Scenario
from sim.teaching.bench import Attempt
from sim.teaching.goals import MOST_GOALS, Goal
from sim.teaching.lesson import Lesson
from sim.teaching.work import MOST_VARIANTS, Line, Typed
from sim.text import N_

SCHEMA_VERSION = 1
MOST_LESSONS = 50
GROUPS: tuple[str, ...] = get_args(Group)


def _known(group: str) -> str:
    if group not in GROUPS:
        raise InvalidScenarioError(N_("no group of actions named “{name}”"), {"name": group})
    return group


Locked = Annotated[str, AfterValidator(_known)]
LessonId = Annotated[str, StringConstraints(pattern=r"^L[1-9][0-9]?$")]


class Task(Frozen):
    """A rack to work on, with what is to be done there."""

    title: Line = ""
    text: Typed = ""
    scenario: Scenario
    open_at_s: float = Field(0.0, ge=0)
    goals: tuple[Goal, ...] = Field((), max_length=MOST_GOALS)
    """What the run must reach; none where the work is free."""

    def scenario_of(self, attempt: Attempt) -> Scenario:
        """Return the rack with what somebody did there."""
        scenario = self.scenario
        for action in attempt.actions:
            scenario = scenario.with_action(action)
        return scenario


class Classroom(Frozen):
    """The settings of one class. Nothing about a person, no answer and no key is in them."""

    schema_version: int = Field(SCHEMA_VERSION, ge=1, le=SCHEMA_VERSION)
    lessons: tuple[LessonId, ...] = Field((), max_length=MOST_LESSONS)
    """The lessons that are shown; none means all of them, unless there is a task."""
    task: Task | None = None
    locked: tuple[Locked, ...] = Field((), max_length=len(GROUPS))
    """Groups of actions that are refused."""
    hints: bool = True
    """Whether there are hints, and worked starts, on request."""
    reasons: bool = True
    """Whether a prediction needs a “because…”."""
    try_first: bool | None = None
    """Whether challenges are tried before anything is explained; None: as each lesson says."""
    own_loads: bool = False
    """Whether everybody gets loads of their own, by the name that they type."""
    language: Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3})?$")] = ""
    deadline: Line = ""
    """Words about when and where to hand in; shown as they are."""

    @model_validator(mode="after")
    def _something_to_do(self) -> Classroom:
        if self.task and self.lessons:
            raise InvalidScenarioError(N_("say either lessons or a task"))
        return self

    def has(self, lesson: Lesson) -> bool:
        """Return whether a lesson is shown."""
        return self.task is None and (not self.lessons or lesson.id in self.lessons)

    def tries_first(self, lesson: Lesson) -> bool:
        """Return whether a lesson's challenge is tried before anything is explained."""
        return lesson.order == "try_first" if self.try_first is None else self.try_first

    def allows(self, kind: str) -> bool:
        """Return whether an action of this kind may be done.

        >>> Classroom(locked=("fault",)).allows("crash_host"), Classroom(locked=("fault",)).allows("stop_machine")
        (False, True)
        """
        return ACTIONS[kind].group not in self.locked

    def to_json(self) -> str:
        """Return the settings as JSON, without what equals its default.

        >>> Classroom(lessons=("L1",), hints=False).to_json()
        '{"schema_version":1,"lessons":["L1"],"hints":false}'
        """
        rest = self.model_dump_json(exclude_defaults=True)[1:]
        return f'{{"schema_version":{SCHEMA_VERSION}' + ("," if rest != "}" else "") + rest

    def to_link(self) -> str:
        """Return the settings as text for an address.

        >>> Classroom.from_link(Classroom(lessons=("L1",)).to_link()).lessons
        ('L1',)
        """
        return pack(self.to_json().encode())

    @classmethod
    def from_link(cls, text: str) -> Classroom:
        """Return the settings that an address holds; raise an ImportRefusedError when it holds none."""
        return cls.from_json(unpack(text))

    @classmethod
    def from_json(cls, content: str | bytes) -> Classroom:
        """Return the settings that a class file holds; raise an ImportRefusedError when it holds none."""
        if len(content) > LARGEST_SCENARIO:
            raise ImportRefusedError(
                N_("this class file is larger than {most_mb} MB"), {"most_mb": LARGEST_SCENARIO / 1e6}
            )
        try:
            return cls.model_validate_json(content)
        except (ValidationError, SimError, RecursionError) as error:
            raise ImportRefusedError(N_("these are no settings of a class, or of another version")) from error


def variant_of(name: str) -> int:
    """Return the loads that somebody gets by their name: the same at every computer, never 0.

    >>> variant_of("Ada Lovelace") == variant_of(" ada  lovelace "), variant_of("Ada") == variant_of("Bob")
    (True, False)
    """
    return crc32(" ".join(name.casefold().split()).encode()) % MOST_VARIANTS + 1


def unsolvable(classroom: Classroom, lesson: Lesson) -> bool:
    """Return whether the locks forbid what the model answer of a lesson does."""
    return any(not classroom.allows(action.kind) for action in lesson.challenge.fixtures.answer.actions)
