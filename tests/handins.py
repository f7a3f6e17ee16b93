"""Hand-ins of a class that does not exist, with real scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from pages.shell import library
from pages.views.report import data_block
from sim.engine import simulate
from sim.teaching.bench import Attempt
from sim.teaching.checker import check
from sim.teaching.lesson import Lesson
from sim.teaching.work import Book

CLASS = 30


def class_books(lessons: Sequence[str] = tuple(library.lessons()), students: int = CLASS) -> Iterator[Book]:
    """Yield a book for each student; of each challenge, a third solves it, a third falls for a usual mistake, a third does nothing."""
    remembered = lru_cache(maxsize=64)(simulate)
    for number in range(students):
        book = Book(
            name=f"Student {number:02}",
            group="AB"[number % 2],
            variant=number + 1,
            note=f"My prediction number {number} was wrong because I counted cores and not memory.",
        )
        for place, name in enumerate(lessons):
            lesson = library.lessons()[name]
            attempt = attempts(lesson)[(number + place) % 3]
            result = check(lesson, attempt, remembered, lesson.seed + book.variant)
            book = book.with_work(
                name,
                version=lesson.version,
                done=("predict", "run", "observe", "explain", "quiz"),
                prediction=number % len(lesson.predict.options),
                because=f"because of reason {number}",
                quiz={str(k): (number % len(one.options),) for k, one in enumerate(lesson.quiz)},
                challenge=attempt,
                best=attempt,
                tries=1 + number % 4,
                best_score=result.score,
                solved=result.passed,
                worked_s=600 + 7 * number,
            )
        yield book


def attempts(lesson: Lesson) -> tuple[Attempt, Attempt, Attempt]:
    """Return a solution, a usual mistake and the start."""
    fixtures = lesson.challenge.fixtures
    return fixtures.answer.attempt, fixtures.misconceptions[0].attempt, fixtures.start


def as_file(book: Book) -> tuple[str, bytes]:
    """Return a book as the smallest report that holds it."""
    return f"{book.name}.html", f"<!doctype html><title>VirtLab</title>{data_block(book)}".encode()
