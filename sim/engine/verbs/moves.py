"""Machines go from one host to another."""

from __future__ import annotations

from sim.engine.bodies import Guest, Server
from sim.engine.datacentre import Process
from sim.engine.recovery import DISK_ELSEWHERE
from sim.engine.refused import Refused
from sim.engine.verbs.base import GONE, Verbs
from sim.text import N_
from sim.units import MIB_PER_GIB

MIB_PER_S_PER_GBIT = 112.0
"""Usable rate of a network card, MiB/s per Gbit/s."""


class MoveVerbs(Verbs):
    """``sim.actions.world.MoveVerbs``."""

    def cold(self, name: str, to_host: str) -> None:
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
