"""The hosts of a running data centre, and how they change state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.bodies import Guest, Server
from sim.engine.process import Process
from sim.inventory import Host
from sim.mechanisms.cpu import smt_capacity
from sim.run import Hindrance, HostState
from sim.text import N_

if TYPE_CHECKING:
    from sim.engine.datacentre import DataCentre


class Rack:
    """All hosts of one run, and what can happen to each."""

    def __init__(self, centre: DataCentre) -> None:
        self._centre = centre

    def install(self, host: Host, state: HostState) -> Server:
        """Put a host into the rack."""
        server = Server(len(self._centre.servers), host, patched=host.patched)
        self._centre.servers[host.name] = server
        self._centre.devices.set_host(server.index, host)
        self.set_state(server, state)
        self._centre.installed(server)
        return server

    def set_state(self, server: Server, state: HostState) -> None:
        """Let a host be in another state; what runs on it is the caller's business."""
        server.state = state
        server.episode += 1
        self._centre.journal.host_is(server.index, state)
        self.set_capacity(server)
        if state != "on":
            self._centre.migrations.host_left(server)
        if not server.is_up:
            for sending in self._centre.sendings:
                if sending.passes(server):
                    sending.close()

    def boot(self, server: Server) -> None:
        """Start a host, and then the machines on it that return by themselves."""
        self.set_state(server, "booting")
        self._centre.env.process(self._booting(server))

    def _booting(self, server: Server) -> Process:
        """One host's start."""
        episode = server.episode
        yield self._centre.env.timeout(server.spec.boot_s)
        if server.episode != episode:
            return
        self.set_state(server, "on")
        self._centre.journal.tell("host", N_("{host} is on."), {"host": server.name})
        for guest in self.guests_of(server):
            if guest.kernel is None:
                self._centre.bring_back(guest)
        self._centre.room_appeared()

    def guests_of(self, server: Server) -> list[Guest]:
        """Return the machines that belong to a host, in the order of their appearance."""
        return [guest for guest in self._centre.guests.values() if guest.server is server and guest.state != "removed"]

    def set_capacity(self, server: Server) -> None:
        """Tell the processor what CPU a host has now, and what its hypervisor keeps of it."""
        host, processor, assumptions = server.spec, self._centre.processor, self._centre.assumptions
        kept = 0.0 if host.bare_metal else assumptions.hypervisor_cpu_fraction
        if not server.is_up:
            processor.set_host(server.index, capacity_cores=0.0, overhead_cores=0.0)
            return
        gain = assumptions.smt_gain if host.smt else 0.0
        cores = smt_capacity(host.cores, gain, max(server.vcpus, host.cores)) * host.core_speed * server.speed
        processor.set_host(server.index, capacity_cores=cores * (1.0 - kept), overhead_cores=cores * kept)

    def lose(self, server: Server) -> None:
        """A host stops at once with everything on it."""
        self.set_state(server, "failed")
        victims = self._centre.fall(server)
        for guest in victims:
            facts = {"machine": guest.name, "host": server.name}
            self._centre.journal.tell("fault", N_("{machine} stopped with {host}."), facts)
        self._centre.server_lost(server, victims)

    def hinder(self, server: Server, hindrance: Hindrance | None) -> None:
        """Let a host's machines be cut off from users or disks, or set them free again."""
        if hindrance is not None and server.hindrance is None:
            self._centre.falling(server)
        server.hindrance = hindrance
        residents = sorted(self.guests_of(server), key=lambda guest: guest.kernel is not None)
        for guest in residents:
            if guest.state in ("running", "isolated", "stalled"):
                self._centre.set_state(guest, "running")
        if hindrance is None and server.is_up:
            for guest in residents:
                self._centre.bring_back(guest)

    def slow_down(self, server: Server, speed: float) -> None:
        """Let a host work at a part of its speed."""
        server.speed = speed
        self.set_capacity(server)
