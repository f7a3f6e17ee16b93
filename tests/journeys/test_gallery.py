"""Somebody looks for a scenario: pictures and cards side by side, and the way in."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from pages.shell import front
from tests.journeys.patience import becomes
from tests.journeys.visitor import Visitor

UNSEEN = """
() => [...document.querySelectorAll("[data-testid=stImage] img")]
    .filter((image) => !image.complete || !image.naturalWidth || !image.alt).length
"""
"""How many pictures are not there, or say nothing to whoever does not see them."""


def test_every_scenario_has_a_picture_and_a_way_in(visitor: Visitor) -> None:
    opens_the_gallery(visitor)

    pictures = visitor.page.get_by_test_id("stImage").locator("img")
    expect(pictures).to_have_count(len(front.ready()))
    expect(visitor.page.get_by_role("button", name="Open in the lab")).to_have_count(len(front.ready()))
    becomes(lambda: visitor.page.evaluate(UNSEEN), 0)


def test_ransomware_takes_what_its_card_says_and_stops_at_a_wall(visitor: Visitor) -> None:
    opens_the_gallery(visitor)
    one = card(visitor, "Ransomware in one VM")
    one.get_by_role("button", name="More about it").click()
    expect(visitor.page.get_by_text("files and accounting share a folder, and fall together")).to_be_visible()
    visitor.page.keyboard.press("Escape")
    one.get_by_role("button", name="Open in the lab").click()
    visitor.sees_the_lab()
    visitor.pause()

    visitor.go_to("09:55")
    becomes(lambda: harmed(visitor), set())
    visitor.go_to("11:00")
    becomes(lambda: harmed(visitor), {"files", "accounting"})
    expect(visitor.select("accounting")).to_contain_text("Encrypted, from files")
    visitor.sees_running(set(visitor.states()))

    visitor.go_to("09:55")
    visitor.deed("unmount_folder", "accounting").click()
    visitor.applies(visitor.panel("accounting"))
    visitor.go_to("11:00")
    becomes(lambda: harmed(visitor), {"files"})


def opens_the_gallery(visitor: Visitor) -> None:
    """Go to the gallery and wait for its cards."""
    visitor.page.goto(f"{visitor.address}scenarios")
    expect(visitor.page.get_by_test_id("stImage").last).to_be_visible()
    visitor.settles()


def card(visitor: Visitor, title: str) -> Locator:
    """Return the card with this title."""
    return visitor.page.get_by_test_id("stColumn").filter(has=visitor.page.get_by_text(title, exact=True))


def harmed(visitor: Visitor) -> set[str]:
    """Return the machines whose data are not what they were."""
    return {name for name in visitor.states() if visitor.condition_of(name)[1] != "Intact"}
