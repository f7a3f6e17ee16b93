"""Work that resembles other work more than chance would have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sim.teaching.bench import Attempt
from sim.teaching.handin import HandIn
from sim.teaching.work import Book
from sim.text import N_, Message
from sim.units import MINUTE_S

SHORTEST = 40
"""Characters from which on the same words are no accident."""
MANY = 3
"""Actions from which on the same times are no accident, full minutes or not."""


@dataclass(frozen=True)
class FreeText:
    """Something that a student wrote."""

    where: str
    """The lesson; empty for the closing words."""
    text: str


def free_texts(book: Book) -> tuple[FreeText, ...]:
    """Return everything that a student wrote, in the order of the lessons."""
    written = [FreeText("", book.note)]
    for name, work in sorted(book.lessons.items()):
        written += [FreeText(name, work.because), FreeText(name, work.note)]
    written += [FreeText("", task.note) for task in book.tasks]
    return tuple(one for one in written if one.text.strip())


def likenesses(handins: Sequence[HandIn]) -> dict[int, tuple[Message, ...]]:
    """Return for each hand-in, by its place, what it shares with which others."""
    marks: dict[tuple[str, str, str], list[int]] = {}
    for place, handin in enumerate(handins):
        for mark in dict.fromkeys(_marks(handin)):
            marks.setdefault(mark, []).append(place)
    found: dict[int, list[Message]] = {}
    for (kind, where, _what), places in marks.items():
        for place in places if len(places) > 1 else ():
            others = ", ".join(handins[other].who for other in places if other != place)
            found.setdefault(place, []).append(Message(kind, {"others": others, "lesson": where}))
    return {place: _once(said) for place, said in found.items()}


def _once(said: Iterable[Message]) -> tuple[Message, ...]:
    return tuple({one.english(): one for one in said}.values())


def _marks(handin: HandIn) -> Iterator[tuple[str, str, str]]:
    """Yield what would be the same in a copy: the kind of likeness, the lesson, and the thing itself."""
    book = handin.book
    if book.name.strip():
        yield N_("the same name as another file: {others}"), "", " ".join(book.name.casefold().split())
    for name, work in sorted(book.lessons.items()):
        for attempt in (work.best, work.challenge):
            if _is_telling(attempt):
                yield N_("{lesson}: the same actions at the same times as {others}"), name, attempt.model_dump_json()
    for task in book.tasks:
        for attempt in (task.best, task.done):
            if _is_telling(attempt):
                yield N_("the same actions at the same times as {others}"), "", attempt.model_dump_json()
    for one in free_texts(book):
        words = " ".join(one.text.casefold().split())
        if len(words) >= SHORTEST:
            yield N_("the same words as {others}"), "", words


def _is_telling(attempt: Attempt) -> bool:
    """Return whether two students would hardly do this at the same times by themselves.

    What is done by forms happens at full minutes, and a choice has no time at all.
    """
    return len(attempt.actions) >= MANY or any(action.at_s % MINUTE_S for action in attempt.actions)
