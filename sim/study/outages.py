"""Every time that users missed a machine, and what was waited for meanwhile: from notice to an answering application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from sim.engine.recovery import DETECT_S
from sim.run import Run, StateChange
from sim.text import N_

PhaseKind = Literal[
    "wrong_data",
    "detection",
    "fencing",
    "placement",
    "no_room",
    "repair",
    "host_boot",
    "restore",
    "shutdown",
    "cut_off",
    "no_storage",
    "move",
    "pause",
    "boot",
    "application",
]

PHASES: Mapping[PhaseKind, str] = MappingProxyType(
    {
        "wrong_data": N_("running with wrong data"),
        "detection": N_("nobody has noticed yet"),
        "fencing": N_("making sure that the host is dead"),
        "placement": N_("looking for a place"),
        "no_room": N_("waiting for room"),
        "repair": N_("waiting for somebody"),
        "host_boot": N_("the host boots"),
        "restore": N_("the data come back"),
        "shutdown": N_("shutting down"),
        "cut_off": N_("running, but nobody reaches it"),
        "no_storage": N_("waiting for its disks"),
        "move": N_("moving"),
        "pause": N_("paused"),
        "boot": N_("the system boots"),
        "application": N_("the application starts"),
    }
)
"""What is waited for, in words."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of an outage with one thing that is waited for."""

    kind: PhaseKind
    began_s: float
    ended_s: float

    @property
    def lasts_s(self) -> float:
        """Return how long it lasts."""
        return self.ended_s - self.began_s


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which users expected a machine to answer rightly and it did not; ``over`` unless the run ended first."""

    machine: str
    phases: tuple[Phase, ...]
    over: bool

    @property
    def began_s(self) -> float:
        """Return when it began."""
        return self.phases[0].began_s

    @property
    def ended_s(self) -> float:
        """Return when it was over, or the run."""
        return self.phases[-1].ended_s

    @property
    def lasts_s(self) -> float:
        """Return how long it lasted."""
        return self.ended_s - self.began_s


def outages(run: Run, machine: str) -> tuple[Outage, ...]:
    """Return every outage of a machine, in order, each with its phases without a gap."""
    groups: list[list[Phase]] = []
    for phase in _phases(run, machine):
        if not groups or groups[-1][-1].ended_s < phase.began_s:
            groups.append([])
        groups[-1].append(phase)
    return tuple(Outage(machine, tuple(group), group[-1].ended_s < run.end_s) for group in groups)


def all_outages(run: Run) -> tuple[Outage, ...]:
    """Return the outages of all machines, the earliest first."""
    found = [outage for machine in run.machines for outage in outages(run, machine.name)]
    return tuple(sorted(found, key=lambda outage: outage.began_s))


def _phases(run: Run, machine: str) -> Iterator[Phase]:
    """Yield what is waited for, piece by piece."""
    history = run.history(machine)
    ends_s = [later.time_s for later in history[1:]] + [run.end_s]
    for position, (change, until_s) in enumerate(zip(history, ends_s, strict=True)):
        if not change.wanted_up or until_s <= change.time_s:
            continue
        following = next((later.state for later in history[position + 1 :] if later.time_s >= until_s), None)
        pieces = (
            _with_wrong_data(run, machine, change.time_s, until_s)
            if change.state == "running"
            else _pieces(run, change, until_s, following)
        )
        for phase in pieces:
            if phase.ended_s > phase.began_s:
                yield phase


def _pieces(run: Run, change: StateChange, until_s: float, following: str | None) -> Iterator[Phase]:
    """Yield what is waited for while a machine is in one state."""
    began_s, name = change.time_s, run.machines[change.machine].name
    match change.state:
        case "crashed" if following == "placing":
            detected_s = min(began_s + DETECT_S[_profile(run, began_s)], until_s)
            yield Phase("detection", began_s, detected_s)
            yield Phase("fencing", detected_s, until_s)
        case "placing":
            placed_s = min(began_s + run.scenario.high_availability.place_s, until_s)
            yield Phase("placement", began_s, placed_s)
            yield Phase("no_room", placed_s, until_s)
        case "booting":
            start_s = run.scenario.assumptions.application_start_s
            contained = run.machines[run.machine_index(name)].kind == "container"
            booted_s = until_s if contained or until_s == run.end_s else max(until_s - start_s, began_s)
            yield Phase("boot", began_s, booted_s)
            yield Phase("application", booted_s, until_s)
        case "stopped" if _is_restored(run, change.machine, began_s):
            yield Phase("restore", began_s, until_s)
        case "migrating" | "switching":
            yield Phase("move", began_s, until_s)
        case "isolated":
            yield Phase("cut_off", began_s, until_s)
        case "stalled":
            yield Phase("no_storage", began_s, until_s)
        case "paused":
            yield Phase("pause", began_s, until_s)
        case "stopped" if following == "migrating":
            yield Phase("shutdown", began_s, until_s)
        case _:
            yield from _with_the_host(run, change, until_s, following)


def _with_the_host(run: Run, change: StateChange, until_s: float, following: str | None) -> Iterator[Phase]:
    """Yield what is waited for by a machine that is just down: somebody, its host, or its monitor."""
    if not change.host:
        yield Phase("repair", change.time_s, until_s)
        return
    states = run.host_history(change.host)
    cuts = [change.time_s, *(host.time_s for host in states if change.time_s < host.time_s < until_s), until_s]
    monitored = change.state == "crashed" and following == "booting" and len(cuts) == 2  # noqa: PLR2004 - no cut between
    for began_s, ended_s in pairwise(cuts):
        state = run.host_state_at(change.host, began_s)
        kind: PhaseKind = "host_boot" if state == "booting" else "repair"
        yield Phase("detection" if monitored and state == "on" else kind, began_s, ended_s)


def _with_wrong_data(run: Run, machine: str, began_s: float, until_s: float) -> Iterator[Phase]:
    """Yield the times in which a machine runs and its own data are wrong."""
    index = run.machine_index(machine)
    cuts = [began_s, *(c.time_s for c in run.data if c.machine == index and began_s < c.time_s < until_s), until_s]
    for start_s, end_s in pairwise(cuts):
        if run.is_corrupted_at(machine, start_s):
            yield Phase("wrong_data", start_s, end_s)


def _profile(run: Run, at_s: float) -> str:
    return [change.settings.profile for change in run.settings if change.time_s <= at_s][-1]


def _is_restored(run: Run, machine: int, at_s: float) -> bool:
    return any(one.machine == machine and one.began_s == at_s for one in run.restores)
