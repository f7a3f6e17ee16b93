"""Somebody reads the charts: together, at one time, closer, and in words."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.journeys.patience import satisfies
from tests.journeys.visitor import Visitor

RANGES = """
() => [...document.querySelectorAll(".vl-plot")].map((plot) => plot._fullLayout.xaxis)
    .map((axis) => axis.range.map((end) => Math.round(axis.r2c(end))))
"""
"""What each chart shows of the day, from when to when in ms."""
WHOLE_DAY_MS = 86_400_000
PLAYHEADS = "() => [...document.querySelectorAll('.vl-playhead')].map((line) => line.getBoundingClientRect().x)"


def test_the_peak_of_the_sum_is_seen_below_the_sum_of_the_peaks(visitor: Visitor) -> None:
    visitor.open_at("10:00")

    visitor.page.get_by_role("group", name="Charts (three at most)").get_by_role("button", name="Peaks").click()

    visitor.sees_drawn("sum of the peaks")
    visitor.sees_drawn("peak of the sum")
    picture = visitor.page.get_by_role("img", name=re.compile("^Peaks"))
    said = picture.get_attribute("aria-label") or ""
    found = re.search(
        r"add up to ([\d.]+) .*, yet together they want at most ([\d.]+) .*: .* a factor of ([\d.]+)\.", said
    )
    assert found, said
    added, together, gain = map(float, found.groups())
    assert added > together
    assert abs(added / together - gain) < 0.1


def test_the_charts_share_the_clock_the_zoom_and_the_numbers_under_the_pointer(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    figures = visitor.page.locator(".vl-figure")
    expect(figures).to_have_count(3)
    satisfies(lambda: visitor.page.evaluate(PLAYHEADS), lambda xs: len(xs) == 3 and max(xs) - min(xs) < 1)

    first = figures.first
    first.hover(position=at(first, 0.3))
    expect(first.locator(".vl-readout")).to_contain_text(re.compile(r"^\d\d:\d\d.*capacity", re.DOTALL))

    visitor.go_to_the_end()
    box = first.locator(".nsewdrag").bounding_box()
    assert box
    mouse, middle = visitor.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + 0.4 * box["width"], middle)
    mouse.down()
    mouse.move(box["x"] + 0.6 * box["width"], middle, steps=5)
    mouse.up()
    satisfies(lambda: visitor.page.evaluate(RANGES), all_see_the_same_part)
    first.locator(".nsewdrag").dblclick()
    satisfies(lambda: visitor.page.evaluate(RANGES), all_see_the_whole_day)


def all_see_the_same_part(ranges: list[list[float]]) -> bool:
    """Say whether all charts show the same hours, and not the whole day."""
    (start, end), *others = ranges
    return end - start < WHOLE_DAY_MS / 2 and all(other == [start, end] for other in others)


def all_see_the_whole_day(ranges: list[list[float]]) -> bool:
    """Say whether all charts show the day from end to end."""
    return all(end - start == WHOLE_DAY_MS for start, end in ranges)


def at(figure: Locator, part: float) -> dict[str, float]:
    """Return a point of a chart, this part of its width from the left."""
    box = figure.bounding_box()
    assert box
    return {"x": part * box["width"], "y": box["height"] / 2}
