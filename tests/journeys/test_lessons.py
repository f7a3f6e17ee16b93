"""Somebody learns: a lesson from the prediction to the report, with a reload in the middle and another day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from pages.shell import library
from sim.teaching.lesson import Lesson
from tests.journeys.test_accessibility import barriers, fits, reads_to_its_end
from tests.journeys.visitor import Visitor

L1 = library.lessons()["L1"]
PHONE, LAPTOP = (390, 844), (1366, 768)


class Learner:
    """A visitor in the first lesson."""

    def __init__(self, visitor: Visitor, language: str) -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.language = language

    def begins(self) -> None:
        """Choose the first lesson from the cards."""
        self.page.goto(f"{self.visitor.address}lessons?lang={self.language}")
        self.page.get_by_role("button", name="L1").first.click()
        expect(self.page.get_by_role("radiogroup").first).to_be_visible()

    def button(self, english: str) -> Locator:
        """Return a button by its text."""
        return self.page.get_by_role("button", name=self.visitor.say(english), exact=True)

    def presses(self, english: str) -> None:
        """Press a button and wait for what comes of it."""
        self.button(english).first.click()
        self.visitor.settles()

    def writes(self, part: str, text: str) -> None:
        """Write into the box of one part of the lesson."""
        box = self.page.locator(f"[class*='st-key-L1-{part}'] input")
        box.fill(text)
        box.press("Tab")
        self.visitor.settles()

    def picks(self, text: str) -> None:
        """Choose an answer by its text."""
        self.page.get_by_role("radiogroup").get_by_text(text, exact=True).click()
        self.visitor.settles()

    def turns_to(self, english: str) -> None:
        """Turn to a step of the lesson."""
        self.page.get_by_role("radio", name=self.visitor.say(english)).click()
        self.visitor.settles()

    def predicts(self, lesson: Lesson, because: str) -> None:
        """Predict four, and say why."""
        self.picks(lesson.predict.options[0].text.in_language(self.language))
        self.writes("because", because)
        self.presses("This is my prediction")
        self.visitor.sees_the_lab()


@pytest.fixture
def learner(visitor: Visitor) -> Learner:
    """Return somebody who reads English, on a laptop."""
    return Learner(visitor, "en")


def test_from_the_prediction_to_the_report(learner: Learner, tmp_path: Path) -> None:
    visitor, page = learner.visitor, learner.page
    learner.begins()
    expect(visitor.rack).to_be_hidden()
    learner.predicts(L1, "16 divided by 4 is 4")

    # Run: the picture plays what the lesson shows, with the controls of the lesson alone.
    learner.button("Show me").nth(1).click()
    expect(visitor.machine("backup")).to_be_visible()
    assert visitor.page.get_by_role("switch", name="High availability").is_hidden()
    kinds = visitor.select("shop").locator("[data-kind]").evaluate_all("all => all.map((one) => one.dataset.kind)")
    assert set(kinds) == set(L1.bench.controls) - {"add_machine"}
    learner.presses("I have seen it")

    # A wrong observation plays what matters once more; a right one is told so.
    learner.writes("observe-placed", "12")
    learner.button("Compare with the run").nth(1).click()
    expect(page.get_by_text("Look again")).to_be_visible()
    expect(visitor.clock).to_have_text("00:05")
    learner.writes("observe-placed", "7")
    learner.button("Compare with the run").nth(1).click()
    expect(page.get_by_text("Right: the run says 7.")).to_be_visible()

    # A reload in the middle loses nothing.
    visitor.settles()
    page.reload()
    expect(page.get_by_text("Right: the run says 7.")).to_be_visible()
    learner.writes("observe-peak_pct", "54")
    learner.button("Compare with the run").first.click()
    expect(page.get_by_text("Right: the run says")).to_have_count(2)
    learner.presses("Next")
    expect(page.get_by_text("You said: 4")).to_be_visible()
    learner.presses("Next")
    for question in L1.quiz:
        learner.picks(next(option.text.en for option in question.options if option.correct))
    learner.presses("Next")

    # The challenge: what is done in the picture counts at once, and can be undone; it is solved beside the picture.
    expect(page.get_by_text("now 3; at least 12 is needed")).to_be_visible()
    visitor.does("stop_machine", "shop")
    expect(page.get_by_text("now 2; at least 12 is needed")).to_be_visible()
    visitor.takes_back("undo")
    expect(page.get_by_text("now 3; at least 12 is needed")).to_be_visible()
    visitor.chooses(page.get_by_test_id("stMain"), "Machines on the host", "all twelve")
    expect(page.get_by_text("Solved: every criterion is met.")).to_be_visible()
    learner.presses("Keep this chart: CPU")

    page.get_by_role("link", name="My report").click()
    with page.expect_download() as download:
        learner.button("Download the report").click()
    file = tmp_path / "report.html"
    download.value.save_as(file)
    page.set_content(file.read_text("utf-8"))
    expect(page.get_by_role("heading", name="L1 · One server, many machines")).to_be_visible()
    expect(page.get_by_text("16 divided by 4 is 4")).to_be_visible()
    expect(page.locator("figure svg[role=img]")).to_have_count(1)


def test_the_work_of_a_closed_tab_is_offered_on_another_day(learner: Learner) -> None:
    visitor = learner.visitor
    learner.begins()
    learner.predicts(L1, "a reason to be kept")
    visitor.settles()
    page = visitor.page.context.new_page()
    visitor.page.close()
    later = Visitor(page, visitor.address, "en")
    visitor.page = page

    page.goto(f"{visitor.address}lessons?lang=en")
    expect(page.get_by_text("This browser holds work from last time, in L1.")).to_be_visible()
    page.get_by_role("button", name="Go on with it").click()
    page.get_by_role("button", name="Go on: L1").click()

    later.sees_the_lab()
    page.get_by_role("radio", name="Predict").click()
    expect(page.get_by_role("textbox", name="because…")).to_have_value("a reason to be kept")


@pytest.mark.parametrize(("size", "language", "scheme"), [(PHONE, "fr", "light"), (LAPTOP, "en", "dark")])
def test_a_lesson_fits_the_screen_and_keeps_nobody_out(
    new_visitor: Callable[..., Visitor], size: tuple[int, int], language: str, scheme: str
) -> None:
    visitor = new_visitor(language, viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    learner = Learner(visitor, language)
    visitor.page.goto(f"{visitor.address}lessons?lang={language}")
    expect(visitor.page.get_by_role("button", name="L1").first).to_be_visible()
    suits_everybody(visitor)
    learner.begins()
    suits_everybody(visitor)
    learner.predicts(L1, "…")
    suits_everybody(visitor)
    reads_to_its_end(visitor)
    learner.turns_to("Challenge")
    suits_everybody(visitor)


def suits_everybody(visitor: Visitor) -> None:
    """Check that nothing must be scrolled sideways and that nobody meets a barrier."""
    visitor.settles()
    fits(visitor)
    assert barriers(visitor, "[data-testid='stMain']") == []
