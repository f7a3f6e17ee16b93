"""What memory a host has left, and how long a leak takes to fill it."""

from __future__ import annotations

import math
from collections.abc import Iterable


def free_mib(capacity_mib: float, configured_mib: Iterable[float]) -> float:
    """Return the memory that no machine has been promised.

    Memory is held, not shared in time: a machine that starts takes all that it is configured with.

    >>> free_mib(16384, [4096, 8192])
    4096.0
    """
    return float(capacity_mib - sum(configured_mib))


def fits(needed_mib: float, capacity_mib: float, configured_mib: Iterable[float]) -> bool:
    """Return whether one more machine of ``needed_mib`` can start.

    >>> fits(4096, 16384, [4096, 8192]), fits(4097, 16384, [4096, 8192])
    (True, False)
    """
    return needed_mib <= free_mib(capacity_mib, configured_mib)


def leak_seconds(start_mib: float, leak_mib_per_s: float, limit_mib: float) -> float:
    """Return how long a leak takes from ``start_mib`` to the limit; for ever when nothing leaks.

    >>> leak_seconds(start_mib=2048, leak_mib_per_s=0.5, limit_mib=8192)
    12288.0
    """
    room_mib = max(limit_mib - start_mib, 0.0)
    if not room_mib:
        return 0.0
    return room_mib / leak_mib_per_s if leak_mib_per_s > 0 else math.inf
