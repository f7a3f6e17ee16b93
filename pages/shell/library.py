"""The lessons and the promises that the project has, read once per process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from pages.shell import front
from pages.shell.runs import run_of
from sim.importers.documents import read_document, read_documents
from sim.importers.ready import Texts
from sim.scenario import Scenario
from sim.teaching.bench import Attempt, Bench
from sim.teaching.checker import Result, check
from sim.teaching.curriculum import Curriculum, curriculum_from
from sim.teaching.lesson import Lesson
from sim.teaching.library import lessons_from
from sim.teaching.measuring import numbers
from sim.teaching.promises import Promise, beliefs_from, promises_from
from sim.teaching.work import BenchName

ASSETS = Path(__file__).resolve().parents[2] / "assets"


@cache
def lessons() -> Mapping[str, Lesson]:
    """Return every lesson by its id, in their order."""
    ready = {key: prepared.scenario for key, prepared in front.ready().items()}
    return lessons_from(read_documents(ASSETS / "lessons"), ready)


@cache
def promises() -> Mapping[str, Promise]:
    """Return what virtualization promises, by number."""
    return promises_from(read_document(ASSETS / "promises.yaml"))


@cache
def beliefs() -> Mapping[str, Texts]:
    """Return what many people believe, by the number that wrong answers carry."""
    return beliefs_from(read_document(ASSETS / "misconceptions.yaml"))


@cache
def curriculum() -> Curriculum:
    """Return the objectives, the courses that ask for them, and ways through the lessons."""
    return curriculum_from(read_document(ASSETS / "curriculum.yaml"))


def source_of(lesson_id: str) -> str:
    """Return the file of a lesson as it is written."""
    return (ASSETS / "lessons" / f"{lessons()[lesson_id].id}.yaml").read_text(encoding="utf-8")


def bench_of(lesson: Lesson, name: BenchName) -> Bench:
    """Return one of a lesson's two benches."""
    return lesson.bench if name == "run" else lesson.challenge_bench


def base_of(lesson: Lesson, name: BenchName, attempt: Attempt, variant: int) -> Scenario:
    """Return a bench's scenario with what was chosen, before anything is done in it."""
    return bench_of(lesson, name).base(attempt, lesson.seed + variant)


def scenario_of(lesson: Lesson, name: BenchName, attempt: Attempt, variant: int) -> Scenario:
    """Return a bench's scenario with what was chosen and done."""
    return bench_of(lesson, name).scenario_of(attempt, lesson.seed + variant)


@lru_cache(maxsize=256)
def numbers_of(lesson_id: str, variant: int) -> Mapping[str, float]:
    """Return the numbers that a lesson's texts name, for one variant of the loads."""
    lesson = lessons()[lesson_id]
    return numbers(lesson, run_of, lesson.seed + variant)


def result_of(lesson: Lesson, attempt: Attempt, variant: int) -> Result:
    """Return what a solution of a lesson's challenge is worth."""
    return _result(lesson.id, attempt.model_dump_json(), variant)


@lru_cache(maxsize=1024)
def _result(lesson_id: str, attempt: str, variant: int) -> Result:
    lesson = lessons()[lesson_id]
    return check(lesson, Attempt.model_validate_json(attempt), run_of, lesson.seed + variant)
