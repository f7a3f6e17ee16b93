"""Admission control: whether a cluster could still restart everything after hosts have failed.

A cluster that is filled to the last gigabyte has no failover capacity: high availability then finds no room.
Admission control refuses the machine that would go too far, before anything has failed.

Source: VMware vSphere Availability, "vSphere HA Admission Control".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

SMALLEST_SLOT_CORES = 0.01
"""The CPU of a slot where nobody reserves any: 32 MHz, in parts of a core of about 3 GHz."""


class Amount(NamedTuple):
    """What a host has, or what a machine must be given to start."""

    cores: float
    memory_mib: float


class Verdict(NamedTuple):
    """What a cluster needs and what it may use, in one unit; it may take what it needs while that is not more."""

    needed: float
    allowed: float

    @property
    def admitted(self) -> bool:
        """Return whether there is room."""
        return self.needed <= self.allowed + 1e-9


# Slots


def slot_size(machines: Sequence[Amount]) -> Amount:
    """Return the slot into which every machine fits: the largest need of each resource.

    >>> slot_size([Amount(2, 1024), Amount(1, 2048)])
    Amount(cores=2, memory_mib=2048)
    """
    return Amount(
        max((machine.cores for machine in machines), default=0.0) or SMALLEST_SLOT_CORES,
        max((machine.memory_mib for machine in machines), default=0.0),
    )


def slots_on(host: Amount, slot: Amount) -> int:
    """Return how many slots a host holds: as many as its scarcer resource allows.

    >>> slots_on(Amount(9, 6), Amount(2, 2))
    3
    """
    by_cores = math.floor(host.cores / slot.cores + 1e-9)
    return min(by_cores, math.floor(host.memory_mib / slot.memory_mib + 1e-9)) if slot.memory_mib else by_cores


def slots_after_failures(slots: Sequence[int], failures: int) -> int:
    """Return the slots that are left after the hosts with most of them have failed.

    >>> slots_after_failures([4, 3, 3], failures=1)
    6
    """
    return sum(sorted(slots)[: max(len(slots) - failures, 0)])


def failover_hosts(slots: Sequence[int], used: int) -> int:
    """Return how many hosts may fail, the largest first, with a slot still left for every machine.

    >>> failover_hosts([4, 3, 3], used=5)
    1
    """
    return max((gone for gone in range(len(slots) + 1) if slots_after_failures(slots, gone) >= used), default=0)


# Percentage


def failover_percent(total: float, required: float) -> float:
    """Return the part of a cluster that nobody needs, in percent: its current failover capacity.

    >>> round(failover_percent(24, required=7), 2)
    70.83
    """
    return 100.0 * (total - required) / total if total else 0.0


# Policies


def slot_verdict(hosts: Sequence[Amount], machines: Sequence[Amount], failures: int) -> Verdict:
    """Return the slots needed, and those that are left after failures.

    >>> slot_verdict([Amount(9, 9), Amount(9, 6), Amount(6, 6)], [Amount(2, 2)] * 5, failures=1)
    Verdict(needed=5, allowed=6)
    """
    slot = slot_size(machines)
    return Verdict(len(machines), slots_after_failures([slots_on(host, slot) for host in hosts], failures))


def percent_verdicts(hosts: Sequence[Amount], machines: Sequence[Amount], reserved_pct: float) -> tuple[Verdict, ...]:
    """Return the used part of CPU and of memory, in percent, and what may be used with a part kept free.

    >>> [round(needed, 1) for needed, _ in percent_verdicts([Amount(24, 21)], [Amount(7, 6)], reserved_pct=25)]
    [29.2, 28.6]
    """
    return tuple(
        Verdict(100.0 - failover_percent(sum(has), sum(need)), 100.0 - reserved_pct)
        for has, need in _by_resource(hosts, machines)
    )


def host_verdicts(hosts: Sequence[Amount], machines: Sequence[Amount], failures: int) -> tuple[Verdict, ...]:
    """Return the CPU and the memory needed, and what is left after the largest hosts have failed (N + failures).

    >>> host_verdicts([Amount(8, 64), Amount(8, 64)], [Amount(0, 40), Amount(0, 30)], failures=1)[1]
    Verdict(needed=70, allowed=64)
    """
    return tuple(
        Verdict(sum(need), sum(sorted(has)[: max(len(has) - failures, 0)]))
        for has, need in _by_resource(hosts, machines)
    )


def _by_resource(
    hosts: Sequence[Amount], machines: Sequence[Amount]
) -> tuple[tuple[list[float], list[float]], tuple[list[float], list[float]]]:
    """Return what there is and what is needed, of CPU and of memory."""
    return (
        ([host.cores for host in hosts], [machine.cores for machine in machines]),
        ([host.memory_mib for host in hosts], [machine.memory_mib for machine in machines]),
    )
