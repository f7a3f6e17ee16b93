"""What all services share: how they see the data centre, and how they have machines moved."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sim.actions.world import LiveOptions
from sim.engine.bodies import Guest, Server
from sim.engine.datacentre import DataCentre
from sim.engine.refused import Refused
from sim.engine.services.meter import Meter
from sim.engine.verbs.moves import MoveVerbs
from sim.mechanisms.power import watts
from sim.policies.cluster import Cluster, HostLoad, MachineLoad, Move
from sim.run import Advice, ServiceName
from sim.text import N_, Message

TITLES: dict[ServiceName, str] = {
    "balancing": N_("Balancing"),
    "power": N_("Power management"),
    "consolidation": N_("Consolidation"),
    "scaling": N_("Autoscaling"),
}


class Hands:
    """The eyes and hands of the services: the same verbs that people have."""

    def __init__(self, centre: DataCentre, meter: Meter, moves: MoveVerbs) -> None:
        self._centre = centre
        self._moves = moves
        self._moved_s: dict[str, float] = {}
        self._hosts: dict[str, HostLoad] = {}
        self.meter = meter

    def cluster(self, window_s: float, rest_s: float) -> Cluster:
        """Return hosts that take machines, and all machines with what they wanted on average of late."""
        hosts = tuple(self._host(server) for server in self._centre.servers.values() if takes_machines(server))
        means = self.meter.means(window_s).tolist()
        machines = tuple(
            self._machine(guest, means)
            for guest in self._centre.guests.values()
            if guest.holds_memory and guest.kernel is None and guest.spec.kind != "physical"
        )
        return Cluster(hosts, machines, self._obstacle, partial(self._why_it_stays, rest_s=rest_s), self._history)

    def _host(self, server: Server) -> HostLoad:
        cores = self._centre.processor.capacity_cores(server.index)
        memory_mib = self._centre.room.promisable_mib(server) + server.memory_mib
        known = self._hosts.get(server.name)
        if known is None or known.cores != cores or known.memory_mib != memory_mib:
            known = HostLoad(server.name, cores, memory_mib, partial(watts, server.spec.power))
            self._hosts[server.name] = known
        return known

    def _machine(self, guest: Guest, means: list[float]) -> MachineLoad:
        one = guest.migration
        place = one.target if one is not None and one.target is not None else guest.server
        cores = means[guest.index]
        for container in guest.containers:
            cores += means[container.index]
        where, spec = place.name if place else "", guest.spec
        return MachineLoad(guest.name, where, cores, float(spec.memory_mib), spec.depends_on)

    def _why_it_stays(self, machine: str, rest_s: float) -> Message | None:
        return self._moves.why_it_stays(machine) or self._rests(machine, rest_s)

    def _history(self, machine: str) -> tuple[float, ...]:
        return self.meter.history(self._centre.guests[machine])

    def _rests(self, machine: str, rest_s: float) -> Message | None:
        moved_s = self._moved_s.get(machine)
        if moved_s is None or self._centre.env.now >= moved_s + rest_s:
            return None
        return Message(N_("{machine} has been moved at {at_s}: it rests."), {"machine": machine, "at_s": moved_s})

    def _obstacle(self, machine: str, host: str) -> Message | None:
        return self._centre.migrations.obstacle(self._centre.guests[machine], self._centre.servers[host])

    def move(self, advice: Advice) -> Advice:
        """Let a machine migrate as a service has decided; return what became of that."""
        options = LiveOptions(with_disk=not self._centre.scenario.shared_storage)
        facts = {
            "service_title": TITLES[advice.service],
            "machine": advice.machine,
            "host": advice.target,
            "reason": advice.reason,
        }
        self._centre.journal.tell("decision", N_("{service_title} moves {machine} to {host}. {reason}"), facts)
        try:
            self._moves.live(advice.machine, advice.target, options)
        except Refused as why:
            self._centre.journal.tell("refused", why.message, machine=advice.machine, host=advice.target)
            return self.note(advice, why_not=why.message)
        self._moved_s[advice.machine] = float(self._centre.env.now)
        return self.note(advice, followed=True)

    def note(self, advice: Advice, *, followed: bool = False, why_not: Message | None = None) -> Advice:
        """Write down an advice and what became of it."""
        known = replace(advice, followed=followed, why_not=why_not)
        self._centre.journal.advice.append(known)
        return known

    def advice_of(self, service: ServiceName, move: Move, reason: Message, rule: str) -> Advice:
        """Return what a service proposes with a move."""
        return Advice(
            float(self._centre.env.now),
            service,
            "migrate_machine" if self._centre.scenario.shared_storage else "migrate_storage",
            move.machine.name,
            move.machine.host,
            move.target,
            move.candidates,
            reason,
            rule,
            move.before,
            move.after,
        )


def takes_machines(server: Server) -> bool:
    """Return whether services may put machines on a host."""
    return server.state == "on" and not server.isolated and not server.spec.bare_metal
