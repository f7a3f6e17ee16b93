"""How a host's processor is divided: shares, reservations, limits, and what waiting they cause."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.mechanisms.multiplexing import binomial_probabilities
from sim.steps import Floats

Claim = tuple[float, float, float]
"""What one machine may claim: (shares, floor, cap); shares > 0 and 0 <= floor <= cap, both in the capacity's unit."""

ShareLevel = Literal["high", "normal", "low"]

CPU_SHARES_PER_VCPU = MappingProxyType({"high": 2000, "normal": 1000, "low": 500})
"""Weights per vCPU in the ratio 4 : 2 : 1 (vSphere Resource Management, "Resource Allocation Shares")."""

MEMORY_SHARES_PER_MIB = MappingProxyType({"high": 20, "normal": 10, "low": 5})
"""Weights per MiB of configured memory (same source)."""


def waterfill(capacity: float, claims: Sequence[Claim]) -> list[float]:
    """Divide ``capacity`` by clamped proportional share and return what each claim gets, in the same unit.

    Everyone gets ``clamp(level * shares, floor, cap)``, with the one level at which the capacity is
    used up: the weighted max-min fair division with guaranteed floors (vSphere Resource Management,
    "shares, reservation, limit"). Where the caps fit together, everyone gets its cap and shares do not
    matter. A floor is a minimum, not a bonus. Floors that do not fit together (a host has lost part of
    its capacity) are all scaled down by the same factor instead of failing.

    At each round the level is what is left divided by the shares still open. If the clamped sum is then
    too large, the true level is lower, so whoever stands at a floor stays there; if too small, whoever
    stands at a cap does. Each round settles at least one claim.

    >>> waterfill(8.0, [(1000, 0, 8), (1000, 0, 8), (2000, 0, 8)])
    [2.0, 2.0, 4.0]
    >>> waterfill(10.0, [(1000, 6.0, 10.0), (1000, 0.0, 10.0)])
    [6.0, 4.0]
    >>> waterfill(3.0, [(1000, 4.0, 8.0), (1000, 2.0, 8.0)])
    [2.0, 1.0]
    """
    given = [cap for _, _, cap in claims]
    if sum(given) <= capacity:
        return given
    reserved = sum([floor for _, floor, _ in claims])
    if reserved >= capacity:
        return [floor * (capacity / reserved) if reserved else 0.0 for _, floor, _ in claims]
    if not reserved:
        return _fill(capacity, claims, given)
    left = capacity
    waiting: Sequence[int] = range(len(claims))
    while waiting:
        level = left / sum([claims[index][0] for index in waiting])
        total = 0.0
        at_floor = []
        at_cap = []
        for index in waiting:
            shares, floor, cap = claims[index]
            share = level * shares
            if share < floor:
                share = floor
                at_floor.append(index)
            elif share > cap:
                share = cap
                at_cap.append(index)
            given[index] = share
            total += share
        settled = at_floor if total > left else at_cap
        if not settled:
            break
        left -= sum([given[index] for index in settled])
        waiting = [index for index in waiting if index not in settled]
    return given


def _fill(left: float, claims: Sequence[Claim], given: list[float]) -> list[float]:
    """Do what ``waterfill`` does where nobody has a floor: whoever wants least per share is content first."""
    shares = sum([claim[0] for claim in claims])
    wants = [claim[2] / claim[0] for claim in claims]
    for rank, index in enumerate(order := sorted(range(len(claims)), key=wants.__getitem__)):
        if wants[index] * shares > left:
            level = left / shares
            for other in order[rank:]:
                given[other] = min(level * claims[other][0], given[other])
            break
        left -= given[index]
        shares -= claims[index][0]
    return given


def waterfill_rows(capacity: ArrayLike, shares: ArrayLike, floors: ArrayLike, caps: ArrayLike) -> Floats:
    """Do what ``waterfill`` does for many instants or hosts at once: one row each, one column per claim.

    ``caps`` has one row per instant; the others may be of the same shape, or one row (``capacity``: one
    number) for all. Rows with fewer claims are filled up with claims whose floor and cap are 0.

    >>> waterfill_rows(4.0, [1000, 3000], 0.0, [[4, 4], [4, 1], [1, 1]])
    array([[1., 3.],
           [3., 1.],
           [1., 1.]])
    """
    given = np.array(caps, dtype=float)
    capacities = np.broadcast_to(np.asarray(capacity, dtype=float), given.shape[:1])
    weights = np.broadcast_to(np.asarray(shares, dtype=float), given.shape)
    lows = np.broadcast_to(np.asarray(floors, dtype=float), given.shape)
    short = given.sum(axis=1) > capacities
    reserved = lows.sum(axis=1)
    overbooked = short & (reserved >= capacities)
    scale = capacities[overbooked] / np.maximum(reserved[overbooked], np.finfo(float).tiny)
    given[overbooked] = lows[overbooked] * scale[:, np.newaxis]
    rows = short & ~overbooked
    given[rows] = _settle(capacities[rows], weights[rows], lows[rows], given[rows])
    return given


def _settle(left: Floats, shares: Floats, floors: Floats, caps: Floats) -> Floats:
    """Return the division of rows in which everybody cannot have its cap but everybody can have its floor."""
    given = caps.copy()
    waiting = np.ones(caps.shape, dtype=bool)
    while waiting.any():
        weight = np.where(waiting, shares, 0.0).sum(axis=1)
        level = np.divide(left, weight, out=np.zeros_like(left), where=weight > 0)
        fair = level[:, np.newaxis] * shares
        share = np.where(waiting, np.clip(fair, floors, caps), 0.0)
        given = np.where(waiting, share, given)
        too_much = share.sum(axis=1) > left
        settled = waiting & np.where(too_much[:, np.newaxis], fair < floors, fair > caps)
        left = left - np.where(settled, share, 0.0).sum(axis=1)
        waiting &= ~settled & settled.any(axis=1)[:, np.newaxis]
    return given


def default_cpu_shares(vcpus: int, level: ShareLevel = "normal") -> int:
    """Return the CPU weight of a machine whose owner chose a level and no number.

    >>> default_cpu_shares(2)
    2000
    """
    return CPU_SHARES_PER_VCPU[level] * vcpus


def default_memory_shares(memory_mib: int, level: ShareLevel = "normal") -> int:
    """Return the memory weight of a machine whose owner chose a level and no number.

    >>> default_memory_shares(1024)
    10240
    """
    return MEMORY_SHARES_PER_MIB[level] * memory_mib


def smt_capacity(cores: float, gain: float, runnable: float) -> float:
    """Return the throughput, in cores, of ``cores`` with two threads each when ``runnable`` vCPUs want to run.

    A second thread on a busy core adds only ``gain`` of a core (vSphere Resource Management: a thread of a
    busy core gets slightly more than half of it; vendors quote gains up to 30 %).

    >>> [smt_capacity(4, 0.25, runnable) for runnable in (1, 4, 6, 12)]
    [1.0, 4.0, 4.5, 5.0]
    """
    return float(min(runnable, cores) + gain * max(0.0, min(runnable, 2 * cores) - cores))


def ready_percent(ready_ms: float, interval_s: float, vcpus: int = 1) -> float:
    """Return CPU ready per vCPU in percent from the milliseconds that a monitoring interval summed up.

    >>> ready_percent(2000, 20)
    10.0

    Source: VMware, "Converting between CPU summation and CPU % ready values".
    """
    return ready_ms / (interval_s * 1000.0 * vcpus) * 100.0


class Waiting(NamedTuple):
    """How much of its elapsed time a vCPU waits, from 0 to 1; ``limited`` is the part that its own limit causes."""

    ready: float
    limited: float = 0.0

    @property
    def contended(self) -> float:
        """Return the part that others cause."""
        return self.ready - self.limited


def waiting(
    wanted_cores: float, given_cores: float, vcpus: int, *, limit_cores: float = math.inf, core_speed: float = 1.0
) -> Waiting:
    """Return the ready time per vCPU when demands are a steady flow: ``(min(d, n f) - a) / (n f)``.

    What a machine wants above its own limit it would wait for on an empty host too: esxtop calls that part
    %MLMTD, a cgroup counts it as throttled. The guest sees all of it as steal. More than its vCPUs can do is
    not ready time but the guest's own queue.

    >>> waiting(wanted_cores=2.0, given_cores=1.0, vcpus=2)
    Waiting(ready=0.5, limited=0.0)
    >>> waiting(wanted_cores=3.0, given_cores=0.5, vcpus=2, limit_cores=1.0)
    Waiting(ready=0.75, limited=0.5)

    Source: VMware, esxtop's %RDY and %MLMTD.
    """
    most_cores = vcpus * core_speed
    runnable = min(wanted_cores, most_cores)
    ready = max(runnable - given_cores, 0.0)
    return Waiting(ready / most_cores, min(max(runnable - limit_cores, 0.0), ready) / most_cores)


def slowdown(ready: float, run: float) -> float:
    """Return the part of its way that work spends waiting: ``ready / (run + ready)``.

    A machine that runs little can have a tiny ready time and still be a tenth slower.

    >>> round(slowdown(ready=0.01, run=0.09), 3)
    0.1
    """
    return ready / (run + ready) if ready > 0.0 else 0.0


def is_wider_than_a_node(vcpus: float, memory_mib: float, *, node_cores: float, node_memory_mib: float) -> bool:
    """Return whether a part of a machine's memory may be at another processor's side.

    >>> node = {"node_cores": 16, "node_memory_mib": 131_072}
    >>> [is_wider_than_a_node(*size, **node) for size in ((16, 65_536), (24, 65_536), (8, 262_144))]
    [False, True, True]

    Source of the rule: vSphere Resource Management, "Using NUMA Systems with ESXi".
    """
    return vcpus > node_cores or memory_mib > node_memory_mib


def random_overlap_ready(vcpus: int, p: float, cores: int) -> float:
    """Return the part of its time that a vCPU waits because vCPUs want to run at the same moment by chance.

    Each of ``vcpus`` is runnable with probability ``p``, independently, so ``N ~ Binomial(vcpus, p)`` want
    one of ``cores`` and ``E[(N - cores)+] / vcpus`` is what each waits for. This is why overcommitment
    hurts before the host is full on average. Divided by ``p`` it is the slowdown of the work itself.

    >>> round(random_overlap_ready(vcpus=16, p=0.2, cores=4), 8)
    0.01992894
    """
    probabilities = binomial_probabilities(vcpus, p)
    waiting = math.fsum((n - cores) * probabilities[n] for n in range(cores + 1, vcpus + 1))
    return waiting / vcpus
