"""Somebody puts two runs side by side on one clock."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.journeys.patience import becomes, satisfies
from tests.journeys.visitor import Visitor

CLOCKS_S = """
() => [...document.querySelectorAll(".js-plotly-plot")].map((plot) => plot.layout.shapes[0].x0)
"""
"""Where the line of the clock stands in each chart."""


def test_one_clock_shows_where_two_runs_part(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    visitor.does("crash_host", "host-b")

    visitor.goes_to("Compare A | B")

    page = visitor.page
    expect(page.get_by_text("At 12:00:00: what is not the same")).to_be_visible()
    expect(row(visitor, "host-b")).to_contain_text("Failed")
    for name in ("mail", "shop-db", "apps"):
        expect(row(visitor, name)).to_contain_text("host-b")
    clock = page.get_by_role("slider", name="Clock")
    clock.press("Home")
    expect(page.get_by_text("At 00:00:00: what is not the same")).to_be_visible()
    expect(page.get_by_text("Every host and every machine is in the same state, in the same place.")).to_be_visible()
    visitor.settles()
    satisfies(lambda: page.evaluate(CLOCKS_S), lambda clocks: len(clocks) > 3 and len(set(clocks)) == 1)


def test_a_run_that_was_kept_is_compared_with_the_next_idea(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    visitor.does("crash_guest", "mail")
    visitor.goes_to("Compare A | B")
    visitor.page.get_by_role("button", name="Keep this run for later").click()
    expect(visitor.page.get_by_text("Kept: change the lab")).to_be_visible()
    visitor.settles()
    visitor.goes_to("Lab")
    visitor.sees_the_lab()
    visitor.takes_back("undo")

    visitor.goes_to("Compare A | B")
    visitor.chooses(visitor.page.get_by_test_id("stMain"), "A is the run in the lab. B is:", "The run that I kept")

    cells = row(visitor, "mail").get_by_role("cell")
    becomes(lambda: cells.all_inner_texts()[1:], ["Running · host-b", "Crashed · host-b"])


def row(visitor: Visitor, name: str) -> Locator:
    """Return what is said of a machine or host, if it is not the same in both runs."""
    return visitor.page.get_by_role("row", name=re.compile(rf"^{name} "))
