"""A teacher drops the reports of a class."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from streamlit.testing.v1 import AppTest

from pages.panels.teach import tabs
from pages.shell import keys, library
from pages.shell.runs import run_of
from pages.shell.words import words_for
from pages.views.handins import Judged, figure, safe_csv, sentence, table, writings
from pages.views.report import Course, report
from sim.teaching.beliefs import tallies
from sim.teaching.handin import HandIn
from sim.teaching.work import Book
from tests.handins import as_file, class_books
from tests.pages.learner import Learner
from tests.pages.visitor import OpenApp

NASTY = '=HYPERLINK("http://example.org")<script>alert(1)</script>![x](http://example.org)'
FILES = keys.field("collect", "files")


def opens_collect(open_app: OpenApp, language: str = "en") -> AppTest:
    """Return the page with the box for the files."""
    at = open_app(lang=language).switch_page("pages/teach.py").run()
    at.session_state[tabs.KEY] = at.tabs[1].label
    return at.run()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_class_is_collected(open_app: OpenApp, language: str) -> None:
    at = opens_collect(open_app, language)
    books = [*class_books(["L6"], 6), Book(name=NASTY, group=NASTY, note=NASTY)]
    files = [*map(as_file, books), ("x.html", b"nothing")]

    for name, content in files:
        at.file_uploader(key=FILES).upload(name, content, "text/html")
    at.run()

    assert not at.exception
    frame = at.dataframe[0].value
    assert len(frame) == 7
    assert len(at.warning) == 1
    assert NASTY not in "".join(str(element.value) for element in [*at.markdown, *at.warning, *at.caption])


def test_what_students_typed_cannot_be_worked_out_by_a_spreadsheet() -> None:
    words = words_for("en")
    nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1", "a\n=1", '"=1', NASTY]
    judged = [Judged(HandIn("f.html", Book(name=text, group=text)), (), ()) for text in nasty]

    rows = list(csv.reader(StringIO(safe_csv(table(judged, words), words).decode("utf-8-sig"))))

    assert len(rows) == len(nasty) + 1
    for row in rows[1:]:
        assert all(not cell.strip().startswith(("=", "+", "-", "@", "＝")) or cell == "–" for cell in row)


def test_what_students_wrote_is_text() -> None:
    page = writings([Judged(HandIn("f", Book(name=NASTY, note=NASTY)), (), ())], {}, words_for("en"))

    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_map_says_how_many_of_how_many() -> None:
    found = tallies(class_books(["L6"], 6), library.lessons())
    words = words_for("en")
    drawn = figure(found, library.beliefs(), words)["data"][0]

    assert any("of 6" in text for row in drawn["customdata"] for text in row)
    assert any(number in (1, 2) for row in drawn["text"] for number in row), "short enough for the columns of a phone"
    assert "of 6, in L6" in words.say(sentence(found, library.beliefs(), words))


def test_a_real_report_is_read_and_agrees(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L6").predicts()
    learner.desk.note(learner.lesson, step="challenge")
    learner.at.run()
    learner.tries(learner.lesson.challenge.fixtures.answer.attempt)
    learner.tries(learner.lesson.challenge.fixtures.start)
    learner.desk.begin_again(learner.lesson, "challenge")
    learner.at.run()
    course = Course(library.lessons(), library.promises(), library.beliefs(), run_of)
    page = report(learner.desk.book, course, words_for("en"), made_on="2026-01-31")

    at = opens_collect(open_app)
    at.file_uploader(key=FILES).upload("ada.html", page.encode(), "text/html").run()

    frame = at.dataframe[0].value
    assert list(frame["Replay"]) == ["✓ agrees"], "the best solution is kept, whatever was tried afterwards"
    assert list(frame["Solved"]) == [1]
