"""Hosts come, are switched on and off, and are repaired."""

from __future__ import annotations

from sim.engine.refused import Refused
from sim.engine.verbs.base import Verbs
from sim.inventory import Host
from sim.text import N_


class HostVerbs(Verbs):
    """``sim.actions.world.HostVerbs``."""

    def add(self, host: Host) -> None:
        """Put a host into the rack and switch it on."""
        self._check_name(host.name)
        server = self._centre.rack.install(host, "off")
        if host.on:
            self._centre.rack.boot(server)

    def switch_on(self, name: str) -> None:
        """Start a host that is off."""
        self._boot(name)

    def switch_off(self, name: str) -> None:
        """Shut a host down and every machine on it; they return with it."""
        server = self._server(name)
        torn = self._centre.migrations.torn_by(server)
        if torn:
            raise Refused(
                N_("{machine} runs elsewhere, but a part of its memory is still on {host}: wait until it has arrived."),
                {"machine": torn[0].name, "host": name},
            )
        self._recovery.mirrors.take_over(server)
        for guest in self._centre.rack.guests_of(server):
            if guest.kernel is None and guest.holds_memory:
                self._centre.go_down(guest, "stopped", returns=True)
                self._tell("machine", N_("{machine} stopped with {host}."), {"machine": guest.name, "host": name})
        self._centre.rack.set_state(server, "off")

    def check_on(self, name: str) -> None:
        """Raise Refused unless a host is on."""
        if self._server(name).state not in ("on", "booting", "maintenance"):
            raise Refused(N_("{host} is not on."), {"host": name})

    def set_maintenance(self, name: str, *, enabled: bool) -> None:
        """Keep new machines away from a host, or let them come again."""
        self._centre.rack.set_state(self._server(name), "maintenance" if enabled else "on")
        self._centre.room_appeared()

    def repair(self, name: str) -> None:
        """Mend a failed host; it boots, and what is still left on it starts again."""
        self._boot(name)

    def _boot(self, name: str) -> None:
        server = self._server(name)
        self._parts.check_can_start(server)
        self._centre.rack.boot(server)
