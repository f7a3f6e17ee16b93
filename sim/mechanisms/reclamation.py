"""How a hypervisor takes memory back when it has promised more than it has: the ladder from sharing to swapping."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

from sim.inventory import MemoryState, Sharing, SwapDisk
from sim.mechanisms.memory import (
    COMMON_FRACTION,
    FAULT_S,
    IDLE_TAX,
    TOUCHES_PER_CPU_S,
    MemoryClaim,
    entitlements_mib,
    shared_mib,
    swap_throughput,
)

STATES: tuple[MemoryState, ...] = get_args(MemoryState)
BELOW = (1.00, 0.64, 0.32, 0.16)
"""Free memory over minFree below which a host enters clear, soft, hard and low."""
HYSTERESIS = 1.1
"""A state is left only when free memory is this much above the threshold at which it was entered."""

BALLOON_MAX = 0.65
"""The part of its configured memory that a balloon can take from a guest."""
ZIP_CACHE_MAX = 0.10
"""The part of its configured memory that a VM's cache of compressed pages may take (Mem.MemZipMaxPct)."""
ZIP_RATIO = 0.5
"""What a compressed page takes of a page: only those that shrink to half are kept so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryAssumptions:
    """Numbers about pages that nobody measured in this rack."""

    common_fraction: float = COMMON_FRACTION
    compressible: float = 0.5
    """The part of pages that shrink to half; 0 for a host that does not compress, such as KVM without zswap."""
    idle_tax: float = IDLE_TAX
    touches_per_cpu_s: float = TOUCHES_PER_CPU_S


USUAL = MemoryAssumptions()


def memory_state(free_ratio: float, previous: MemoryState = "high") -> MemoryState:
    """Return the state that ESXi is in at this free memory over minFree, having been in ``previous``.

    >>> [memory_state(ratio) for ratio in (1.2, 0.9, 0.5, 0.2, 0.1)]
    ['high', 'clear', 'soft', 'hard', 'low']
    >>> memory_state(0.66, "clear"), memory_state(0.66, "soft")
    ('clear', 'soft')

    Source: the states of ESXi 6 and newer, as described by VMware's support blogs; the width of the
    hysteresis is an assumption of this model.
    """
    best = sum(free_ratio < threshold for threshold in BELOW)
    worst = sum(free_ratio < threshold * HYSTERESIS for threshold in BELOW)
    return STATES[min(max(STATES.index(previous), best), worst)]


def _at_least(state: MemoryState, other: MemoryState) -> bool:
    return STATES.index(state) >= STATES.index(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestMemory:
    """What a machine on a host has of memory, in MiB; ``shares`` are above 0.

    ``consumed_mib`` is what it has ever touched, ``active_mib`` the part that it touches again and again. A VM
    is ``balloonable`` when a balloon driver runs in it. A container has no memory of its own to take back:
    its host's kernel holds its pages, out of reach of balloon, sharing and the hypervisor's swap.
    """

    configured_mib: float
    consumed_mib: float
    active_mib: float
    shares: float
    overhead_mib: float = 0.0
    reservation_mib: float = 0.0
    """What is never taken back."""
    limit_mib: float = math.inf
    """The most host memory that it may have, however much is free."""
    family: str = "linux"
    balloonable: bool = True
    container: bool = False

    @property
    def within_limit_mib(self) -> float:
        """Return what it has touched, as far as its limit lets it be in memory."""
        return min(self.consumed_mib, self.limit_mib)

    @property
    def idle_fraction(self) -> float:
        """Return the part of the consumed memory that is not active."""
        return 1.0 - min(self.active_mib / self.consumed_mib, 1.0) if self.consumed_mib else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestLayers:
    """Where a machine's consumed memory is, in MiB: the layers add up to what it has touched.

    ``shared_mib`` is what sharing saves, not what is shared; compressed pages take half of their size in the host.
    """

    resident_mib: float
    shared_mib: float = 0.0
    ballooned_mib: float = 0.0
    compressed_mib: float = 0.0
    swapped_mib: float = 0.0
    throughput: float = 1.0
    """The part of its speed that the machine keeps while it has to wait for pages."""

    @property
    def whole(self) -> bool:
        """Return whether nothing has been taken back."""
        return not (self.shared_mib or self.ballooned_mib or self.compressed_mib or self.swapped_mib)

    @property
    def host_mib(self) -> float:
        """Return what the machine takes of its host's memory, without overhead."""
        return self.resident_mib + ZIP_RATIO * self.compressed_mib


@dataclass(frozen=True, slots=True, kw_only=True)
class HostMemory:
    """What a host's hypervisor has come to: its state, what is free, and where each guest's memory is.

    ``short_mib`` is what cannot be had even so, because it is reserved or belongs to containers: the host has to
    refuse allocations, or its kernel to kill somebody.
    """

    state: MemoryState
    free_mib: float
    short_mib: float
    guests: tuple[GuestLayers, ...]


def reclaim(  # noqa: PLR0913 - hypervisors differ in as many ways
    capacity_mib: float,
    min_free_mib: float,
    guests: Sequence[GuestMemory],
    *,
    sharing: Sharing = "off",
    swap: SwapDisk = "ssd",
    previous_state: MemoryState = "high",
    assumptions: MemoryAssumptions = USUAL,
) -> HostMemory:
    """Return where everybody's memory is once the hypervisor has taken back what it has to.

    A guest's own limit comes before all else: what it has touched beyond is ballooned where it is idle and paged out
    where it is not, on an empty host too. Then the cheapest means come first, and each takes only as much as it must:

    1. Sharing: always with KSM, from state clear on with ESXi.
    2. In state soft, balloons inflate until free memory is back at soft's threshold. A guest gives its idle pages,
       at most 65 % of its configured memory; whose turn it is says the idle-memory tax.
    3. In state hard, the hypervisor itself takes pages, until free memory is back at hard's threshold. It cannot
       see which are idle: of what a guest still has, active pages go in the same proportion as idle ones. Pages
       that shrink to half are compressed while the cache has room; the others are swapped out.
    4. In state low, what is left to take is reserved or belongs to containers.

    ``min_free_mib`` is above 0. The state is the one in which the host settles: soft as long as balloons are what
    keeps memory free.

    >>> guest = GuestMemory(configured_mib=8192, consumed_mib=8192, active_mib=5120, shares=81920)
    >>> for count in (7, 12, 13, 14):
    ...     host = reclaim(62 * 1024, 1268, [guest] * count, swap="hdd")
    ...     print(count, host.state, round(host.guests[0].throughput, 2))
    7 high 1.0
    12 soft 1.0
    13 hard 0.42
    14 hard 0.24

    Simplifications: everything has settled at once; sharing finds all there is; wrong guesses of the hypervisor
    stay wrong, while in a real host idle pages, once out, stay out.
    Sources: Waldspurger, "Memory Resource Management in VMware ESX Server", OSDI 2002; vSphere Resource
    Management, "Memory Reclamation" and "Memory Compression".
    """
    ballooned, paged = _beyond_limits(guests)
    held = [guest.within_limit_mib for guest in guests]
    free = capacity_mib - sum(mib + guest.overhead_mib for guest, mib in zip(guests, held, strict=True))
    state = memory_state(free / min_free_mib, previous_state)

    shared = [0.0] * len(guests)
    if sharing == "ksm" or (sharing == "esxi" and state != "high"):
        shared = _shared(guests, assumptions.common_fraction)
        free += sum(shared)
        eased = memory_state(free / min_free_mib, previous_state)
        # ESXi shares because it is short: what that gives back must not end it.
        state = "clear" if sharing == "esxi" and eased == "high" else eased
    held = [mib - saved for mib, saved in zip(held, shared, strict=True)]

    if state in {"soft", "hard", "low"}:
        needed_mib = BELOW[1] * min_free_mib - free
        taken = _taken(needed_mib, guests, held, _idle_mib(guests, held, ballooned), assumptions.idle_tax)
        held, ballooned = _moved(held, ballooned, taken)
        free += sum(taken)
        state = memory_state(free / min_free_mib, state)

    if state in {"hard", "low"}:
        needed_mib = BELOW[2] * min_free_mib - free
        pageable = [0.0 if guest.container else mib for guest, mib in zip(guests, held, strict=True)]
        taken = _taken(needed_mib, guests, held, pageable, assumptions.idle_tax)
        held, paged = _moved(held, paged, taken)
        free += sum(taken)
        state = memory_state(free / min_free_mib, state)

    held = [mib + out for mib, out in zip(held, paged, strict=True)]
    layers = [
        GuestLayers(resident_mib=mib, shared_mib=saved, ballooned_mib=given)
        for mib, saved, given in zip(held, shared, ballooned, strict=True)
    ]
    return HostMemory(
        state=state,
        free_mib=max(free, 0.0),
        short_mib=max(-free, 0.0),
        guests=tuple(
            _paged_out(guest, layer, taken, swap, assumptions) if taken > 0.0 else layer
            for guest, layer, taken in zip(guests, layers, paged, strict=True)
        ),
    )


def _beyond_limits(guests: Sequence[GuestMemory]) -> tuple[list[float], list[float]]:
    """Return what each guest has touched beyond its own limit: ballooned as far as it is idle, paged out otherwise."""
    nothing = [0.0] * len(guests)
    beyond = [guest.consumed_mib - guest.within_limit_mib for guest in guests]
    idle = _idle_mib(guests, [guest.consumed_mib for guest in guests], nothing)
    ballooned = [min(over, there) for over, there in zip(beyond, idle, strict=True)]
    return ballooned, [over - given for over, given in zip(beyond, ballooned, strict=True)]


def _moved(
    held_mib: Sequence[float], out_mib: Sequence[float], taken_mib: Sequence[float]
) -> tuple[list[float], list[float]]:
    """Return what is held and what is out once so much more has been taken of each guest."""
    held = [mib - taken for mib, taken in zip(held_mib, taken_mib, strict=True)]
    return held, [mib + taken for mib, taken in zip(out_mib, taken_mib, strict=True)]


def _shared(guests: Sequence[GuestMemory], common_fraction: float) -> list[float]:
    """Return what sharing saves with each VM, family by family."""
    families: defaultdict[str, list[int]] = defaultdict(list)
    for index, guest in enumerate(guests):
        if not guest.container:
            families[guest.family].append(index)
    saved = [0.0] * len(guests)
    for members in families.values():
        common_mib = [common_fraction * guests[index].within_limit_mib for index in members]
        for index, saved_mib in zip(members, shared_mib(common_mib), strict=True):
            saved[index] = saved_mib
    return saved


def _idle_mib(guests: Sequence[GuestMemory], held_mib: Sequence[float], ballooned_mib: Sequence[float]) -> list[float]:
    """Return what each guest's balloon can still take: idle pages, which sharing has thinned out like the others."""
    return [
        max(min(guest.idle_fraction * (held + taken), BALLOON_MAX * guest.configured_mib) - taken, 0.0)
        if guest.balloonable and not guest.container
        else 0.0
        for guest, held, taken in zip(guests, held_mib, ballooned_mib, strict=True)
    ]


def _taken(
    needed_mib: float,
    guests: Sequence[GuestMemory],
    held_mib: Sequence[float],
    within_reach_mib: Sequence[float],
    idle_tax: float,
) -> list[float]:
    """Return what is taken of each guest so that ``needed_mib`` come together, or all that may be taken."""
    if needed_mib <= 0.0:
        return [0.0] * len(guests)
    claims = [
        MemoryClaim(
            shares=guest.shares,
            active_mib=min(guest.active_mib, held),
            floor_mib=min(max(held - reach, guest.reservation_mib), held),
            cap_mib=held,
        )
        for guest, held, reach in zip(guests, held_mib, within_reach_mib, strict=True)
    ]
    kept_mib = max(sum(held_mib) - needed_mib, sum(claim.floor_mib for claim in claims))
    kept = entitlements_mib(kept_mib, claims, idle_tax)
    return [held - mib for held, mib in zip(held_mib, kept, strict=True)]


def _paged_out(
    guest: GuestMemory, layers: GuestLayers, taken_mib: float, swap: SwapDisk, assumptions: MemoryAssumptions
) -> GuestLayers:
    """Return a guest's layers after the hypervisor has taken ``taken_mib`` of host memory out of what was resident.

    A compressed page frees only half of itself: more of them have to go than are needed.
    """
    held_mib = layers.resident_mib
    compressed_mib = min(
        assumptions.compressible * taken_mib / (1.0 - assumptions.compressible * ZIP_RATIO),
        ZIP_CACHE_MAX * guest.configured_mib / ZIP_RATIO,
        (held_mib - taken_mib) / ZIP_RATIO,
    )
    swapped_mib = max(taken_mib - (1.0 - ZIP_RATIO) * compressed_mib, 0.0)
    missing = [(compressed_mib / held_mib, FAULT_S["compressed"]), (swapped_mib / held_mib, FAULT_S[swap])]
    return replace(
        layers,
        resident_mib=max(held_mib - compressed_mib - swapped_mib, 0.0),
        compressed_mib=compressed_mib,
        swapped_mib=swapped_mib,
        throughput=swap_throughput(missing, assumptions.touches_per_cpu_s),
    )
