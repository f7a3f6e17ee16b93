"""What somebody alone with the lab meets in a real browser: the first picture, clicks, and quiet between them."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from playwright.sync_api import Page, WebSocket

from benchmarks.chromium import chromium, click_times_ms, first_motion_s, new_page
from benchmarks.classroom import day
from benchmarks.measure import Measurement, percentile
from benchmarks.server import App, running_app

VISITS = 5
CLICKS = 100
QUIET_S = 10.0
UNNOTICED_CPU_S = 0.1
"""One per cent of a processor over the quiet time: what a server with open connections uses by itself."""


class Traffic:
    """The messages between a page and its server from now on."""

    def __init__(self, page: Page) -> None:
        self.sent: list[int] = []
        self.received: list[int] = []
        page.on("websocket", self._listen)

    def _listen(self, websocket: WebSocket) -> None:
        websocket.on("framesent", lambda frame: self.sent.append(len(frame)))
        websocket.on("framereceived", lambda frame: self.received.append(len(frame)))

    @property
    def messages(self) -> int:
        """Return the number of messages in both directions."""
        return len(self.sent) + len(self.received)


def measure() -> Iterator[Measurement]:
    """Yield the times and amounts that one visitor meets."""
    with running_app() as app:
        yield from _first_pictures(app)
        with chromium() as browser:
            page = new_page(browser)
            traffic = Traffic(page)
            first_motion_s(page, app.address_of(day()))
            page.wait_for_timeout(1000)
            yield Measurement("classroom day as sent to the browser", max(traffic.received) / 1000, "KB", 200)
            yield from _quiet(app, page, traffic)
            times_ms = click_times_ms(page, [machine.name for machine in day().machines], CLICKS)
            yield Measurement(f"click to chart, median of {CLICKS}", median(times_ms), "ms")
            yield Measurement(f"click to chart, 95 % of {CLICKS}", percentile(times_ms, 95), "ms", 250)
            yield Measurement("classroom day with an action, as sent", max(traffic.received) / 1000, "KB", 200)


def _first_pictures(app: App) -> Iterator[Measurement]:
    """Open the front page in browsers that have never been there, and once more in each."""
    cold_s, warm_s, loads_bytes = zip(*(_visit(app) for _ in range(VISITS)), strict=True)
    yield Measurement("first moving picture, cold browser", median(cold_s), "s", 2.5)
    yield Measurement("first moving picture, warm browser", median(warm_s), "s", 1)
    yield Measurement("first page, everything that crosses the wire", median(loads_bytes) / 1e6, "MB", 4)


def _visit(app: App) -> tuple[float, float, float]:
    """Return the seconds to a moving picture in a new browser, the same once more, and the bytes of the first."""
    downloads: list[float] = []
    with chromium() as browser:
        page = new_page(browser)
        traffic = Traffic(page)
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", lambda done: downloads.append(done["encodedDataLength"]))
        cold_s = first_motion_s(page, app.lab)
        load_bytes = sum(downloads) + sum(traffic.received)
        return cold_s, first_motion_s(page, app.lab), load_bytes


def _quiet(app: App, page: Page, traffic: Traffic) -> Iterator[Measurement]:
    """Let the picture play and watch the server."""
    messages, cpu_s = traffic.messages, app.cpu_s()
    page.wait_for_timeout(QUIET_S * 1000)
    cpu_s = app.cpu_s() - cpu_s
    yield Measurement(f"messages in {QUIET_S:g} s of playing", traffic.messages - messages, "messages", 0)
    yield Measurement(f"server in {QUIET_S:g} s of playing", 1000 * cpu_s, "ms", 1000 * UNNOTICED_CPU_S)
