"""VM monitoring: a VM whose system has crashed sends no heartbeat any more, and is reset.

Numbers: VMware vSphere Availability, "VM Monitoring", sensitivity High: 30 s without a heartbeat, three resets within
an hour, the first 120 s after a start left out.
"""

from __future__ import annotations

from collections import defaultdict

from sim.engine.bodies import Guest
from sim.engine.datacentre import DataCentre
from sim.engine.process import Process
from sim.text import N_
from sim.units import HOUR_S

HEARTBEAT_S = 30.0
"""The silence after which a VM counts as failed."""
MIN_UPTIME_S = 120.0
"""The time after a start in which nobody listens: a system that boots sends no heartbeat."""
MAX_RESETS = 3
WINDOW_S = HOUR_S


class Monitor:
    """The service that listens to the systems inside VMs."""

    def __init__(self, centre: DataCentre) -> None:
        self._centre = centre
        self.enabled = False
        self._resets_s: dict[int, list[float]] = defaultdict(list)

    def guest_failed(self, guest: Guest) -> None:
        """Notice in time that a VM's own system has failed."""
        if self.enabled and guest.spec.kind == "vm":
            self._centre.env.process(self._listen(guest))

    def _listen(self, guest: Guest) -> Process:
        """One crashed VM: miss its heartbeat, and reset it, unless it has been reset too often."""
        env, episode = self._centre.env, guest.episode
        yield env.timeout(max(HEARTBEAT_S, guest.started_s + MIN_UPTIME_S - env.now))
        if not self.enabled or guest.episode != episode:
            return
        tell, facts = self._centre.journal.tell, {"machine": guest.name}
        recent = [at_s for at_s in self._resets_s[guest.index] if at_s > env.now - WINDOW_S]
        if len(recent) >= MAX_RESETS:
            tell(
                "refused",
                N_("VM monitoring resets {machine} no more: it has done so {resets} times within {window_s}."),
                facts | {"resets": len(recent), "window_s": WINDOW_S},
            )
            return
        why_not = self._centre.room.obstacle_at_home(guest)
        if why_not is not None:
            tell("refused", why_not)
            return
        self._resets_s[guest.index] = [*recent, env.now]
        tell("decision", N_("VM monitoring resets {machine}: its heartbeat is missing."), facts)
        for container in guest.containers:
            container.returns = container.returns or container.wanted_up
        self._centre.boot(guest)
