"""A day of dynamic consolidation as CloudSim 3.0.3 plays it: rounds at frames, moves that end a little later.

At each frame, 300.1 s, 600.1 s and so on, machines leave hosts that are too busy, hosts with little to do are emptied,
and each move ends after the machine's memory has passed through half of a link of 1 Gbit/s. In between the
use of hosts follows the interpolated demands; their power follows a straight line between the instants at which CloudSim
looks. Source of the procedure: Beloglazov and Buyya 2012 (``planetlab``), and what CloudSim's sources add to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from benchmarks.farm import NOWHERE, Farm
from benchmarks.peculiarities import Peculiarities
from benchmarks.planetlab import HOSTS
from benchmarks.rounds import Round
from sim.steps import Floats
from sim.units import JOULE_PER_KWH
from sim.workloads.base import SAMPLE_S

FIRST_FRAME_S = 300.1
LINK_MIB_PER_S = 62.5
"""Half of 1 Gbit/s, in the units of CloudSim's memory."""
LOST_WHILE_MOVING = 0.1
HISTORY = 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """What CloudSim reports of a day."""

    energy_kwh: float
    migrations: int
    host_shutdowns: int
    slatah_pct: float
    """Time that busy hosts give less than is asked of them, by the time that hosts are busy."""
    pdm_pct: float
    """What machines lose while they move, by what they ask for."""


class Study:
    """One day with one pair of policies."""

    def __init__(self, percentages: NDArray[np.uint8], detector: str, selector: str, peculiar: Peculiarities) -> None:
        self.peculiar = peculiar
        self.farm = Farm.of(len(percentages))
        self._policies = detector, selector
        self._shares = np.concatenate((percentages, percentages[:, -1:]), axis=1) / 100.0
        self._lives = np.ones(len(percentages), dtype=bool)
        self._moving: list[tuple[int, int]] = []
        self._time_s = 0.1
        self._use: Floats = np.zeros(HOSTS)
        self._asked: Floats = np.zeros(HOSTS)
        self._was_busy = np.ones(HOSTS, dtype=bool)
        self._joules = self._busy_s = self._short_s = self._lost = self._wanted = 0.0
        self._migrations = self._shutdowns = 0

    @cached_property
    def frames_s(self) -> list[float]:
        """Return when CloudSim's rounds are."""
        return [FIRST_FRAME_S + SAMPLE_S * number for number in range(self._shares.shape[1] - 2)]

    def run(self) -> Outcome:
        """Play the day."""
        history: Floats = np.zeros((len(self._lives), 0))
        if not self.peculiar.first_interval_is_free:
            self._look(self._time_s)
        for frame_s in self.frames_s:
            self._pass(frame_s)
            demand = self._demand(frame_s)
            if self.peculiar.idle_machines_vanish:
                self._remove(np.flatnonzero(self._lives & (demand == 0.0)))
            history = np.column_stack((history, demand))[:, -HISTORY:]
            self._moving = Round(self.farm, self._policies, self.peculiar, history, self._use).moves()
            self._migrations += len(self._moving)
            self._look(frame_s)
            self._finish_moves(frame_s)
        return Outcome(
            self._joules / JOULE_PER_KWH,
            self._migrations,
            self._shutdowns,
            float(100.0 * self._short_s / self._busy_s),
            100.0 * self._lost / self._wanted,
        )

    def _finish_moves(self, begun_s: float) -> None:
        """Let the moves of a round end, those of small machines first."""
        memory_mib = self.farm.memory_mib
        while self._moving:
            least_mib = min(memory_mib[machine] for machine, _ in self._moving)
            self._pass(begun_s + least_mib / LINK_MIB_PER_S)
            for machine, target in [move for move in self._moving if memory_mib[move[0]] == least_mib]:
                self.farm.put(machine, target)
            self._moving = [move for move in self._moving if memory_mib[move[0]] > least_mib]
            self._look(self._time_s)

    def _remove(self, machines: NDArray[np.intp]) -> None:
        for machine in machines:
            self.farm.put(int(machine), NOWHERE)
        self._lives[machines] = False

    def _demand(self, time_s: float) -> Floats:
        """Return what machines want at a time, in MIPS: what the line between two samples says."""
        before, part = divmod(time_s / SAMPLE_S, 1.0)
        first, second = self._shares[:, int(before)], self._shares[:, int(before) + 1]
        return np.where(self._lives, (first + (second - first) * part) * self.farm.mips, 0.0)

    def _pass(self, until_s: float) -> None:
        """Let time pass: hosts go from the use at the last look to the use at this one, in a straight line of power."""
        span_s, before = until_s - self._time_s, self._use
        busy = before > 0.0
        self._busy_s += span_s * np.count_nonzero(busy)
        self._short_s += span_s * np.count_nonzero(busy & (before * self.farm.total_mips < self._asked - 1e-6))
        self._count_losses(span_s)
        costs = busy if self.peculiar.first_interval_is_free else self._is_on()
        self._look(until_s)
        power_w = (self.farm.watts(before) + self.farm.watts(self._use)) / 2.0
        self._joules += span_s * float(power_w[costs].sum())

    def _is_on(self) -> NDArray[np.bool_]:
        """Return which hosts have machines, or get some."""
        on = np.bincount(self.farm.place[self._lives], minlength=HOSTS) > 0
        on[[target for _, target in self._moving]] = True
        return on

    def _count_losses(self, span_s: float) -> None:
        demand = self._demand(self._time_s)
        leaving = list(dict.fromkeys(machine for machine, _ in self._moving))
        self._wanted += span_s * float(demand.sum())
        self._lost += span_s * LOST_WHILE_MOVING * float(demand[leaving].sum())

    def _look(self, time_s: float) -> None:
        """Work out the use of all hosts at a time."""
        farm, demand = self.farm, self._demand(time_s)
        self._time_s = time_s
        place = np.where(self._lives, farm.place, 0)
        wanted = np.minimum(demand, farm.core_mips[place])
        used: Floats = np.bincount(place, wanted, HOSTS).astype(float)
        self._asked = np.bincount(place, demand, HOSTS).astype(float)
        if self._moving and self.peculiar.counted_at_both_ends:
            movers, targets = (np.array(column) for column in zip(*self._moving, strict=True))
            arriving = np.minimum(demand[movers], farm.core_mips[targets])
            used += LOST_WHILE_MOVING * np.bincount(targets, arriving, HOSTS)
            self._asked += np.bincount(targets, demand[movers], HOSTS)
        self._use = np.minimum(used / farm.total_mips, 1.0)
        busy = self._use > 0.0
        self._shutdowns += int(np.count_nonzero(self._was_busy & ~busy))
        self._was_busy = busy
