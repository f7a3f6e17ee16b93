"""What a student did in the lessons: everything that is kept, offered again, handed in and checked."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from sim.errors import ImportRefusedError, SimError
from sim.frozen import Frozen
from sim.teaching.bench import Attempt
from sim.text import N_

SCHEMA_VERSION = 1
LARGEST_BYTES = 2_000_000
"""What a kept or handed-in piece of work may have."""

Mark = Literal["always", "conditions", "no"]
"""What somebody holds of a promise: always true, under conditions, not true."""
BenchName = Literal["run", "challenge"]
LONGEST_LINE, LONGEST_NOTE = 300, 5000
"""Characters that somebody may write."""
Typed = Annotated[str, StringConstraints(max_length=LONGEST_NOTE)]
"""What a person wrote; it is shown as text and never anything else."""
Line = Annotated[str, StringConstraints(max_length=LONGEST_LINE)]
MOST_VARIANTS = 9999
MOST = 200
"""Entries that a list of answers may have."""
MOST_TASKS = 20
LONGEST_CLASS = 200_000
"""Characters of a class that is kept with the work; racks that one can still see are far smaller."""


class Kept(Frozen):
    """A chart that was kept: which one, of which run; the run can be made again from it."""

    chart: str = Field(max_length=40)
    bench: BenchName
    attempt: Attempt


class LessonWork(Frozen):
    """What was done in one lesson."""

    version: int = 1
    """The version of the lesson it was done in."""
    step: str = Field("predict", max_length=20)
    done: tuple[Annotated[str, StringConstraints(max_length=20)], ...] = Field((), max_length=20)
    """The steps that were finished."""
    prediction: int | None = Field(None, ge=0, le=20)
    """The option that was chosen, by its place in the lesson."""
    because: Line = ""
    seen: tuple[Annotated[int, Field(ge=1, le=MOST)], ...] = Field((), max_length=MOST)
    """The things to see of the run that were shown, by their numbers."""
    observations: dict[str, tuple[float, ...]] = Field(default_factory=dict, max_length=MOST)
    """Every answer to a question, by the name of the number that it asks for; the last one counts."""
    quiz: dict[str, tuple[int, ...]] = Field(default_factory=dict, max_length=MOST)
    """Every answer to a question of the quiz, by its place; the first one counts."""
    run: Attempt = Attempt()
    challenge: Attempt = Attempt()
    best: Attempt = Attempt()
    """The solution that earned ``best_score``."""
    tries: int = Field(0, ge=0)
    """Different solutions that were checked."""
    best_score: int = Field(0, ge=0, le=100)
    solved: bool = False
    hints: int = Field(0, ge=0, le=10)
    worked_start: bool = False
    """Whether the challenge was begun from the part of a solution that the lesson offers."""
    kept: tuple[Kept, ...] = Field((), max_length=MOST)
    note: Typed = ""
    worked_s: int = Field(0, ge=0, le=10**7)
    """Seconds of work, without the breaks."""

    @property
    def begun(self) -> bool:
        """Return whether anything was done."""
        return self != LessonWork(step=self.step, version=self.version, worked_s=self.worked_s)


class TaskWork(Frozen):
    """What was done in a challenge that somebody made: on a rack, towards goals."""

    classroom: str = Field(max_length=LONGEST_CLASS)
    """The class with its rack, its goals and its locks, as a link holds it."""
    done: Attempt = Attempt()
    best: Attempt = Attempt()
    """What reached the most goals first."""
    met: int = Field(0, ge=0, le=MOST)
    """Goals that ``best`` reaches."""
    tries: int = Field(0, ge=0)
    """Different solutions that were checked."""
    solved: bool = False
    note: Typed = ""
    worked_s: int = Field(0, ge=0, le=10**7)
    """Seconds of work, without the breaks."""

    @property
    def begun(self) -> bool:
        """Return whether anything was done."""
        return self != TaskWork(classroom=self.classroom, worked_s=self.worked_s)


class Marks(Frozen):
    """What somebody held of a promise before and after."""

    before: Mark | None = None
    after: Mark | None = None


class Book(Frozen):
    """Everything that one student did, in all lessons."""

    schema_version: int = Field(SCHEMA_VERSION, ge=1, le=SCHEMA_VERSION)
    name: Line = ""
    group: Line = ""
    variant: int = Field(0, ge=0, le=MOST_VARIANTS)
    """Which loads the student has: added to the seed of every lesson."""
    lessons: dict[str, LessonWork] = Field(default_factory=dict, max_length=100)
    tasks: tuple[TaskWork, ...] = Field((), max_length=MOST_TASKS)
    """Challenges that somebody made, the one that was begun last at the end."""
    promises: dict[str, Marks] = Field(default_factory=dict, max_length=20)
    note: Typed = ""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was done yet."""
        return not (self.begun or self.promises or self.name or self.note)

    @property
    def begun(self) -> bool:
        """Return whether anything was done in a lesson or a challenge."""
        return any(work.begun for work in self.lessons.values()) or any(task.begun for task in self.tasks)

    def work(self, lesson: str) -> LessonWork:
        """Return what was done in a lesson."""
        return self.lessons.get(lesson, LessonWork())

    def with_work(self, lesson: str, **changes: Any) -> Book:
        """Return the book with something changed in one lesson."""
        work = self.work(lesson).model_copy(update=changes)
        return self.model_copy(update={"lessons": dict(self.lessons) | {lesson: work}})

    def task(self, classroom: str) -> TaskWork:
        """Return what was done in the challenge of a class."""
        return next((task for task in self.tasks if task.classroom == classroom), TaskWork(classroom=classroom))

    def with_task(self, classroom: str, **changes: Any) -> Book:
        """Return the book with something changed in the challenge of a class; the oldest gives way to one too many."""
        changed = self.task(classroom).model_copy(update=changes)
        known = any(task.classroom == classroom for task in self.tasks)
        tasks = tuple(changed if task.classroom == classroom else task for task in self.tasks)
        return self.model_copy(update={"tasks": tasks if known else (*tasks, changed)[-MOST_TASKS:]})

    def with_mark(self, promise: str, **changes: Mark | None) -> Book:
        """Return the book with a promise judged otherwise."""
        marks = self.promises.get(promise, Marks()).model_copy(update=changes)
        return self.model_copy(update={"promises": dict(self.promises) | {promise: marks}})

    def to_json(self) -> str:
        """Return the book as JSON, without what equals its default.

        >>> Book(name="Ada").to_json()
        '{"schema_version":1,"name":"Ada"}'
        """
        rest = self.model_dump_json(exclude_defaults=True)[1:]
        return f'{{"schema_version":{SCHEMA_VERSION}' + ("," if rest != "}" else "") + rest

    @classmethod
    def from_json(cls, text: str | bytes) -> Book:
        """Return the book that ``text`` holds; raise an ImportRefusedError when it holds none."""
        if len(text) > LARGEST_BYTES:
            raise ImportRefusedError(N_("this work is larger than {most_mb} MB"), {"most_mb": LARGEST_BYTES / 1e6})
        try:
            return cls.model_validate_json(text)
        except (ValidationError, SimError, RecursionError) as error:
            raise ImportRefusedError(N_("this is not the report of a lesson, or it is of another version")) from error
