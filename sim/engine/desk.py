"""What people may ask of the running data centre; each verb is done, or refused with a reason.

This is ``sim.actions.World``. A verb that refuses has changed nothing.
"""

from __future__ import annotations

from sim.engine.bodies import Guest, Server
from sim.engine.datacentre import DataCentre, Process
from sim.engine.recovery import DISK_ELSEWHERE, Recovery
from sim.engine.refused import Refused
from sim.inventory import Host, Machine
from sim.run import DataChange
from sim.text import N_
from sim.units import MIB_PER_GIB
from sim.workloads import Workload

MIB_PER_S_PER_GBIT = 112.0
"""Usable rate of a network card, MiB/s per Gbit/s."""
GONE = N_("{target} is not there any more.")


class Desk:
    """The verbs of a data centre, as ``sim.actions.World`` names them."""

    def __init__(self, centre: DataCentre, recovery: Recovery) -> None:
        self._centre = centre
        self._recovery = recovery
        self._env = centre.env
        self._tell = centre.journal.tell

    # Machines come and go

    def add_machine(self, machine: Machine) -> None:
        """Define a machine; place and boot it if it is to be on."""
        self._check_name(machine.name)
        for other in machine.depends_on:
            self._guest(other)
        self._check_place(machine)
        guest = self._centre.draft(machine)
        if machine.on:
            self._find_place(guest)
        self._centre.enlist(guest)
        self._centre.set_state(guest, "defined")
        if machine.on:
            self._power_on(guest)

    def remove_machine(self, name: str) -> None:
        """Stop a machine and delete it with its disk."""
        guest = self._guest(name)
        if guest.containers:
            raise Refused(N_("{machine} carries containers: remove or move them first."), {"machine": name})
        self._halt(guest, "removed")
        self._power_off_own_server(guest)
        if guest.kernel is not None:
            guest.kernel.containers.remove(guest)

    def clone_machine(self, name: str, clone: str) -> None:
        """Copy a machine with its settings, its load and its data, right or wrong."""
        original = self._guest(name)
        if original.spec.kind == "physical":
            raise Refused(N_("{machine} is a physical server: it cannot be copied like a file."), {"machine": name})
        update = {"name": clone, "on": True, "runs_on": self._place_of_clone(original)}
        self.add_machine(original.spec.model_copy(update=update))
        if original.corrupted:
            self._corrupt(self._centre.guests[clone])

    def _place_of_clone(self, original: Guest) -> str | None:
        """Return where a copy must run: in the same VM, or beside the only disk; None where the policy may choose."""
        if original.server is None:
            return original.spec.runs_on
        bound = original.kernel is not None or not self._centre.scenario.shared_storage
        return original.place if bound else None

    def start_machine(self, name: str) -> None:
        """Place a machine and boot it."""
        guest = self._guest(name)
        self._find_place(guest)
        self._power_on(guest)

    def stop_machine(self, name: str) -> None:
        """Shut a machine down on purpose: nobody expects it to answer any more."""
        guest = self._guest(name)
        self._halt(guest, "stopped")
        self._power_off_own_server(guest)

    def restart_machine(self, name: str) -> None:
        """Shut a machine down and boot it again where it is."""
        self._reboot(self._guest(name))

    def pause_machine(self, name: str) -> None:
        """Freeze a machine with its memory, and what runs on its kernel."""
        guest = self._guest(name)
        self._check_virtual(guest, N_("{machine} is a physical server: there is no hypervisor to pause it."))
        starting = next((inside for inside in guest.containers if inside.state in ("booting", "migrating")), None)
        if starting is not None:
            raise Refused(
                N_("{container} is just starting in {machine}: wait until it runs."),
                {"container": starting.name, "machine": name},
            )
        for container in guest.containers:
            if container.state == "running":
                container.returns = True
                self._centre.set_state(container, "paused")
        self._centre.set_state(guest, "paused")

    def resume_machine(self, name: str) -> None:
        """Let a paused machine go on, and what runs on its kernel."""
        guest = self._guest(name)
        if guest.kernel is not None and guest.kernel.state != "running":
            raise Refused(
                N_("{machine} shares the kernel of {kernel}, which is not running: start {kernel} first."),
                {"machine": name, "kernel": guest.kernel.name},
            )
        self._centre.set_state(guest, "running")
        for container in guest.containers:
            if container.state == "paused" and container.returns:
                container.returns = False
                self._centre.set_state(container, "running")

    # What machines use

    def set_workload(self, name: str, workload: Workload) -> None:
        """Let a machine's users ask for something else from now on."""
        guest = self._guest(name)
        self._centre.loads.follow([(guest.index, name, workload)])
        self._centre.set_spec(guest, guest.spec.model_copy(update={"workload": workload}))
        if guest.state == "running":
            self._centre.follow_leak(guest)

    def resize_machine(self, name: str, vcpus: int, memory_mib: int) -> None:
        """Change vCPUs and memory: growing is live, giving back needs a restart of a VM; a container changes live."""
        guest = self._guest(name)
        self._check_virtual(guest, N_("{machine} is a physical server: another size is another server."))
        spec = guest.spec.model_copy(update={"vcpus": vcpus, "memory_mib": memory_mib})
        self._check_resize(guest, spec)
        shrinks = vcpus < guest.spec.vcpus or memory_mib < guest.spec.memory_mib
        self._centre.set_spec(guest, spec)
        if guest.spec.kind == "vm" and shrinks and guest.state in ("running", "paused", "booting"):
            self._tell("machine", N_("{machine} gives resources back: it must restart."), {"machine": name})
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
        self._centre.set_spec(guest, guest.spec.model_copy(update=update))
        self._centre.room_appeared()

    def move_machine(self, name: str, to_host: str) -> None:
        """Move a machine cold: down, over to another host, and up again there."""
        guest = self._guest(name)
        self._check_virtual(guest, N_("{machine} is a physical server: it moves with a screwdriver."))
        facts: dict[str, object] = {"machine": name, "place": to_host}
        if guest.place == to_host:
            raise Refused(N_("{machine} is on {place} already."), facts)
        kernel = self._kernel(to_host) if guest.spec.kind == "container" else None
        server = kernel.server if kernel else self._host_for(guest.spec, to_host)
        why_not = (
            self._centre.room.kernel_obstacle(guest.spec, kernel)
            if kernel
            else self._centre.room.obstacle(guest.spec, self._server(to_host))
        )
        if why_not is not None or server is None:
            raise Refused(why_not or GONE, facts)
        if not self._centre.scenario.shared_storage and guest.server is not None and not guest.server.is_up:
            raise Refused(DISK_ELSEWHERE, {"machine": name, "host": guest.server.name})
        was_up, transfer_s = guest.state in ("running", "paused"), self._transfer_s(guest, server)
        if was_up:
            self._centre.go_down(guest, "stopped", returns=False)
        self._centre.settle_on(guest, server, kernel)
        for container in guest.containers:
            container.server = server
        if was_up:
            self._centre.set_state(guest, "migrating")
            self._env.process(self._arriving(guest, transfer_s))
        else:
            self._centre.set_state(guest, guest.state)
        self._centre.room_appeared()

    def _transfer_s(self, guest: Guest, to: Server) -> float:
        """Return how long a machine that is down needs to be taken to another host."""
        if self._centre.scenario.shared_storage or guest.server is None or guest.spec.kind == "container":
            return self._centre.scenario.high_availability.place_s
        gbit_per_s = min(max(nic.gbit_per_s for nic in server.spec.nics) for server in (guest.server, to))
        return guest.spec.disk_gib * MIB_PER_GIB / (gbit_per_s * MIB_PER_S_PER_GBIT)

    def _arriving(self, guest: Guest, transfer_s: float) -> Process:
        """One cold move: shut down, be taken over, boot."""
        episode = guest.episode
        yield self._env.timeout(self._centre.assumptions.shutdown_s + transfer_s)
        if guest.episode == episode:
            self._centre.boot(guest)

    # Hosts

    def add_host(self, host: Host) -> None:
        """Put a host into the rack and switch it on."""
        self._check_name(host.name)
        server = self._centre.install(host, "off")
        if host.on:
            self._centre.boot_server(server)

    def switch_on_host(self, name: str) -> None:
        """Start a host that is off."""
        self._centre.boot_server(self._server(name))

    def switch_off_host(self, name: str) -> None:
        """Shut a host down and every machine on it; they return with it."""
        server = self._server(name)
        for guest in self._centre.on_server(server):
            if guest.kernel is None and guest.holds_memory:
                self._centre.go_down(guest, "stopped", returns=True)
                self._tell("machine", N_("{machine} stopped with {host}."), {"machine": guest.name, "host": name})
        self._centre.set_server_state(server, "off")

    def set_maintenance(self, name: str, *, enabled: bool) -> None:
        """Keep new machines away from a host, or let them come again."""
        self._centre.set_server_state(self._server(name), "maintenance" if enabled else "on")
        self._centre.room_appeared()

    def crash_host(self, name: str) -> None:
        """A host dies with everything on it."""
        server = self._server(name)
        self._centre.set_server_state(server, "failed")
        victims = self._centre.fall(server)
        for guest in victims:
            self._tell("fault", N_("{machine} stopped with {host}."), {"machine": guest.name, "host": name})
        self._recovery.host_failed(server, victims)

    def repair_host(self, name: str) -> None:
        """Mend a failed host; it boots, and what is still left on it starts again."""
        self._centre.boot_server(self._server(name))

    # Faults inside machines

    def crash_guest(self, name: str) -> None:
        """One machine's system fails; what runs on its kernel fails with it, its neighbours go on."""
        self._fail(self._guest(name))

    def panic_kernel(self, name: str) -> None:
        """The kernel under a machine stops with everything that shares it."""
        guest = self._guest(name)
        if guest.spec.kind != "container":
            self._fail(guest)
        elif guest.kernel is not None:
            self._tell("fault", N_("{machine} crashed."), {"machine": guest.kernel.name})
            self._fail(guest.kernel)
        elif guest.server is not None:
            self._tell(
                "fault",
                N_("{machine} runs on the kernel of {host} itself: everything on {host} stops."),
                {"machine": name, "host": guest.server.name},
            )
            self.crash_host(guest.server.name)

    def corrupt_data(self, name: str) -> None:
        """One machine's data are wrong from now on; whoever depends on it shows errors."""
        guest = self._guest(name)
        if guest.corrupted:
            raise Refused(N_("The data of {machine} are corrupted already."), {"machine": name})
        self._corrupt(guest)
        for other in self._centre.guests.values():
            if name in other.spec.depends_on and other.state != "removed":
                self._tell(
                    "fault",
                    N_("{machine} shows errors, because it depends on {other}; its own data are intact."),
                    {"machine": other.name, "other": name},
                )

    def _corrupt(self, guest: Guest) -> None:
        guest.corrupted = True
        self._centre.journal.data.append(DataChange(self._env.now, guest.index, corrupted=True))

    def _fail(self, guest: Guest) -> None:
        self._centre.go_down(guest, "crashed", returns=False)
        self._centre.room_appeared()

    # Protection

    def set_high_availability(self, *, enabled: bool) -> None:
        """Turn the restart of machines after a host failure on or off."""
        self._recovery.switch(enabled=enabled)

    # Shared steps

    def _find_place(self, guest: Guest) -> None:
        """Settle a machine where it can start; a physical server that is off will start with it."""
        server = self._centre.servers.get(guest.spec.runs_on or "")
        if guest.spec.kind == "physical" and server is not None and server.state in ("off", "booting"):
            self._centre.settle_on(guest, server)
        else:
            self._centre.place(guest)

    def _power_on(self, guest: Guest) -> None:
        """Start a machine where it has been settled."""
        server = guest.server
        if guest.spec.kind == "physical" and server is not None and not server.is_up:
            guest.returns = True
            if server.state == "off":
                self._centre.boot_server(server)
            return
        self._tell("machine", N_("{machine} boots on {place}."), {"machine": guest.name, "place": guest.place})
        self._centre.boot(guest, after_s=self._own_server_boot_s(guest))

    def _own_server_boot_s(self, guest: Guest) -> float:
        """Return what a reset takes before the application starts: a physical server boots as a whole."""
        return guest.server.spec.boot_s if guest.spec.kind == "physical" and guest.server is not None else 0.0

    def _power_off_own_server(self, guest: Guest) -> None:
        """Switch a physical server off with the machine that it is."""
        server = guest.server
        if guest.spec.kind == "physical" and server is not None and server.state in ("on", "booting", "maintenance"):
            self._centre.set_server_state(server, "off")

    def _halt(self, guest: Guest, state: str) -> None:
        for machine in (guest, *(container for container in guest.containers if container.holds_memory)):
            machine.wanted_up = False
        self._centre.go_down(guest, "removed" if state == "removed" else "stopped", returns=False)
        self._centre.room_appeared()

    def _reboot(self, guest: Guest) -> None:
        after_s = self._centre.assumptions.shutdown_s + self._own_server_boot_s(guest)
        self._centre.go_down(guest, "stopped", returns=False)
        for container in guest.containers:
            container.returns = container.returns or container.wanted_up
        self._centre.boot(guest, after_s=after_s)

    # Checks

    def _guest(self, name: str) -> Guest:
        guest = self._centre.guests.get(name)
        if guest is None or guest.state == "removed":
            raise Refused(GONE, {"target": name})
        return guest

    def _server(self, name: str) -> Server:
        server = self._centre.servers.get(name)
        if server is None:
            raise Refused(GONE, {"target": name})
        return server

    def _check_name(self, name: str) -> None:
        if name in self._centre.guests or name in self._centre.servers:
            raise Refused(N_("The name {target} is taken: names are never used twice in a run."), {"target": name})

    def _check_place(self, machine: Machine) -> None:
        place = machine.runs_on
        if machine.kind == "physical":
            self._check_own_server(machine, self._server(place or ""))
        elif place is not None and (machine.kind != "container" or self._kernel(place) is None):
            self._host_for(machine, place)

    def _check_own_server(self, machine: Machine, server: Server) -> None:
        """Refuse a physical server that is a hypervisor's host, or somebody else."""
        facts: dict[str, object] = {"machine": machine.name, "host": server.name}
        if not server.spec.bare_metal:
            raise Refused(N_("{host} runs a hypervisor: it is no physical server of its own."), facts)
        for other in self._centre.guests.values():
            if other.spec.runs_on == server.name and other.state != "removed":
                raise Refused(
                    N_("{host} is {other} already: one physical server is one machine."), facts | {"other": other.name}
                )

    def _host_for(self, machine: Machine, name: str) -> Server:
        """Return the host of that name; raise Refused, with the reason, when it is none."""
        if name in self._centre.guests and self._centre.guests[name].state != "removed":
            raise Refused(
                N_("{target} is no place for {machine}: a VM runs on a host, a container on a host or in a VM."),
                {"target": name, "machine": machine.name},
            )
        return self._server(name)

    def _kernel(self, name: str) -> Guest | None:
        """Return the VM of that name, on whose kernel containers may run; None for no such VM."""
        guest = self._centre.guests.get(name)
        return guest if guest is not None and guest.spec.kind == "vm" and guest.state != "removed" else None

    def _check_virtual(self, guest: Guest, reason: str) -> None:
        if guest.spec.kind == "physical":
            raise Refused(reason, {"machine": guest.name})

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
        inside_mib = sum(other.spec.memory_mib for other in guest.containers if other.holds_memory)
        if spec.memory_mib < inside_mib:
            raise Refused(
                N_("The containers in {machine} hold {inside_mib}: it cannot be smaller."),
                facts | {"inside_mib": inside_mib},
            )
