"""Power management: hosts that are not needed are emptied and switched off; when they are needed they boot in time, or late."""

from __future__ import annotations

from sim.engine.bodies import Server
from sim.engine.datacentre import DataCentre, Process
from sim.engine.services.balancing import BalancingService
from sim.engine.services.hands import Hands, takes_machines
from sim.policies.cluster import Cluster
from sim.policies.placement import Candidate
from sim.policies.powersaving import Evacuation, evacuation, power_advice
from sim.run import Advice
from sim.services import PowerManagement
from sim.text import N_, Message

LOOK_S = 10.0
PATIENCE_S = 3600.0
"""After so long a host that does not get empty is taken back."""


class PowerService:
    """The service that switches hosts off and on."""

    def __init__(self, centre: DataCentre, hands: Hands, balancing: BalancingService) -> None:
        self._centre = centre
        self._hands = hands
        self._balancing = balancing
        self._changed_s = 0.0
        """When hosts were last switched: what was measured before counts no more."""
        self._busy = False
        self._turn = 0
        self.settings = PowerManagement()

    def set_up(self, settings: PowerManagement, every_s: float) -> None:
        """Work with other settings from now on."""
        if settings == self.settings:
            return
        self.settings = settings
        self._turn += 1
        if settings.enabled:
            self._changed_s = float(self._centre.env.now)
            self._centre.env.process(self._work(every_s))

    def _work(self, every_s: float) -> Process:
        """The service: wait, look, switch a host off or on, and again."""
        turn, settings, meter = self._turn, self.settings, self._hands.meter
        while True:
            yield self._centre.env.timeout(every_s)
            if self._turn != turn:
                return
            if self._busy:
                continue
            recent_on = meter.uses(settings.on_window_s, self._changed_s)
            recent_off = meter.uses(settings.off_window_s, self._changed_s)
            band = settings.lowest_pct / 100.0, settings.highest_pct / 100.0
            wish = power_advice(recent_on, recent_off, band)
            if wish == "on":
                self._switch_on(sum(recent_on) / len(recent_on))
            elif wish == "off":
                self._switch_off(sum(recent_off) / len(recent_off))

    # On

    def _switch_on(self, use: float) -> None:
        """Boot the first host that is off."""
        facts: dict[str, object] = {"use_pct": 100.0 * use, "highest_pct": self.settings.highest_pct}
        reason = Message(N_("The hosts that are on are used to {use_pct}, more than {highest_pct}."), facts)
        candidates = [
            server for server in self._centre.servers.values() if server.state == "off" and not server.spec.bare_metal
        ]
        self._changed_s = float(self._centre.env.now)
        if not candidates:
            why_not = Message(N_("No host is off that could be switched on."))
            self._hands.note(self._advice("switch_on_host", "", (), reason), why_not=why_not)
            return
        host = candidates[0]
        facts = {"host": host.name, "reason": reason}
        self._centre.journal.tell("decision", N_("Power management switches {host} on. {reason}"), facts)
        scored = tuple(Candidate(server.name, float(server.index)) for server in candidates)
        self._hands.note(self._advice("switch_on_host", host.name, scored, reason), followed=True)
        self._centre.boot_server(host)
        self._busy = True
        self._centre.env.process(self._fill(host))

    def _fill(self, server: Server) -> Process:
        """One host that boots: once it is on, machines come to it."""
        yield self._centre.env.timeout(server.spec.boot_s + LOOK_S)
        self._busy = False
        self._changed_s = float(self._centre.env.now)
        if takes_machines(server):
            self._balancing.even_out("power", follow=True)

    # Off

    def _switch_off(self, use: float) -> None:
        """Empty the host that is emptied most easily, if the others can do without it."""
        cluster = self._hands.cluster(self.settings.off_window_s, 0.0)
        plans = self._plans(cluster)
        candidates = tuple(sorted(plans, key=lambda plan: (plan.why_not is not None, plan.moved_mib)))
        facts: dict[str, object] = {"use_pct": 100.0 * use, "lowest_pct": self.settings.lowest_pct}
        reason = Message(N_("The hosts that are on are used to {use_pct}, less than {lowest_pct}."), facts)
        shown = tuple(
            Candidate(plan.host, None if plan.why_not else plan.moved_mib, plan.why_not) for plan in candidates
        )
        if not candidates:
            return
        best = candidates[0]
        advice = self._advice("switch_off_host", best.host, shown, reason)
        self._changed_s = float(self._centre.env.now)
        if best.why_not is not None:
            self._hands.note(advice, why_not=best.why_not)
            return
        told = {"host": best.host, "reason": reason}
        self._centre.journal.tell("decision", N_("Power management empties {host} to switch it off. {reason}"), told)
        self._hands.note(advice, followed=True)
        self._busy = True
        server = self._centre.servers[best.host]
        self._centre.set_server_state(server, "maintenance")
        for machine, target in best.moves:
            why = Message(N_("{host} is to be switched off."), {"host": best.host})
            self._hands.move(self._move_advice(machine, best.host, target, why))
        self._centre.env.process(self._retire(server))

    def _plans(self, cluster: Cluster) -> list[Evacuation]:
        """Return for each host how it would be emptied, or why it cannot."""
        settings = self.settings
        middle = (settings.lowest_pct + settings.highest_pct) / 200.0
        return [evacuation(cluster, host, middle, settings.spare_hosts) for host in cluster.hosts]

    def _retire(self, server: Server) -> Process:
        """One host on its way out: when the last machine has left, it is switched off."""
        give_up_s = self._centre.env.now + PATIENCE_S
        while server.state == "maintenance" and self._centre.env.now < give_up_s:
            staying = [guest for guest in self._centre.on_server(server) if guest.holds_memory]
            if not staying:
                self._centre.set_server_state(server, "off")
                self._centre.journal.tell("host", N_("{host} is off: nothing runs on it."), {"host": server.name})
                break
            if all(guest.migration is None for guest in staying):
                break
            yield self._centre.env.timeout(LOOK_S)
        if server.state == "maintenance":
            self._centre.set_server_state(server, "on")
            self._centre.journal.tell("host", N_("{host} stays on: it did not get empty."), {"host": server.name})
            self._centre.room_appeared()
        self._busy = False
        self._changed_s = float(self._centre.env.now)

    def _move_advice(self, machine: str, source: str, target: str, reason: Message) -> Advice:
        kind = "migrate_machine" if self._centre.scenario.shared_storage else "migrate_storage"
        return Advice(float(self._centre.env.now), "power", kind, machine, source, target, (), reason)

    def _advice(self, kind: str, host: str, candidates: tuple[Candidate, ...], reason: Message) -> Advice:
        return Advice(float(self._centre.env.now), "power", kind, "", "", host, candidates, reason)
