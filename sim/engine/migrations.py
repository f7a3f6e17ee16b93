"""All live migrations of a data centre: who may, who waits for a turn, who is on the way, and how each ends."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from sim.actions.world import LiveOptions
from sim.engine.bodies import Guest, Server
from sim.engine.copying import Copying
from sim.engine.migration import LiveMigration
from sim.engine.process import Process
from sim.engine.sending import Interrupted, Sending
from sim.mechanisms.migration import concurrent_migrations
from sim.run import MachineState, Migration, MigrationOutcome
from sim.text import N_, Message

if TYPE_CHECKING:
    from sim.engine.datacentre import DataCentre

_ENDED: dict[MachineState, str] = {
    "crashed": N_("{machine} crashed during its migration: what was copied is of no use."),
    "removed": N_("{machine} was removed."),
}


class Migrations:
    """The service that lets machines migrate, a few at a time."""

    def __init__(self, centre: DataCentre) -> None:
        self._centre = centre
        self._env = centre.env
        self._tell = centre.journal.tell
        self._rules = centre.scenario.migration
        self._copying = Copying(centre)
        self._all: list[LiveMigration] = []
        self._waiting: list[LiveMigration] = []
        self._under_way: list[LiveMigration] = []
        self._emptied: dict[Server, None] = {}
        """Hosts that all machines are to leave."""

    # What people ask for

    def ask(self, guest: Guest, target: Server | None, options: LiveOptions) -> None:
        """Let a machine migrate as soon as its hosts have a hand free; that it may has been checked."""
        source = guest.server
        if source is None:
            return
        one = LiveMigration(guest, source, target, options, self._env.now)
        guest.migration = one
        self._all.append(one)
        self._waiting.append(one)
        self._give_turns()
        if one.outcome == "waiting":
            busy = source if self._is_busy(source) or one.target is None else one.target
            facts = {"machine": guest.name, "host": busy.name, "migrations": self._count(busy)}
            self._tell(
                "machine",
                N_("{machine} waits for its turn to migrate: {host} takes part in {migrations} migrations already."),
                facts,
            )

    def empty(self, server: Server) -> None:
        """Say when the last machine has left a host."""
        self._emptied[server] = None
        self.somebody_left(server)

    def cancel(self, guest: Guest) -> None:
        """End a migration on purpose: the machine stays where it is."""
        if guest.migration is not None:
            one = guest.migration
            self._end(one, "cancelled", Message(N_("You cancelled it.")))
            self._copying.thaw(one)

    def obstacle(self, guest: Guest, server: Server) -> Message | None:
        """Return why a running machine cannot go on on a host, or None when it can."""
        why_not = self._centre.room.obstacle(guest.spec, server)
        return why_not if why_not is not None else self._processor_obstacle(guest, server)

    def _processor_obstacle(self, guest: Guest, server: Server) -> Message | None:
        """Return why the processor of a host cannot go on with what a machine has begun on another."""
        born, there = guest.born_on, server.spec
        if born is None:
            return None
        facts = {"machine": guest.name, "host": server.name, "source": born.name}
        if born.cpu_family != there.cpu_family:
            return Message(
                N_(
                    "{machine} has started on a processor of another make than that of {host}: move it with a shutdown."
                ),
                facts,
            )
        most = self._rules.cpu_baseline or max(born.cpu_generation, there.cpu_generation)
        if min(born.cpu_generation, most) > there.cpu_generation:
            return Message(
                N_(
                    "{machine} uses what only newer processors than that of {host} have: move it with a shutdown, or give all hosts one processor baseline."
                ),
                facts,
            )
        return None

    # What happens around them

    def left_running(self, guest: Guest, state: MachineState) -> None:
        """A machine neither runs nor is switched over any more: its migration is over."""
        one = guest.migration
        if one is not None:
            reason = Message(_ENDED.get(state, N_("{machine} no longer runs.")), {"machine": guest.name})
            self._end(one, "lost" if state == "crashed" else "cancelled", reason)

    def host_left(self, server: Server) -> None:
        """A host takes no machines any more: those that were on their way to it stay where they are."""
        for one in list(self._under_way):
            if one.target is server and not one.has_switched:
                self._stay(one, Message(N_("{host} takes no machines any more."), {"host": server.name}))

    def host_cut_off(self, server: Server) -> None:
        """A host hears no other: nothing can be copied to it or from it; whoever still fetches memory from it dies."""
        for one in list(self._under_way):
            if server not in (one.source, one.target):
                continue
            if one.has_switched:
                facts = {"machine": one.guest.name, "host": server.name}
                self._tell(
                    "fault", N_("{machine} stopped: the rest of its memory is out of reach, {host} is cut off."), facts
                )
                self._centre.go_down(one.guest, "crashed", returns=False)
            else:
                self._stay(one, Message(N_("{host} is cut off from the other hosts."), {"host": server.name}))

    def torn_by(self, server: Server) -> list[Guest]:
        """Return the machines that run elsewhere but still have memory on a host that fails."""
        return [one.guest for one in self._under_way if one.source is server and one.has_switched]

    def somebody_left(self, server: Server) -> None:
        """Say so when the last machine has left a host that is to be empty."""
        if server not in self._emptied:
            return
        if server.state != "maintenance":
            del self._emptied[server]
        elif not any(guest.holds_memory for guest in self._centre.rack.guests_of(server)):
            del self._emptied[server]
            self._tell("host", N_("{host} is empty: it can be switched off."), {"host": server.name})

    def look_again(self, guest: Guest) -> None:
        """A machine, or one in it, writes its memory faster or slower now."""
        one = (guest.kernel or guest).migration
        if one is not None and one.sending is not None:
            one.sending.wake()

    def costs_cpu(self, guest: Guest) -> bool:
        """Return whether a machine is being copied, and pays for it."""
        one = (guest.kernel or guest).migration
        return one is not None and one.outcome == "under_way"

    # Turns

    def _count(self, server: Server) -> int:
        return sum(server in (one.source, one.target) for one in self._under_way)

    def _is_busy(self, server: Server) -> bool:
        fastest = max(nic.gbit_per_s for nic in server.spec.nics)
        return self._count(server) >= concurrent_migrations(fastest)

    def _give_turns(self) -> None:
        for one in list(self._waiting):
            source_sends = one.source.is_up and not one.source.isolated
            is_ready = one in self._waiting and source_sends and one.guest.state == "running"
            if not is_ready or self._is_busy(one.source):
                continue
            if one.target is None:
                one.target = self._centre.room.find_host(
                    one.guest.spec, but=one.source, obstacle=partial(self.obstacle, one.guest)
                )
            if one.target is None:
                self._refuse(one, self._centre.journal.decisions[-1].reason)
            elif not self._is_busy(one.target):
                why_not = self.obstacle(one.guest, one.target)
                if why_not is None:
                    self._begin(one, one.target)
                else:
                    self._refuse(one, why_not)

    def _refuse(self, one: LiveMigration, why_not: Message) -> None:
        """A migration whose turn has come turns out to be impossible."""
        facts = {"machine": one.guest.name, "place": one.source.name, "reason": why_not}
        self._tell("refused", N_("{machine} stays on {place}. {reason}"), facts)
        self._end(one, "cancelled", why_not)

    def _begin(self, one: LiveMigration, target: Server) -> None:
        self._waiting.remove(one)
        self._under_way.append(one)
        one.start_s, one.outcome = self._env.now, "under_way"
        target.promise(one.guest.spec)
        most = one.options.bandwidth_mib_per_s or math.inf
        disks = (one.source, target) if one.options.with_disk else ()
        one.sending = self._centre.send((one.source, target), most, disks)
        self._set_users(one)
        self._tell(
            "machine",
            N_("{machine} migrates to {host} while it runs: {memory_mib} to send."),
            one.facts(memory_mib=one.guest.touched_mib),
        )
        self._env.process(self._story(one, target, one.sending))

    def _story(self, one: LiveMigration, target: Server, sending: Sending) -> Process:
        """One live migration, unless something comes between."""
        try:
            yield from self._copying.run(one, target, sending)
        except Interrupted:
            return
        self._arrive(one)

    # Ends

    def _arrive(self, one: LiveMigration) -> None:
        """The last page is there."""
        template = N_("{machine} runs on {host} now: {data_mib} sent in {total_s}, with a pause of {downtime_s}.")
        total_s = self._env.now - (one.start_s or 0.0)
        self._tell("machine", template, one.facts(data_mib=one.sent_mib, total_s=total_s, downtime_s=one.downtime_s))
        self._end(one, "done", None)
        self.somebody_left(one.source)

    def _stay(self, one: LiveMigration, reason: Message) -> None:
        """A machine stays where it is."""
        self._end(one, "cancelled", reason)
        self._copying.thaw(one)
        template = N_("The migration of {machine} is over: it stays on {place}. {reason}")
        self._tell("machine", template, {"machine": one.guest.name, "place": one.source.name, "reason": reason})

    def _end(self, one: LiveMigration, outcome: MigrationOutcome, reason: Message | None) -> None:
        """Give back everything that a migration has taken, and let the next ones have their turns."""
        guest, was_under_way = one.guest, one.outcome == "under_way"
        one.outcome, one.reason, one.end_s = outcome, reason, self._env.now
        guest.migration = None
        if was_under_way:
            self._under_way.remove(one)
            if one.sending is not None:
                one.sending.close()
            if not one.has_switched and one.target is not None:
                one.target.promise(guest.spec, -1)
            elif one.options.mode == "post_copy":
                one.source.promise(guest.spec, -1)
            self._centre.usage.set_throttle(guest, 0.0)
            self._set_users(one)
            self._centre.room_appeared()
        else:
            self._waiting.remove(one)
        self._give_turns()

    def _set_users(self, one: LiveMigration) -> None:
        for machine in (one.guest, *one.guest.containers):
            self._centre.usage.set_users(machine)

    def records(self) -> tuple[Migration, ...]:
        """Return what became of every migration."""
        return tuple(one.record(self._env.now) for one in self._all)
