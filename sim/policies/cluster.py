"""What a service may know about a data centre, and what it may propose: hosts and machines with their loads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

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


class MachineLoad(NamedTuple):
    """A machine that runs, with what it wanted on average of late.

    A tuple, because services make one of each machine whenever they look, and other classes take five times as long.
    """

    name: str
    host: str
    cores: float
    memory_mib: float
    partners: tuple[str, ...] = ()
    """The machines whose service it needs."""


def _nothing_binds(_machine: str) -> Message | None:
    return None


def _nothing_known(_machine: str) -> Sequence[float]:
    return ()


Preference = Callable[["Cluster", MachineLoad, HostLoad], float | tuple[float, ...]]
"""By what a machine chooses among the hosts that can take it: the least, of equal ones the first in the rack."""


@dataclass(frozen=True)
class Cluster:
    """The hosts and machines of this moment, or as they would be after a move.

    What is only asked of a few machines is asked by name. A move changes the sums of two hosts: all others are kept.
    """

    hosts: tuple[HostLoad, ...]
    machines: tuple[MachineLoad, ...]
    obstacle: Callable[[str, str], Message | None]
    """Why a machine (by name) cannot go to a host (by name) now; None when it can."""
    stays: Callable[[str], Message | None] = _nothing_binds
    """Why a machine (by name) cannot leave its host; None when it can."""
    history: Callable[[str], Sequence[float]] = _nothing_known
    """What a machine (by name) wanted of late, the newest last."""

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {machine.name: number for number, machine in enumerate(self.machines)}

    @cached_property
    def _sizes(self) -> Mapping[str, float]:
        return {host.name: host.cores for host in self.hosts}

    @cached_property
    def _here(self) -> Mapping[str, list[int]]:
        """Return the numbers of each host's machines."""
        here: dict[str, list[int]] = {host.name: [] for host in self.hosts}
        for number, machine in enumerate(self.machines):
            if machine.host in here:
                here[machine.host].append(number)
        return here

    @cached_property
    def used_cores(self) -> dict[str, float]:
        """Return what the machines of each host want together."""
        return {host: _cores(self.machines, here) for host, here in self._here.items()}

    @cached_property
    def held_mib(self) -> dict[str, float]:
        """Return the memory that each host has promised."""
        return {host: _mib(self.machines, here) for host, here in self._here.items()}

    @cached_property
    def loads(self) -> dict[str, float]:
        """Return what each host's machines want, in parts of its CPU; above 1 they wait."""
        return {host: cores / self._sizes[host] for host, cores in self.used_cores.items()}

    def on(self, host: str) -> list[MachineLoad]:
        """Return the machines of a host."""
        return [self.machines[number] for number in self._here[host]]

    def why_not(self, machine: MachineLoad, host: HostLoad) -> Message | None:
        """Return why a machine cannot go to a host, after all moves that are planned; None when it can."""
        why = self.obstacle(machine.name, host.name)
        if why is None and not self._has_room(machine, host):
            return Message(N_("{host} has no memory left after the other moves."), {"host": host.name})
        return why

    def best_for(self, machine: MachineLoad, prefer: Preference) -> HostLoad | None:
        """Return the host that ``prefer`` measures least for, of those that can take a machine after all planned moves.

        Whether something else stands in the way is asked last, and only of the hosts that would be chosen.
        """
        roomy = (host for host in self.hosts if self._has_room(machine, host))
        in_order = sorted(roomy, key=lambda host: prefer(self, machine, host))
        return next((host for host in in_order if self.obstacle(machine.name, host.name) is None), None)

    def _has_room(self, machine: MachineLoad, host: HostLoad) -> bool:
        return self.held_mib[host.name] + machine.memory_mib <= host.memory_mib

    def after(self, machine: MachineLoad, host: str) -> Cluster:
        """Return the cluster as it would be with a machine on another host."""
        number = self._numbers[machine.name]
        source, machines = self.machines[number].host, list(self.machines)
        machines[number] = machines[number]._replace(host=host)
        here = dict(self._here)
        if source in here:
            here[source] = [other for other in here[source] if other != number]
        if host in here:
            here[host] = sorted((*here[host], number))
        changed = [name for name in (source, host) if name in here]
        used = self.used_cores | {name: _cores(machines, here[name]) for name in changed}
        held = self.held_mib | {name: _mib(machines, here[name]) for name in changed}
        loads = self.loads | {name: used[name] / self._sizes[name] for name in changed}
        known = {"_here": here, "used_cores": used, "held_mib": held, "loads": loads, "_sizes": self._sizes}
        return _knowing(replace(self, machines=tuple(machines)), known | {"_numbers": self._numbers})

    def without(self, host: str) -> Cluster:
        """Return the cluster without a host; its machines are nowhere."""
        known: dict[str, object] = {"_numbers": self._numbers}
        for name in ("_here", "used_cores", "held_mib", "loads", "_sizes"):
            known[name] = {one: value for one, value in getattr(self, name).items() if one != host}
        return _knowing(replace(self, hosts=tuple(one for one in self.hosts if one.name != host)), known)


def _cores(machines: Sequence[MachineLoad], numbers: Sequence[int]) -> float:
    return sum((machines[number].cores for number in numbers), 0.0)


def _mib(machines: Sequence[MachineLoad], numbers: Sequence[int]) -> float:
    return sum((machines[number].memory_mib for number in numbers), 0.0)


def _knowing(cluster: Cluster, known: Mapping[str, object]) -> Cluster:
    """Return a cluster that knows these properties, which it would else work out when it is asked."""
    vars(cluster).update(known)
    return cluster


@dataclass(frozen=True, slots=True)
class Move:
    """A machine is to go from host to host, the best of the candidates, for a measure that it improves."""

    machine: MachineLoad
    target: str
    candidates: tuple[Candidate, ...]
    before: float
    after: float
