"""Power management: hosts that are not needed are emptied and switched off; when they are needed they boot in time, or late."""

from __future__ import annotations

from sim.engine.bodies import Server
from sim.engine.datacentre import DataCentre
from sim.engine.process import Process
from sim.engine.services.balancing import BalancingService
from sim.engine.services.hands import Hands, takes_machines
from sim.engine.services.switching import Switches
from sim.policies.cluster import Cluster
from sim.policies.placement import Candidate
from sim.policies.powersaving import Evacuation, evacuation, power_advice
from sim.services import PowerManagement
from sim.text import N_, Message


class PowerService:
    """The service that switches hosts off and on."""

    def __init__(self, centre: DataCentre, hands: Hands, balancing: BalancingService) -> None:
        self._centre = centre
        self._hands = hands
        self._balancing = balancing
        self._switches = Switches(centre, hands, "power")
        self._turn = 0
        self.settings = PowerManagement()

    def set_up(self, settings: PowerManagement, every_s: float) -> None:
        """Work with other settings from now on."""
        if settings == self.settings:
            return
        self.settings = settings
        self._turn += 1
        if settings.enabled:
            self._hands.meter.keep_uses()
            self._switches.changed_s = float(self._centre.env.now)
            self._centre.env.process(self._work(every_s))

    def _work(self, every_s: float) -> Process:
        """The service: wait, look, switch a host off or on, and again."""
        turn, settings, meter = self._turn, self.settings, self._hands.meter
        while True:
            yield self._centre.env.timeout(every_s)
            if self._turn != turn:
                return
            if self._switches.busy:
                continue
            recent_on = meter.uses(settings.on_window_s, self._switches.changed_s)
            recent_off = meter.uses(settings.off_window_s, self._switches.changed_s)
            band = settings.lowest_pct / 100.0, settings.highest_pct / 100.0
            wish = power_advice(recent_on, recent_off, band)
            if wish == "on":
                self._switch_on(sum(recent_on) / len(recent_on))
            elif wish == "off":
                self._switch_off(sum(recent_off) / len(recent_off))

    # On

    def _switch_on(self, use: float) -> None:
        """Boot a host that is off; once it is on, machines come to it."""
        facts: dict[str, object] = {"use_pct": 100.0 * use, "highest_pct": self.settings.highest_pct}
        reason = Message(N_("The hosts that are on are used to {use_pct}, more than {highest_pct}."), facts)
        self._switches.switch_on(reason, self._fill)

    def _fill(self, server: Server) -> None:
        if takes_machines(server):
            self._balancing.even_out("power", follow=True)

    # Off

    def _switch_off(self, use: float) -> None:
        """Empty the host that is emptied most easily, if the others can do without it."""
        cluster = self._hands.cluster(self.settings.off_window_s, 0.0)
        plans = sorted(self._plans(cluster), key=lambda plan: (plan.why_not is not None, plan.moved_mib))
        if not plans:
            return
        facts: dict[str, object] = {"use_pct": 100.0 * use, "lowest_pct": self.settings.lowest_pct}
        reason = Message(N_("The hosts that are on are used to {use_pct}, less than {lowest_pct}."), facts)
        shown = tuple(Candidate(plan.host, None if plan.why_not else plan.moved_mib, plan.why_not) for plan in plans)
        advice = self._switches.advice("switch_off_host", plans[0].host, shown, reason)
        if plans[0].why_not is not None:
            self._switches.changed_s = float(self._centre.env.now)
            self._hands.note(advice, why_not=plans[0].why_not)
        else:
            self._switches.switch_off(advice, plans[0].moves)

    def _plans(self, cluster: Cluster) -> list[Evacuation]:
        """Return for each host how it would be emptied, or why it cannot."""
        settings = self.settings
        middle = (settings.lowest_pct + settings.highest_pct) / 200.0
        return [evacuation(cluster, host, middle, settings.spare_hosts) for host in cluster.hosts]
