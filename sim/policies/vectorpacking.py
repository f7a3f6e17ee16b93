"""Packing machines that need several resources at once: CPU and memory, say.

A machine and a host are vectors of amounts in the same order. Sizes are compared as parts of a host, so that cores
and gibibytes can be weighed against each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Vector = Sequence[float]
_TOLERANCE = 1e-9


def first_fit_decreasing(capacity: Vector, items: Sequence[Vector]) -> list[int]:
    """Return each item's bin, by first fit on the items in the order of their largest part of a bin.

    >>> first_fit_decreasing((16, 64), [(8, 16), (2, 48), (4, 32), (8, 8), (2, 40), (4, 8), (6, 24), (2, 16)])
    [0, 0, 2, 1, 1, 1, 2, 3]
    """
    parts = [_part(item, capacity) for item in items]
    bins: list[Vector] = []
    chosen = [0] * len(items)
    for item in sorted(range(len(items)), key=lambda item: -max(parts[item])):
        fits = (number for number, room in enumerate(bins) if _fits(parts[item], room))
        number = next(fits, len(bins))
        if number == len(bins):
            bins.append([1.0] * len(capacity))
        bins[number] = _less(bins[number], parts[item])
        chosen[item] = number
    return chosen


def dot_product(capacity: Vector, items: Sequence[Vector]) -> list[int]:
    """Return each item's bin: fill one bin after the other with whatever is most like the room that it has left.

    Alike is what has the largest scalar product of its size with the room, both as parts of a bin; ties go to the
    item that comes first.

    >>> dot_product((16, 64), [(8, 16), (2, 48), (4, 32), (8, 8), (2, 40), (4, 8), (6, 24), (2, 16)])
    [0, 0, 1, 2, 2, 1, 1, 2]

    Source: Panigrahy et al., "Heuristics for Vector Bin Packing", 2011.
    """
    parts = [_part(item, capacity) for item in items]
    chosen = [-1] * len(items)
    number = 0
    while -1 in chosen:
        room: Vector = [1.0] * len(capacity)
        while fitting := [item for item, bin_ in enumerate(chosen) if bin_ < 0 and _fits(parts[item], room)]:
            best = max(fitting, key=lambda item: sum(a * b for a, b in zip(parts[item], room, strict=True)))
            chosen[best] = number
            room = _less(room, parts[best])
        number += 1
    return chosen


def lower_bound(capacity: Vector, items: Sequence[Vector]) -> int:
    """Return how many bins the sum of all items needs at least in the resource that is scarcest.

    >>> lower_bound((16, 64), [(8, 16), (2, 48), (4, 32), (8, 8), (2, 40), (4, 8), (6, 24), (2, 16)])
    3
    """
    totals = [sum(amounts) for amounts in zip(*items, strict=True)]
    return max((math.ceil(total / most - _TOLERANCE) for total, most in zip(totals, capacity, strict=True)), default=0)


def _part(item: Vector, capacity: Vector) -> list[float]:
    """Return an item's size as parts of a bin; raise a ValueError when it is larger than one."""
    parts = [amount / most for amount, most in zip(item, capacity, strict=True)]
    if max(parts) > 1.0 + _TOLERANCE:
        message = f"an item of {tuple(item)} does not fit into a bin of {tuple(capacity)}"
        raise ValueError(message)
    return parts


def _fits(part: Vector, room: Vector) -> bool:
    return all(need <= there + _TOLERANCE for need, there in zip(part, room, strict=True))


def _less(room: Vector, part: Vector) -> list[float]:
    return [there - need for there, need in zip(room, part, strict=True)]
