"""Somebody uses no mouse, or a screen reader, a phone, or large letters."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.patience import becomes, last_seen, satisfies
from tests.journeys.visitor import TAB_NAMES, Visitor

NOT_OURS = [["[data-testid='stCode'] pre"]]
"""Streamlit's box around the link cannot be scrolled by keyboard; the button in it copies the link."""
SCROLLS = "scrollable-region-focusable"
"""A table that is a little wider than its place takes the focus by itself in a browser of today; axe does not know."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PHONE, LAPTOP, ZOOMED = (390, 844), (1366, 768), (683, 384)
"""The last is a laptop at 200 %."""
BARRIER_PATIENCE_S = 20.0
"""Streamlit brings the letters of a button a moment after the button."""

SCROLLED = """
() => [...document.querySelectorAll("html, body, body *")].filter((element) =>
        element.scrollWidth > element.clientWidth + 1
        && element.checkVisibility()
        && (element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowX))
        && (!element.closest("[data-testid=stTabs]") || element.closest("[role=tabpanel]"))
        && !element.closest("pre, [data-testid=stDataFrame]"))
    .map((element) => `${element.tagName} ${element.className}`)
"""
"""What can be scrolled sideways, but for the row of tabs, the box with the link, and tables wider than a phone."""
TABLES_FIT = """
() => [...document.querySelectorAll("[data-testid=stTable], [data-testid=stTable] div")].every((element) =>
        element.scrollWidth <= element.clientWidth + 1 && element.scrollHeight <= element.clientHeight + 1)
"""
"""Whether the page's tables have found their width: letters that come late make them wider for a moment."""
CUT = """
() => [...document.querySelectorAll(".vl-root *")].filter((element) =>
        [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
        && element.checkVisibility()
        && !element.closest("svg, .vl-hidden, [data-vl-tip]")
        && ((getComputedStyle(element).overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1)
            || element.getBoundingClientRect().right > innerWidth))
    .map((element) => element.textContent)
"""
"""Texts of the live view that cannot be read to their end, and have no tooltip that says it."""
FOCUS = """
() => {
    const element = document.activeElement;
    const look = getComputedStyle(element);
    const ring = (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== "none";
    return { name: element.dataset.name ?? element.dataset.kind ?? "", ring, inRack: !!element.closest("[data-thing]") };
}
"""


def test_nobody_is_kept_out(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    visitor.does("crash_host", "host-a")
    visitor.does("corrupt_data", "shop-db")
    visitor.does("stop_machine", "intranet")

    visitor.deed("resize_machine", "mail").click()
    suits_in_both_themes(visitor, "[data-testid='stMain']")
    for tab, scheme in zip(TAB_NAMES, cycle(SCHEMES), strict=False):  # their parts are alike: one theme each
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.tab(tab)
        assert barriers(visitor, "[role='tabpanel']:not([hidden], [inert])") == []


@pytest.mark.parametrize("size", [PHONE, LAPTOP, ZOOMED])
def test_everything_fits_the_screen(new_visitor: Callable[..., Visitor], size: tuple[int, int]) -> None:
    visitor = new_visitor("fr", viewport={"width": size[0], "height": size[1]})  # longer words than English
    visitor.open_at("10:00")

    fits(visitor)
    reads_to_its_end(visitor)
    visitor.does("crash_host", "host-a")
    visitor.closes("host-a")
    visitor.select("mail")
    fits(visitor)
    reads_to_its_end(visitor)
    visitor.closes("mail")
    for tab in TAB_NAMES:
        visitor.tab(tab)
        fits(visitor)


@pytest.mark.parametrize(
    "page", ["", "scenarios", "lessons", "report", "exercises", "compare", "savings", "experiments", "model", "teach"]
)
def test_nobody_is_kept_out_of_any_page_on_a_phone_or_a_laptop(new_visitor: Callable[..., Visitor], page: str) -> None:
    visitor = new_visitor("fr", viewport={"width": PHONE[0], "height": PHONE[1]}, reduced_motion="reduce")
    visitor.page.goto(f"{visitor.address}{page}")
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    visitor.settles()
    visitor.page.wait_for_function(TABLES_FIT)

    suits_in_both_themes(visitor, "[data-testid='stMain']")
    satisfies(
        lambda: visitor.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth"),
        lambda width: width <= PHONE[0],
    )
    visitor.page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    suits_in_both_themes(visitor, "[data-testid='stMain']")


def test_a_machine_can_be_crashed_without_a_mouse(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    keyboard = visitor.page.keyboard

    press_until(visitor, "Tab", lambda focus: focus["inRack"])
    press_until(visitor, "ArrowRight", lambda focus: focus["name"] == "mail")
    keyboard.press("Enter")
    expect(visitor.panel("mail")).to_be_visible()
    press_until(visitor, "Tab", lambda focus: focus["name"] == "crash_guest")
    with visitor.waits_for_another_run():
        keyboard.press("Enter")

    becomes(lambda: visitor.states()["mail"], "crashed")
    keyboard.press("Escape")
    expect(visitor.panel("mail")).to_be_hidden()
    expect(visitor.machine("mail")).to_be_focused()


def test_a_form_can_be_filled_without_a_mouse(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    opener = visitor.page.get_by_role("button", name="Add a machine", exact=True)
    keyboard = visitor.page.keyboard

    opener.press("Enter")
    form = visitor.page.get_by_role("form", name="Add a machine", exact=True)
    expect(form.get_by_label("Name")).to_be_focused()
    keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(opener).to_be_focused()
    keyboard.press("Enter")
    expect(form.get_by_label("Name")).to_be_focused()
    keyboard.type("typed")
    with visitor.waits_for_another_run():
        keyboard.press("Enter")

    visitor.go_to("10:05")
    satisfies(visitor.states, lambda states: any("typed" in name for name in states))
    satisfies(visitor.states, lambda states: set(states.values()) == {"running"})


def test_the_clock_obeys_the_keyboard(visitor: Visitor) -> None:
    visitor.open_at("10:00")

    visitor.timeline.press("ArrowRight")
    expect(visitor.clock).to_have_text("10:01")
    visitor.timeline.press("End")
    satisfies(lambda: visitor.page.evaluate(FOCUS), lambda focus: focus["ring"])
    visitor.timeline.press("Home")
    expect(visitor.clock).to_have_text("00:00")
    visitor.play_button.press("Enter")
    expect(visitor.clock).not_to_have_text("00:00")


def suits_in_both_themes(visitor: Visitor, part: str) -> None:
    """Check that nothing in a part of the page keeps people out, on a light and on a dark ground."""
    for scheme in SCHEMES:
        visitor.page.emulate_media(color_scheme=scheme)
        assert barriers(visitor, part) == []


def barriers(visitor: Visitor, part: str) -> list[str]:
    """Return what goes on keeping people out of a part of the page seriously: the rule and where."""
    return last_seen(lambda: _barriers_now(visitor, part), lambda found: not found, BARRIER_PATIENCE_S)


def fits(visitor: Visitor) -> None:
    """Wait until nothing has to be scrolled sideways."""
    becomes(lambda: visitor.page.evaluate(SCROLLED), [])


def reads_to_its_end(visitor: Visitor) -> None:
    """Wait until no text of the live view is cut."""
    becomes(lambda: visitor.page.evaluate(CUT), [])


def _barriers_now(visitor: Visitor, part: str) -> list[str]:
    found = Axe().run(visitor.page, context={"include": [[part]], "exclude": NOT_OURS})
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found.response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
        if violation["id"] != SCROLLS or "stTable" not in str(node["target"])
    ]


def press_until(visitor: Visitor, key: str, reached: Callable[[dict[str, Any]], bool], most: int = 80) -> None:
    """Press a key until the focus is where it should be; it is to be seen at every step in the rack and its panel."""
    for _ in range(most):
        visitor.page.keyboard.press(key)
        focus = last_seen(lambda: visitor.page.evaluate(FOCUS), lambda focus: focus["ring"] or not focus["name"])
        assert focus["ring"] or not focus["name"], focus
        if reached(focus):
            return
    pytest.fail(f"{key} does not lead there: {focus}")


def test_a_term_says_what_it_means_to_mouse_and_keyboard_and_goes_with_escape(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    panel = visitor.select("shop-web")
    term = panel.get_by_text("Time it waits for CPU (ready, steal)")
    bubble = visitor.page.locator(".vl-tip")

    term.hover()
    expect(bubble).to_contain_text("vSphere: %RDY")
    bubble.hover()
    visitor.page.wait_for_timeout(400)
    expect(bubble).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(bubble).to_be_hidden()
    expect(panel).to_be_visible()
    term.focus()
    visitor.page.keyboard.press("Shift+Tab")
    visitor.page.keyboard.press("Tab")
    expect(bubble).to_contain_text("Unit: % of time, per vCPU")
