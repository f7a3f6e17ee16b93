"""What machines wanted of late, as a service measures it: a sample a minute."""

from __future__ import annotations

from collections import deque

import numpy as np

from sim.engine.bodies import Guest
from sim.engine.datacentre import DataCentre
from sim.engine.process import Process
from sim.steps import Floats

SAMPLE_S = 60.0
FIRST_S = 30.0
"""Between the full minutes, at which loads change."""
KEPT_S = 86_400.0
HISTORY_SAMPLES = 12


class Meter:
    """The samples of all machines. It costs nothing before a service asks for it."""

    def __init__(self, centre: DataCentre) -> None:
        self._centre = centre
        self._wanted: deque[Floats] = deque(maxlen=round(KEPT_S / SAMPLE_S))
        self._uses: deque[tuple[float, float]] = deque(maxlen=round(KEPT_S / SAMPLE_S))
        self._started = False
        self._keeps_uses = False

    def keep_uses(self) -> None:
        """Keep the use of the whole cluster from now on: only power management asks for it."""
        self._keeps_uses = True

    def start(self) -> None:
        """Measure from now on."""
        if not self._started:
            self._started = True
            self._centre.env.process(self._measure())

    def _measure(self) -> Process:
        yield self._centre.env.timeout(FIRST_S)
        while True:
            self._wanted.append(self._centre.processor.accounts.wanteds.copy())
            if self._keeps_uses:
                self._uses.append((self._centre.env.now, self._use_now()))
            yield self._centre.env.timeout(SAMPLE_S)

    def _use_now(self) -> float:
        """Return what all machines want, in parts of the CPU of the hosts that are on; all of it where none is on."""
        hosts = [server for server in self._centre.servers.values() if server.is_up and not server.spec.bare_metal]
        capacity = sum(self._centre.processor.capacity_cores(server.index) for server in hosts)
        wanted = self._centre.processor.accounts.wanted
        used = sum(
            wanted[guest.index]
            for guest in self._centre.guests.values()
            if guest.state == "running" and guest.spec.kind != "physical"
        )
        return used / capacity if capacity else 1.0

    def means(self, window_s: float) -> Floats:
        """Return what each machine, by number, wanted on average over the last so many seconds, without its containers."""
        count = min(_count(window_s), len(self._wanted))
        if count == 0:
            return np.zeros_like(self._centre.processor.accounts.wanteds)
        means: Floats = np.mean([self._wanted[back] for back in range(-count, 0)], axis=0)
        return means

    def history(self, guest: Guest) -> tuple[float, ...]:
        """Return the last samples of what a machine wanted, the newest last."""
        count = min(HISTORY_SAMPLES, len(self._wanted))
        return tuple(float(self._wanted[back][guest.index]) for back in range(-count, 0))

    def uses(self, window_s: float, since_s: float) -> list[float]:
        """Return the last uses of the whole cluster, the newest last; nothing before the window is full."""
        values = [use for at_s, use in self._uses if at_s >= since_s][-_count(window_s) :]
        return values if len(values) >= _count(window_s) else []


def _count(window_s: float) -> int:
    return max(round(window_s / SAMPLE_S), 1)
