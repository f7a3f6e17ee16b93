"""How long it takes to collect the hand-ins of a class of thirty: every lesson, every student with loads of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from time import process_time

from benchmarks.measure import Measurement
from pages.shell import library
from pages.shell.words import words_for
from pages.views.handins import Judged, belief_table, figure, table
from sim.engine import simulate
from sim.teaching.alike import likenesses
from sim.teaching.beliefs import tallies
from sim.teaching.handin import collect, replay
from tests.handins import CLASS, as_file, class_books

WITHIN_S = 10.0
"""What a teacher waits for a whole class without doing something else."""


def measure() -> Iterator[Measurement]:
    """Yield the seconds from the files to the table and the map, for the whole course."""
    lessons = tuple(library.lessons())
    seconds, agree = collected(lessons)
    name = f"{CLASS} hand-ins of all {len(lessons)} lessons, collected and replayed"
    yield Measurement(name, seconds, "s", WITHIN_S)
    yield Measurement("replays that agree", agree, "hand-ins", CLASS, "more")


def collected(lessons: Sequence[str]) -> tuple[float, float]:
    """Return how long a class of these lessons takes, and how many replays agree."""
    files = [as_file(book) for book in class_books(lessons)]
    words = words_for("fr")
    start_s = process_time()
    found = collect(files)
    alike, remembered = likenesses(found.handins), lru_cache(maxsize=64)(simulate)
    judged = [
        Judged(handin, replay(handin.book, library.lessons(), remembered), alike.get(place, ()))
        for place, handin in enumerate(found.handins)
    ]
    table(judged, words)
    asked = tallies([one.handin.book for one in judged], library.lessons())
    figure(asked, library.beliefs(), words)
    belief_table(asked, library.beliefs(), words)
    return process_time() - start_s, float(sum(one.agrees is True for one in judged))
