"""How unequal hosts' loads may be before machines are moved: the rules of two products."""

from __future__ import annotations

import math
from collections.abc import Sequence

MANDATORY = 1
"""The priority that DRS keeps for moves that must be: maintenance mode, rules."""
LEAST_URGENT = 5


def standard_deviation(loads: Sequence[float]) -> float:
    """Return how far hosts' loads lie from their mean: the population's standard deviation.

    >>> standard_deviation([0.9, 0.5, 0.1])  # doctest: +ELLIPSIS
    0.326...
    """
    mean = math.fsum(loads) / len(loads)
    return math.sqrt(math.fsum((load - mean) ** 2 for load in loads) / len(loads))


def drs_target(level: int, hosts: int) -> float:
    """Return the standard deviation up to which DRS lets hosts differ at a migration threshold from 1 to 5.

    At 1, the conservative end, only mandatory moves are made; at 5 every unevenness counts.

    >>> round(drs_target(3, 2), 3), drs_target(5, 2)
    (0.141, 0.0)

    Source: VMware DRS up to vSphere 6.7, as quoted by vBrownBag, 2010.
    """
    return 0.1 * (5 - level) / math.sqrt(hosts)


def drs_is_balanced(loads: Sequence[float], level: int) -> bool:
    """Return whether DRS at this migration threshold would leave hosts as they are.

    >>> drs_is_balanced([0.9, 0.5, 0.3, 0.3], 3), drs_is_balanced([0.9, 0.5, 0.3, 0.3], 1)
    (False, True)
    """
    return level == MANDATORY or standard_deviation(loads) <= drs_target(level, len(loads))


def drs_priority(deviation: float, hosts: int) -> int:
    """Return how urgent DRS finds it to balance: 5 for hardly, lower for more; below 2 it is shown as 2.

    >>> drs_priority(0.2, 2), drs_priority(0.4, 4)
    (3, -2)
    """
    return 6 - math.ceil(deviation / 0.1 * math.sqrt(hosts))


def drs_priority_shown(deviation: float, hosts: int) -> int:
    """Return the priority of a recommendation: 1 is kept for mandatory moves.

    >>> drs_priority_shown(0.4, 4)
    2
    """
    return min(max(drs_priority(deviation, hosts), MANDATORY + 1), LEAST_URGENT)
