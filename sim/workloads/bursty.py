"""A load that comes in bursts, as a two-state Markov-modulated process."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.steps import Floats
from sim.streams import stream
from sim.text import N_
from sim.workloads.base import WORKLOADS, Demand, Workload


@WORKLOADS.add("bursty")
class Bursty(Workload):
    """Quiet times and bursts in turn, each of exponential length (the two-state MMPP, as a rate of work).

    Its mean is ``(burst_cores * burst_s + quiet_cores * quiet_s) / (burst_s + quiet_s)``. The default
    has bursts of a minute every ten minutes on average, twenty times as intense as the time between.
    """

    title: ClassVar[str] = N_("Bursty")
    summary: ClassVar[str] = N_("quiet most of the time, with sudden bursts that nobody can foresee")

    pattern: Literal["bursty"] = "bursty"
    disk_iops_per_core: float = Field(100.0, ge=0, le=1_000_000)
    network_mib_per_core: float = Field(10.0, ge=0, le=100_000)
    quiet_cores: float = Field(0.08, ge=0, le=512)
    burst_cores: float = Field(1.6, ge=0, le=512)
    quiet_s: float = Field(540.0, ge=10, le=864_000)
    """The mean length of a quiet time."""
    burst_s: float = Field(60.0, ge=10, le=864_000)
    """The mean length of a burst."""

    @property
    def mean_cores(self) -> float:
        """Return the long-run average level.

        >>> round(Bursty(quiet_cores=5, burst_cores=100, quiet_s=540, burst_s=60).mean_cores, 6)
        14.5
        """
        work = self.burst_cores * self.burst_s + self.quiet_cores * self.quiet_s
        return work / (self.burst_s + self.quiet_s)

    def demand(self, *, seed: int, machine: str, duration_s: float) -> Demand:
        """Return one level per sojourn in a state, starting in the long-run mix of both.

        >>> sorted({float(c) for c in Bursty().demand(seed=1, machine="shop", duration_s=7200).cores})
        [0.08, 1.6]
        """
        random = stream(seed, machine, "bursts")
        starts_bursting = bool(random.random() < self.burst_s / (self.burst_s + self.quiet_s))
        means_s = (self.burst_s, self.quiet_s) if starts_bursting else (self.quiet_s, self.burst_s)
        changes_s = self._changes(random, means_s, duration_s)
        times_s = np.concatenate(([0.0], changes_s[changes_s < duration_s]))
        bursting = (np.arange(len(times_s)) % 2 == 0) == starts_bursting
        return Demand(times_s, np.where(bursting, self.burst_cores, self.quiet_cores))

    @staticmethod
    def _changes(random: np.random.Generator, means_s: tuple[float, float], duration_s: float) -> Floats:
        """Return when the state changes, until after ``duration_s``; a longer run continues a shorter one."""
        cycles = 8 + int(1.5 * duration_s / sum(means_s))
        changes_s = np.zeros(0)
        while not len(changes_s) or changes_s[-1] < duration_s:
            sojourns_s = random.standard_exponential(2 * cycles) * np.tile(means_s, cycles)
            changes_s = np.concatenate((changes_s, changes_s[-1:].sum() + np.cumsum(sojourns_s)))
        return changes_s
