"""What a fault would do: the run with it beside the run without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.actions import Action
from sim.actions.machines import AddMachine
from sim.actions.resources import SetWorkload
from sim.engine import simulate
from sim.inventory import Machine
from sim.run import Event, Run
from sim.scenario import Scenario
from sim.steps import Steps
from sim.study.metrics import down
from sim.text import Message
from sim.workloads import Workload
from sim.workloads.constant import Constant

LOADS_MATTER = frozenset({"fans_fail", "migrate_machine", "migrate_storage", "evacuate_host"})
"""Actions that end differently on a busy host; all others do to a quiet rack what they do to a busy one."""


@dataclass(frozen=True, slots=True)
class Absence:
    """How long users miss a machine that they would not miss without the fault, and whether it answers at the end."""

    machine: str
    away_s: float
    back: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one fault does: who is missed, whose data are damaged, and what the log says that it did not say without."""

    fault: Action
    refused: Message | None
    absences: tuple[Absence, ...]
    damaged: tuple[str, ...]
    story: tuple[Event, ...]

    @property
    def worst_s(self) -> float:
        """Return how long the machine is missed that is missed longest; 0 for none."""
        return max((absence.away_s for absence in self.absences), default=0.0)


def quiet(scenario: Scenario) -> Scenario:
    """Return the scenario without what users ask for: machines come, go and fail as before, and a run takes no time.

    What matters for a machine's life stays: the memory that it touches, and leaks.
    """

    def hushed(load: Workload) -> Workload:
        return load if load.pattern == "leak" else Constant(cores=0.0, active_memory=load.active_memory)

    def machine(spec: Machine) -> Machine:
        return spec.model_copy(update={"workload": hushed(spec.workload)})

    def action(done: Action) -> Action:
        if isinstance(done, AddMachine):
            return done.model_copy(update={"machine": machine(done.machine)})
        if isinstance(done, SetWorkload):
            return done.model_copy(update={"workload": hushed(done.workload)})
        return done

    if any(done.kind in LOADS_MATTER for done in scenario.actions):
        return scenario
    machines, actions = tuple(map(machine, scenario.machines)), tuple(map(action, scenario.actions))
    return scenario.model_copy(update={"machines": machines, "actions": actions})


class WhatIf:
    """A run, and what would become of it with one fault more."""

    def __init__(self, run: Run) -> None:
        self._scenario = run.scenario
        self._quiet = quiet(run.scenario)
        self._without = {True: run, False: run}
        if self._quiet is not run.scenario:
            self._without[False] = simulate(self._quiet)

    def outcome(self, fault: Action) -> Outcome:
        """Return what a fault would do."""
        busy = fault.kind in LOADS_MATTER
        with_fault = simulate((self._scenario if busy else self._quiet).with_action(fault))
        return compare(fault, self._without[busy], with_fault)


def compare(fault: Action, without: Run, with_fault: Run) -> Outcome:
    """Return what a fault has done, from the runs without and with it."""
    position = next(index for index, action in enumerate(with_fault.scenario.actions) if action is fault)
    refused = dict(with_fault.refused).get(position)
    absences, damaged = [], []
    for machine in without.machines:
        away_s = _missed_more_s(down(with_fault, machine.name), down(without, machine.name))
        if away_s > 0.0:
            last = with_fault.history(machine.name)[-1]
            absences.append(Absence(machine.name, away_s, back=last.state == "running"))
        end_s = without.end_s
        if with_fault.is_corrupted_at(machine.name, end_s) and not without.is_corrupted_at(machine.name, end_s):
            damaged.append(machine.name)
    return Outcome(fault, refused, tuple(absences), tuple(damaged), _news(fault.at_s, without, with_fault))


def _missed_more_s(with_fault: Steps, without: Steps) -> float:
    """Return for how long somebody is away with the fault who would be there without."""
    times_s = np.union1d(with_fault.times_s, without.times_s)
    more = with_fault.sample(times_s) * (1.0 - without.sample(times_s))
    return Steps(times_s, more, with_fault.end_s).integral()


def _news(since_s: float, without: Run, with_fault: Run) -> tuple[Event, ...]:
    known: Mapping[tuple[float, str], None] = {
        (event.time_s, event.message.english()): None for event in without.events
    }
    return tuple(
        event
        for event in with_fault.events
        if event.time_s >= since_s and (event.time_s, event.message.english()) not in known
    )
