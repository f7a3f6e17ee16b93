"""A report is opened without any network, and printed: everything is on paper, and what was typed is text."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pages.shell import library
from pages.shell.runs import run_of
from pages.shell.words import words_for
from pages.views.report import Course, report
from pages.views.units import unit_of
from sim.teaching.work import Book, Kept

NASTY = "</script><script>document.title = 'ran'</script><img src='http://example.org/x.png' onerror='alert(1)'>"
COURSE = Course(library.lessons(), library.promises(), library.beliefs(), run_of)


def handed_in(*lessons: str) -> Book:
    """Return the book of somebody who has done all of some lessons."""
    book = Book(name="Zoé", group="SIO 2", note=NASTY).with_mark("S1", before="always", after="conditions")
    for name in lessons:
        lesson, numbers = library.lessons()[name], library.numbers_of(name, 0)
        answer = lesson.challenge.fixtures.answer.attempt
        book = book.with_work(
            name,
            done=("predict", "run", "observe", "explain", "quiz", "challenge"),
            prediction=0,
            because=NASTY,
            observations={one.number: (numbers[one.number] * unit_of(one.number)[1],) for one in lesson.observe},
            quiz={str(place): (1, 0) for place in range(len(lesson.quiz))},
            challenge=answer,
            tries=2,
            best_score=100,
            solved=True,
            kept=tuple(Kept(chart=chart, bench="challenge", attempt=answer) for chart in lesson.challenge_bench.charts),
            note="A note of two lines.\nThis is the second.",
        )
    return book


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_report_opens_offline_and_all_of_it_is_on_paper(browser: Browser, tmp_path: Path, language: str) -> None:
    words, lessons = words_for(language), ("L1", "L4")
    file, printed = tmp_path / "report.html", tmp_path / "report.pdf"
    file.write_text(report(handed_in(*lessons), COURSE, words, made_on="2026-11-25"), "utf-8")
    context = browser.new_context(offline=True, color_scheme="dark")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(dialog.message))

    page.goto(file.as_uri())
    page.pdf(path=printed, prefer_css_page_size=True)
    title, background = page.title(), page.evaluate("getComputedStyle(document.body).backgroundColor")
    context.close()

    assert asked == [file.as_uri()]
    assert title.startswith("VirtLab")
    assert background == "rgb(255, 255, 255)", "paper is white, whatever the screen is"
    sheets = text_of(printed)
    text = " ".join(sheets.split())
    assert "<script>document.title = 'ran'</script>" in text
    for section in ("Promise board", "Predict", "What did you see?", "Quiz", "Challenge", "What was chosen and done"):
        assert " ".join(words._(section).split()) in text
    for name in lessons:
        assert f"{name} · {library.lessons()[name].title.in_language(language)}" in text
    assert text.count("This is the second.") == len(lessons)
    assert text.count("24:00") >= 1, "the axes of the charts are there"
    for sheet in sheets.split("\f"):
        lines = [line.strip() for line in sheet.splitlines() if line.strip()]
        assert not lines or lines[-1] not in {
            words._("Challenge"),
            words._("What was chosen and done"),
            words._("Quiz"),
        }


def text_of(file: Path) -> str:
    """Return what can be read in a PDF, its sheets separated by form feeds."""
    command = ["pdftotext", "-layout", str(file), "-"]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
