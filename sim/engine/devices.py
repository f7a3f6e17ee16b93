"""The disks and networks of all hosts: what machines ask of them, and who is held back where they are short.

Most racks could carry all that their machines can ever ask for. That is looked at when machines come, go or
change, so that nothing has to be looked at while time passes; only hosts where it could get tight are *watched*.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import mul
from typing import cast

import numpy as np
from numpy.typing import NDArray

from sim.engine.plain_view import plain_view
from sim.engine.transfers import NEGLIGIBLE, Transfer, Transfers
from sim.inventory import Host, Machine
from sim.mechanisms.bottlenecks import Resource, divide_together
from sim.mechanisms.cpu import waterfill
from sim.mechanisms.devices import (
    Appetite,
    Datastore,
    appetite,
    datastore_of,
    local_datastore,
    on_array,
    own_limit_cores,
    uplink,
)
from sim.mechanisms.network import TRAFFIC_SHARES, Bond, machine_weights, mib_per_s
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
        self._array = datastore_of(scenario.storage.array)
        self.io_control = scenario.storage.io_control
        """Whether a datastore that is short is divided by shares."""
        self._array_per_s = self._array.operations_per_s
        self._switch_mib_per_s = mib_per_s(scenario.network.switch_gbit_per_s)

        self._specs: list[Host | None] = [None] * hosts
        self._shared = [False] * hosts
        self._stores: list[Datastore] = [self._array] * hosts
        self._local_per_s = np.zeros(hosts + 1)
        self._uplinks_mib_per_s = np.zeros(hosts + 1)
        self._cards_mib_per_s = [0.0] * hosts
        self._lines_mib_per_s = [0.0] * hosts
        self._line_of_switch_mib_per_s = self._switch_mib_per_s
        self._transfers = Transfers(hosts, self._switch_mib_per_s)
        self.look_again: Callable[[int], None] = lambda _host: None
        """What to do when the guests of a host have another part of its link."""
        self._crowded = np.zeros(hosts + 1, dtype=bool)
        self._possible_operations = [0.0] * hosts
        self._possible_mib = [0.0] * hosts
        self._rack_operations = 0.0
        self._rack_mib = 0.0
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
        shared = on_array(self._scenario, spec)
        store, bond = self._array if shared else local_datastore(spec), uplink(spec)
        self._specs[host] = spec
        self._shared[host] = shared
        self._stores[host] = store
        self._local_per_s[host] = math.inf if shared else store.operations_per_s
        self._lines_mib_per_s[host] = self._uplinks_mib_per_s[host] = mib_per_s(bond.gbit_per_s)
        self._cards_mib_per_s[host] = mib_per_s(bond.flow_gbit_per_s)

    def set_parts(self, host: int, *, links: Bond, disks: float) -> None:
        """Say which network cards of a host work, and which part of their speed its own disks have."""
        if self._local_per_s[host] < math.inf:
            self._local_per_s[host] = self._stores[host].operations_per_s * disks
        self._lines_mib_per_s[host] = mib_per_s(links.gbit_per_s)
        self._cards_mib_per_s[host] = mib_per_s(links.flow_gbit_per_s)
        self._leave_to_guests(host)

    def set_rack_parts(self, *, array: float, switches: float) -> None:
        """Say which part of their speed the shared array and the switches have."""
        self._array_per_s = self._array.operations_per_s * array
        line_mib_per_s = mib_per_s(self._scenario.network.switch_gbit_per_s) * switches
        self._line_of_switch_mib_per_s = self._transfers.switch_mib_per_s = line_mib_per_s
        self._switch_mib_per_s = max(line_mib_per_s - self._transfers.switched_mib_per_s, 0.0)

    def set_machine(self, machine: int, spec: Machine, host: int, *, in_vm: bool) -> float:
        """Say what a machine on a host asks for; return the CPU that it can use within its own limits of devices."""
        place = cast("Host", self._specs[host])
        asked = appetite(self._scenario, spec, place, self._stores[host], in_vm=in_vm)
        shared = self._shared[host]
        self._asked[machine] = asked
        self._disk_shares[machine] = float(spec.disk_shares)
        self._network_shares[machine] = float(spec.network_shares)
        self._local_of[machine] = 0.0 if shared else asked.operations
        self._on_array_of[machine] = asked.operations if shared else 0.0
        self._mib_of[machine] = asked.mib
        return own_limit_cores(spec, asked, self._cards_mib_per_s[host])

    def look(self, host: int, machines: Sequence[int], caps_cores: memoryview[float]) -> None:
        """See whether a host's machines could ever ask for more than devices carry, now that something is different."""
        local = on_array = mib = 0.0
        for machine in machines:
            cap = caps_cores[machine]
            mib += cap * self._mib_of[machine]
            local += cap * self._local_of[machine]
            on_array += cap * self._on_array_of[machine]
        too_much = local > self._local_per_s.item(host) or mib > self._uplinks_mib_per_s.item(host)
        crowded = too_much or self._transfers.on_host[host] > 0
        self._crowded[host] = crowded
        self._rack_operations += on_array - self._possible_operations[host]
        self._rack_mib += mib - self._possible_mib[host]
        self._possible_operations[host], self._possible_mib[host] = on_array, mib
        self.watched[host] = self._rack_crowded or crowded

    def look_at_rack(self) -> None:
        """See whether all machines together could, once their hosts have been looked at."""
        rack_crowded = self._rack_operations > self._array_per_s or self._rack_mib > self._switch_mib_per_s
        if rack_crowded != self._rack_crowded:
            self._rack_crowded = rack_crowded
            self.watched = [rack_crowded or crowded for crowded in self._crowded[:-1].tolist()]
        self.any_watched = rack_crowded or bool(self._crowded.any())

    # Transfers

    def card_mib_per_s(self, *hosts: int) -> float:
        """Return the data that one stream between these hosts can have."""
        return min(self._cards_mib_per_s[host] for host in hosts)

    def begin(self, transfer: Transfer) -> None:
        """Let data flow from host to host from now on."""
        self._transfers.begin(transfer)
        self._links_changed(transfer)

    def change(self, transfer: Transfer, most_mib_per_s: float) -> None:
        """Let it flow faster or slower, if the links allow it."""
        transfer.most_mib_per_s = most_mib_per_s
        self._share_out_links()

    def end(self, transfer: Transfer) -> None:
        """Let it flow no more."""
        self._transfers.end(transfer)
        self._links_changed(transfer)

    def _links_changed(self, transfer: Transfer) -> None:
        self._share_out_links()
        for host in (transfer.source, transfer.target):
            self._leave_to_guests(host)
            self.look_again(host)

    def _share_out_links(self, looked_at: Collection[int] = ()) -> None:
        """Divide the links among transfers and guests; other guests than those ``looked_at`` are looked at again."""
        transfers = self._transfers
        hosts = [host for host, count in enumerate(transfers.on_host) if count]
        elsewhere = self._rack_mib - math.fsum(self._possible_mib[host] for host in hosts)
        transfers.share_out(self._lines_mib_per_s, max(elsewhere, 0.0))
        for host in hosts:
            if self._leave_to_guests(host) and host not in looked_at:
                self.look_again(host)
        self._switch_mib_per_s = max(self._line_of_switch_mib_per_s - transfers.switched_mib_per_s, 0.0)
        self.look_at_rack()

    def _leave_to_guests(self, host: int) -> bool:
        """Leave to the guests of a host what transfers do not take of its link; return whether that is news."""
        before = self._uplinks_mib_per_s.item(host)
        line, wanted = self._lines_mib_per_s[host], self._transfers.guests[host].mib_per_s
        left = max(line - self._transfers.taken_mib_per_s(host), 0.0)
        if left < wanted <= left + NEGLIGIBLE * line:
            left = wanted  # what is missing is rounding: nobody waits for it
        self._uplinks_mib_per_s[host] = left
        return left != before

    def _note_guests(self, host: int, machines: Sequence[int], cores: Sequence[float]) -> None:
        """See what the machines of a host would send if its link were theirs alone."""
        guests, stores, mib = self._transfers.guests[host], False, 0.0
        for machine, used in zip(machines, cores, strict=True):
            mib += used * self._mib_of[machine]
            stores = stores or self._asked[machine].storage_mib > 0.0
        guests.mib_per_s = mib
        guests.weight = TRAFFIC_SHARES["guest"] + (TRAFFIC_SHARES["storage"] if stores else 0.0)

    # Whether there is enough

    def carries(self, host: int, machines: Sequence[int], cores: Sequence[float]) -> bool:
        """Return whether a host's own disks and uplink carry what its machines ask for if they use so much CPU.

        What transfers leave them of the uplink depends on what they ask for, so that is settled first.
        """
        if self._transfers.on_host[host]:
            self._note_guests(host, machines, cores)
            self._share_out_links(looked_at=(host,))
        local = mib = 0.0
        for machine, used in zip(machines, cores, strict=True):
            local += used * self._local_of[machine]
            mib += used * self._mib_of[machine]
        return local <= self._local_per_s.item(host) and mib <= self._uplinks_mib_per_s.item(host)

    def rack_carries(self, machines: Sequence[int], cores: Sequence[float], givens: Floats) -> bool:
        """Return whether array and switch carry it if these machines use so much CPU and all others what they have."""
        if not self._rack_crowded:
            return True
        operations, mib = _sum(givens * self._on_array), _sum(givens * self._mib)
        for machine, used in zip(machines, cores, strict=True):
            more = used - givens.item(machine)
            operations += more * self._on_array_of[machine]
            mib += more * self._mib_of[machine]
        return operations <= self._array_per_s and mib <= self._switch_mib_per_s

    def calm_hosts(self, hosts: NDArray[np.intp], demands: Floats, givens: Floats) -> NDArray[np.bool_]:
        """Return on which hosts devices carry all demands; ``hosts`` says where each machine runs."""
        count = len(self._crowded)
        calm = np.bincount(hosts, weights=demands * self._local, minlength=count) <= self._local_per_s
        calm &= np.bincount(hosts, weights=demands * self._mib, minlength=count) <= self._uplinks_mib_per_s
        calm |= ~self._crowded
        if self._transfers.under_way:
            calm[:-1] &= ~np.array(self._transfers.on_host, dtype=bool)
        running = hosts < count - 1
        most = np.where(running, np.maximum(demands, givens), 0.0)
        operations, mib = _sum(most * self._on_array), _sum(most * self._mib)
        if operations > self._array_per_s or mib > self._switch_mib_per_s:
            calm[:] = False
        return calm

    # Sharing out

    def follow_demand(self, host: int) -> bool:
        """Return whether what is asked for changes the parts of those that wait.

        Datastores without I/O control do so, and links that transfers have a part of.
        """
        return self._transfers.on_host[host] > 0 or (self.watched[host] and not self.io_control)

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
        meets_transfers = [host for host in company if self._transfers.on_host[host]]
        for host in meets_transfers:
            wished = [wish.cores for wish in company[host]]
            self._note_guests(host, [wish.machine for wish in company[host]], cpu_parts(host, wished))
        if meets_transfers:
            self._share_out_links(looked_at=company)
        wishes = [wish for everybody in company.values() for wish in everybody]
        everywhere = range(len(wishes))
        processors, devices = [], []
        first = 0
        for host, everybody in company.items():
            here = range(first, first + len(everybody))
            first += len(everybody)
            processors.append(Resource(here, partial(cpu_parts, host)))
            if self._local_per_s[host] < math.inf:
                devices.append(self._datastore(self._local_per_s.item(host), wishes, here))
            devices.append(self._uplink(self._uplinks_mib_per_s.item(host), wishes, here))
        own = len(processors) + len(devices)
        if whole_rack:
            lies_there = [position for position in everywhere if self._on_array[wishes[position].machine]]
            devices.append(self._datastore(self._array_per_s, wishes, lies_there))
            devices.append(self._switch(wishes, everywhere))
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
        return Resource(users, partial(_divide_device, self._switch_mib_per_s, [1.0] * len(users), per_core))


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
