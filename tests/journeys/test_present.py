"""A teacher shows a lesson to a class, with nothing but the keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.test_accessibility import barriers, fits
from tests.journeys.visitor import Visitor


def test_hands_are_counted_and_the_answer_waits_until_it_is_revealed(visitor: Visitor) -> None:
    visitor.page.goto(f"{visitor.address}present?lesson=L1")
    page, keyboard = visitor.page, visitor.page.keyboard
    slides = page.locator(".vl-present")
    slides.focus()
    keyboard.press("p")
    for hands in ("14", "5", "6", "2"):
        keyboard.type(hands)
        keyboard.press("Enter")

    expect(page.locator("[data-answer]")).to_have_count(0)
    keyboard.press("r")
    expect(page.locator("[data-answer=right]")).to_have_count(1)
    expect(page.get_by_role("status")).to_contain_text("The host holds all twelve")
    keyboard.press("ArrowRight")
    before = page.get_by_role("status").inner_text()
    keyboard.press(" ")
    expect(page.get_by_role("status")).not_to_have_text(before)
    keyboard.press("ArrowLeft")
    expect(page.locator("[data-answer=right]")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out_of_the_slides(new_visitor: Callable[..., Visitor], scheme: str) -> None:
    visitor = new_visitor("fr", color_scheme=scheme, viewport={"width": 683, "height": 384})
    visitor.page.goto(f"{visitor.address}present?lesson=L4")
    expect(visitor.page.locator(".vl-present h1")).to_be_visible()

    for _slide in range(2):
        assert barriers(visitor, "[data-testid='stMain']") == []
        fits(visitor)
        visitor.page.keyboard.press("ArrowRight")
