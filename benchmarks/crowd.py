"""A crowd: a hundred sessions that each act every ten seconds for a while, and whether the server's memory stays flat.

Everybody breaks a few machines, one after the other, and then takes it all back: what one session holds is bounded, so
memory that goes on growing after the history of steps is full is a leak. An hour: ``python -m benchmarks crowd --minutes 60``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.classroom import MACHINES, day
from benchmarks.measure import Measurement, percentile
from benchmarks.server import App, query, running_app
from benchmarks.visitor import Visitor
from sim.units import HOUR_S, MINUTE_S

SESSIONS = 100
EVERY_S = 10.0
DEEDS = 5
"""Machines that somebody breaks before taking everything back."""


def measure(minutes: float = 5.0) -> Iterator[Measurement]:
    """Yield waiting, errors and memory of a crowd that works for some minutes."""
    with TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        with running_app(log) as app:
            crowd = Crowd(app)
            asyncio.run(crowd.work(minutes * MINUTE_S))
        tracebacks = log.read_text(encoding="utf-8").count("Traceback")
    name = f"{SESSIONS} sessions for {minutes:g} min"
    yield Measurement(f"{name}: new run, 95 % of {len(crowd.times_s)}", 1000 * percentile(crowd.times_s, 95), "ms", 800)
    yield Measurement(f"{name}: errors", float(len(crowd.errors) + tracebacks), "", 0)
    per_session_mb = (max(crowd.memory_mb) - crowd.one_mb) / (SESSIONS - 1)
    yield Measurement(f"{name}: memory for each further session, at most", per_session_mb, "MB", 3)
    third, last = quarters(crowd.memory_mb)[2:]
    yield Measurement(f"{name}: growth from the third quarter to the last", (last - third) / SESSIONS, "MB each", 0.1)


def quarters(values: list[float]) -> list[float]:
    """Return the mean of each quarter of a series.

    >>> quarters([1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 6.0])
    [1.0, 2.0, 3.0, 5.0]
    """
    size = len(values) / 4
    return [mean(values[round(size * part) : round(size * (part + 1))]) for part in range(4)]


class Crowd:
    """Everybody, and what was noted of them."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.times_s: list[float] = []
        self.errors: list[str] = []
        self.one_mb = 0.0
        """Memory of the server with one session."""
        self.memory_mb: list[float] = []
        """Memory while all of them work, every ten seconds."""

    async def work(self, for_s: float) -> None:
        """Let everybody in, and act for some seconds."""
        async with AsyncExitStack() as leaving:
            first = await self._enter(leaving)
            await first.reset(0.0)
            self.one_mb = self._app.memory_mb()
            visitors = [first, *[await self._enter(leaving) for _ in range(SESSIONS - 1)]]
            until_s = perf_counter() + for_s
            await asyncio.gather(self._watch(until_s), *(self._act(one, i, until_s) for i, one in enumerate(visitors)))

    async def _enter(self, leaving: AsyncExitStack) -> Visitor:
        visitor = await leaving.enter_async_context(Visitor.connected(self._app.port, query(day())))
        await visitor.open_picture()
        return visitor

    async def _watch(self, until_s: float) -> None:
        while perf_counter() < until_s:
            await asyncio.sleep(EVERY_S)
            self.memory_mb.append(self._app.memory_mb())

    async def _act(self, visitor: Visitor, number: int, until_s: float) -> None:
        """Act every ten seconds, at moments of one's own."""
        begin_s = perf_counter() + EVERY_S * number / SESSIONS
        for click in count():
            moment_s = begin_s + click * EVERY_S
            if max(moment_s, perf_counter()) > until_s:
                return
            await asyncio.sleep(max(moment_s - perf_counter(), 0.0))
            try:
                self.times_s.append(await self._click(visitor, number, click))
            except RuntimeError as error:
                self.errors.append(str(error))

    async def _click(self, visitor: Visitor, number: int, click: int) -> float:
        deed = click % (DEEDS + 1)
        # Nobody does what somebody else did: every click makes a run that nobody has seen.
        at_s = 9 * HOUR_S + 600.0 * deed + number + click / 1000
        if deed == DEEDS:
            return await visitor.reset(at_s)
        machine = day().machines[(number + deed) % MACHINES].name
        return await visitor.act({"kind": "crash_guest", "machine": machine}, at_s)
