"""Somebody comes in for the first time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.server import running_app
from tests.journeys.patience import PATIENCE_S, satisfies
from tests.journeys.visitor import Visitor


def test_a_visitor_finds_the_rack_running_beside_its_baseline(visitor: Visitor) -> None:
    visitor.open()

    first = visitor.clock.inner_text()
    expect(visitor.clock).not_to_have_text(first)
    satisfies(visitor.states, lambda states: len(states) > 10 and set(states.values()) == {"running"})
    assert visitor.on("host-a")
    servers, power, *_rest = visitor.scores()
    assert servers.startswith("Servers on 3")
    assert servers.endswith("was 13")
    assert "was 1" in power


@pytest.mark.parametrize("path", ["lab", "model"])
def test_the_first_visitor_of_a_cold_server_may_come_by_a_deep_link(
    path: str, browser: Browser, tmp_path: Path
) -> None:
    log = tmp_path / "server.log"
    with running_app(log) as cold, browser.new_context(locale="en") as context:
        context.set_default_timeout(1000 * PATIENCE_S)
        visitor = Visitor(context.new_page(), cold.address, "en")
        visitor.page.goto(cold.address + path)

        if path == "model":
            expect(visitor.page.get_by_role("heading", name="What is computed")).to_be_visible()
            visitor.page.get_by_role("link", name="Lab", exact=True).click()
        visitor.sees_the_lab()
        expect(visitor.page.get_by_role("link", name="Model & glossary")).to_be_visible()
        assert visitor.complaints == []
        assert visitor.asked_outside == []
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_lab_follows_the_colours_of_the_browser(new_visitor: Callable[..., Visitor], scheme: str) -> None:
    visitor = new_visitor(color_scheme=scheme)

    visitor.open()

    expect(visitor.page.locator("[data-theme]").first).to_have_attribute("data-theme", scheme)
    visitor.page.wait_for_function(
        """(isDark) => {
            const paper = document.createElement("canvas").getContext("2d");
            paper.fillStyle = getComputedStyle(document.querySelector(".stApp")).backgroundColor;
            paper.fillRect(0, 0, 1, 1);
            return (paper.getImageData(0, 0, 1, 1).data[0] < 128) === isDark;
        }""",
        arg=scheme == "dark",
    )


def test_nothing_flies_for_somebody_who_wants_reduced_motion(new_visitor: Callable[..., Visitor]) -> None:
    visitor = new_visitor(reduced_motion="reduce")
    visitor.page.add_init_script("""
        globalThis.flights = 0;
        const animate = Element.prototype.animate;
        Element.prototype.animate = function (...how) { globalThis.flights += 1; return animate.apply(this, how); };
    """)
    visitor.open_at("10:00")
    visitor.does("crash_host", "host-b")
    expect(visitor.thing("host-b").locator("> .vl-spread")).to_contain_text("own host")
    before = visitor.on("host-b")
    visitor.go_to("10:02")

    satisfies(lambda: visitor.on("host-b"), lambda left: left < before)
    assert visitor.page.evaluate("globalThis.flights") == 0
    visitor.play()
    frames = visitor.page.evaluate(
        """() => new Promise((resolve) => {
            const steps = [];
            new MutationObserver(() => {
                steps.push(document.timeline.currentTime);  // of the frame that moved it, however late that was
                if (steps.length > 4) resolve(steps);
            }).observe(document.querySelector(".vl-playhead"), { attributeFilter: ["style"] });
        })"""
    )
    gaps_ms = [later - earlier for earlier, later in pairwise(frames)]
    assert min(gaps_ms) > 150, "the clock moves in calm steps"
