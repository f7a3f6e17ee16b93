"""Somebody meets VirtLab: a question, a guess, and a run that answers it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.patience import becomes, satisfies
from tests.journeys.test_accessibility import PHONE, barriers, fits
from tests.journeys.visitor import Visitor


def test_a_guess_is_answered_by_a_run_and_leads_to_the_first_lesson(visitor: Visitor) -> None:
    visitor.page.goto(visitor.address)
    clock, first = visitor.clock, visitor.clock.inner_text()
    expect(clock).not_to_have_text(first)

    visitor.page.get_by_role("button", name="4", exact=True).click()
    expect(visitor.page.get_by_role("status").get_by_text("You said 4. It holds 12")).to_be_visible()
    expect(clock).to_have_text("24:00")
    visitor.page.get_by_role("button", name="Why? Begin lesson 1").click()

    expect(visitor.page.get_by_text("L1 · ").first).to_be_visible()


def test_the_run_of_the_answer_can_be_opened_in_the_lab(visitor: Visitor) -> None:
    visitor.page.goto(visitor.address)
    visitor.page.get_by_role("button", name="12", exact=True).click()

    visitor.page.get_by_role("button", name="See it in the lab").click()

    visitor.sees_the_lab()
    satisfies(lambda: visitor.on("host"), lambda machines: len(machines) == 12)


def test_on_a_phone_the_answer_plays_on_the_screen_and_not_below_it(new_visitor: Callable[..., Visitor]) -> None:
    visitor = new_visitor("fr", viewport={"width": PHONE[0], "height": PHONE[1]}, is_mobile=True, has_touch=True)
    visitor.page.goto(visitor.address)
    visitor.page.get_by_role("button", name="6", exact=True).tap()

    host = visitor.page.get_by_role("region", name=visitor.say("One host"), exact=True)
    expect(host).to_be_in_viewport(ratio=1)
    expect(visitor.page.get_by_role("status").get_by_text("Vous avez dit 6")).to_be_in_viewport()
    expect(host).to_be_in_viewport(ratio=0.5)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out_of_the_start_page(new_visitor: Callable[..., Visitor], scheme: str) -> None:
    visitor = new_visitor(
        "fr", color_scheme=scheme, reduced_motion="reduce", viewport={"width": PHONE[0], "height": PHONE[1]}
    )
    visitor.page.goto(visitor.address)
    visitor.page.get_by_role("button", name="6", exact=True).click()
    expect(visitor.page.get_by_role("status").get_by_text("Vous avez dit 6")).to_be_visible()

    assert barriers(visitor, "[data-testid='stMain']") == []
    fits(visitor)


def test_each_door_leads_where_it_says(visitor: Visitor) -> None:
    page = visitor.page
    for door in ("Begin lesson 1", "Open the lab", "Open the teacher’s page"):
        page.goto(visitor.address)
        page.get_by_role("button", name=door).click()
        if door == "Begin lesson 1":
            expect(page.get_by_text("L1 · ").first).to_be_visible()
        elif door == "Open the lab":
            visitor.sees_the_lab()
        else:
            expect(page.get_by_role("heading", name="Teach", exact=True)).to_be_visible()
        visitor.settles()


def test_a_link_that_somebody_gave_opens_their_run_at_their_moment(
    visitor: Visitor, new_visitor: Callable[..., Visitor]
) -> None:
    visitor.open_at("10:00")
    visitor.does("crash_guest", "mail")
    link = visitor.tab("Share").locator("code").inner_text()

    other = new_visitor()
    other.page.goto(other.address)
    box = other.page.get_by_placeholder("Paste the link here")
    box.fill(link)
    box.press("Enter")

    other.sees_the_lab()
    other.pause()
    satisfies(other.clock.inner_text, lambda clock: clock >= "10:00")
    becomes(lambda: other.states()["mail"], "crashed")


def test_a_link_without_a_run_is_refused_in_one_sentence(visitor: Visitor) -> None:
    visitor.page.goto(visitor.address)
    box = visitor.page.get_by_placeholder("Paste the link here")
    box.fill("https://example.org/holiday")
    box.press("Enter")

    expect(visitor.page.get_by_text("There is no scenario in this link.")).to_be_visible()
