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

HALF_A_DAY = 6
"""Lessons."""


def measure() -> Iterator[Measurement]:
    """Yield the seconds from the files to the table and the map, for half a day of lessons and for the whole course."""
    every = tuple(library.lessons())
    half_a_day = every[:HALF_A_DAY]
    seconds, agree = collected(half_a_day)
    yield Measurement(f"{CLASS} hand-ins of {len(half_a_day)} lessons, collected and replayed", seconds, "s", 10.0)
    yield Measurement("replays that agree", agree, "hand-ins", CLASS, "more")
    seconds, _agree = collected(every)
    yield Measurement(f"{CLASS} hand-ins of all {len(every)} lessons, collected and replayed", seconds, "s")


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
