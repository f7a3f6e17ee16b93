"""What a machine's users ask for, and what the machine may use."""

from __future__ import annotations

from sim.engine.bodies import Guest
from sim.engine.refused import Refused
from sim.engine.verbs.base import Verbs
from sim.inventory import Machine, ResourcePool
from sim.text import N_
from sim.workloads import Workload

LIMIT_BELOW = N_("{machine}: the limit is below the reservation.")


class ResourceVerbs(Verbs):
    """``sim.actions.world.ResourceVerbs``."""

    def set_workload(self, name: str, workload: Workload) -> None:
        """Let a machine's users ask for something else from now on."""
        guest = self._guest(name)
        application = self._centre.applications.of(guest)
        if application is not None and application.first is not guest:
            raise Refused(
                N_("{machine} is a copy of {other} and shares its load: change that of {other}."),
                {"machine": name, "other": application.first.name},
            )
        self._centre.loads.follow([(guest.index, name, workload)])
        if guest.secondary is not None:
            self._centre.loads.follow([(guest.secondary.index, name, workload)])
        self._centre.set_spec(guest, guest.spec.model_copy(update={"workload": workload}))
        if guest.state == "running":
            self._centre.leaks.follow(guest)

    def resize(self, name: str, vcpus: int, memory_mib: int) -> None:
        """Change vCPUs and memory: a VM grows live and restarts to give back; a container changes live, a microVM never."""
        guest = self._guest(name)
        self._check_virtual(guest, N_("{machine} is a physical server: another size is another server."))
        self._check_settled(guest)
        if guest.spec.fault_tolerant:
            raise Refused(
                N_("{machine} is fault tolerant and keeps its size: end that first."),
                {"machine": name},
            )
        spec = guest.spec.model_copy(update={"vcpus": vcpus, "memory_mib": memory_mib})
        self._check_resize(guest, spec)
        shrinks = vcpus < guest.spec.vcpus or memory_mib < guest.spec.memory_mib
        self._centre.set_spec(guest, spec)
        alive = guest.holds_memory and guest.state != "migrating"
        if spec.kind == "vm" and shrinks and alive:
            self._tell("machine", N_("{machine} gives resources back: it must restart."), {"machine": name})
            self._reboot(guest)
        elif spec.kind == "microvm" and alive:
            self._tell("machine", N_("{machine} is a microVM: another size needs a restart."), {"machine": name})
            self._reboot(guest)
        elif guest.state == "running":
            self._tell("machine", N_("{machine} was resized live, without a restart."), {"machine": name})
        self._centre.room_appeared()

    def set_cpu_controls(
        self, name: str, shares: int | None, reservation_cores: float, limit_cores: float | None
    ) -> None:
        """Set a machine's shares, reservation and limit, live."""
        guest = self._guest(name)
        self._check_virtual(guest, N_("{machine} is a physical server: it shares its CPU with nobody."))
        self._check_settled(guest)
        if limit_cores is not None and limit_cores < reservation_cores:
            raise Refused(
                N_("The limit ({limit_cores}) must not be below the reservation ({reservation_cores})."),
                {"limit_cores": limit_cores, "reservation_cores": reservation_cores},
            )
        host = guest.server
        if host is not None and guest.holds_memory and guest.kernel is None:
            usable_cores = (
                host.spec.cores * host.spec.core_speed * (1.0 - self._centre.assumptions.hypervisor_cpu_fraction)
            )
            others_cores = host.reserved_cores - guest.spec.reservation_cores
            if others_cores + reservation_cores > usable_cores:
                raise Refused(
                    N_("{host} cannot guarantee {reservation_cores} more: {reserved_cores} are reserved already."),
                    {"host": host.name, "reservation_cores": reservation_cores, "reserved_cores": others_cores},
                )
        update = {"shares": shares, "reservation_cores": reservation_cores, "limit_cores": limit_cores}
        spec = guest.spec.model_copy(update=update)
        self._check_pool(guest, spec)
        self._centre.set_spec(guest, spec)
        self._centre.room_appeared()

    def set_pool(self, pool: ResourcePool) -> None:
        """Define a resource pool or change it, live."""
        why_not = self._centre.pools.pool_obstacle(pool)
        if why_not is not None:
            raise Refused(why_not)
        self._centre.set_pool(pool)
        self._centre.room_appeared()

    def put_into_pool(self, name: str, pool: str) -> None:
        """Let a machine claim out of a pool from now on, live; with no pool, out of its host."""
        guest = self._guest(name)
        self._check_virtual(guest, N_("{machine} is a physical server: it shares its CPU with nobody."))
        if guest.kernel is not None:
            raise Refused(
                N_("{machine} has its CPU from {kernel}: put {kernel} into a pool."),
                {"machine": name, "kernel": guest.kernel.name},
            )
        if pool and pool not in self._centre.pools.specs:
            raise Refused(N_("There is no pool {pool}."), {"pool": pool})
        spec = guest.spec.model_copy(update={"pool": pool})
        self._check_pool(guest, spec)
        self._centre.set_spec(guest, spec)
        self._centre.room_appeared()

    def _check_pool(self, guest: Guest, spec: Machine) -> None:
        """Refuse a reservation for which there is no room in the pool."""
        if guest.holds_memory and guest.kernel is None:
            why_not = self._centre.pools.obstacle(spec)
            if why_not is not None:
                raise Refused(why_not)

    def set_memory_controls(self, name: str, shares: int | None, reservation_mib: int, limit_mib: int | None) -> None:
        """Set a machine's memory shares, reservation and limit, live."""
        guest = self._guest(name)
        self._check_settled(guest)
        self._check_virtual(guest, N_("{machine} is a physical server: it shares its memory with nobody."))
        facts: dict[str, object] = {"machine": name, "reservation_mib": reservation_mib}
        if guest.kernel is not None:
            raise Refused(
                N_("{machine} has its memory from {kernel}: reserve or limit that of {kernel}."),
                facts | {"kernel": guest.kernel.name},
            )
        if reservation_mib > guest.spec.memory_mib:
            raise Refused(
                N_("{machine} has {memory_mib}: more cannot be reserved for it."),
                facts | {"memory_mib": guest.spec.memory_mib},
            )
        if limit_mib is not None and limit_mib < reservation_mib:
            raise Refused(
                N_("The limit ({limit_mib}) must not be below the reservation ({reservation_mib})."),
                facts | {"limit_mib": limit_mib},
            )
        if guest.server is not None and guest.holds_memory:
            reservable_mib = self._centre.room.reservable_mib(guest.server) + guest.spec.memory_reservation_mib
            if reservation_mib > reservable_mib:
                raise Refused(
                    N_(
                        "{host} cannot guarantee {reservation_mib} to {machine}: {reservable_mib} can still be reserved."
                    ),
                    facts | {"host": guest.server.name, "reservable_mib": reservable_mib},
                )
        update = {"memory_shares": shares, "memory_reservation_mib": reservation_mib, "memory_limit_mib": limit_mib}
        self._centre.set_spec(guest, guest.spec.model_copy(update=update))
        self._centre.room_appeared()

    def set_disk_controls(self, name: str, shares: int, reservation_iops: float, limit_iops: float | None) -> None:
        """Set a machine's weight at its datastore, and the requests that it has served first and at most, live."""
        guest = self._guest(name)
        self._check_virtual(guest, N_("{machine} is a physical server: it shares its disks with nobody."))
        if limit_iops is not None and limit_iops < reservation_iops:
            raise Refused(LIMIT_BELOW, {"machine": name})
        update = {"disk_shares": shares, "reservation_iops": reservation_iops, "limit_iops": limit_iops}
        self._centre.set_spec(guest, guest.spec.model_copy(update=update))

    def set_network_controls(
        self, name: str, shares: int, reservation_mib_per_s: float, limit_mib_per_s: float | None
    ) -> None:
        """Set a machine's weight on its host's uplink, and the traffic that it has first and at most, live."""
        guest = self._guest(name)
        self._check_virtual(guest, N_("{machine} is a physical server: it shares its network cards with nobody."))
        if limit_mib_per_s is not None and limit_mib_per_s < reservation_mib_per_s:
            raise Refused(LIMIT_BELOW, {"machine": name})
        update = {
            "network_shares": shares,
            "reservation_mib_per_s": reservation_mib_per_s,
            "limit_mib_per_s": limit_mib_per_s,
        }
        self._centre.set_spec(guest, guest.spec.model_copy(update=update))

    def set_io_control(self, *, enabled: bool, congestion_ms: float | None) -> None:
        """Turn the fair sharing of congested datastores on or off, and set when one counts as congested."""
        self._centre.set_io_control(enabled=enabled, congestion_ms=congestion_ms)

    def _check_resize(self, guest: Guest, spec: Machine) -> None:
        """Refuse a size that the host, or for a container its VM, cannot give."""
        if not guest.holds_memory or guest.server is None:
            return
        facts: dict[str, object] = {"machine": spec.name, "place": guest.place}
        host, kernel = guest.server, guest.kernel
        most_vcpus = kernel.spec.vcpus if kernel else host.spec.cores * (2 if host.spec.smt else 1)
        if spec.vcpus > most_vcpus:
            raise Refused(
                N_("{place} has {cores} CPUs: {machine} cannot have more than that."), facts | {"cores": most_vcpus}
            )
        most_vcpus = int(host.spec.cores * self._centre.assumptions.vcpu_overcommit_max)
        if kernel is None and spec.vcpus > guest.spec.vcpus and host.vcpus - guest.spec.vcpus + spec.vcpus > most_vcpus:
            raise Refused(
                N_("{place} carries {host_vcpus} vCPU, at most {most_vcpus}: {machine} cannot grow to {vcpus}."),
                facts | {"host_vcpus": host.vcpus, "most_vcpus": most_vcpus, "vcpus": spec.vcpus},
            )
        if kernel is not None:
            taken_mib = sum(other.spec.memory_mib for other in kernel.containers if other.holds_memory)
            free_mib = float(kernel.spec.memory_mib - taken_mib)
        else:
            free_mib = self._centre.room.promisable_mib(host)
        if spec.memory_mib - guest.spec.memory_mib > free_mib:
            raise Refused(
                N_("{place} has only {free_mib} of memory free for {machine} to grow."), facts | {"free_mib": free_mib}
            )
        if spec.memory_mib < guest.spec.memory_reservation_mib:
            raise Refused(
                N_("{machine} has {reservation_mib} reserved: it cannot be smaller."),
                facts | {"reservation_mib": guest.spec.memory_reservation_mib},
            )
        inside_mib = sum(other.spec.memory_mib for other in guest.containers if other.holds_memory)
        if spec.memory_mib < inside_mib:
            raise Refused(
                N_("The containers in {machine} hold {inside_mib}: it cannot be smaller."),
                facts | {"inside_mib": inside_mib},
            )
