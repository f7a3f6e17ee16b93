"""The whole story of one scenario, and the questions to ask it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, TypeVar

from sim.actions import Action
from sim.errors import UnknownNameError
from sim.inventory import CopyKind, Host, Machine, ResourcePool
from sim.run.changes import (
    CopyChange,
    DataChange,
    HostChange,
    IoControlChange,
    MemoryChange,
    PartChange,
    PoolChange,
    ProtectionChange,
    Restored,
    ServicesChange,
    SettingsChange,
    SpecChange,
    StateChange,
    WallsChange,
)
from sim.run.columns import Columns
from sim.run.events import Advice, Decision, Event
from sim.run.migrations import Migration, Traffic
from sim.run.states import HostState, PartState
from sim.scenario import Scenario
from sim.steps import Floats, Steps
from sim.text import Message
from sim.units import clock


@dataclass(frozen=True, eq=False)
class Run:
    """The whole story of one scenario.

    ``machines`` and ``hosts`` hold everything that ever existed, in the order of appearance, as it was
    defined at first; their positions are the indices that all tables use.

    ``cpu`` (subject = machine), all in cores of *physical* CPU:
        ``demand_cores``  the rate at which work arrives, whether or not the machine is up
        ``wanted_cores``  what it would use now: its demand, or all it can while it works off a backlog
        ``given_cores``   what it got; wanted - given - blocked is what it waits for (ready, steal)
        ``backlog_core_s`` work that waits, at the row's time
        ``lost_core_s``   work lost by then: its users gave up, or their machine was down
        ``blocked_cores`` the part of wanted - given for which it waits for a disk or a link, and not for CPU
    ``host_cpu`` (subject = host): ``used_cores`` (machines and hypervisor), ``capacity_cores``
    ``memory`` (subject = machine), in MiB but for the last:
        ``configured_mib``  what it has been promised; 0 unless it holds memory
        ``active_mib``      what it touches again and again
        ``shared_mib``, ``ballooned_mib``, ``compressed_mib``, ``swapped_mib``  what its hypervisor has taken back, how
        ``throughput``      the part of its speed that it keeps while it waits for pages, 0 to 1
    """

    scenario: Scenario
    machines: tuple[Machine, ...]
    hosts: tuple[Host, ...]
    cpu: Columns
    host_cpu: Columns
    memory: Columns
    states: tuple[StateChange, ...]
    host_states: tuple[HostChange, ...]
    parts: tuple[PartChange, ...]
    specs: tuple[SpecChange, ...]
    data: tuple[DataChange, ...]
    protection: tuple[ProtectionChange, ...]
    io_control: tuple[IoControlChange, ...]
    settings: tuple[SettingsChange, ...]
    mirrors: Mapping[str, str]
    """The secondaries of fault-tolerant machines: the name of each, and of the machine that it mirrors."""
    copies: tuple[CopyChange, ...]
    restores: tuple[Restored, ...]
    memory_states: tuple[MemoryChange, ...]
    walls: tuple[WallsChange, ...]
    events: tuple[Event, ...]
    decisions: tuple[Decision, ...]
    lost_core_s: Floats
    """Per machine: the work lost by the end."""
    job_core_s: Floats
    """Per machine: work that arrived all at once (batch jobs)."""
    pools: tuple[PoolChange, ...] = ()
    """Every resource pool and every change of one, in the order of time."""
    migrations: tuple[Migration, ...] = ()
    """Live migrations, in the order in which they were asked for."""
    traffic: tuple[Traffic, ...] = ()
    """What migrations, backups and restores put on links and disks."""
    advice: tuple[Advice, ...] = ()
    """What services proposed, followed or not."""
    services: tuple[ServicesChange, ...] = ()
    """How services were set, from the start on."""
    replicas: Mapping[str, str] = field(default_factory=dict)
    """The copies that autoscaling made: the name of each, and of the machine whose load it shares."""
    worn: tuple[Action, ...] = ()
    """Faults that nobody made: parts failed by themselves, each as the action that breaks it."""
    refused: tuple[tuple[int, Message], ...] = field(default=())
    """Actions that were impossible when their time came: (index in the scenario's actions, why)."""

    @cached_property
    def _machine_indices(self) -> Mapping[str, int]:
        return {machine.name: index for index, machine in enumerate(self.machines)}

    @cached_property
    def _host_indices(self) -> Mapping[str, int]:
        return {host.name: index for index, host in enumerate(self.hosts)}

    @property
    def end_s(self) -> float:
        """Return the instant at which the run ends."""
        return self.scenario.duration_s

    def machine_index(self, name: str) -> int:
        """Return a machine's position in ``machines``; raise an UnknownNameError for no such machine."""
        if name not in self._machine_indices:
            raise UnknownNameError("machine", name, self._machine_indices)
        return self._machine_indices[name]

    def host_index(self, name: str) -> int:
        """Return a host's position in ``hosts``; raise an UnknownNameError for no such host."""
        if name not in self._host_indices:
            raise UnknownNameError("host", name, self._host_indices)
        return self._host_indices[name]

    def cpu_of(self, machine: str, column: str) -> Steps:
        """Return one column of ``cpu`` of one machine."""
        return self.cpu.steps(self.machine_index(machine), column, self.end_s)

    def host_cpu_of(self, host: str, column: str) -> Steps:
        """Return one column of ``host_cpu`` of one host."""
        return self.host_cpu.steps(self.host_index(host), column, self.end_s)

    def memory_of(self, machine: str, column: str) -> Steps:
        """Return one column of ``memory`` of one machine."""
        return self.memory.steps(self.machine_index(machine), column, self.end_s)

    @cached_property
    def _histories(self) -> tuple[tuple[StateChange, ...], ...]:
        return _grouped(self.states, [change.machine for change in self.states], len(self.machines))

    @cached_property
    def _host_histories(self) -> tuple[tuple[HostChange, ...], ...]:
        return _grouped(self.host_states, [change.host for change in self.host_states], len(self.hosts))

    @cached_property
    def _spec_histories(self) -> tuple[tuple[SpecChange, ...], ...]:
        return _grouped(self.specs, [change.machine for change in self.specs], len(self.machines))

    def history(self, machine: str) -> tuple[StateChange, ...]:
        """Return every state that a machine went through; the first says when it appeared."""
        return self._histories[self.machine_index(machine)]

    def host_history(self, host: str) -> tuple[HostChange, ...]:
        """Return every state that a host went through; the first says when it appeared."""
        return self._host_histories[self.host_index(host)]

    def spec_history(self, machine: str) -> tuple[SpecChange, ...]:
        """Return a machine's definition and every change of it."""
        return self._spec_histories[self.machine_index(machine)]

    def state_at(self, machine: str, time_s: float) -> StateChange | None:
        """Return the state that holds at one instant; None before the machine appeared."""
        return _latest(self.history(machine), time_s)

    def host_state_at(self, host: str, time_s: float) -> HostState | None:
        """Return a host's state at one instant; None before it appeared."""
        change = _latest(self.host_history(host), time_s)
        return change.state if change else None

    def part_states_at(self, time_s: float) -> dict[str, PartState]:
        """Return the state of every part that is not as it was at the start, by its name."""
        latest = {change.part: change.state for change in self.parts if change.time_s <= time_s}
        return {part: state for part, state in latest.items() if state != "ok"}

    def spec_at(self, machine: str, time_s: float) -> Machine | None:
        """Return a machine as it is defined at one instant; None before it appeared."""
        change = _latest(self.spec_history(machine), time_s)
        return change.spec if change else None

    def pools_at(self, time_s: float) -> dict[str, ResourcePool]:
        """Return the resource pools by name, as they are at one instant."""
        return {change.pool.name: change.pool for change in self.pools if change.time_s <= time_s}

    def copies_at(self, machine: str, kind: CopyKind, time_s: float) -> list[float]:
        """Return when the copies of one kind were taken that a machine has at one instant, the oldest first."""
        index, kept = self.machine_index(machine), []
        for change in self.copies:
            if (change.machine, change.kind) == (index, kind) and change.time_s <= time_s:
                if change.kept:
                    kept.append(change.taken_s)
                else:
                    kept.remove(change.taken_s)
        return sorted(kept)

    @cached_property
    def _data_histories(self) -> tuple[tuple[DataChange, ...], ...]:
        return _grouped(self.data, [change.machine for change in self.data], len(self.machines))

    def data_history(self, machine: str) -> tuple[DataChange, ...]:
        """Return everything that befell a machine's own data; empty for data that were always intact."""
        return self._data_histories[self.machine_index(machine)]

    def data_at(self, machine: str, time_s: float) -> DataChange:
        """Return how a machine's own data are at one instant."""
        index = self.machine_index(machine)
        return _latest(self.data_history(machine), time_s) or DataChange(0.0, index, "intact")

    def is_corrupted_at(self, machine: str, time_s: float) -> bool:
        """Return whether a machine's own data are of no use at one instant: corrupted or encrypted."""
        return self.data_at(machine, time_s).damaged

    def walls_at(self, time_s: float) -> WallsChange:
        """Return what passes between network segments at one instant, and which hosts lack updates."""
        return _latest(self.walls, time_s) or self.walls[0]

    def story(self) -> list[str]:
        """Return the events as a log would print them, in English."""
        return [f"{clock(event.time_s)} {event.message.english()}" for event in self.events]


class _Timed(Protocol):
    @property
    def time_s(self) -> float: ...


Change = TypeVar("Change", bound=_Timed)


def _grouped(changes: Sequence[Change], owners: Sequence[int], count: int) -> tuple[tuple[Change, ...], ...]:
    groups: list[list[Change]] = [[] for _ in range(count)]
    for change, owner in zip(changes, owners, strict=True):
        groups[owner].append(change)
    return tuple(tuple(group) for group in groups)


def _latest(changes: Sequence[Change], time_s: float) -> Change | None:
    """Return the last change that has happened by ``time_s``; None before the first."""
    return next((change for change in reversed(changes) if change.time_s <= time_s), None)
