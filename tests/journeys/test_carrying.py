"""A machine is dragged from host to host; before it is dropped, every host says what would come of it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor


def _carry(visitor: Visitor, machine: str, place: str) -> None:
    """Take a machine and hold it over a place, once the places have said what would come of it."""
    tile, target = visitor.machine(machine), visitor.machine(place)
    tile.scroll_into_view_if_needed()
    tile.hover()
    visitor.page.mouse.down()
    visitor.page.mouse.move(400, 400, steps=3)
    expect(visitor.page.locator("[data-drop]").first).to_be_attached()
    box = target.bounding_box()
    assert box is not None
    visitor.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    expect(visitor.page.locator("[data-over]")).to_have_count(1)


def test_a_machine_is_dragged_to_another_host_while_it_runs(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    assert "shop-web" in visitor.on("host-a")

    _carry(visitor, "shop-web", "host-b")
    expect(visitor.page.locator(".vl-carry-note")).to_contain_text("Migrate live to host-b")
    with visitor.waits_for_another_run():
        visitor.page.mouse.up()
    ghost = visitor.thing("host-b").locator(".vl-ghost")
    expect(ghost).to_have_text("shop-web is arriving: pass 1 of its memory")

    visitor.go_to("10:05")
    expect(ghost).to_have_count(0)
    expect(visitor.log).to_contain_text("You asked shop-web to migrate to host-b.")
    assert "shop-web" in visitor.on("host-b")


def test_a_host_that_is_down_says_why_and_escape_leaves_everything_as_it_was(
    new_visitor: Callable[..., Visitor],
) -> None:
    visitor = new_visitor(viewport={"width": 1366, "height": 1500})
    visitor.open_at("10:00")
    visitor.does("crash_host", "host-c")
    before = visitor.revision

    _carry(visitor, "shop-web", "host-b")
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator("[data-drop]")).to_have_count(0)
    visitor.page.mouse.up()

    _carry(visitor, "shop-web", "host-c")
    note = visitor.page.locator(".vl-carry-note")
    expect(note).to_contain_text("host-c")
    reason = note.inner_text()
    visitor.page.mouse.up()
    expect(visitor.toast).to_contain_text(reason)
    assert visitor.revision == before
