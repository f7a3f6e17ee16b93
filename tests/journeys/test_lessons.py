"""Somebody learns: a lesson from the prediction to the report, with a reload in the middle and another day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pages.shell import library
from tests.journeys.learner import Learner
from tests.journeys.test_accessibility import barriers, fits, reads_to_its_end
from tests.journeys.visitor import Visitor

L1 = library.lessons()["L1"]
PHONE, LAPTOP = (390, 844), (1366, 768)
KEPT = "(text) => sessionStorage['virtlab.lessons']?.includes(text)"
"""Whether the work that this tab keeps says something."""


@pytest.fixture
def learner(visitor: Visitor) -> Learner:
    """Return somebody who reads English, on a laptop."""
    return Learner(visitor, L1, "en")


def test_from_the_prediction_to_the_report(learner: Learner, tmp_path: Path) -> None:
    visitor, page = learner.visitor, learner.page
    learner.begins()
    expect(visitor.rack).to_be_hidden()
    learner.predicts("16 divided by 4 is 4", 0)

    # Run: the picture plays what the lesson shows, with the controls of the lesson alone.
    learner.button("Show me").nth(1).click()
    expect(visitor.machine("backup")).to_be_visible()
    assert visitor.page.get_by_role("switch", name="High availability").is_hidden()
    kinds = visitor.select("shop").locator("[data-kind]").evaluate_all("all => all.map((one) => one.dataset.kind)")
    assert set(kinds) == set(L1.bench.controls) - {"add_machine"}
    learner.presses("I have seen it")

    # A wrong observation plays what matters once more; a right one is told so.
    learner.writes("12", "observe", "placed")
    learner.button("Compare with the run").nth(1).click()
    expect(page.get_by_text("Look again")).to_be_visible()
    expect(visitor.clock).to_have_text("00:05")
    learner.writes("7", "observe", "placed")
    learner.button("Compare with the run").nth(1).click()
    expect(page.get_by_text("Right: the run says 7.")).to_be_visible()

    # A reload in the middle loses nothing.
    visitor.settles()
    page.reload()
    expect(page.get_by_text("Right: the run says 7.")).to_be_visible()
    learner.writes("54", "observe", "peak_pct")
    learner.button("Compare with the run").first.click()
    expect(page.get_by_text("Right: the run says")).to_have_count(2)
    learner.presses("Next")
    expect(page.get_by_text("You said: 4")).to_be_visible()
    learner.presses("Next")
    learner.takes_the_quiz(wrongly_first=False)
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


def test_words_that_are_being_typed_survive_a_reload(learner: Learner) -> None:
    page = learner.page
    learner.begins()
    learner.picks("4", "prediction")
    because = page.get_by_role("textbox", name="because…")
    because.press_sequentially("a reason, half wri")

    page.reload()
    expect(because).to_have_value("a reason, half wri")
    page.wait_for_function(KEPT, arg="a reason, half wri")
    because.press("End")
    because.press_sequentially("tten")
    learner.presses("This is my prediction")

    notes = page.get_by_role("textbox", name="My notes")
    notes.press_sequentially("a note, half wri")
    page.reload()
    expect(notes).to_have_value("a note, half wri")
    page.wait_for_function(KEPT, arg="a note, half wri")
    page.wait_for_function(KEPT, arg="a reason, half written")


def test_the_work_of_a_closed_tab_is_offered_on_another_day(learner: Learner) -> None:
    visitor = learner.visitor
    learner.begins()
    learner.predicts("a reason to be kept", 0)
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
    learner = Learner(visitor, L1, language)
    visitor.page.goto(f"{visitor.address}lessons?lang={language}")
    expect(visitor.page.get_by_role("button", name="L1").first).to_be_visible()
    suits_everybody(visitor)
    learner.begins()
    suits_everybody(visitor)
    learner.predicts("…", 0)
    suits_everybody(visitor)
    reads_to_its_end(visitor)
    learner.part("show", 2).get_by_role("button").click()
    expect(visitor.machine("backup")).to_be_visible()
    expect(visitor.clock).to_be_in_viewport()
    learner.turns_to("Challenge")
    suits_everybody(visitor)


def suits_everybody(visitor: Visitor) -> None:
    """Check that nothing must be scrolled sideways and that nobody meets a barrier."""
    visitor.settles()
    fits(visitor)
    assert barriers(visitor, "[data-testid='stMain']") == []
