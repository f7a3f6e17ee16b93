"""A real Chromium in front of the live view: pages opened, things clicked, and when the picture has followed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby, islice, product
from operator import itemgetter

from playwright.sync_api import Browser, Locator, Page, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first draws no window of its own around the page: the same page for a fifth less of the processor."""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
DEEDS = ("crash_guest", "stop_machine", "restart_machine", "pause_machine", "corrupt_data")
"""Actions on a running machine that need one click and no form."""
BREATH_MS = 300
"""Between two clicks: nobody is faster."""

WATCH = """
(() => {
    addEventListener("click", (event) => { globalThis.clicked_ms = event.timeStamp; }, true);
    let first;
    const look = () => {
        const plots = [...document.querySelectorAll(".vl-plot")];
        const playhead = document.querySelector(".vl-playhead")?.style.transform;
        if (plots.length && playhead && plots.every((plot) => plot.querySelector(".main-svg"))) {
            first ??= playhead;
            if (playhead !== first) globalThis.moving_ms = performance.now();
        }
        if (!globalThis.moving_ms) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})()
"""
"""Notes when the charts are drawn and the playhead has moved, in ms after the address was asked for."""

REMEMBER = """
() => { globalThis.drawn = [...document.querySelectorAll(".vl-plot")].map((plot) => plot.data[0].y); }
"""
REDRAWN = """
() => new Promise((resolve) => {
    const plots = [...document.querySelectorAll(".vl-plot")];
    const look = () => {
        if (plots.every((plot, number) => plot.data[0].y !== globalThis.drawn[number])) {
            requestAnimationFrame((now_ms) => resolve(now_ms - globalThis.clicked_ms));
        } else requestAnimationFrame(look);
    };
    look();
})
"""
"""Resolves when every chart shows another run and that frame is on the screen: in ms after the click."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a Chromium with an empty profile that reaches nothing but this computer, and close it at the end."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        message = "no Chromium on this machine: run make test, or install the package chromium"
        raise FileNotFoundError(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


def new_page(browser: Browser) -> Page:
    """Return a page that has nothing in its cache and notes when the picture moves."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.add_init_script(WATCH)
    return page


def first_motion_s(page: Page, address: str) -> float:
    """Open an address and return the time until charts are drawn and the picture moves."""
    page.goto(address)
    page.wait_for_function("globalThis.moving_ms")
    return float(page.evaluate("globalThis.moving_ms")) / 1000


def click_times_ms(page: Page, machines: Sequence[str], clicks: int) -> list[float]:
    """Do something to running machines again and again; return the times from the click to the redrawn charts.

    Each deed is undone before the next, so that every one of them makes a run that nobody has seen before.
    """
    page.locator(".vl-speed").select_option("60")
    undo = page.locator(".vl-history button").first
    times_ms: list[float] = []
    for machine, deeds in groupby(islice(product(machines, DEEDS), clicks), key=itemgetter(0)):
        page.locator(f".vl-tile[data-name='{machine}']").click()
        page.wait_for_timeout(BREATH_MS)
        for _, deed in deeds:
            times_ms.append(_time_to_redraw_ms(page, page.locator(f".vl-inspector [data-kind='{deed}']")))
            _time_to_redraw_ms(page, undo)
    return times_ms


def _time_to_redraw_ms(page: Page, button: Locator) -> float:
    page.evaluate(REMEMBER)
    button.click()
    elapsed_ms = float(page.evaluate(REDRAWN))
    page.wait_for_timeout(BREATH_MS)
    return elapsed_ms
