"""One person's lab: the scenario in hand, the way back, the playhead and what was last said.

Everything on the page can be made again from this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Literal

import streamlit as st
from pydantic import ValidationError

from pages.shell import keys
from pages.shell.runs import baseline_of, run_of
from sim.actions import ACTIONS, Action
from sim.actions.machines import AddMachine
from sim.errors import InvalidScenarioError, SimError
from sim.frozen import plugin_from
from sim.inventory import Machine
from sim.run import Run
from sim.scenario import Scenario, readable
from sim.text import N_, Message

LOCKED = Message(N_("Your teacher has locked this."))
LONGEST_PAST = 100
"""Steps that can be undone."""

Level = Literal["info", "success", "warning"]


@dataclass(frozen=True, slots=True)
class Notice:
    """What the lab last had to say."""

    level: Level
    message: Message
    number: int = 0
    """The same sentence said again is another notice."""


@dataclass(frozen=True, slots=True)
class Playhead:
    """Where the live view is in the run. It plays by itself: between two messages the time is reckoned."""

    time_s: float
    playing: bool = False
    speed: float = 1.0
    seen_s: float = field(default_factory=monotonic)
    """When this was true, on this computer's monotonic clock."""

    def now_s(self, end_s: float) -> float:
        """Return the simulated time at this moment, never past the end of the run."""
        played_s = (monotonic() - self.seen_s) * self.speed if self.playing else 0.0
        return min(self.time_s + played_s, end_s)


@dataclass(slots=True)
class Lab:
    """A scenario being worked on. Only these methods change it."""

    opening: Scenario
    """What “reset” goes back to."""
    scenario: Scenario
    playhead: Playhead
    past: list[Scenario] = field(default_factory=list)
    future: list[Scenario] = field(default_factory=list)
    selected: str = ""
    """The machine or host that the person has picked in the picture."""
    question: Mapping[str, Any] | None = None
    """What the picture asked last, before somebody acts there."""
    notice: Notice | None = None
    notices: int = 0
    story: int = 0
    """Another number says that another scenario was opened."""
    locked: tuple[str, ...] = ()
    """The groups of actions that the teacher has locked."""
    offers_resume: bool = False
    """Whether the browser may offer the work that it kept from last time: not to somebody who opened a link."""

    @property
    def run(self) -> Run:
        """Return what happens in the scenario in hand."""
        return run_of(self.scenario)

    @property
    def baseline(self) -> Run:
        """Return the same loads on one physical server per application."""
        return baseline_of(self.scenario)

    @property
    def now_s(self) -> float:
        """Return the simulated time at this moment."""
        return self.playhead.now_s(self.scenario.duration_s)

    def act(self, *wanted: Mapping[str, Any], at_s: float | None = None) -> bool:
        """Do something at a time, by default now; return whether it was possible.

        Several actions count as one step. What is impossible leaves the scenario as it was; the notice says why.
        """
        at_s = self.now_s if at_s is None else at_s
        try:
            actions = [_action(one, at_s) for one in wanted]
            if any(action.group in self.locked for action in actions):
                return self._say("warning", LOCKED)
            if at_s >= self.scenario.duration_s:
                raise InvalidScenarioError(N_("The run is over at {at_s}: go back in time first."), {"at_s": at_s})
            scenario = self.scenario
            for action in actions:
                scenario = scenario.with_action(action)
            if why := _first_refusal(run_of(scenario), scenario, actions):
                return self._say("warning", why)
        except SimError as error:
            return self._say("warning", error.message)
        self._move_to(scenario)
        self._say("success", actions[-1].sentence())
        return True

    def define(self, scenario: Scenario, message: Message) -> bool:
        """Change what the scenario says from its very beginning; return whether it was possible."""
        try:
            checked = Scenario.checked(scenario.model_dump())
            run_of(checked)
        except SimError as error:
            return self._say("warning", error.message)
        self._move_to(checked)
        self._say("success", message)
        return True

    def undo(self) -> None:
        """Take the last step back."""
        if self.past:
            self.future.append(self.scenario)
            self.scenario = self.past.pop()
            self.notice = None

    def redo(self) -> None:
        """Do again what was taken back."""
        if self.future:
            self.past.append(self.scenario)
            self.scenario = self.future.pop()
            self.notice = None

    def reset(self) -> None:
        """Go back to the beginning; this too can be undone."""
        if self.scenario != self.opening:
            self._move_to(self.opening)
        self.notice = None

    def open(self, scenario: Scenario, beginning: Scenario, message: Message, *, at_s: float = 0.0) -> None:
        """Work on another scenario from now on, seen from ``at_s``; “reset” then leads to ``beginning``."""
        self._move_to(scenario)
        self.opening = beginning
        self.story += 1
        self.selected = ""
        self.playhead = Playhead(time_s=at_s, playing=self.playhead.playing, speed=self.playhead.speed)
        self._say("success", message)

    def go_to(self, time_s: float) -> None:
        """Look at a moment of the run, standing still."""
        self.story += 1
        self.stand_at(time_s)

    def stand_at(self, time_s: float) -> None:
        """Let the clock stand at a moment, where no picture has to be told."""
        self.playhead = Playhead(time_s=time_s, playing=False, speed=self.playhead.speed)

    def refuse(self, message: Message) -> None:
        """Say that something was not possible; nothing changes."""
        self._say("warning", message)

    def _move_to(self, scenario: Scenario) -> None:
        self.past = [*self.past, self.scenario][-LONGEST_PAST:]
        self.future.clear()
        self.scenario = scenario

    def _say(self, level: Level, message: Message) -> Literal[False]:
        self.notices += 1
        self.notice = Notice(level, message, self.notices)
        return False


def lab() -> Lab:
    """Return this session's lab; the front door has put it there."""
    found: Lab = st.session_state[keys.LAB]
    return found


def machines_now(run: Run, time_s: float) -> list[Machine]:
    """Return the machines that exist at one instant, as they are defined then."""
    return [
        spec
        for machine in run.machines
        if machine.name not in run.mirrors
        and (change := run.state_at(machine.name, time_s)) is not None
        and change.state != "removed"
        and (spec := run.spec_at(machine.name, time_s)) is not None
    ]


def with_machine(scenario: Scenario, name: str, changes: Mapping[str, Any]) -> Scenario | None:
    """Return the scenario with one machine defined otherwise, wherever it is defined; None if it is a clone."""
    machines = tuple(_changed(machine, name, changes) for machine in scenario.machines)
    actions = tuple(
        action.model_copy(update={"machine": _changed(action.machine, name, changes)})
        if isinstance(action, AddMachine)
        else action
        for action in scenario.actions
    )
    if machines == scenario.machines and actions == scenario.actions:
        return None
    return scenario.model_copy(update={"machines": machines, "actions": actions})


def free_name(stem: str, taken: Iterable[str]) -> str:
    """Return the first of “stem-1”, “stem-2”, … that nobody has.

    >>> free_name("vm", ["vm-1", "mail"])
    'vm-2'
    """
    used = set(taken)
    return next(name for number in range(1, len(used) + 2) if (name := f"{stem}-{number}") not in used)


def _changed(machine: Machine, name: str, changes: Mapping[str, Any]) -> Machine:
    return machine.model_copy(update=dict(changes)) if machine.name == name else machine


def _action(wanted: Mapping[str, Any], at_s: float) -> Action:
    try:
        return plugin_from(ACTIONS, "kind", {**wanted, "at_s": at_s})
    except ValidationError as error:
        raise readable(error) from error


def _first_refusal(run: Run, scenario: Scenario, actions: Sequence[Action]) -> Message | None:
    # By identity: an equal action may stand there already, and that one is not the question.
    mine = {id(action) for action in actions}
    positions = {index for index, action in enumerate(scenario.actions) if id(action) in mine}
    return next((why for index, why in run.refused if index in positions), None)
