"""One student's desk: the book of what was done in the lessons, and the labs that stand open on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_hex
from time import monotonic
from typing import Any

import streamlit as st

from pages.shell import address, keys, library
from pages.shell.session import Lab, Playhead
from pages.views.payload import Replay
from sim.actions import Action
from sim.errors import SimError
from sim.scenario import Scenario
from sim.teaching.bench import START, Attempt
from sim.teaching.classroom import Classroom, Task, variant_of
from sim.teaching.lesson import Lesson
from sim.teaching.work import LONGEST_CLASS, MOST_VARIANTS, BenchName, Book, LessonWork, TaskWork
from sim.text import N_, Message

SPEED = 960.0
LONGEST_BREAK_S = 300.0
"""Whoever does nothing for longer was not at work."""
TASK: tuple[str, BenchName] = ("task", "challenge")
"""Where the lab of the teacher's own task stands among the labs."""


@dataclass(slots=True)
class Desk:
    """What a student works on. Everything that must last is in the book."""

    book: Book = field(default_factory=Book)
    labs: dict[tuple[str, BenchName], Lab] = field(default_factory=dict)
    replay: Replay | None = None
    checked: dict[str, Attempt] = field(default_factory=dict)
    """The solution that was checked last, by lesson; also that of the teacher's own rack."""
    classroom: Classroom = field(default_factory=Classroom)
    """What the teacher set."""
    problem: Message | None = None
    """Why the link to a class could not be read."""
    noted_s: float = field(default_factory=monotonic)
    """When something was last written into the book, on this computer's monotonic clock."""
    rest_s: float = 0.0
    """Time worked that makes no whole second yet."""
    edition: int = 0
    """How often other work was laid on the desk."""
    name: str = field(default_factory=lambda: token_hex(4))
    """Tells this desk from that of a session before it, for which the same browser kept its work."""
    asked_browser: bool = False
    """Whether the browser has said what it kept; it says nothing where it kept nothing."""
    offered: Book | None = None
    """Work from another time, until somebody says what is to become of it."""
    takes_typed: bool = True
    """Whether words that this browser kept while they were typed belong to the work on the desk."""

    def key(self, *parts: object) -> str:
        """Return the key of a widget: another one once other work lies here, because a widget keeps what it shows."""
        edition = [f"edition-{self.edition}"] if self.edition else []
        return ".".join([*map(str, parts), *edition])

    def work(self, lesson: Lesson) -> LessonWork:
        """Return what was done in a lesson."""
        return self.book.work(lesson.id)

    def note(self, lesson: Lesson, **changes: Any) -> None:
        """Write into the book what was done in a lesson, and how long it took."""
        worked_s = self.work(lesson).worked_s + self._worked_s()
        self.book = self.book.with_work(lesson.id, version=lesson.version, worked_s=worked_s, **changes)

    def _worked_s(self) -> int:
        """Return the whole seconds of work since something was last written down, without a break."""
        now_s = monotonic()
        spent_s = now_s - self.noted_s if now_s - self.noted_s <= LONGEST_BREAK_S else 0.0
        whole_s = int(self.rest_s + spent_s)
        self.noted_s, self.rest_s = now_s, self.rest_s + spent_s - whole_s
        return whole_s

    def lab(self, lesson: Lesson, bench: BenchName) -> Lab:
        """Return the lab on one of a lesson's benches, as it was left."""
        if (lesson.id, bench) not in self.labs:
            self.labs[lesson.id, bench] = self._new_lab(lesson, bench)
        return self.labs[lesson.id, bench]

    def attempt(self, lesson: Lesson, bench: BenchName) -> Attempt:
        """Return what is chosen and done on a bench at this moment."""
        kept: Attempt = getattr(self.work(lesson), bench)
        mine = self.lab(lesson, bench)
        return Attempt(choices=kept.choices, actions=_done(mine.scenario, mine.opening))

    def checks_another(self, where: str, attempt: Attempt) -> bool:
        """Say whether this is another solution than the one that was checked last there; from now on it is that one."""
        another = self.checked.get(where) != attempt
        self.checked[where] = attempt
        return another

    def keep(self, lesson: Lesson) -> None:
        """Write what is done on the benches into the book."""
        for bench in ("run", "challenge"):
            if (lesson.id, bench) in self.labs:
                attempt = self.attempt(lesson, bench)
                if attempt != getattr(self.work(lesson), bench):
                    self.note(lesson, **{bench: attempt})

    def choose(self, lesson: Lesson, bench: BenchName, setting: str, option: str) -> None:
        """Decide a setting otherwise; what was done in the picture stays done, where it is still possible."""
        attempt = self.attempt(lesson, bench)
        self.lay_out(lesson, bench, attempt.model_copy(update={"choices": attempt.choices | {setting: option}}))

    def begin_run(self, lesson: Lesson) -> None:
        """Lay out what there is to see first, for whoever has not seen anything yet."""
        first = lesson.steps[0]
        attempt = lesson.bench.attempt(first.attempt)
        if (lesson.id, "run") not in self.labs and self.work(lesson).run == START and attempt is not None:
            self.show(lesson, attempt, first.at_s)
            self.note(lesson, seen=(1,))

    def show(self, lesson: Lesson, attempt: Attempt, at_s: float) -> None:
        """Lay out one of the lesson's own attempts, and play it from an instant."""
        self.lay_out(lesson, "run", attempt)
        mine = self.lab(lesson, "run")
        mine.story += 1
        mine.notice = None
        mine.playhead = Playhead(at_s, playing=True, speed=mine.playhead.speed)

    def play_again(self, from_s: float, until_s: float) -> None:
        """Ask the picture to play a part of the run once more."""
        self.replay = Replay(token_hex(8), from_s, until_s)

    def begin_again(self, lesson: Lesson, bench: BenchName) -> None:
        """Lay a bench out as the lesson begins."""
        self.lay_out(lesson, bench, START)

    def resume(self, book: Book, *, from_here: bool) -> None:
        """Go on with work from another time, that this browser kept or that somebody brought in a file."""
        self.book = book
        self.takes_typed = from_here
        self.labs.clear()
        self.offered = None
        self.edition += 1

    def take_variant(self, variant: int) -> None:
        """Work with other loads from now on; what was done stays done."""
        self.book = self.book.model_copy(update={"variant": variant})
        self.labs.clear()

    def join(self, classroom: Classroom) -> None:
        """Work as the teacher set from now on; what was done stays done."""
        self.classroom = classroom
        self.labs.clear()

    def task_lab(self, task: Task) -> Lab:
        """Return the lab on the teacher's own rack, as it was left."""
        if TASK not in self.labs:
            playhead = Playhead(min(task.open_at_s, task.scenario.duration_s), playing=True, speed=SPEED)
            scenario = task.scenario_of(self.task_work.done)
            self.labs[TASK] = Lab(
                opening=task.scenario, scenario=scenario, playhead=playhead, locked=self.classroom.locked
            )
        return self.labs[TASK]

    @property
    def task_work(self) -> TaskWork:
        """Return what was done on the teacher's own rack."""
        return self.book.task(self.classroom.to_link())

    def task_attempt(self, task: Task) -> Attempt:
        """Return what is done on the teacher's own rack at this moment."""
        mine = self.task_lab(task)
        return Attempt(actions=_done(mine.scenario, mine.opening))

    def note_task(self, **changes: Any) -> None:
        """Write into the book what was done on the teacher's own rack, and how long it took."""
        link = self.classroom.to_link()
        if len(link) <= LONGEST_CLASS:
            worked_s = self.task_work.worked_s + self._worked_s()
            self.book = self.book.with_task(link, worked_s=worked_s, **changes)

    def sign(self, name: str) -> None:
        """Write down whose work it is, and take the loads that go with the name."""
        self.book = self.book.model_copy(update={"name": name})
        self.take_variant(variant_of(name))

    @property
    def waits_for_name(self) -> bool:
        """Return whether the class gives everybody loads of their own, and nobody has said yet who works here."""
        return self.classroom.own_loads and self.book.variant == 0

    def _new_lab(self, lesson: Lesson, bench: BenchName) -> Lab:
        attempt: Attempt = getattr(self.work(lesson), bench)
        try:
            return self._lab_of(lesson, bench, attempt)
        except SimError:  # the lesson has changed since
            self.note(lesson, **{bench: START})
            return self._lab_of(lesson, bench, START)

    def _lab_of(self, lesson: Lesson, bench: BenchName, attempt: Attempt) -> Lab:
        opening = library.base_of(lesson, bench, attempt, self.book.variant)
        scenario = library.scenario_of(lesson, bench, attempt, self.book.variant)
        open_at_s = library.bench_of(lesson, bench).open_at_s
        playhead = Playhead(open_at_s, playing=True, speed=SPEED)
        return Lab(opening=opening, scenario=scenario, playhead=playhead, locked=self.classroom.locked)

    def lay_out(self, lesson: Lesson, bench: BenchName, attempt: Attempt) -> None:
        """Lay out what was chosen and done on a bench; say why where it cannot be combined."""
        mine = self.lab(lesson, bench)
        try:
            fresh = self._lab_of(lesson, bench, attempt)
        except SimError as error:
            mine.refuse(Message(N_("This cannot be combined: {problem}"), {"problem": error.message}))
            return
        mine.opening, mine.scenario = fresh.opening, fresh.scenario
        mine.past.clear()
        mine.future.clear()
        self.note(lesson, **{bench: attempt})


def settle(lesson: str | None) -> None:
    """Take the class and the variant that the address asks for, and make the address say what is on the screen."""
    mine = desk()
    _enter_class(mine)
    asked = address.variant_in(st.query_params, MOST_VARIANTS)
    if asked is not None and asked != mine.book.variant:
        mine.take_variant(asked)
    language = st.session_state[keys.LANGUAGE]
    link = mine.classroom.to_link() if mine.classroom != Classroom() else None
    address.write_lesson(st.query_params, language=language, lesson=lesson, variant=mine.book.variant, classroom=link)


def _enter_class(mine: Desk) -> None:
    """Join the class that the address names, if it names one."""
    text = st.query_params.get(address.CLASS, "")
    if not text:
        return
    try:
        asked = Classroom.from_link(text)
    except SimError as error:
        mine.problem = error.message
        return
    mine.problem = None
    if asked != mine.classroom:
        mine.join(asked)


def desk() -> Desk:
    """Return this session's desk."""
    if keys.DESK not in st.session_state:
        st.session_state[keys.DESK] = Desk()
    found: Desk = st.session_state[keys.DESK]
    return found


def _done(scenario: Scenario, opening: Scenario) -> tuple[Action, ...]:
    """Return the actions of a scenario that were not there at its opening."""
    given = list(opening.actions)
    done = []
    for action in scenario.actions:
        if action in given:
            given.remove(action)
        else:
            done.append(action)
    return tuple(done)
