"""What all verbs share: finding what is named, and switching machines on and off in order."""

from __future__ import annotations

from sim.engine.bodies import Guest, Server
from sim.engine.datacentre import DataCentre
from sim.engine.parts import Parts
from sim.engine.recovery import Recovery
from sim.engine.refused import Refused
from sim.inventory import Machine
from sim.text import N_

GONE = N_("{target} is not there any more.")


class Verbs:
    """One group of verbs of a data centre. Each is done, or refused with a reason; then nothing has changed."""

    def __init__(self, centre: DataCentre, recovery: Recovery, parts: Parts) -> None:
        self._centre = centre
        self._recovery = recovery
        self._parts = parts
        self._env = centre.env
        self._tell = centre.journal.tell

    # Finding what is named

    def _guest(self, name: str) -> Guest:
        guest = self._centre.guests.get(name)
        if guest is None or guest.state == "removed":
            raise Refused(GONE, {"target": name})
        if guest.primary is not None:
            raise Refused(
                N_("{machine} mirrors {other}: whatever happens to {other} happens to it."),
                {"machine": name, "other": guest.primary.name},
            )
        return guest

    def _server(self, name: str) -> Server:
        server = self._centre.servers.get(name)
        if server is None:
            raise Refused(GONE, {"target": name})
        return server

    def _kernel(self, name: str) -> Guest | None:
        """Return the VM of that name, on whose kernel containers may run; None for no such VM."""
        guest = self._centre.guests.get(name)
        return guest if guest is not None and guest.spec.kind == "vm" and guest.state != "removed" else None

    def _host_for(self, machine: Machine, name: str) -> Server:
        """Return the host of that name; raise Refused, with the reason, when it is none."""
        if name in self._centre.guests and self._centre.guests[name].state != "removed":
            raise Refused(
                N_("{target} is no place for {machine}: a VM runs on a host, a container on a host or in a VM."),
                {"target": name, "machine": machine.name},
            )
        return self._server(name)

    def _check_virtual(self, guest: Guest, reason: str) -> None:
        if guest.spec.kind == "physical":
            raise Refused(reason, {"machine": guest.name})

    def _check_settled(self, guest: Guest) -> None:
        """Refuse what cannot be done to a machine on its way: both ends keep what it was promised."""
        if guest.migration is not None:
            raise Refused(
                N_("{machine} is migrating: wait until it has arrived, or cancel its migration."),
                {"machine": guest.name},
            )

    def _check_name(self, name: str) -> None:
        if name in self._centre.guests or name in self._centre.servers:
            raise Refused(N_("The name {target} is taken: names are never used twice in a run."), {"target": name})

    # Switching machines on and off

    def _find_place(self, guest: Guest) -> None:
        """Settle a machine where it can start; a physical server that is off will start with it."""
        self._recovery.admission.check(guest)
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
                self._parts.check_can_start(server)
                self._centre.rack.boot(server)
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
            self._centre.rack.set_state(server, "off")

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

    def _fail(self, guest: Guest) -> None:
        self._centre.go_down(guest, "crashed", returns=False)
        self._centre.room_appeared()
        self._centre.guest_failed(guest)
