"""Machines come, go, and change state."""

from __future__ import annotations

from sim.engine.bodies import Guest, Server
from sim.engine.refused import Refused
from sim.engine.verbs.base import Verbs
from sim.inventory import Machine
from sim.text import N_


class MachineVerbs(Verbs):
    """``sim.actions.world.MachineVerbs``."""

    def add(self, machine: Machine) -> None:
        """Define a machine; place and boot it if it is to be on."""
        self._check_name(machine.name)
        for other in machine.depends_on:
            self._guest(other)
        self._check_place(machine)
        if machine.pool and machine.pool not in self._centre.pools.specs:
            raise Refused(N_("There is no pool {pool}."), {"pool": machine.pool})
        guest = self._centre.draft(machine)
        if machine.on:
            self._find_place(guest)
        self._centre.enlist(guest)
        self._centre.set_state(guest, "defined")
        if machine.on:
            self._power_on(guest)

    def remove(self, name: str) -> None:
        """Stop a machine and delete it with its disk."""
        guest = self._guest(name)
        if guest.containers:
            raise Refused(N_("{machine} carries containers: remove or move them first."), {"machine": name})
        self._halt(guest, "removed")
        self._power_off_own_server(guest)
        if guest.kernel is not None:
            guest.kernel.containers.remove(guest)

    def clone(self, name: str, clone: str) -> None:
        """Copy a machine with its settings, its load and its data, right or wrong."""
        original = self._guest(name)
        if original.spec.kind == "physical":
            raise Refused(N_("{machine} is a physical server: it cannot be copied like a file."), {"machine": name})
        update = {"name": clone, "on": True, "runs_on": self._place_of_clone(original), "snapshots": 0}
        self.add(original.spec.model_copy(update=update))
        self._centre.contagion.copy(original, self._centre.guests[clone])

    def start(self, name: str) -> None:
        """Place a machine and boot it."""
        guest = self._guest(name)
        self._find_place(guest)
        self._power_on(guest)

    def stop(self, name: str) -> None:
        """Shut a machine down on purpose: nobody expects it to answer any more."""
        guest = self._guest(name)
        self._halt(guest, "stopped")
        self._power_off_own_server(guest)

    def restart(self, name: str) -> None:
        """Shut a machine down and boot it again where it is."""
        self._reboot(self._guest(name))

    def pause(self, name: str) -> None:
        """Freeze a machine with its memory, and what runs on its kernel."""
        guest = self._guest(name)
        self._check_virtual(guest, N_("{machine} is a physical server: there is no hypervisor to pause it."))
        self._check_settled(guest)
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

    def resume(self, name: str) -> None:
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

    def _place_of_clone(self, original: Guest) -> str | None:
        """Return where a copy must run: in the same VM, or beside the only disk; None where the policy may choose."""
        if original.server is None:
            return original.spec.runs_on
        bound = original.kernel is not None or not self._centre.scenario.shared_storage
        return original.place if bound else None

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
