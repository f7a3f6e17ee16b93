"""Machines go from one host to another."""

from __future__ import annotations

from typing import Literal

from sim.actions.world import LiveOptions
from sim.engine.bodies import Guest, Server
from sim.engine.process import Process
from sim.engine.recovery import DISK_ELSEWHERE
from sim.engine.refused import Refused
from sim.engine.sending import Interrupted
from sim.engine.verbs.base import GONE, Verbs
from sim.text import N_, Message
from sim.units import MIB_PER_GIB

MoveKind = Literal["migrate_machine", "migrate_storage", "move_machine"]
"""The kinds of action that bring a machine elsewhere."""


class MoveVerbs(Verbs):
    """``sim.actions.world.MoveVerbs``."""

    # Cold

    def cold(self, name: str, to_host: str) -> None:
        """Move a machine cold: down, over to another host, and up again there."""
        guest = self._guest(name)
        server, kernel = self._cold_target(guest, to_host)
        was_up, source = guest.state in ("running", "paused"), guest.server
        if was_up:
            self._centre.go_down(guest, "stopped", returns=False)
        self._centre.settle_on(guest, server, kernel)
        for container in guest.containers:
            container.server = server
        if was_up:
            self._centre.set_state(guest, "migrating")
            self._env.process(self._arriving(guest, source, server))
        else:
            self._centre.set_state(guest, guest.state)
        self._centre.room_appeared()

    def _cold_target(self, guest: Guest, to_host: str) -> tuple[Server, Guest | None]:
        """Return the host that a machine would come to, and the VM whose kernel it would share; refuse what is impossible."""
        self._check_virtual(guest, N_("{machine} is a physical server: it moves with a screwdriver."))
        self._check_settled(guest)
        facts: dict[str, object] = {"machine": guest.name, "place": to_host}
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
            raise Refused(DISK_ELSEWHERE, {"machine": guest.name, "host": guest.server.name})
        return server, kernel

    def _arriving(self, guest: Guest, source: Server | None, target: Server) -> Process:
        """One cold move: shut down, be taken over, boot."""
        episode = guest.episode
        yield self._env.timeout(self._centre.assumptions.shutdown_s)
        if source is None or source is target or self._centre.scenario.shared_storage or guest.spec.kind == "container":
            yield self._env.timeout(self._centre.scenario.high_availability.place_s)
        else:
            yield from self._carrying_disk(guest, source, target)
        if guest.episode == episode:
            self._centre.boot(guest)

    def _carrying_disk(self, guest: Guest, source: Server, target: Server) -> Process:
        """One disk on its way, as fast as links and disks let it; if its host dies before it is there, so does its machine."""
        episode, ends = guest.episode, (source, target)
        if guest.state != "migrating":
            return
        if not source.is_up:
            self._lose_with(guest, source)
            return
        try:
            courier = self._centre.couriers[guest.index] = self._centre.send(ends, disks=ends)
            yield from courier.send(float(guest.spec.disk_gib * MIB_PER_GIB))
        except Interrupted:
            if guest.episode == episode:
                self._lose_with(guest, source)

    def _lose_with(self, guest: Guest, source: Server) -> None:
        """A machine's disk was still on a host that has died."""
        self._centre.set_state(guest, "crashed")
        self._centre.settle_on(guest, source)
        self._centre.set_state(guest, "crashed")
        self._tell("fault", N_("{machine} stopped with {host}."), {"machine": guest.name, "host": source.name})

    # Live

    def live(self, name: str, to_host: str, options: LiveOptions) -> None:
        """Let a VM go to another host while it runs."""
        guest = self._guest(name)
        self._centre.migrations.ask(guest, self._live_target(guest, to_host, options), options)

    def _live_target(self, guest: Guest, to_host: str, options: LiveOptions) -> Server:
        """Return the host that a machine would go on on; refuse what is impossible."""
        self._check_live(guest, options)
        server = self._server(to_host)
        if guest.server is server:
            raise Refused(N_("{machine} is on {place} already."), {"machine": guest.name, "place": to_host})
        if options.with_disk and not server.spec.disks:
            raise Refused(N_("{host} has no disks of its own."), {"host": to_host})
        why_not = self._centre.migrations.obstacle(guest, server)
        if why_not is not None:
            raise Refused(why_not)
        return server

    # Asked, not done

    def way_to(self, name: str, to_host: str) -> tuple[MoveKind | None, Message | None]:
        """Return the action that would bring a machine somewhere, and why it is not live or not at all; nothing is done."""
        with_disk = not self._centre.scenario.shared_storage
        try:
            guest = self._guest(name)
            self._live_target(guest, to_host, LiveOptions(with_disk=with_disk))
        except Refused as why:
            not_live = why.message
        else:
            return ("migrate_storage" if with_disk else "migrate_machine"), None
        try:
            self._cold_target(self._guest(name), to_host)
        except Refused as why:
            return None, why.message
        return "move_machine", not_live

    def cancel(self, name: str) -> None:
        """Let a machine that is on its way stay where it is."""
        guest = self._guest(name)
        if guest.migration is None:
            raise Refused(N_("{machine} is not migrating."), {"machine": name})
        if guest.migration.has_switched:
            raise Refused(
                N_("{machine} runs at its target already and fetches its memory: that cannot be cancelled."),
                {"machine": name},
            )
        self._centre.migrations.cancel(guest)

    def pin(self, name: str, *, pinned: bool) -> None:
        """Bind a machine to its host, or let it go."""
        guest = self._guest(name)
        self._check_virtual(guest, N_("{machine} is a physical server: it moves with a screwdriver."))
        self._check_settled(guest)
        self._centre.set_spec(guest, guest.spec.model_copy(update={"pinned": pinned}))

    def set_rules(self, name: str, *, apart: str, together: str, only_on: str) -> None:
        """Say with whom and where a machine may run from now on; it stays where it is."""
        guest = self._guest(name)
        self._check_virtual(guest, N_("{machine} is a physical server: it moves with a screwdriver."))
        if only_on:
            self._server(only_on)
        rules = {"apart": apart, "together": together, "only_on": only_on}
        self._centre.set_spec(guest, guest.spec.model_copy(update=rules))
        self._centre.room_appeared()

    def empty(self, host: str) -> None:
        """Put a host into maintenance and let all its VMs go elsewhere while they run; say who cannot, and why."""
        server, options = self._server(host), LiveOptions(with_disk=not self._centre.scenario.shared_storage)
        if server.state == "on":
            self._centre.rack.set_state(server, "maintenance")
        for guest in self._centre.rack.guests_of(server):
            if not guest.holds_memory or guest.kernel is not None or guest.migration is not None:
                continue
            try:
                self._check_live(guest, options)
            except Refused as why:
                facts = {"machine": guest.name, "place": host, "reason": why.message}
                self._tell("refused", N_("{machine} stays on {place}. {reason}"), facts)
            else:
                self._centre.migrations.ask(guest, None, options)
        self._centre.migrations.empty(server)

    def why_it_stays(self, name: str) -> Message | None:
        """Return why a machine cannot migrate anywhere while it runs; None when it can."""
        options = LiveOptions(with_disk=not self._centre.scenario.shared_storage)
        try:
            self._check_live(self._guest(name), options)
        except Refused as why:
            return why.message
        return None

    def _check_live(self, guest: Guest, options: LiveOptions) -> None:
        """Refuse what cannot go anywhere while it runs; the reason says what to do instead."""
        self._check_virtual(guest, N_("{machine} is a physical server: it moves with a screwdriver."))
        self._check_settled(guest)
        why_not = self._bound_by(guest, options)
        if why_not is not None:
            raise Refused(why_not)

    def _bound_by(self, guest: Guest, options: LiveOptions) -> Message | None:
        """Return what binds a machine to where it is."""
        shared = self._centre.scenario.shared_storage
        reasons = (
            (
                guest.spec.kind == "container",
                N_(
                    "{machine} is a container: it has no kernel of its own that could go with it; move it with a restart."
                ),
            ),
            (
                guest.spec.kind == "microvm",
                N_(
                    "{machine} is a microVM: Firecracker copies none while it runs; move it with a restart, it is quick."
                ),
            ),
            (
                guest.spec.fault_tolerant or guest.primary is not None,
                N_("{machine} runs twice, step by step: end its fault tolerance to migrate it."),
            ),
            (
                guest.server is not None and guest.server.isolated,
                N_("{place} is cut off from the other hosts: nothing can be copied from it."),
            ),
            (
                guest.state != "running",
                N_("{machine} is not running: only what runs can migrate live; move it with a shutdown, or start it."),
            ),
            (
                guest.spec.pinned,
                N_("{machine} is bound to {place} by a device or by its CPUs: shut it down to move it."),
            ),
            (
                not shared and not options.with_disk,
                N_("The disk of {machine} is on {place} alone: migrate it with its disk, which takes longer."),
            ),
            (
                shared and options.with_disk,
                N_("All hosts reach the disk of {machine}: migrate it without its disk, that is faster."),
            ),
        )
        template = next((template for applies, template in reasons if applies), None)
        if template is None:
            return None
        return Message(template, {"machine": guest.name, "place": guest.place})
