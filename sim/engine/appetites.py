"""What machines ask of disks and links, and by which rights they share one that is short."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from operator import mul

from sim.inventory import Machine
from sim.mechanisms.bottlenecks import Resource
from sim.mechanisms.cpu import waterfill
from sim.mechanisms.devices import Appetite
from sim.mechanisms.network import machine_weights

Rights = tuple[float, float]
"""A machine's weight, and what it has been promised."""


class Appetites:
    """Each machine's appetite per core that it uses, its shares and its reservations. Machines are numbers here."""

    def __init__(self, machines: int) -> None:
        self.of = [Appetite()] * machines
        self._disk_shares = [1.0] * machines
        self._network_shares = [1.0] * machines
        self._reserved_operations = [0.0] * machines
        self._reserved_mib = [0.0] * machines

    def set_machine(self, machine: int, spec: Machine, asked: Appetite) -> None:
        """Say what a machine asks for now."""
        self.of[machine] = asked
        self._disk_shares[machine] = float(spec.disk_shares)
        self._network_shares[machine] = float(spec.network_shares)
        cost = asked.operations / asked.requests if asked.requests else 0.0
        self._reserved_operations[machine] = spec.reservation_iops * cost
        # The reservation is for a machine's own traffic; what it sends to its disks goes on at the same pace.
        all_of_it = asked.mib / asked.guest_mib if asked.guest_mib else 0.0
        self._reserved_mib[machine] = spec.reservation_mib_per_s * all_of_it

    def datastore(
        self,
        operations_per_s: float,
        machines: Sequence[int],
        members: Sequence[int],
        asked_cores: Sequence[float] | None,
    ) -> Resource:
        """Return a datastore: divided by shares and reservations, or where ``asked_cores`` are given, in proportion to them.

        ``members`` are positions in ``machines``.
        """
        users = [position for position in members if self.of[machines[position]].operations > 0.0]
        per_core = [self.of[machines[position]].operations for position in users]
        if asked_cores is None:
            shares, floors = self._disk_shares, self._reserved_operations
            rights = [(shares[machines[position]], floors[machines[position]]) for position in users]
        else:
            rights = [
                (max(asked_cores[position] * each, math.ulp(1.0)), 0.0)
                for position, each in zip(users, per_core, strict=True)
            ]
        return Resource(users, partial(_divide_device, operations_per_s, rights, per_core))

    def uplink(self, most_mib_per_s: float, machines: Sequence[int], members: Sequence[int]) -> Resource:
        """Return a host's uplink: the shares of each type of traffic are divided among the machines that send it."""
        users = self._senders(machines, members)
        who = [machines[position] for position in users]
        asked = [self.of[machine] for machine in who]
        guests = [self._network_shares[m] if each.guest_mib else 0.0 for m, each in zip(who, asked, strict=True)]
        storage = [self._disk_shares[m] if each.storage_mib else 0.0 for m, each in zip(who, asked, strict=True)]
        weights = machine_weights({"guest": guests, "storage": storage})
        rights = list(zip(weights, [self._reserved_mib[machine] for machine in who], strict=True))
        return Resource(users, partial(_divide_device, most_mib_per_s, rights, [each.mib for each in asked]))

    def switch(self, most_mib_per_s: float, machines: Sequence[int]) -> Resource:
        """Return the switch: it knows no shares, every machine's traffic counts the same."""
        users = self._senders(machines, range(len(machines)))
        per_core = [self.of[machines[position]].mib for position in users]
        return Resource(users, partial(_divide_device, most_mib_per_s, [(1.0, 0.0)] * len(users), per_core))

    def _senders(self, machines: Sequence[int], members: Sequence[int]) -> list[int]:
        return [position for position in members if self.of[machines[position]].mib > 0.0]


def _divide_device(
    capacity: float, rights: Sequence[Rights], per_core: Sequence[float], cores: Sequence[float]
) -> list[float]:
    """Return the CPU that machines can use with their parts of a device."""
    wishes = list(map(mul, cores, per_core))
    if sum(wishes) <= capacity:
        return list(cores)
    claims = [(weight, min(floor, wish), wish) for (weight, floor), wish in zip(rights, wishes, strict=True)]
    return [
        core if part >= wish else part / each
        for part, wish, core, each in zip(waterfill(capacity, claims), wishes, cores, per_core, strict=True)
    ]
