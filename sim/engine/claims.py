"""Who is on which host and claims what of its CPU: members, their weights, VMs with containers, and pools."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sim.engine.plain_view import plain_view
from sim.inventory import ResourcePool
from sim.mechanisms.claims import (
    Claimant,
    PoolPart,
    Tree,
    ceilings_of,
    divide,
    own_terms,
    parts_of_pools,
    tree_of,
)
from sim.mechanisms.cpu import waterfill


class Claims:
    """What machines claim, by number, and how a host's CPU is divided among them.

    A machine's ``cap`` is the most it can use (0 unless it runs): what its vCPUs and its CPU limit allow (``cpu_cap``),
    within its own limits of disk and network.
    """

    def __init__(self, machines: int, hosts: int, pools: Iterable[ResourcePool]) -> None:
        self.nowhere = hosts
        self.caps = np.zeros(machines)
        self.cap = plain_view(self.caps)
        self.hosts = np.full(machines, self.nowhere, dtype=np.intp)
        self.host = self.hosts.data
        self.cpu_cap = [0.0] * machines
        self._claimants = [Claimant(machine, 1.0) for machine in range(machines)]
        self.members: list[list[int]] = [[] for _ in range(hosts)]
        self.ceilings: list[list[tuple[float, list[int]]]] = [[] for _ in range(hosts)]
        """What groups of a host's machines may use together: VMs with containers, and pools with a limit."""
        self.capped = np.zeros(hosts + 1, dtype=bool)
        """Which hosts have such groups."""
        self._trees: list[Tree] = [()] * hosts
        self._terms: list[list[tuple[float, float]]] = [[] for _ in range(hosts)]
        self._branched = [False] * hosts
        self._pools = {pool.name: pool for pool in pools}
        self._parts: dict[int, dict[str, PoolPart]] = {}

    def set_claim(self, claimant: Claimant, device_cap_cores: float) -> None:
        """Say what a machine claims; ``device_cap_cores`` is what it can use within its limits of disk and network."""
        machine = claimant.machine
        self._claimants[machine] = claimant
        self.cpu_cap[machine] = claimant.cap
        self.cap[machine] = min(claimant.cap, device_cap_cores)

    def set_pool(self, pool: ResourcePool) -> None:
        """Define a pool, or define it anew."""
        self._pools[pool.name] = pool

    def admit(self, machine: int, host: int) -> None:
        """Let a machine claim on a host, or out of the part of a VM there."""
        self.host[machine] = host
        self.members[host].append(machine)

    def expel(self, machine: int) -> None:
        """Let a machine claim no more."""
        self.members[self.host[machine]].remove(machine)
        self.host[machine] = self.nowhere

    def arrange(self, different: Sequence[int]) -> list[int]:
        """See anew who claims what on hosts where somebody came, left or changed; return all hosts that this concerns.

        Where there are pools, what one has on a host depends on where its other machines run.
        """
        concerned = list(different)
        if self._pools:
            before, self._parts = self._parts, self._parts_of_pools()
            others = (host for host in range(self.nowhere) if before.get(host) != self._parts.get(host))
            concerned = sorted({*different, *others})
        for host in concerned:
            self._arrange(host)
        return concerned

    def _parts_of_pools(self) -> dict[int, dict[str, PoolPart]]:
        running = [(host, self._claimants[machine]) for host, members in enumerate(self.members) for machine in members]
        return parts_of_pools(running, self._pools)

    def _arrange(self, host: int) -> None:
        claimants = [self._claimants[machine] for machine in self.members[host]]
        tree = tree_of(claimants, self._pools, self._parts.get(host, {}))
        self._trees[host] = tree
        self._terms[host] = own_terms(claimants)
        self._branched[host] = any(not isinstance(member, int) for member in tree)
        self.ceilings[host] = ceilings_of(tree)
        self.capped[host] = bool(self.ceilings[host])

    def divide(self, host: int, capacity: float, wishes: Sequence[float]) -> list[float]:
        """Return what the members of a host get of its CPU when they wish for so much."""
        if not self.ceilings[host] and sum(wishes) <= capacity:
            return list(wishes)
        claims = [
            (shares, min(wish, floor), wish) for (shares, floor), wish in zip(self._terms[host], wishes, strict=True)
        ]
        if not self._branched[host]:
            return waterfill(capacity, claims)
        members = self.members[host]
        parts = divide(capacity, self._trees[host], dict(zip(members, claims, strict=True)))
        return [parts[machine] for machine in members]
