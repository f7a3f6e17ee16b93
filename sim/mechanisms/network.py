"""How flows share links: weighted max-min fairness along every path, shares by type of traffic, bonds."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

# Units

LINE_MIB_PER_S = 1e9 / 8 / 2**20
"""What one Gbit/s is in MiB/s, headers and gaps included."""
PAYLOAD = 1448 / 1538
"""The part of an Ethernet line that TCP carries as data, with packets of 1500 bytes."""


def mib_per_s(gbit_per_s: float) -> float:
    """Return the data that a link of so many Gbit/s carries.

    >>> round(mib_per_s(1), 1), round(mib_per_s(10))
    (112.2, 1122)
    """
    return gbit_per_s * LINE_MIB_PER_S * PAYLOAD


# Fair rates


@dataclass(frozen=True, slots=True)
class Flow:
    """Traffic that passes one or more links at one rate, wants ``demand`` of it, and has a weight (above 0)."""

    links: tuple[Hashable, ...]
    demand: float = math.inf
    weight: float = 1.0


def fair_rates(capacities: Mapping[Hashable, float], flows: Sequence[Flow]) -> list[float]:
    """Return the weighted max-min fair rates of flows, in the unit of the capacities.

    Progressive filling: all rates rise together, each by its weight, until a flow has what it wants or a link
    on its way is full; what has stopped stays, the others go on. So nobody can have more without somebody
    getting less who has no more per weight. On one link this is water-filling. A flow that passes
    no link gets what it wants. Raise a KeyError for a link of unknown capacity.

    >>> fair_rates({"link": 10.0}, [Flow(("link",), demand) for demand in (2, 2.6, 4, 5)])
    [2.0, 2.6, 2.7, 2.7]
    >>> fair_rates({"a": 10.0, "b": 4.0}, [Flow(("a",)), Flow(("a", "b")), Flow(("b",))])
    [8.0, 2.0, 2.0]

    Source: Bertsekas & Gallager, "Data Networks", 2nd edition, section 6.5.2.
    """
    rates = [0.0] * len(flows)
    left = dict(capacities)
    rising = list(range(len(flows)))
    while rising:
        weights: defaultdict[Hashable, float] = defaultdict(float)
        for index in rising:
            for link in flows[index].links:
                weights[link] += flows[index].weight
        level = min((left[link] / weight for link, weight in weights.items()), default=math.inf)
        content = [index for index in rising if flows[index].demand <= level * flows[index].weight]
        # Whoever wants less than the lowest level can have it, whatever the others do.
        if content:
            stopped = {index: flows[index].demand for index in content}
        else:
            full = {link for link, weight in weights.items() if left[link] / weight <= level}
            stopped = {
                index: level * flows[index].weight for index in rising if not full.isdisjoint(flows[index].links)
            }
        for index, rate in stopped.items():
            rates[index] = float(rate)
            for link in flows[index].links:
                left[link] = max(left[link] - rate, 0.0)
        rising = [index for index in rising if index not in stopped]
    return rates


# Types of traffic

Traffic = Literal["guest", "storage", "migration", "fault_tolerance", "management"]
TRAFFIC_SHARES: MappingProxyType[Traffic, float] = MappingProxyType(
    {"guest": 100.0, "storage": 100.0, "fault_tolerance": 100.0, "migration": 50.0, "management": 50.0}
)
"""Shares by type of traffic, 1 to 100 as in vSphere's Network I/O Control: an assumption to be edited."""


def traffic_weights(types: Sequence[Traffic], shares: Mapping[Traffic, float] = TRAFFIC_SHARES) -> list[float]:
    """Return the weight of each flow when types of traffic compete by shares and flows of one type are equal.

    >>> traffic_weights(["guest", "guest", "migration"])
    [50.0, 50.0, 50.0]

    Simplification: a type's flows are counted over the whole list, not link by link.
    Source: vSphere Networking, "Bandwidth Allocation Parameters for System Traffic".
    """
    counts = Counter(types)
    return [shares[kind] / counts[kind] for kind in types]


def machine_weights(
    senders: Mapping[Traffic, Sequence[float]], shares: Mapping[Traffic, float] = TRAFFIC_SHARES
) -> list[float]:
    """Return the weight of each machine on a link when its traffic may be of several types.

    ``senders`` says for each type what every machine weighs among those that send it, 0 for one that does not.
    The shares of a type are divided among its senders, and a machine has all its parts together.

    >>> machine_weights({"guest": [50.0, 50.0], "storage": [1000.0, 0.0]})
    [150.0, 50.0]

    Simplification: all traffic of a machine goes on at one pace, so it is weighed as one flow.
    """
    totals = {kind: sum(weights) for kind, weights in senders.items()}
    parts = [
        [shares[kind] * weight / totals[kind] if totals[kind] else 0.0 for weight in weights]
        for kind, weights in senders.items()
    ]
    return [sum(its_parts) for its_parts in zip(*parts, strict=True)]


# Bonds


@dataclass(frozen=True, slots=True)
class Bond:
    """Several links that are used as one; ``links`` are those that work, in Gbit/s each.

    Together they carry the sum, but a flow stays on one of them, so that its frames keep their order.

    >>> bond = Bond((10.0, 10.0))
    >>> bond.gbit_per_s, bond.flow_gbit_per_s, bond.without(0).gbit_per_s
    (20.0, 10.0, 10.0)

    Source: IEEE 802.1AX, link aggregation.
    """

    links: tuple[float, ...]

    @property
    def gbit_per_s(self) -> float:
        """Return what all flows together can have; 0 when no link works."""
        return math.fsum(self.links)

    @property
    def flow_gbit_per_s(self) -> float:
        """Return the most that one flow can have; 0 when no link works."""
        return max(self.links, default=0.0)

    def without(self, link: int) -> Bond:
        """Return what is left when one of the links fails."""
        return Bond(self.links[:link] + self.links[link + 1 :])
