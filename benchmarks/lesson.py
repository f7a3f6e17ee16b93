"""A class in lesson 1: thirty sessions, each with loads of its own, from the prediction to the report that is handed in.

Everybody does something every five seconds, which is more than people do. A step is over when all of its page has
arrived. What they hand in at the end is collected and replayed: a session counts only if its work is there and agrees.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.request import urlopen

from benchmarks.measure import Measurement, percentile
from benchmarks.server import App, running_app
from benchmarks.visitor import Visitor
from pages.shell import keys, library
from pages.views.mixed import in_order
from pages.views.units import unit_of
from sim.engine import simulate
from sim.teaching.handin import HandIn, collect, replay
from sim.units import HOUR_S

SESSIONS = 30
EVERY_S = 5.0
LANGUAGES = ("en", "fr")
LESSON = "L1"
WRONG = 0
"""The place of a wrong prediction: four servers."""
SOLUTION = ("setting.challenge.machines", 2)
"""The menu, and the place in it, that solve the challenge."""


def measure() -> Iterator[Measurement]:
    """Yield how long the steps take, what a session costs, and how many reached the end without an error."""
    with TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        with running_app(log) as app:
            before_s = app.cpu_s()
            steps_s, one_mb, all_mb, reports = asyncio.run(_class(app))
            cpu_s = app.cpu_s() - before_s
        errors = log.read_text(encoding="utf-8").count("Traceback")
    name = f"{SESSIONS} sessions in lesson 1: step to page, 95 % of {len(steps_s)}"
    yield Measurement(name, 1000 * percentile(steps_s, 95), "ms", 1000)
    yield Measurement(f"{SESSIONS} sessions in lesson 1: slowest step", 1000 * max(steps_s), "ms")
    yield Measurement("processor time for each step in lesson 1", 1000 * cpu_s / len(steps_s), "ms", 100)
    yield Measurement("server memory for each session in lesson 1", (all_mb - one_mb) / (SESSIONS - 1), "MB", 5)
    yield Measurement(
        "sessions that handed in what its replay confirms", _confirmed(reports), "sessions", SESSIONS, "more"
    )
    yield Measurement("errors on the server", errors, "errors", 0)


async def _class(app: App) -> tuple[list[float], float, float, list[bytes]]:
    """Return the seconds of every step, the server's memory with one session and with all, in MB, and the reports."""
    async with AsyncExitStack() as leaving:
        first = await _arrives(app, leaving, 0)
        one_mb = app.memory_mb()
        students = [first, *[await _arrives(app, leaving, number) for number in range(1, SESSIONS)]]
        begin_s = perf_counter()
        took_s = await asyncio.gather(*(_works(student, begin_s) for student in students))
        all_mb = app.memory_mb()
        return [step for steps in took_s for step in steps], one_mb, all_mb, [one.report for one in students]


class Student:
    """Somebody who goes through lesson 1 by its forms and its picture."""

    def __init__(self, app: App, visitor: Visitor, number: int) -> None:
        self._app = app
        self._visitor = visitor
        self._lesson = library.lessons()[LESSON]
        self.number = number
        self._numbers = library.numbers_of(LESSON, number + 1)
        """What the runs of this student's own loads say."""
        self.report = b""

    async def steps(self) -> AsyncIterator[float]:
        """Do one thing after the other; yield how long each took."""
        lesson, visitor = self._lesson, self._visitor
        yield await visitor.pick(f"{LESSON}.prediction", WRONG)
        yield await visitor.write(f"{LESSON}.because", f"16 by 4 is 4, says student {self.number}")
        yield await visitor.press(f"{LESSON}.predict")
        for place, _step in enumerate(lesson.steps, start=1):
            yield await visitor.press(f"{LESSON}.show.{place}")
        yield await visitor.act({"kind": "stop_machine", "machine": "shop"}, 9 * HOUR_S + self.number)
        yield await visitor.press(f"{LESSON}.next")
        for asked in lesson.observe:
            _unit, factor = unit_of(asked.number)
            seen = f"{round(self._numbers[asked.number] * factor)}"
            yield await visitor.write(f"{LESSON}.observe.{asked.number}", seen)
            yield await visitor.press(f"{LESSON}.observe.{asked.number}.check")
        yield await visitor.press(f"{LESSON}.next")
        yield await visitor.press(f"{LESSON}.next")
        for place, question in enumerate(lesson.quiz):
            right = next(k for k, option in enumerate(question.options) if option.correct)
            yield await visitor.pick(f"{LESSON}.quiz.{place}", in_order(question).index(right))
            yield await visitor.press(f"{LESSON}.quiz.{place}.answer")
        yield await visitor.press(f"{LESSON}.next")
        yield await visitor.pick(f"{LESSON}.{SOLUTION[0]}", SOLUTION[1])
        yield await visitor.open("report")
        yield await visitor.write("report.name", f"Student {self.number:02}")
        seconds, file = await visitor.ask_for_file(keys.field("report", "download"))
        self.report = await asyncio.to_thread(self._fetched, file)
        yield seconds

    def _fetched(self, file: str) -> bytes:
        with urlopen(f"{self._app.address.rstrip('/')}{file}") as answer:  # noqa: S310 - the address is our own
            content: bytes = answer.read()
        return content


async def _arrives(app: App, leaving: AsyncExitStack, number: int) -> Student:
    """Open the lesson with loads of one's own, every second in the other language."""
    language = LANGUAGES[number % len(LANGUAGES)]
    query = f"lang={language}&lesson={LESSON}&variant={number + 1}"
    visitor = await leaving.enter_async_context(Visitor.connected(app.port, query))
    await visitor.open("lessons")
    return Student(app, visitor, number)


async def _works(student: Student, begin_s: float) -> list[float]:
    """Go through the lesson, each step at its time."""
    steps_s: list[float] = []
    steps = student.steps()
    while True:
        at_s = begin_s + EVERY_S * (len(steps_s) + student.number / SESSIONS)
        await asyncio.sleep(max(at_s - perf_counter(), 0.0))
        try:
            steps_s.append(await anext(steps))
        except StopAsyncIteration:
            return steps_s


def _confirmed(reports: list[bytes]) -> float:
    """Return how many reports hold the solved lesson, as the replay finds it."""
    found = collect((f"{number}.html", report) for number, report in enumerate(reports))
    return float(sum(_is_confirmed(handin) for handin in found.handins))


def _is_confirmed(handin: HandIn) -> bool:
    replays = replay(handin.book, library.lessons(), simulate)
    return handin.book.work(LESSON).solved and [one.agrees for one in replays] == [True]
