"""What a service may know about a data centre, and what it may propose: hosts and machines with their loads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sim.policies.placement import Candidate
from sim.text import N_, Message


@dataclass(frozen=True, slots=True)
class HostLoad:
    """A host that is on and takes machines."""

    name: str
    cores: float
    """What its machines may use together."""
    memory_mib: float
    """What it may promise them together."""
    watts: Callable[[float], float] = lambda use: 0.0  # noqa: ARG005
    """What it draws at a CPU use from 0 to 1."""


@dataclass(frozen=True, slots=True)
class MachineLoad:
    """A machine that runs, with what it wanted on average of late."""

    name: str
    host: str
    cores: float
    memory_mib: float
    stays: Message | None = None
    """Why it cannot leave its host; None when it can."""
    history: tuple[float, ...] = ()
    """What it wanted of late, the newest last."""
    partners: tuple[str, ...] = ()
    """The machines whose service it needs."""


@dataclass(frozen=True)
class Cluster:
    """The hosts and machines of this moment, or as they would be after a move."""

    hosts: tuple[HostLoad, ...]
    machines: tuple[MachineLoad, ...]
    obstacle: Callable[[str, str], Message | None]
    """Why a machine (by name) cannot go to a host (by name) now; None when it can."""

    @cached_property
    def used_cores(self) -> Mapping[str, float]:
        """Return what the machines of each host want together."""
        used = dict.fromkeys((host.name for host in self.hosts), 0.0)
        for machine in self.machines:
            if machine.host in used:
                used[machine.host] += machine.cores
        return used

    @cached_property
    def held_mib(self) -> Mapping[str, float]:
        """Return the memory that each host has promised."""
        held = dict.fromkeys((host.name for host in self.hosts), 0.0)
        for machine in self.machines:
            if machine.host in held:
                held[machine.host] += machine.memory_mib
        return held

    @cached_property
    def loads(self) -> Mapping[str, float]:
        """Return what each host's machines want, in parts of its CPU; above 1 they wait."""
        return {host.name: self.used_cores[host.name] / host.cores for host in self.hosts}

    def why_not(self, machine: MachineLoad, host: HostLoad) -> Message | None:
        """Return why a machine cannot go to a host, after all moves that are planned; None when it can."""
        why = self.obstacle(machine.name, host.name)
        if why is None and self.held_mib[host.name] + machine.memory_mib > host.memory_mib:
            return Message(N_("{host} has no memory left after the other moves."), {"host": host.name})
        return why

    def after(self, machine: MachineLoad, host: str) -> Cluster:
        """Return the cluster as it would be with a machine on another host."""
        moved = tuple(replace(one, host=host) if one.name == machine.name else one for one in self.machines)
        return replace(self, machines=moved)

    def without(self, host: str) -> Cluster:
        """Return the cluster without a host; its machines are nowhere."""
        return replace(self, hosts=tuple(one for one in self.hosts if one.name != host))


@dataclass(frozen=True, slots=True)
class Move:
    """A machine is to go from host to host, the best of the candidates, for a measure that it improves."""

    machine: MachineLoad
    target: str
    candidates: tuple[Candidate, ...]
    before: float
    after: float
