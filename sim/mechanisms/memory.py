"""How much memory there is, who is entitled to how much of it, and what it costs when pages are missing."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

# Amounts


def free_mib(capacity_mib: float, held_mib: Iterable[float]) -> float:
    """Return the memory that nobody holds.

    >>> free_mib(16384, [4096, 8192])
    4096.0
    """
    return float(capacity_mib - sum(held_mib))


def fits(needed_mib: float, capacity_mib: float, held_mib: Iterable[float]) -> bool:
    """Return whether one more machine of ``needed_mib`` can start.

    >>> fits(4096, 16384, [4096, 8192]), fits(4097, 16384, [4096, 8192])
    (True, False)
    """
    return needed_mib <= free_mib(capacity_mib, held_mib)


def leak_seconds(start_mib: float, leak_mib_per_s: float, limit_mib: float) -> float:
    """Return how long a leak takes from ``start_mib`` to the limit; for ever when nothing leaks.

    >>> leak_seconds(start_mib=2048, leak_mib_per_s=0.5, limit_mib=8192)
    12288.0
    """
    room_mib = max(limit_mib - start_mib, 0.0)
    if not room_mib:
        return 0.0
    return room_mib / leak_mib_per_s if leak_mib_per_s > 0 else math.inf


MIN_FREE_MIB = 899.0
"""What ESXi keeps free on a host of up to 28 GiB."""
MIN_FREE_FROM_MIB = 28 * 1024
"""The host memory from which ESXi keeps a hundredth more."""


def esxi_min_free_mib(memory_mib: float) -> float:
    """Return ESXi's minFree, the free memory against which its five states of pressure are measured.

    899 MiB, and 1 % of what the host has beyond 28 GiB (1 GiB = 1024 MiB; some descriptions use 1000).

    >>> round(esxi_min_free_mib(72 * 1024), 2)
    1349.56

    Source: the "sliding scale" Mem.MinFreePct of ESXi 5 and newer, as described by VMware's support blogs.
    """
    return MIN_FREE_MIB + 0.01 * max(memory_mib - MIN_FREE_FROM_MIB, 0.0)


# What a VM costs its host beside its own memory

_OVERHEAD_VCPUS = (1, 2, 4, 8)
_OVERHEAD_MIB = (
    (256, (20.29, 24.28, 32.23, 48.16)),
    (1024, (25.90, 29.91, 37.86, 53.82)),
    (4096, (48.64, 52.72, 60.67, 76.78)),
    (16384, (139.62, 143.98, 151.93, 168.60)),
)


MICROVM_OVERHEAD_MIB = 5.0
"""The same for a microVM, which emulates hardly any devices: at most 5 MiB (Firecracker, SPECIFICATION.md)."""


def vm_overhead_mib(memory_mib: float, vcpus: float) -> float:
    """Return the memory that a hypervisor needs to run a VM, beside what it gives it.

    A published table, with straight lines between its rows and columns and on beyond them.

    >>> vm_overhead_mib(4096, 4), round(vm_overhead_mib(8192, 2), 2)
    (60.67, 83.14)

    Source: vSphere 6.5 Resource Management, "Sample Overhead Memory on Virtual Machines".
    """
    by_memory = [
        (size_mib, _on_lines(tuple(zip(_OVERHEAD_VCPUS, row, strict=True)), vcpus)) for size_mib, row in _OVERHEAD_MIB
    ]
    return max(_on_lines(by_memory, memory_mib), 0.0)


def _on_lines(points: Sequence[tuple[float, float]], x: float) -> float:
    """Return the value at ``x`` on the straight lines through points, the outer ones going on."""
    segments = list(pairwise(points))
    (x0, y0), (x1, y1) = next((segment for segment in segments if x <= segment[1][0]), segments[-1])
    return y0 + (y1 - y0) * ((x - x0) / (x1 - x0))


# Pages that several machines have in common

COMMON_FRACTION = 0.15
"""The part of a VM's memory that it has in common with others of its OS family: an assumption of this model."""


def shared_mib(common_mib: Sequence[float]) -> list[float]:
    """Return what page sharing saves with each VM of one OS family, of which each has ``common_mib`` in common.

    One copy, the largest, has to stay: of n equal VMs, ``(n - 1) * common`` is saved, and each has its part in it.

    >>> shared_mib([600.0, 600.0, 600.0])
    [400.0, 400.0, 400.0]

    Sources: Waldspurger, "Memory Resource Management in VMware ESX Server", OSDI 2002; Linux, KSM.
    """
    total_mib = sum(common_mib)
    saved_mib = total_mib - max(common_mib, default=0.0)
    return [saved_mib * common / total_mib if total_mib else 0.0 for common in common_mib]


# Who is entitled to how much

IDLE_TAX = 0.75
"""The part of an idle page's worth that its owner has to pay for it (Waldspurger 2002, section 5)."""


class MemoryClaim(NamedTuple):
    """What one machine may claim of a host's memory, in MiB: 0 <= floor <= cap; active is what it really touches."""

    shares: float
    active_mib: float
    floor_mib: float = 0.0
    cap_mib: float = math.inf

    def part_mib(self, level: float, idle_price: float) -> float:
        """Return what the machine gets at a level of pages per share, when an idle page costs ``idle_price`` pages."""
        affordable = level * self.shares
        wanted = (
            affordable
            if affordable <= self.active_mib
            else self.active_mib + (affordable - self.active_mib) / idle_price
        )
        return min(max(wanted, self.floor_mib), self.cap_mib)

    def level_of(self, mib: float, idle_price: float) -> float:
        """Return the level at which the machine can just afford this much."""
        idle_mib = max(mib - self.active_mib, 0.0)
        return (mib - idle_mib + idle_price * idle_mib) / self.shares


def entitlements_mib(total_mib: float, claims: Sequence[MemoryClaim], tax: float = IDLE_TAX) -> list[float]:
    """Divide memory by shares, where whoever holds idle pages has to pay more for them.

    Memory is taken from whoever has the fewest shares per page, ``S / (P * (f + k * (1 - f)))``, where f is
    the active part of its P pages and ``k = 1 / (1 - tax)`` the price of an idle page. In balance this ratio
    is the same for everybody who is not held by a floor or a cap: ``P = level * S`` while all of P is active,
    and ``A + (level * S - A) / k`` beyond the active amount A. Floors that do not fit together shrink by one
    factor. Raise a ValueError when the tax is not from 0 to below 1.

    >>> idle, active = MemoryClaim(1, active_mib=0), MemoryClaim(1, active_mib=800)
    >>> entitlements_mib(1000, [idle, active], tax=0.0), entitlements_mib(1000, [idle, active], tax=0.75)
    ([500.0, 500.0], [200.0, 800.0])

    Source: Waldspurger, "Memory Resource Management in VMware ESX Server", OSDI 2002, section 5.
    """
    if not 0.0 <= tax < 1.0:
        message = f"the tax on idle memory must be from 0 to below 1, got {tax}"
        raise ValueError(message)
    if sum(claim.cap_mib for claim in claims) <= total_mib:
        return [claim.cap_mib for claim in claims]
    reserved_mib = sum(claim.floor_mib for claim in claims)
    if reserved_mib >= total_mib:
        return [claim.floor_mib * (total_mib / reserved_mib) if reserved_mib else 0.0 for claim in claims]
    level = _level(total_mib, claims, 1.0 / (1.0 - tax))
    return [claim.part_mib(level, 1.0 / (1.0 - tax)) for claim in claims]


def _level(total_mib: float, claims: Sequence[MemoryClaim], idle_price: float) -> float:
    """Return the level at which the parts add up to the total: exact, since between two bends all is straight."""

    def given_mib(level: float) -> float:
        return sum(claim.part_mib(level, idle_price) for claim in claims)

    bends = {
        claim.level_of(mib, idle_price)
        for claim in claims
        for mib in (claim.floor_mib, claim.active_mib, claim.cap_mib)
        if mib < math.inf
    }
    levels = sorted(bends | {0.0})
    position = bisect_left(levels, total_mib, key=given_mib)
    if position == len(levels):
        # Beyond the last bend only machines without a cap go on growing, each by its shares.
        slope = sum(claim.shares / idle_price for claim in claims if claim.cap_mib == math.inf)
        return levels[-1] + (total_mib - given_mib(levels[-1])) / slope
    low, high = levels[max(position - 1, 0)], levels[position]
    low_mib, high_mib = given_mib(low), given_mib(high)
    return high if high_mib <= low_mib else low + (total_mib - low_mib) * (high - low) / (high_mib - low_mib)


def proxmox_extra(capacity: float, used: float, shares: Sequence[float], target: float = 0.8) -> list[float]:
    """Return what Proxmox's automatic ballooning gives each VM above its minimum, in the unit of the capacity.

    What is left below the target (80 % of the host) is divided by the VMs' shares (1000 unless set).

    >>> [round(extra, 6) for extra in proxmox_extra(32, used=16, shares=[3000, 1000, 1000, 1000])]
    [4.8, 1.6, 1.6, 1.6]

    Source: Proxmox VE Administration Guide, "Automatic Memory Allocation", which rounds the same example down.
    """
    pool = max(target * capacity - used, 0.0)
    return [pool * share / sum(shares) for share in shares]


# What missing pages cost

FAULT_S = MappingProxyType({"compressed": 20e-6, "ssd": 100e-6, "hdd": 8e-3})
"""How long it takes to bring a page back.

20 µs to decompress as VMware quotes it; the disks' figures are assumptions of the usual size.
"""

TOUCHES_PER_CPU_S = 5000.0
"""How often per second of CPU a machine touches a page that it has not touched for a while: an assumption."""


def swap_throughput(missing: Iterable[tuple[float, float]], touches_per_cpu_s: float = TOUCHES_PER_CPU_S) -> float:
    """Return the part of its speed that a machine keeps while pages it needs must be brought back: ``1 / (1 + F T)``.

    ``missing`` are pairs: the part of its active pages that is not there, and the seconds that one of them takes.

    >>> [round(swap_throughput([(0.1, FAULT_S[kind])]), 3) for kind in ("compressed", "ssd", "hdd")]
    [0.99, 0.952, 0.2]

    Simplification: one page is fetched at a time, and the disk is not busy with others' pages.
    """
    return 1.0 / (1.0 + touches_per_cpu_s * sum(fraction * fault_s for fraction, fault_s in missing))


# Containers


def out_of_memory_victim(held_mib: Sequence[float]) -> int:
    """Return which process or container the kernel kills when nothing can be taken back: the largest.

    >>> out_of_memory_victim([512.0, 6000.0, 900.0])
    1

    Simplification: no administrator has set ``oom_score_adj``.
    Source: Linux, mm/oom_kill.c.
    """
    return max(range(len(held_mib)), key=held_mib.__getitem__)
