"""The textbook of placement: packing sizes into equal bins, by rule and at best.

The rules are the lab's own placement policies, so what a lesson says about first fit is what the rack does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.policies.placement import PLACEMENTS, HostView, MachineView, choose

_TOLERANCE = 1e-9
"""Sizes that differ by less are equal: 0.1 + 0.2 fits into 0.3."""

Bins = list[list[float]]
"""What lies in each bin, in the order in which it was put there."""


def pack(capacity: float, sizes: Sequence[float], policy: str = "first_fit") -> Bins:
    """Put ``sizes`` into bins one after the other, each where a placement policy of the lab wants it.

    A new bin is opened only for what fits nowhere; ties go to the first bin. Raise a ValueError when one
    size is larger than a bin, an UnknownNameError for no such policy.

    >>> pack(10, [4, 8, 1, 4, 2, 1])
    [[4, 1, 4, 1], [8, 2]]
    >>> pack(10, [4, 8, 1, 4, 2, 1], "best_fit")
    [[4, 4, 2], [8, 1, 1]]
    """
    _check(capacity, sizes)
    rule = PLACEMENTS[policy]
    bins: Bins = []
    for size in sizes:
        hosts = [
            HostView(name=str(position), position=position, free_memory_mib=capacity - sum(held), memory_mib=capacity)
            for position, held in enumerate(bins)
            if sum(held) + size <= capacity + _TOLERANCE
        ]
        if hosts:
            best = choose(rule, MachineView(name="", vcpus=1, memory_mib=size), hosts)[0]
            bins[int(best.host)].append(size)
        else:
            bins.append([size])
    return bins


def pack_decreasing(capacity: float, sizes: Sequence[float], policy: str = "first_fit") -> Bins:
    """Sort by size, largest first, then ``pack``: FFD with first fit, BFD with best fit.

    >>> len(pack(10, [6, 6, 6, 3, 3, 3, 4, 4, 4])), len(pack_decreasing(10, [6, 6, 6, 3, 3, 3, 4, 4, 4]))
    (5, 4)
    """
    return pack(capacity, sorted(sizes, reverse=True), policy)


def next_fit(capacity: float, sizes: Sequence[float]) -> Bins:
    """Put each size into the last bin, or open a new one; never look back.

    >>> next_fit(10, [4, 8, 1, 4, 2, 1])
    [[4], [8, 1], [4, 2, 1]]
    """
    _check(capacity, sizes)
    bins: Bins = []
    for size in sizes:
        if bins and sum(bins[-1]) + size <= capacity + _TOLERANCE:
            bins[-1].append(size)
        else:
            bins.append([size])
    return bins


def lower_bound_l1(capacity: float, sizes: Sequence[float]) -> int:
    """Return how many bins the sum of all sizes needs at least.

    >>> lower_bound_l1(100, [60, 60, 60, 45, 45, 45])
    4
    """
    return _whole_bins(sum(sizes), capacity)


def lower_bound_l2(capacity: float, sizes: Sequence[float]) -> int:
    """Return the bound L2: what is larger than half a bin cannot share one with its like.

    For each limit up to half a bin: sizes that leave less than the limit free have a bin alone, other
    large ones have a bin each, and the small ones from the limit up must fit into what those leave.

    >>> lower_bound_l2(100, [60, 60, 60, 45, 45, 45])
    5

    Source: Martello & Toth, "Knapsack Problems", 1990, section 8.3.
    """
    limits = {0.0} | {size for size in sizes if size <= capacity / 2}
    return max(_l2_for(capacity, sizes, limit) for limit in limits)


def _l2_for(capacity: float, sizes: Sequence[float], limit: float) -> int:
    alone = [size for size in sizes if size > capacity - limit]
    large = [size for size in sizes if capacity / 2 < size <= capacity - limit]
    small = [size for size in sizes if limit <= size <= capacity / 2]
    left_over = sum(small) - (len(large) * capacity - sum(large))
    return len(alone) + len(large) + max(_whole_bins(left_over, capacity), 0)


def fewest_bins(capacity: float, sizes: Sequence[float]) -> int:
    """Return the smallest possible number of bins, by branch and bound; meant for up to about twenty sizes.

    >>> fewest_bins(10, [5, 4, 4, 3, 2, 2])
    2
    """
    _check(capacity, sizes)
    largest_first = sorted(sizes, reverse=True)
    fewest = len(pack_decreasing(capacity, sizes, "best_fit"))
    enough = lower_bound_l2(capacity, sizes)

    def search(position: int, free: list[float]) -> None:
        nonlocal fewest
        if fewest == enough or len(free) >= fewest:
            return
        if position == len(largest_first):
            fewest = len(free)
            return
        size = largest_first[position]
        # Bins with equal room are the same choice; a new bin comes last.
        for room in sorted({room for room in free if size <= room + _TOLERANCE}):
            index = free.index(room)
            search(position + 1, [*free[:index], room - size, *free[index + 1 :]])
        search(position + 1, [*free, capacity - size])

    search(0, [])
    return fewest


def _whole_bins(total: float, capacity: float) -> int:
    return math.ceil(total / capacity - _TOLERANCE)


def _check(capacity: float, sizes: Sequence[float]) -> None:
    if capacity <= 0 or any(size < 0 for size in sizes):
        message = "the capacity must be positive and no size may be negative"
        raise ValueError(message)
    if any(size > capacity + _TOLERANCE for size in sizes):
        message = f"a size of {max(sizes):g} does not fit into a bin of {capacity:g}"
        raise ValueError(message)
