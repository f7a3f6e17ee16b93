"""What happened: immutable columns, events and decisions, and the questions to ask them.

A run is data, like the scenario it came from. Everything that a page shows is a question put to a run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Protocol, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray

from sim.actions.world import MigrationMode
from sim.errors import UnknownNameError
from sim.inventory import CopyKind, DataState, FirewallRule, Host, Machine, MemoryState, ResourcePool
from sim.policies.placement import Candidate
from sim.scenario import HighAvailability, Scenario
from sim.services import Services
from sim.steps import Floats, Steps
from sim.text import Message
from sim.units import clock

Hindrance = Literal["isolated", "stalled"]
"""What a host that runs does to its machines: nobody reaches them, or they wait for their disks."""
MachineState = Literal[
    "defined",
    "placing",
    "booting",
    "running",
    "isolated",
    "stalled",
    "paused",
    "migrating",
    "switching",
    "stopped",
    "crashed",
    "removed",
]
"""Two states mean that a machine moves and does not run: ``migrating`` is a cold move, between shutdown and boot;
``switching`` is the pause of a live migration, in which its users wait. Before that pause it is ``running``."""
HostState = Literal["on", "booting", "off", "failed", "maintenance"]

MACHINE_STATES: tuple[MachineState, ...] = get_args(MachineState)
HOST_STATES: tuple[HostState, ...] = get_args(HostState)

PartState = Literal["ok", "worn", "failed", "rebuilding"]
"""A part is whole, reports errors that it corrects itself, does not work, or is a disk that is being filled again."""

EventKind = Literal["action", "refused", "machine", "host", "fault", "decision"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, as a sentence, with whom it concerns."""

    time_s: float
    kind: EventKind
    message: Message
    machine: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One automatic decision or refusal: what about, which host (empty for none), among whom, and why."""

    time_s: float
    machine: str
    host: str
    candidates: tuple[Candidate, ...]
    reason: Message


ServiceName = Literal["balancing", "power", "consolidation"]


@dataclass(frozen=True, slots=True)
class Advice:
    """What a service proposed, on what grounds, what it expected of it, and what became of it.

    ``kind`` is the action that does the same by hand. ``before`` and ``after`` are the imbalance measured and the one
    expected, by the balancing rule ``rule``; None where imbalance is not the question.
    """

    time_s: float
    service: ServiceName
    kind: str
    machine: str
    source: str
    target: str
    candidates: tuple[Candidate, ...]
    reason: Message
    rule: str = ""
    before: float | None = None
    after: float | None = None
    followed: bool = False
    """Whether the service did it itself."""
    why_not: Message | None = None
    """Why it could not be done."""


@dataclass(frozen=True, slots=True)
class ServicesChange:
    """From ``time_s`` on, the services of the data centre work with these settings."""

    time_s: float
    services: Services


@dataclass(frozen=True, slots=True)
class StateChange:
    """From ``time_s`` on, machine ``machine`` (its index) is in ``state`` and belongs to ``place`` on ``host``.

    ``place`` is the name of the host, or of the VM whose kernel a container shares; ``host`` is the host in
    both cases; both are empty for nowhere.
    ``wanted_up`` says whether users expect it to answer: a machine stopped on purpose is not down.
    """

    time_s: float
    machine: int
    state: MachineState
    place: str
    host: str
    wanted_up: bool


@dataclass(frozen=True, slots=True)
class HostChange:
    """From ``time_s`` on, host ``host`` (its index) is in ``state``."""

    time_s: float
    host: int
    state: HostState


@dataclass(frozen=True, slots=True)
class PartChange:
    """From ``time_s`` on, a part of the building or of a host, by its name, is in ``state``; at first all are ok."""

    time_s: float
    part: str
    state: PartState


@dataclass(frozen=True, slots=True)
class SpecChange:
    """From ``time_s`` on, machine ``machine`` (its index) is as ``spec`` says."""

    time_s: float
    machine: int
    spec: Machine


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of harm from machine to machine: over which kind of bridge, and which one (a folder, a network…)."""

    source: str
    target: str
    bridge: str
    via: str


@dataclass(frozen=True, slots=True)
class DataChange:
    """From ``time_s`` on, the data of machine ``machine`` (its index) are in ``state``.

    ``exposed`` says that somebody could read them who should not: restoring data does not take that back.
    ``path`` says how the harm came here, from machine to machine; empty where it began, and where data were restored.
    """

    time_s: float
    machine: int
    state: DataState
    exposed: bool = False
    path: tuple[Hop, ...] = ()

    @property
    def damaged(self) -> bool:
        """Return whether the data are of no use: corrupted or encrypted."""
        return self.state != "intact"


@dataclass(frozen=True, slots=True)
class WallsChange:
    """From ``time_s`` on, this passes between network segments, and these hosts lack updates."""

    time_s: float
    firewall: tuple[FirewallRule, ...]
    unpatched_hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProtectionChange:
    """From ``time_s`` on, high availability is on or off."""

    time_s: float
    high_availability: bool


@dataclass(frozen=True, slots=True)
class IoControlChange:
    """From ``time_s`` on, storage I/O control is on or off, with its congestion threshold; None for automatic."""

    time_s: float
    enabled: bool
    congestion_ms: float | None


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """From ``time_s`` on, high availability works with these settings."""

    time_s: float
    settings: HighAvailability


@dataclass(frozen=True, slots=True)
class CopyChange:
    """From ``time_s`` on, a copy of the data that machine ``machine`` had at ``taken_s`` can be used, or is gone."""

    time_s: float
    machine: int
    kind: CopyKind
    taken_s: float
    data: DataState
    """How the data were when it was taken."""
    kept: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """From ``began_s`` to ``time_s`` the data of machine ``machine`` were brought back to what they were at ``taken_s``.

    ``lost_s`` is the working time between the copy and the harm, or the restore where there was no harm.
    """

    began_s: float
    time_s: float
    machine: int
    kind: CopyKind
    taken_s: float
    lost_s: float


@dataclass(frozen=True, slots=True)
class PoolChange:
    """From ``time_s`` on, a resource pool is as ``pool`` says."""

    time_s: float
    pool: ResourcePool


@dataclass(frozen=True, slots=True)
class MemoryChange:
    """From ``time_s`` on, host ``host`` (its index) is in this state of its ladder from sharing to swapping."""

    time_s: float
    host: int
    state: MemoryState


RoundKind = Literal["disk", "memory", "pause"]
MigrationOutcome = Literal["waiting", "under_way", "done", "cancelled", "lost"]


@dataclass(frozen=True, slots=True)
class MigrationRound:
    """One pass of a live migration: so much was sent, and so much of it must be sent again.

    ``throttle`` is the part of its CPU time that the machine did without meanwhile. The last pass is the pause.
    """

    what: RoundKind
    start_s: float
    end_s: float
    sent_mib: float
    dirtied_mib: float
    throttle: float = 0.0

    @property
    def rate_mib_per_s(self) -> float:
        """Return how fast it was sent, on average."""
        lasted_s = self.end_s - self.start_s
        return self.sent_mib / lasted_s if lasted_s > 0.0 else 0.0


@dataclass(frozen=True, slots=True)
class Migration:
    """One live migration, from its request to its end, or to the end of the run.

    It waits for its turn from ``asked_s`` until ``start_s``. ``switch_over_s`` is the instant from which on the machine
    runs at its target; None where that never happened. ``forced`` says that it was stopped without having converged.
    """

    machine: str
    source: str
    target: str
    mode: MigrationMode
    asked_s: float
    start_s: float | None
    end_s: float
    rounds: tuple[MigrationRound, ...]
    switch_over_s: float | None
    downtime_s: float
    data_mib: float
    forced: bool
    outcome: MigrationOutcome
    reason: Message | None = None

    @property
    def total_s(self) -> float:
        """Return how long it took from its first page to its end; 0 while it waits for its turn."""
        return self.end_s - self.start_s if self.start_s is not None else 0.0


@dataclass(frozen=True, slots=True)
class Traffic:
    """What went from host to host beside the guests' own traffic: rates in MiB/s, each from an instant on."""

    source: str
    target: str
    rates: tuple[tuple[float, float], ...]


@dataclass(frozen=True, eq=False)
class Columns:
    """A table of changes in time order: row k says that ``subject[k]`` has these values from ``time_s[k]`` on."""

    time_s: Floats
    subject: NDArray[np.int32]
    values: Mapping[str, Floats]

    @cached_property
    def _by_subject(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        order = np.argsort(self.subject, kind="stable")
        count = int(self.subject.max(initial=-1)) + 2
        return order, np.searchsorted(self.subject[order], np.arange(count))

    def steps(self, subject: int, column: str, end_s: float) -> Steps:
        """Return one column of one subject as a step function; zero throughout if it never changed."""
        order, starts = self._by_subject
        if subject + 1 >= len(starts) or starts[subject] == starts[subject + 1]:
            return Steps(np.zeros(1), np.zeros(1), end_s)
        rows = order[starts[subject] : starts[subject + 1]]
        return Steps(self.time_s[rows], self.values[column][rows], end_s)


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
    """What migrations put on the links."""
    advice: tuple[Advice, ...] = ()
    """What services proposed, followed or not."""
    services: tuple[ServicesChange, ...] = ()
    """How services were set, from the start on."""
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
