"""Hand-ins are read without being believed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from pages.shell import library
from sim.engine import simulate
from sim.errors import ImportRefusedError
from sim.run import Run
from sim.scenario import Scenario
from sim.teaching.alike import likenesses
from sim.teaching.beliefs import most_held, tallies
from sim.teaching.bench import Attempt
from sim.teaching.handin import LARGEST_REPORT, MOST_FILES, HandIn, book_in, collect, replay
from sim.teaching.lesson import Lesson
from sim.teaching.work import Book
from tests.handins import as_file, class_books

LESSON = "L6"
"""The challenge that is checked quickest."""


def zipped(*files: tuple[str, bytes]) -> bytes:
    """Return a zip archive of files."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture(scope="module")
def books() -> list[Book]:
    return list(class_books([LESSON], 9))


def test_honest_work_agrees_with_its_replay(books: list[Book]) -> None:
    found = collect(map(as_file, books))

    assert [handin.book for handin in found.handins] == books
    assert not found.refused
    assert {one.agrees for handin in found.handins for one in replay(handin.book, library.lessons(), simulate)} == {
        True
    }


def test_an_edited_score_is_found(books: list[Book]) -> None:
    edited = books[2].with_work(LESSON, best_score=100, solved=True)

    (one,) = replay(edited, library.lessons(), simulate)

    assert one.agrees is False
    assert one.why
    assert one.why.english().startswith("the report says 100 points, the replay gives ")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": 99}, "made with version 99"),
        ({"best": Attempt(actions=({"kind": "stop_machine", "machine": "x", "at_s": 1},) * 201)}, "more than 200"),
    ],
)
def test_what_cannot_be_replayed_is_neither_right_nor_wrong(
    books: list[Book], changes: dict[str, object], said: str
) -> None:
    (one,) = replay(books[0].with_work(LESSON, **changes), library.lessons(), simulate)

    assert one.agrees is None
    assert one.why
    assert said in one.why.english()


def test_what_states_no_points_is_not_run_again(books: list[Book]) -> None:
    def never(_scenario: Scenario) -> Run:
        raise AssertionError

    assert replay(books[2], library.lessons(), never) == ()


def test_a_lesson_that_is_not_here_is_said_to_be_missing(books: list[Book]) -> None:
    strange = books[0].model_copy(update={"lessons": {"<b>L99</b>": books[0].work(LESSON)}})

    (one,) = replay(strange, library.lessons(), simulate)

    assert one.agrees is None


def test_a_solution_that_cannot_be_run_is_worth_nothing(books: list[Book]) -> None:
    nonsense = Attempt(actions=({"kind": "stop_machine", "machine": "nobody", "at_s": 5},), choices={"x": "y"})

    (one,) = replay(books[0].with_work(LESSON, best=nonsense), library.lessons(), simulate)

    assert one.agrees is False


HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty.html": lambda: b"",
    "page.html": lambda: b"<html><script>alert(1)</script></html>",
    "noise.html": lambda: bytes(range(256)) * 100,
    "large.html": lambda: b"x" * (LARGEST_REPORT + 1),
    "huge.html": lambda: b"x" * 50_000_000 + b"y" * 12_000_000,
    "newer.json": lambda: b'{"schema_version":2}',
    "older.json": lambda: b'{"schema_version":0}',
    "deep.json": lambda: b'{"lessons":' + b"[" * 200_000,
    "number.json": lambda: b'{"variant":1e999}',
    "kind.json": lambda: b'{"lessons":{"L1":{"best":{"actions":[{"kind":"__import__","at_s":0}]}}}}',
    "broken.zip": lambda: b"PK\x03\x04broken",
    "bomb.zip": lambda: zipped(("a.html", b"0" * 70_000_000)),
    "nested.zip": lambda: zipped(("inner.zip", zipped(("a.html", b"x")))),
    "many.zip": lambda: zipped(*((f"{number}.html", b"") for number in range(3000))),
    "../../etc/passwd.html": lambda: b"root",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_one_sentence_and_the_others_are_read(books: list[Book], name: str) -> None:
    found = collect([as_file(books[0]), (name, HOSTILE[name]()), as_file(books[1])])

    assert [handin.book for handin in found.handins] == books[:2]
    (said,) = found.refused
    assert "\n" not in said.english()
    assert len(said.english()) < 300
    assert ".." not in said.english()


def test_of_thousands_of_files_the_first_are_read(books: list[Book]) -> None:
    found = collect([as_file(books[0])] * 5000)

    assert len(found.handins) == MOST_FILES
    assert len(found.refused) == 1


def test_an_archive_of_reports_is_as_good_as_the_reports(books: list[Book]) -> None:
    found = collect([("class.zip", zipped(*map(as_file, books), ("notes.html", b"hello")))])

    assert [handin.book for handin in found.handins] == books
    assert len(found.refused) == 1


def test_what_was_copied_is_found_and_what_everybody_does_is_not() -> None:
    by_hand = Attempt(actions=({"kind": "stop_machine", "machine": "mail", "at_s": 36_123.5},))
    by_form = Attempt(actions=({"kind": "stop_machine", "machine": "mail", "at_s": 36_000},))
    handins = [
        HandIn(
            "a.html",
            Book(name="Ada", note="I thought that sixteen cores are sixteen vCPUs.").with_work("L1", best=by_hand),
        ),
        HandIn(
            "b.html",
            Book(name="Bob", note="I thought that  Sixteen cores are sixteen vCPUs.").with_work("L1", best=by_hand),
        ),
        HandIn("c.html", Book(name="Cleo", note="Cores.").with_work("L1", best=by_form)),
        HandIn("d.html", Book(name="Dan", note="Cores.").with_work("L1", best=by_form)),
        HandIn("e.html", Book(name="dan ")),
    ]

    said = {place: [one.english() for one in found] for place, found in likenesses(handins).items()}

    assert said == {
        0: ["L1: the same actions at the same times as Bob", "the same words as Bob"],
        1: ["L1: the same actions at the same times as Ada", "the same words as Ada"],
        3: ["the same name as another file: dan"],
        4: ["the same name as another file: Dan"],
    }


def test_beliefs_are_counted_by_the_first_answer() -> None:
    books = [Book().with_work("L4", quiz={"0": (first, 0)}, prediction=99) for first in (0, 1, 1, 2)]

    found = tallies(books, library.lessons())

    (tally,) = found
    options = library.lessons()["L4"].quiz[0].options
    assert (tally.answered, tally.right) == (4, sum(options[first].correct for first in (0, 1, 1, 2)))
    assert sum(tally.beliefs.values()) == sum(bool(options[first].tag) for first in (0, 1, 1, 2))
    assert most_held(found)


@pytest.mark.parametrize("lesson", library.lessons().values(), ids=lambda lesson: lesson.id)
def test_every_tag_has_a_belief(lesson: Lesson) -> None:
    options = [*lesson.predict.options, *(option for question in lesson.quiz for option in question.options)]

    assert {option.tag for option in options if option.tag} <= set(library.beliefs())


def test_a_page_without_work_is_refused() -> None:
    with pytest.raises(ImportRefusedError):
        book_in("<html></html>")
