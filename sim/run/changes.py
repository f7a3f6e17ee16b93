"""What became different and when: each says what holds from an instant on."""

from __future__ import annotations

from dataclasses import dataclass

from sim.inventory import CopyKind, DataState, FirewallRule, Machine, MemoryState, ResourcePool
from sim.run.states import HostState, MachineState, PartState
from sim.scenario import HighAvailability
from sim.services import Services


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
