"""What a student hands in: readable, complete, and harmless whatever was typed."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from pages.shell import library
from pages.shell.runs import baseline_of, run_of
from pages.shell.words import words_for
from pages.views.payload import CHARTS, full_table
from pages.views.report import Course, report
from pages.views.svg import definitions, legend, svg
from pages.views.view import View
from sim.errors import ImportRefusedError
from sim.teaching.handin import book_in
from sim.teaching.work import Book, Kept
from tests.pages.learner import Learner
from tests.pages.visitor import OpenApp

COURSE = Course(library.lessons(), library.promises(), library.beliefs(), run_of)
NASTY = "</script><script>alert(1)</script><img src=x onerror=alert(2)>&amp;“é”"


def handed_in(typed: str = "I counted cores") -> Book:
    """Return the book of somebody who has done most of the first lesson, with ``typed`` wherever one can type."""
    lesson = library.lessons()["L1"]
    book = Book(name=typed, group=typed, note=typed).with_work(
        "L1",
        done=("predict", "run", "observe"),
        prediction=0,
        because=typed,
        observations={"peak_pct": (20.0, 52.0), "placed": (7.0,)},
        quiz={"0": (1, 0), "1": (0,)},
        challenge=lesson.challenge.fixtures.misconceptions[0].attempt,
        tries=2,
        best_score=11,
        hints=1,
        kept=(Kept(chart="cpu", bench="run", attempt=lesson.bench.attempts["all"]),),
        note=typed,
    )
    return book.with_mark("S1", before="no", after="always")


class Page(HTMLParser):
    """What a browser makes of a page: its elements, and its texts outside of data."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - any end
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside not in ("script", "style"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        """Return everything that can be read."""
        return " ".join(" ".join(self.texts).split())


def test_what_was_typed_is_shown_as_text_and_never_run() -> None:
    page = Page(report(handed_in(NASTY), COURSE, words_for("en"), made_on="2026-01-31"))

    scripts = [attributes for tag, attributes in page.elements if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "virtlab-work"}], "a block of data, which no browser runs"
    assert not any(name.startswith("on") for _tag, attributes in page.elements for name in attributes)
    assert not {tag for tag, _attributes in page.elements} & {
        "img",
        "iframe",
        "object",
        "embed",
        "link",
        "base",
        "form",
    }
    assert page.text.count("<script>alert(1)</script>") == 6, "title, name, group, closing words, reason and notes"
    policy = [
        attributes["content"] for tag, attributes in page.elements if tag == "meta" and "http-equiv" in attributes
    ]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_the_report_asks_nothing_of_other_computers() -> None:
    page = report(handed_in(), COURSE, words_for("en"), made_on="2026-01-31")

    assert "http://" not in page
    assert "https://" not in page
    assert "url(#p" in page
    assert page.count("url(") == page.count("url(#p")


@pytest.mark.parametrize("typed", ["Ada", NASTY, "<!--", "\u2028\\u003c"])
def test_the_work_can_be_read_back_from_the_report(typed: str) -> None:
    book = handed_in(typed)

    assert book_in(report(book, COURSE, words_for("fr"), made_on="2026-01-31")) == book


@pytest.mark.parametrize(
    "page", ["", "<html></html>", '<script type="application/json" id="virtlab-work">{"x":1}</script>']
)
def test_a_page_that_is_no_report_is_refused(page: str) -> None:
    with pytest.raises(ImportRefusedError):
        book_in(page)


def test_everything_is_in_it() -> None:
    text = Page(report(handed_in(), COURSE, words_for("en"), made_on="2026-01-31")).text

    for part in (
        "2026-01-31",
        "I counted cores",
        "no – M1: “vCPUs are cores: 16 cores make 16 vCPU.”",
        "20%, 52%",
        "owns 4 cores.",
        "Then twelve VMs would need 48 cores.",
        "now 4; at least 12 is needed",
        "11 of 100 points now, 11 at best",
        "1 hint",
        "four (16 vCPU for 16 cores)",
        "Many independent virtual machines live on one physical server. no always",
        "CPU is ",
    ):
        assert part in text


def test_a_report_in_french_has_no_english_heading() -> None:
    english, french = (
        Page(report(handed_in("x"), COURSE, words_for(language), made_on="2026-01-31")) for language in ("en", "fr")
    )

    assert "Défi" in french.text
    assert {"Predict", "Challenge", "Quiz question", "Criterion"} & set(french.texts) == set()
    assert len(french.elements) == len(english.elements)


@pytest.mark.parametrize("view", CHARTS, ids=lambda view: view.key)
def test_a_chart_as_svg_is_well_formed_named_and_within_its_frame(view: View) -> None:
    lesson = library.lessons()["L4"]
    run = run_of(lesson.bench.scenario_of(lesson.bench.attempts["more_shares"], 4))
    table, words = full_table(run, baseline_of(run.scenario)), words_for("en")
    figure = view.figure(run, words)

    picture = ET.fromstring(svg(figure, table, "A < B", words.number))  # noqa: S314 - our own
    numbers = np.array(
        [float(part) for path in picture.iter("path") for part in path.attrib["d"].translate(CLEAN).split()]
    )

    assert picture.attrib["aria-label"] == "A < B"
    unit = figure["layout"]["yaxis"].get("title", {}).get("text")
    assert not unit or unit in {text.text for text in picture.iter("text")}
    assert np.isfinite(numbers).all()
    assert (numbers >= 0).all()
    assert (numbers <= 720).all()
    assert legend(figure).count("<li>") == len(figure["data"])
    ET.fromstring(definitions())  # noqa: S314 - our own


CLEAN = str.maketrans(dict.fromkeys("MLHVZ", " "))


def test_the_report_page_hands_over_the_file(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1").predicts()
    learner.at.switch_page("pages/report.py").run()
    learner.at.text_input(key="report.name").set_value("Ada").run()
    learner.at.text_area(key="report.note").set_value("I counted cores").run()

    assert not learner.at.exception
    assert (learner.desk.book.name, learner.desk.book.note) == ("Ada", "I counted cores")
    assert "L1 · One server, many machines" in learner.text()
    assert [button.label for button in learner.at.get("download_button")] == ["Download the report"]


def test_whoever_has_done_nothing_is_led_to_the_lessons(open_app: OpenApp) -> None:
    at = open_app()
    at.switch_page("pages/report.py").run()

    assert "begin a lesson" in at.info[0].value
    at.button(key="all_lessons").click().run()

    assert not at.exception
    assert at.button(key="L1.open")


def test_a_report_can_be_opened_and_gone_on_with(open_app: OpenApp) -> None:
    at = open_app()
    at.switch_page("pages/report.py").run()
    page = report(handed_in(), COURSE, words_for("en"), made_on="2026-01-31")

    at.file_uploader(key="report.upload").upload("ada.html", page.encode(), "text/html").run()
    at.button(key="report.take").click().run()

    learner = Learner(at, library.lessons()["L1"], "en")
    assert not at.exception
    assert learner.desk.book == handed_in()
    assert at.text_input(key="report.name.edition-1").value == "I counted cores"


def test_a_file_that_is_no_report_is_answered_with_a_sentence(open_app: OpenApp) -> None:
    at = open_app()
    at.switch_page("pages/report.py").run()

    at.file_uploader(key="report.upload").upload("x.html", b"\xff\x00<html>", "text/html").run()
    at.button(key="report.take").click().run()

    assert not at.exception
    assert at.warning[0].value == "this is not the report of a lesson, or it is of another version"
