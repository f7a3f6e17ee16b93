"""The disks and networks of all hosts: what machines ask of them, and who is held back where they are short.

Most racks could carry all that their machines can ever ask for. That is looked at when machines come, go or
change, so that nothing has to be looked at while time passes; only hosts where it could get tight are *watched*.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import mul
from typing import cast

import numpy as np
from numpy.typing import NDArray

from sim.engine.lines import Lines
from sim.engine.plain_view import plain_view
from sim.inventory import Host, Machine
from sim.mechanisms.bottlenecks import Resource, divide_together
from sim.mechanisms.cpu import waterfill
from sim.mechanisms.devices import (
    Appetite,
    appetite,
    own_limit_cores,
)
from sim.mechanisms.network import machine_weights
from sim.scenario import Scenario
from sim.steps import Floats


@dataclass(frozen=True, slots=True)
class Wish:
    """How much CPU a machine would use now, and how much of it is asked for while all queues are short."""

    machine: int
    cores: float
    asked_cores: float


@dataclass(frozen=True, slots=True)
class Division:
    """What each machine gets, in cores, and which machines a device holds back."""

    given: Mapping[int, float]
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

        self._asked = [Appetite()] * machines
        self._disk_shares = [1.0] * machines
        self._network_shares = [1.0] * machines
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
        self._asked[machine] = asked
        self._disk_shares[machine] = float(spec.disk_shares)
        self._network_shares[machine] = float(spec.network_shares)
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
            stores = stores or self._asked[machine].storage_mib > 0.0
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
        operations, mib = _sum(givens * self._on_array), _sum(givens * self._mib)
        for machine, used in zip(machines, cores, strict=True):
            more = used - givens.item(machine)
            operations += more * self._on_array_of[machine]
            mib += more * self._mib_of[machine]
        return operations <= self.lines.array_per_s and mib <= self.lines.switch_mib_per_s

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
        self,
        company: Mapping[int, Sequence[Wish]],
        cpu_parts: Callable[[int, Sequence[float]], Sequence[float]],
        *,
        whole_rack: bool,
    ) -> Division:
        """Divide CPU, disks and links of some hosts together; ``company`` is who wishes for what on each of them.

        ``cpu_parts`` divides a host's CPU. What all hosts share is divided when ``company`` is the whole rack.
        """
        lines = self.lines
        meets_transfers = [host for host in company if lines.meets[host]]
        for host in meets_transfers:
            wished = [wish.cores for wish in company[host]]
            self._note_guests(host, [wish.machine for wish in company[host]], cpu_parts(host, wished))
        if meets_transfers:
            lines.share_out(looked_at=company)
        wishes = [wish for everybody in company.values() for wish in everybody]
        sent = [wish.cores * self._mib_of[wish.machine] for wish in wishes]
        processors, devices = [], []
        first = 0
        for host, everybody in company.items():
            here = range(first, first + len(everybody))
            first += len(everybody)
            processors.append(Resource(here, partial(cpu_parts, host)))
            if not lines.shared[host]:
                devices.append(self._datastore(lines.local_per_s.item(host), wishes, here))
            # A link that could carry all that everybody wishes to send holds nobody back.
            if sum(sent[here.start : here.stop]) > lines.uplinks_mib_per_s.item(host):
                devices.append(self._uplink(lines.uplinks_mib_per_s.item(host), wishes, here))
        own = len(processors) + len(devices)
        if whole_rack:
            lies_there = [position for position, wish in enumerate(wishes) if self._on_array_of[wish.machine]]
            devices.append(self._datastore(lines.array_per_s, wishes, lies_there))
            if sum(sent) > lines.switch_mib_per_s:
                devices.append(self._switch(wishes, range(len(wishes))))
        progress = divide_together([wish.cores for wish in wishes], [*processors, *devices])
        self.rack_is_short = any(number >= own for number in progress.held_by)
        return Division(
            {wish.machine: part for wish, part in zip(wishes, progress.given, strict=True)},
            frozenset(
                wish.machine for wish, number in zip(wishes, progress.held_by, strict=True) if number >= len(processors)
            ),
        )

    def _datastore(self, operations_per_s: float, wishes: Sequence[Wish], members: Sequence[int]) -> Resource:
        """Return a datastore: divided by shares under I/O control, else whoever asks for more gets more."""
        users = [position for position in members if self._asked[wishes[position].machine].operations > 0.0]
        per_core = [self._asked[wishes[position].machine].operations for position in users]
        if self.io_control:
            weights = [self._disk_shares[wishes[position].machine] for position in users]
        else:
            weights = [
                max(wishes[position].asked_cores * each, math.ulp(1.0))
                for position, each in zip(users, per_core, strict=True)
            ]
        return Resource(users, partial(_divide_device, operations_per_s, weights, per_core))

    def _uplink(self, most_mib_per_s: float, wishes: Sequence[Wish], members: Sequence[int]) -> Resource:
        """Return a host's uplink: the shares of each type of traffic are divided among the machines that send it."""
        users = [position for position in members if self._asked[wishes[position].machine].mib > 0.0]
        machines = [wishes[position].machine for position in users]
        asked = [self._asked[machine] for machine in machines]
        guests = [self._network_shares[m] if each.guest_mib else 0.0 for m, each in zip(machines, asked, strict=True)]
        storage = [self._disk_shares[m] if each.storage_mib else 0.0 for m, each in zip(machines, asked, strict=True)]
        weights = machine_weights({"guest": guests, "storage": storage})
        return Resource(users, partial(_divide_device, most_mib_per_s, weights, [each.mib for each in asked]))

    def _switch(self, wishes: Sequence[Wish], members: Sequence[int]) -> Resource:
        """Return the switch: it knows no shares, every machine's traffic counts the same."""
        users = [position for position in members if self._asked[wishes[position].machine].mib > 0.0]
        per_core = [self._asked[wishes[position].machine].mib for position in users]
        return Resource(users, partial(_divide_device, self.lines.switch_mib_per_s, [1.0] * len(users), per_core))


def _sum(values: Floats) -> float:
    """Return a sum that is the same on every processor, which NumPy's dot product is not."""
    return math.fsum(values.tolist())


def _divide_device(
    capacity: float, weights: Sequence[float], per_core: Sequence[float], cores: Sequence[float]
) -> list[float]:
    """Return the CPU that machines can use with their parts of a device."""
    if sum(map(mul, cores, per_core)) <= capacity:
        return list(cores)
    claims = [(weight, 0.0, wish * each) for weight, wish, each in zip(weights, cores, per_core, strict=True)]
    return [
        wish if part >= claim[2] else part / each
        for part, claim, wish, each in zip(waterfill(capacity, claims), claims, cores, per_core, strict=True)
    ]
