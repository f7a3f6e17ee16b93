"""How many of a class hold which belief, by the tags of the wrong answers that they gave first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sim.importers.ready import Texts
from sim.teaching.lesson import Answer, Lesson, Prediction
from sim.teaching.work import Book, LessonWork


@dataclass
class Tally:
    """What a class answered to one question the first time."""

    lesson: str
    place: int | None
    """Which question of the quiz; None for the prediction."""
    text: Texts
    right: int = 0
    answered: int = 0
    beliefs: Counter[str] = field(default_factory=Counter)
    """How many wrong answers had which tag; without a tag they count as answered only."""

    def count(self, option: Prediction | Answer) -> None:
        """Count an answer."""
        self.answered += 1
        self.right += option.correct
        if option.tag:
            self.beliefs[option.tag] += 1


def tallies(books: Iterable[Book], lessons: Mapping[str, Lesson]) -> list[Tally]:
    """Return what a class answered to every question that somebody answered, in the order of the lessons."""
    found: dict[tuple[str, int | None], Tally] = {}
    for lesson in lessons.values():
        found[lesson.id, None] = Tally(lesson.id, None, lesson.predict.text)
        found |= {(lesson.id, place): Tally(lesson.id, place, one.stem) for place, one in enumerate(lesson.quiz)}
    for book in books:
        for name, lesson in lessons.items():
            for place, option in _first_answers(lesson, book.work(name)):
                found[name, place].count(option)
    return [tally for tally in found.values() if tally.answered]


def _first_answers(lesson: Lesson, work: LessonWork) -> Iterator[tuple[int | None, Prediction | Answer]]:
    """Yield the answers that are there; a file may name options that no lesson has."""
    options = lesson.predict.options
    if work.prediction is not None and work.prediction < len(options):
        yield None, options[work.prediction]
    for place, question in enumerate(lesson.quiz):
        answers = work.quiz.get(str(place), ())
        if answers and 0 <= answers[0] < len(question.options):
            yield place, question.options[answers[0]]


def most_held(found: Iterable[Tally]) -> tuple[Tally, str] | None:
    """Return the belief that most answers to one question rest on; None when there is none."""
    held = [(count, tally, tag) for tally in found for tag, count in tally.beliefs.items()]
    if not held:
        return None
    _count, tally, tag = max(held, key=lambda one: one[0])
    return tally, tag
