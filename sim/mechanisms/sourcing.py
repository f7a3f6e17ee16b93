"""Own, rent, or both: what a year of changing needs costs each way.

Needs are cores month by month. The prices are illustrations, not offers: change them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

HOURS_PER_MONTH = 720.0
USABLE_PART = 0.8
"""The part of an own host's cores that is planned with: the rest is head-room."""
LEAST_MONTHS_OWNED = 6
"""Nobody buys for less: a server cannot be given back when the season is over."""
SPARE_HOSTS = 1
"""Own hosts beyond those needed, for the day that one fails."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What an own host costs a month, whatever it does, and a rented core an hour."""

    own_host_eur_per_month: float = 150.0
    rent_eur_per_core_h: float = 0.05
    host_cores: int = 16


def hosts_needed(cores: float, prices: Prices) -> int:
    """Return how many own hosts carry a need, the spare one included; none for no need.

    >>> hosts_needed(20, Prices()), hosts_needed(40, Prices()), hosts_needed(0, Prices())
    (3, 5, 0)
    """
    if cores <= 0:
        return 0
    return math.ceil(cores / (prices.host_cores * USABLE_PART) - 1e-9) + SPARE_HOSTS


def own_eur(cores_by_month: Sequence[float], prices: Prices) -> float:
    """Return what it costs to own enough for the highest month in all months.

    >>> own_eur([2] * 11 + [40], Prices())
    9000.0
    """
    return hosts_needed(max(cores_by_month, default=0.0), prices) * prices.own_host_eur_per_month * len(cores_by_month)


def rent_eur(cores_by_month: Sequence[float], prices: Prices) -> float:
    """Return what it costs to rent each month's cores.

    >>> rent_eur([20] * 12, Prices()), rent_eur([2] * 11 + [40], Prices())
    (8640.0, 2232.0)
    """
    return sum(cores_by_month) * HOURS_PER_MONTH * prices.rent_eur_per_core_h


def rent_then_own_eur(cores_by_month: Sequence[float], months: int, prices: Prices) -> float:
    """Return what it costs to rent for the first months and to own from then on.

    >>> rent_then_own_eur([1, 2, 4, 8, 16, 32] + [64] * 6, 6, Prices())
    7668.0
    """
    return rent_eur(cores_by_month[:months], prices) + own_eur(cores_by_month[months:], prices)


def both_eur(cores_by_month: Sequence[float], own_hosts: int, prices: Prices) -> float:
    """Return what it costs to own some hosts throughout, the spare one included, and to rent what goes beyond them.

    >>> both_eur([20] * 11 + [60], 3, Prices())
    6638.4
    """
    carried = max(own_hosts - SPARE_HOSTS, 0) * prices.host_cores * USABLE_PART
    beyond = [max(cores - carried, 0.0) for cores in cores_by_month]
    return own_hosts * prices.own_host_eur_per_month * len(cores_by_month) + rent_eur(beyond, prices)


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to get capacity for a year: which, its number of own hosts or rented months, and its cost."""

    way: str
    amount: int
    cost_eur: float


def plans(cores_by_month: Sequence[float], prices: Prices) -> tuple[Plan, ...]:
    """Return all own, all rented, the best month to change over, and the best number of own hosts, cheapest first.

    >>> [(plan.way, plan.amount, plan.cost_eur) for plan in plans([20] * 11 + [60], Prices())][0]
    ('both', 3, 6638.4)
    """
    months = len(cores_by_month)
    most = hosts_needed(max(cores_by_month, default=0.0), prices)
    all_ways = [
        Plan("own", most, own_eur(cores_by_month, prices)),
        Plan("rent", months, rent_eur(cores_by_month, prices)),
    ]
    later = [
        Plan("rent_then_own", m, rent_then_own_eur(cores_by_month, m, prices))
        for m in range(1, months - LEAST_MONTHS_OWNED + 1)
    ]
    mixed = [Plan("both", hosts, both_eur(cores_by_month, hosts, prices)) for hosts in range(2, most)]
    all_ways += [min(kind, key=lambda plan: plan.cost_eur) for kind in (later, mixed) if kind]
    return tuple(sorted(all_ways, key=lambda plan: plan.cost_eur))
