"""A class: thirty sessions that each act every ten seconds, and the memory that each costs the server.

They speak Streamlit's own messages over web sockets, and a click is over when its run has arrived: thirty browsers
would not leave the server its two cores. Then, with twenty-nine of them, a real browser's clicks are measured to the
redrawn charts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import chain
from threading import Thread
from time import perf_counter

from benchmarks.chromium import chromium, click_times_ms, first_motion_s, new_page
from benchmarks.classroom import MACHINES, day
from benchmarks.measure import Measurement, percentile
from benchmarks.server import App, query, running_app
from benchmarks.visitor import Visitor
from sim.units import HOUR_S

SESSIONS = 30
EVERY_S = 10.0
CLICKS_EACH = 6
BROWSER_CLICKS = 40
BROWSER_CLICKS_TAKE_S = 80.0


def measure() -> Iterator[Measurement]:
    """Yield memory and waiting of a class."""
    with running_app() as app:
        times_s, one_mb, all_mb = asyncio.run(_class(app))
        yield Measurement("server memory with one session", one_mb, "MB", 250)
        yield Measurement("server memory for each further session", (all_mb - one_mb) / (SESSIONS - 1), "MB", 3)
        name = f"{SESSIONS} sessions: click to new run, 95 % of {len(times_s)}"
        yield Measurement(name, 1000 * percentile(times_s, 95), "ms", 500)
        times_ms = _in_company(app)
        name = f"{SESSIONS} sessions: click to chart in one browser, 95 % of {len(times_ms)}"
        yield Measurement(name, percentile(times_ms, 95), "ms", 500)


async def _class(app: App) -> tuple[list[float], float, float]:
    """Return how long clicks of a whole class take, and the server's memory with one session and with all, in MB."""
    async with AsyncExitStack() as leaving:
        first = await _enter(app, leaving)
        await _act(first, SESSIONS, 0)
        one_mb = app.memory_mb()
        visitors = [first, *[await _enter(app, leaving) for _ in range(SESSIONS - 1)]]
        times_s = await _work(visitors, CLICKS_EACH)
        return times_s, one_mb, app.memory_mb()


async def _others(app: App) -> None:
    """Let all of a class but one act for as long as that one measures."""
    async with AsyncExitStack() as leaving:
        visitors = [await _enter(app, leaving) for _ in range(SESSIONS - 1)]
        await _work(visitors, round(BROWSER_CLICKS_TAKE_S / EVERY_S))


def _in_company(app: App) -> list[float]:
    """Return how long clicks in a browser take while the others act too."""
    others = Thread(target=lambda: asyncio.run(_others(app)))
    others.start()
    with chromium() as browser:
        page = new_page(browser)
        first_motion_s(page, app.address_of(day()))
        times_ms = click_times_ms(page, [machine.name for machine in day().machines], BROWSER_CLICKS)
    others.join()
    return times_ms


async def _enter(app: App, leaving: AsyncExitStack) -> Visitor:
    """Open the classroom's day in a session of its own."""
    visitor = await leaving.enter_async_context(Visitor.connected(app.port, query(day())))
    await visitor.open_picture()
    return visitor


async def _work(visitors: list[Visitor], clicks_each: int) -> list[float]:
    """Let everybody act every ten seconds, one after the other; return how long their clicks took."""
    times_s = await asyncio.gather(
        *(_take_part(visitor, number, clicks_each) for number, visitor in enumerate(visitors))
    )
    return list(chain.from_iterable(times_s))


async def _take_part(visitor: Visitor, number: int, clicks: int) -> list[float]:
    begin_s = perf_counter() + EVERY_S * number / SESSIONS
    times_s = []
    for click in range(clicks):
        await asyncio.sleep(max(begin_s + click * EVERY_S - perf_counter(), 0.0))
        times_s.append(await _act(visitor, number, click))
    return times_s


async def _act(visitor: Visitor, number: int, click: int) -> float:
    """Break a machine that nobody else breaks at that moment; return the seconds until the new run has arrived."""
    machine = day().machines[(number + click) % MACHINES].name
    at_s = 9 * HOUR_S + 600.0 * click + number
    return await visitor.act({"kind": "crash_guest", "machine": machine}, at_s)
