"""Which objectives the lessons serve, and which courses ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import Field, ValidationError

from sim.errors import ImportRefusedError
from sim.frozen import Frozen
from sim.importers.documents import Document
from sim.importers.ready import Texts
from sim.scenario import complaint
from sim.teaching.lesson import Lesson
from sim.teaching.tags import Objective
from sim.text import N_


class Course(Frozen):
    """A curriculum that somebody teaches by, and the objectives that it asks for."""

    title: Texts
    objectives: tuple[Objective, ...] = Field(min_length=1)
    provisional: bool = False
    """Whether a teacher of that course still has to confirm it."""


class Track(Frozen):
    """A way through the lessons for the time that there is."""

    title: Texts
    lessons: tuple[str, ...] = Field(min_length=1)

    def shown(self, lessons: Mapping[str, Lesson]) -> tuple[Lesson, ...]:
        """Return its lessons, of those that exist."""
        return tuple(lessons[name] for name in self.lessons if name in lessons)


class Curriculum(Frozen):
    """All objectives, the courses that ask for them, and ways through the lessons."""

    objectives: dict[Objective, Texts]
    courses: tuple[Course, ...]
    tracks: tuple[Track, ...]

    def serving(self, objectives: Iterable[str]) -> tuple[Course, ...]:
        """Return the courses that ask for any of some objectives."""
        asked = set(objectives)
        return tuple(course for course in self.courses if asked & set(course.objectives))


def curriculum_from(document: Document) -> Curriculum:
    """Return the curriculum that one file holds; raise an ImportRefusedError that names what is wrong."""
    try:
        return Curriculum.model_validate(document.content)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        fields = {"file": document.file, "line": document.line_of(detail["loc"]), "problem": str(complaint(detail))}
        raise ImportRefusedError(N_("{file}, line {line}: {problem}"), fields) from error
