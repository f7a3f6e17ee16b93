"""How services switch hosts: boot one, or let one get empty and switch it off then."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.engine.bodies import Server
from sim.engine.datacentre import DataCentre
from sim.engine.process import Process
from sim.engine.services.hands import TITLES, Hands
from sim.policies.placement import Candidate
from sim.run import Advice, ServiceName
from sim.text import N_, Message

LOOK_S = 10.0
PATIENCE_S = 3600.0
"""After so long a host that does not get empty is taken back."""


class Switches:
    """The switches of the hosts, for one service; it does one thing at a time."""

    def __init__(self, centre: DataCentre, hands: Hands, service: ServiceName) -> None:
        self._centre = centre
        self._hands = hands
        self._service: ServiceName = service
        self.busy = False
        self.changed_s = 0.0
        """When hosts were last switched: what was measured before counts no more."""

    def advice(self, kind: str, host: str, candidates: tuple[Candidate, ...], reason: Message) -> Advice:
        """Return what the service proposes for a host."""
        return Advice(float(self._centre.env.now), self._service, kind, "", "", host, candidates, reason)

    def switch_on(self, reason: Message, once_on: Callable[[Server], None]) -> None:
        """Boot the first host that is off; ``once_on`` is done a little after it is on."""
        servers = self._centre.servers.values()
        candidates = [server for server in servers if server.state == "off" and not server.spec.bare_metal]
        self.changed_s = float(self._centre.env.now)
        if not candidates:
            why_not = Message(N_("No host is off that could be switched on."))
            self._hands.note(self.advice("switch_on_host", "", (), reason), why_not=why_not)
            return
        host = candidates[0]
        facts = {"service_title": TITLES[self._service], "host": host.name, "reason": reason}
        self._centre.journal.tell("decision", N_("{service_title} switches {host} on. {reason}"), facts)
        scored = tuple(Candidate(server.name, float(server.index)) for server in candidates)
        self._hands.note(self.advice("switch_on_host", host.name, scored, reason), followed=True)
        self._centre.rack.boot(host)
        self.busy = True
        self._centre.env.process(self._booting(host, once_on))

    def _booting(self, server: Server, once_on: Callable[[Server], None]) -> Process:
        yield self._centre.env.timeout(server.spec.boot_s + LOOK_S)
        self.busy = False
        self.changed_s = float(self._centre.env.now)
        once_on(server)

    def switch_off(self, advice: Advice, moves: Sequence[tuple[str, str]]) -> None:
        """Empty a host, each machine to where it is to go, and switch it off once it is empty."""
        host = advice.target
        told = {"service_title": TITLES[self._service], "host": host, "reason": advice.reason}
        self._centre.journal.tell("decision", N_("{service_title} empties {host} to switch it off. {reason}"), told)
        self._hands.note(advice, followed=True)
        self.busy = True
        self.changed_s = float(self._centre.env.now)
        server = self._centre.servers[host]
        self._centre.rack.set_state(server, "maintenance")
        kind = "migrate_machine" if self._centre.scenario.shared_storage else "migrate_storage"
        why = Message(N_("{host} is to be switched off."), {"host": host})
        for machine, target in moves:
            now = float(self._centre.env.now)
            self._hands.move(Advice(now, self._service, kind, machine, host, target, (), why))
        self._centre.env.process(self._retire(server))

    def _retire(self, server: Server) -> Process:
        """One host on its way out: when the last machine has left, it is switched off."""
        give_up_s = self._centre.env.now + PATIENCE_S
        while server.state == "maintenance" and self._centre.env.now < give_up_s:
            staying = [guest for guest in self._centre.rack.guests_of(server) if guest.holds_memory]
            if not staying:
                self._centre.rack.set_state(server, "off")
                self._centre.journal.tell("host", N_("{host} is off: nothing runs on it."), {"host": server.name})
                break
            if all(guest.migration is None for guest in staying):
                break
            yield self._centre.env.timeout(LOOK_S)
        if server.state == "maintenance":
            self._centre.rack.set_state(server, "on")
            self._centre.journal.tell("host", N_("{host} stays on: it did not get empty."), {"host": server.name})
            self._centre.room_appeared()
        self.busy = False
        self.changed_s = float(self._centre.env.now)
