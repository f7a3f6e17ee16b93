"""A host whose fans have failed gets hot: it slows itself down, and then switches itself off."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine.bodies import Server
from sim.engine.datacentre import DataCentre
from sim.engine.process import Process
from sim.mechanisms.power import watts
from sim.mechanisms.thermal import SHUTDOWN_C, THROTTLE_C, THROTTLED_SPEED, steady_c, temperature_c
from sim.text import N_

LOOK_EVERY_S = 10.0
"""How often the management controller reads the sensor."""


class Heat:
    """The temperature of hosts without fans; of all others nobody needs to know it."""

    def __init__(self, centre: DataCentre, overheated: Callable[[Server], None]) -> None:
        self._centre = centre
        self._overheated = overheated
        self._turns: dict[Server, int] = {}
        """Counts how often a host has lost or got fans, so that a process can see that it is out of date."""

    def rise(self, server: Server) -> None:
        """A host has lost its fans."""
        self._turn(server)
        self._centre.env.process(self._watch(server))

    def fall(self, server: Server) -> None:
        """A host has its fans back: it is cool before long, and fast at once."""
        self._turn(server)
        self._centre.rack.slow_down(server, 1.0)

    def _turn(self, server: Server) -> None:
        self._turns[server] = self._turns.get(server, 0) + 1

    def _watch(self, server: Server) -> Process:
        """One host's sensor, read again and again until the fans are back."""
        turn, now_c = self._turns[server], steady_c(self._power_w(server), server.spec.full_load_w)
        tell = self._centre.journal.tell
        while True:
            rest_c = steady_c(self._power_w(server), server.spec.full_load_w, fans=False)
            yield self._centre.env.timeout(LOOK_EVERY_S)
            if self._turns[server] != turn:
                return
            now_c = temperature_c(now_c, rest_c, LOOK_EVERY_S)
            facts: dict[str, object] = {"host": server.name, "celsius": round(now_c)}
            if not server.is_up:
                continue
            if now_c >= SHUTDOWN_C:
                tell("fault", N_("{host} has reached {celsius} °C: it switches itself off."), facts)
                self._overheated(server)
            elif now_c >= THROTTLE_C and server.speed == 1.0:
                tell("fault", N_("{host} has reached {celsius} °C: its processors slow down to half."), facts)
                self._centre.rack.slow_down(server, THROTTLED_SPEED)

    def _power_w(self, server: Server) -> float:
        """Return what a host draws now."""
        host = server.spec
        if not server.is_up:
            return host.boot_w if server.state == "booting" else host.standby_w
        gain = self._centre.assumptions.smt_gain if host.smt else 0.0
        full_cores = host.cores * (1.0 + gain) * host.core_speed
        return watts(host.power, self._centre.processor.used_cores(server.index) / full_cores)
