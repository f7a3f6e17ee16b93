"""The resource pools of a running data centre: their settings, and what may still be reserved in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.engine.bodies import Guest, Server
from sim.inventory import Machine, ResourcePool
from sim.mechanisms.claims import NO_POOL, path_up
from sim.text import N_, Message


class Pools:
    """What pools have reserved for their machines, and whether there is room for more.

    A machine that starts needs its reservation in its pool. Where the pool has not enough reserved and is expandable,
    the rest must be free around it, and so on up to the rack (vSphere Resource Management, "expandable reservation").
    """

    def __init__(
        self,
        pools: Iterable[ResourcePool],
        servers: Mapping[str, Server],
        guests: Mapping[str, Guest],
        hypervisor_cpu_fraction: float,
    ) -> None:
        self.specs = {pool.name: pool for pool in pools}
        self._servers = servers
        self._guests = guests
        self._kept = hypervisor_cpu_fraction

    def obstacle(self, machine: Machine) -> Message | None:
        """Return why a machine's reservation does not fit into its pool, or None when it does."""
        if not self.specs or machine.reservation_cores <= 0.0 or machine.kind == "physical":
            return None
        return self._shortage(machine.pool, machine.reservation_cores, but=machine.name)

    def pool_obstacle(self, pool: ResourcePool) -> Message | None:
        """Return why a pool cannot be so, with the machines that run in it, or None when it can."""
        facts: dict[str, object] = {"pool": pool.name, "parent": pool.parent}
        if pool.parent != NO_POOL and pool.parent not in self.specs:
            return Message(N_("There is no pool {parent} to put {pool} into."), facts)
        if pool.name in path_up(pool.parent, self.specs):
            return Message(N_("{pool} cannot be inside {parent}, which is inside {pool}."), facts)
        claimed_cores = self._claimed(pool.name)
        most = pool.reservation_cores if not pool.expandable else pool.limit_cores
        if most is not None and claimed_cores > most:
            return Message(
                N_("{claimed_cores} are reserved in {pool} already: it cannot do with {most_cores}."),
                facts | {"claimed_cores": claimed_cores, "most_cores": most},
            )
        held = max(pool.reservation_cores, claimed_cores)
        before = self.specs.get(pool.name)
        held_before = self._held(before) if before is not None and before.parent == pool.parent else 0.0
        return self._shortage(pool.parent, held - held_before) if held > held_before else None

    def _shortage(self, pool: str, more_cores: float, *, but: str = "") -> Message | None:
        """Return why so much more cannot be reserved in a pool, or with no pool in the rack; None when it can."""
        claimed_cores = self._claimed(pool, but)
        needed_cores = claimed_cores + more_cores
        facts: dict[str, object] = {"pool": pool, "more_cores": more_cores}
        if pool == NO_POOL:
            left_cores = max(self._usable_cores() - claimed_cores, 0.0)
            if more_cores <= left_cores:
                return None
            return Message(
                N_("The rack cannot guarantee {more_cores} more: {left_cores} are not reserved yet."),
                facts | {"left_cores": left_cores},
            )
        spec = self.specs[pool]
        if needed_cores <= spec.reservation_cores:
            return None
        if not spec.expandable:
            left_cores = max(spec.reservation_cores - claimed_cores, 0.0)
            return Message(
                N_("{pool} can guarantee {left_cores} more, not {more_cores}, and its reservation cannot be expanded."),
                facts | {"left_cores": left_cores},
            )
        if spec.limit_cores is not None and needed_cores > spec.limit_cores:
            return Message(
                N_("{pool} cannot guarantee {more_cores} more: its limit is {limit_cores}."),
                facts | {"limit_cores": spec.limit_cores},
            )
        return self._shortage(spec.parent, needed_cores - max(spec.reservation_cores, claimed_cores), but=but)

    def _claimed(self, pool: str, but: str = "") -> float:
        """Return what the running machines of a pool and the pools in it have reserved; ``but`` is left out."""
        machines = sum(
            guest.spec.reservation_cores
            for guest in self._guests.values()
            if guest.holds_memory and guest.kernel is None and guest.spec.pool == pool and guest.name != but
        )
        return machines + sum(self._held(inner, but) for inner in self.specs.values() if inner.parent == pool)

    def _held(self, pool: ResourcePool, but: str = "") -> float:
        """Return what a pool takes of what is around it."""
        return max(pool.reservation_cores, self._claimed(pool.name, but))

    def _usable_cores(self) -> float:
        """Return the CPU that the hosts that are on have for machines."""
        hosts = [server.spec for server in self._servers.values() if server.is_up and not server.spec.bare_metal]
        return sum(host.cores * host.core_speed * (1.0 - self._kept) for host in hosts)
