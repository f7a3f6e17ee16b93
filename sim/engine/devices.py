"""The disks and networks of all hosts: what machines ask of them, and who is held back where they are short.

Most racks could carry all that their machines can ever ask for. That is looked at when machines come, go or
change, so that nothing has to be looked at while time passes; only hosts where it could get tight are *watched*.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

import numpy as np
from numpy.typing import NDArray

from sim.engine.appetites import Appetites
from sim.engine.lines import Lines
from sim.engine.plain_view import plain_view
from sim.inventory import Host, Machine
from sim.mechanisms.bottlenecks import Resource, divide_together
from sim.mechanisms.devices import (
    appetite,
    own_limit_cores,
)
from sim.scenario import Scenario
from sim.steps import Floats

ROUGHLY = 1e-9
"""Far more than NumPy’s sum can be from the exact one, in parts of it."""


@dataclass(frozen=True, slots=True)
class Company:
    """Who wishes for how much CPU now, host by host, and how much of it each asks for while all queues are short."""

    hosts: Mapping[int, range]
    """The positions of each host's machines in the lists."""
    machines: Sequence[int]
    wishes_cores: Sequence[float]
    asked_cores: Sequence[float]


@dataclass(frozen=True, slots=True)
class Division:
    """What each of the company gets, in cores, and which machines a device holds back."""

    given: Sequence[float]
    held: frozenset[int]


class Devices:
    """What disks and links can carry and what machines ask of them, per physical core that they use.

    Machines and hosts are numbers here, as in the processor.
    """

    def __init__(self, scenario: Scenario, machines: int, hosts: int) -> None:
        self._scenario = scenario
        self.lines = Lines(scenario, hosts)
        self.lines.shared_out = self.look_at_rack
        self.io_control = scenario.storage.io_control
        """Whether a datastore that is short is divided by shares."""
        self._specs: list[Host | None] = [None] * hosts
        self._crowded = np.zeros(hosts + 1, dtype=bool)
        self._possible_operations = [0.0] * hosts
        self._rack_operations = 0.0
        self._rack_crowded = False
        self.watched = [False] * hosts
        """On which hosts machines could ask for more than devices carry."""
        self.any_watched = False
        self.rack_is_short = False
        """Whether the shared array or the switch holds somebody back."""

        self._appetites = Appetites(machines)
        self._local = np.zeros(machines)
        self._on_array = np.zeros(machines)
        self._mib = np.zeros(machines)
        self._local_of = plain_view(self._local)
        self._on_array_of = plain_view(self._on_array)
        self._mib_of = plain_view(self._mib)

    # What the data centre tells

    def set_host(self, host: int, spec: Host) -> None:
        """Say which disks and network cards a host has."""
        self._specs[host] = spec
        self.lines.set_host(host, spec)

    def set_machine(self, machine: int, spec: Machine, host: int, *, in_vm: bool) -> float:
        """Say what a machine on a host asks for; return the CPU that it can use within its own limits of devices."""
        place, lines = cast("Host", self._specs[host]), self.lines
        asked = appetite(self._scenario, spec, place, lines.stores[host], in_vm=in_vm)
        shared = lines.shared[host]
        self._appetites.set_machine(machine, spec, asked)
        self._local_of[machine] = 0.0 if shared else asked.operations
        self._on_array_of[machine] = asked.operations if shared else 0.0
        self._mib_of[machine] = asked.mib
        return own_limit_cores(spec, asked, lines.card_mib_per_s(host))

    def look(self, host: int, machines: Sequence[int], caps_cores: memoryview[float]) -> None:
        """See whether a host's machines could ever ask for more than devices carry, now that something is different."""
        local = on_array = mib = 0.0
        for machine in machines:
            cap = caps_cores[machine]
            mib += cap * self._mib_of[machine]
            local += cap * self._local_of[machine]
            on_array += cap * self._on_array_of[machine]
        lines = self.lines
        too_much = local > lines.local_per_s.item(host) or mib > lines.uplinks_mib_per_s.item(host)
        crowded = too_much or lines.meets.item(host)
        self._crowded[host] = crowded
        self._rack_operations += on_array - self._possible_operations[host]
        lines.rack_mib += mib - lines.possible_mib[host]
        self._possible_operations[host], lines.possible_mib[host] = on_array, mib
        self.watched[host] = self._rack_crowded or crowded

    def look_at_rack(self) -> None:
        """See whether all machines together could, once their hosts have been looked at."""
        lines = self.lines
        rack_crowded = self._rack_operations > lines.array_per_s or lines.rack_mib > lines.switch_mib_per_s
        if rack_crowded != self._rack_crowded:
            self._rack_crowded = rack_crowded
            self.watched = [rack_crowded or crowded for crowded in self._crowded[:-1].tolist()]
        self.any_watched = rack_crowded or bool(self._crowded.any())

    def _note_guests(self, host: int, machines: Sequence[int], cores: Sequence[float]) -> None:
        """See what the machines of a host would send, read and write if they had links and disks for themselves."""
        stores, mib, local, on_array = False, 0.0, 0.0, 0.0
        for machine, used in zip(machines, cores, strict=True):
            mib += used * self._mib_of[machine]
            local += used * self._local_of[machine]
            on_array += used * self._on_array_of[machine]
            stores = stores or self._appetites.of[machine].storage_mib > 0.0
        self.lines.note_guests(host, mib=mib, stores=stores, local=local, on_array=on_array)

    # Whether there is enough

    def carries(self, host: int, machines: Sequence[int], cores: Sequence[float]) -> bool:
        """Return whether a host's own disks and uplink carry what its machines ask for if they use so much CPU.

        What transfers leave them of the uplink depends on what they ask for, so that is settled first.
        """
        lines = self.lines
        if lines.meets[host]:
            self._note_guests(host, machines, cores)
            lines.share_out(looked_at=(host,))
        local = mib = 0.0
        for machine, used in zip(machines, cores, strict=True):
            local += used * self._local_of[machine]
            mib += used * self._mib_of[machine]
        return local <= lines.local_per_s.item(host) and mib <= lines.uplinks_mib_per_s.item(host)

    def rack_carries(self, machines: Sequence[int], cores: Sequence[float], givens: Floats) -> bool:
        """Return whether array and switch carry it if these machines use so much CPU and all others what they have."""
        if not self._rack_crowded:
            return True
        more_operations = more_mib = 0.0
        for machine, used in zip(machines, cores, strict=True):
            more = used - givens.item(machine)
            more_operations += more * self._on_array_of[machine]
            more_mib += more * self._mib_of[machine]
        return _carries(self.lines.array_per_s, givens * self._on_array, more_operations) and _carries(
            self.lines.switch_mib_per_s, givens * self._mib, more_mib
        )

    def calm_hosts(self, hosts: NDArray[np.intp], demands: Floats, givens: Floats) -> NDArray[np.bool_]:
        """Return on which hosts devices carry all demands; ``hosts`` says where each machine runs."""
        count, lines = len(self._crowded), self.lines
        calm = np.bincount(hosts, weights=demands * self._local, minlength=count) <= lines.local_per_s
        calm &= np.bincount(hosts, weights=demands * self._mib, minlength=count) <= lines.uplinks_mib_per_s
        calm |= ~self._crowded
        calm &= ~lines.meets
        running = hosts < count - 1
        most = np.where(running, np.maximum(demands, givens), 0.0)
        operations, mib = _sum(most * self._on_array), _sum(most * self._mib)
        if operations > lines.array_per_s or mib > lines.switch_mib_per_s:
            calm[:] = False
        return calm

    # Sharing out

    def follow_demand(self, host: int) -> bool:
        """Return whether what is asked for changes the parts of those that wait.

        Datastores without I/O control do so, and links that transfers have a part of.
        """
        return self.lines.meets.item(host) or (self.watched[host] and not self.io_control)

    def divide(
        self, company: Company, cpu_parts: Callable[[int, Sequence[float]], Sequence[float]], *, whole_rack: bool
    ) -> Division:
        """Divide CPU, disks and links of some hosts together.

        ``cpu_parts`` divides a host's CPU. What all hosts share is divided when the company is the whole rack.
        """
        lines, appetites, machines = self.lines, self._appetites, company.machines
        self._settle_with_transfers(company, cpu_parts)
        asked = None if self.io_control else company.asked_cores
        sent = [cores * self._mib_of[machine] for cores, machine in zip(company.wishes_cores, machines, strict=True)]
        processors, devices = [], []
        for host, here in company.hosts.items():
            processors.append(Resource(here, partial(cpu_parts, host)))
            if not lines.shared[host]:
                devices.append(appetites.datastore(lines.local_per_s.item(host), machines, here, asked))
            # A link that could carry all that everybody wishes to send holds nobody back.
            if sum(sent[here.start : here.stop]) > lines.uplinks_mib_per_s.item(host):
                devices.append(appetites.uplink(lines.uplinks_mib_per_s.item(host), machines, here))
        own = len(processors) + len(devices)
        if whole_rack:
            lies_there = [position for position, machine in enumerate(machines) if self._on_array_of[machine]]
            devices.append(appetites.datastore(lines.array_per_s, machines, lies_there, asked))
            if sum(sent) > lines.switch_mib_per_s:
                devices.append(appetites.switch(lines.switch_mib_per_s, machines))
        progress = divide_together(company.wishes_cores, [*processors, *devices])
        self.rack_is_short = any(number >= own for number in progress.held_by)
        waits = len(processors)
        held = frozenset(m for m, number in zip(machines, progress.held_by, strict=True) if number >= waits)
        return Division(progress.given, held)

    def _settle_with_transfers(
        self, company: Company, cpu_parts: Callable[[int, Sequence[float]], Sequence[float]]
    ) -> None:
        """See what data on its way leaves to the machines of hosts where it passes."""
        meets = [host for host in company.hosts if self.lines.meets[host]]
        for host in meets:
            here = company.hosts[host]
            wished = company.wishes_cores[here.start : here.stop]
            self._note_guests(host, company.machines[here.start : here.stop], cpu_parts(host, wished))
        if meets:
            self.lines.share_out(looked_at=company.hosts)


def _carries(most: float, parts: Floats, more: float) -> bool:
    """Return whether something carries parts and more together; the exact sum is taken only where it may matter."""
    roughly = float(parts.sum()) + more
    if not math.isclose(roughly, most, rel_tol=ROUGHLY):
        return roughly <= most
    return _sum(parts) + more <= most


def _sum(values: Floats) -> float:
    """Return a sum that is the same on every processor, which NumPy's dot product is not."""
    return math.fsum(values.tolist())
