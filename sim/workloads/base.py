"""What every workload has in common."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

import numpy as np
from pydantic import Field

from sim.frozen import Tagged
from sim.registry import Registry
from sim.steps import Floats
from sim.streams import stream
from sim.units import DAY_S, HOUR_S

WORKLOADS: Registry[type[Workload]] = Registry("workload")

SAMPLE_S = 300.0
"""How long a curve's level holds: five minutes, as monitoring systems record it."""
LASTING_SAMPLE_S = 30.0
"""How long a level holds where each keeps something of the one before."""
SATURDAY = 5
"""The day of the week, counted from Monday, 0."""


@dataclass(frozen=True, eq=False)
class Demand:
    """What users ask for during a run, whether or not their machine is up.

    ``cores[k]`` is the rate at which work arrives, in core-seconds per second, from ``times_s[k]``
    on; ``times_s[0]`` is 0. ``jobs`` are amounts of work that arrive at one instant, as
    (time_s, core_s). ``leak_mib_per_s`` is memory that a running machine takes and never returns.
    """

    times_s: Floats
    cores: Floats
    jobs: tuple[tuple[float, float], ...] = ()
    leak_mib_per_s: float = 0.0


class Workload(Tagged):
    """What an application asks for, and how its users feel the wait.

    Demand is in cores of work, not in percent of the machine: users do not ask for less because
    the machine has shrunk.
    """

    tag: ClassVar[str] = "pattern"
    title: ClassVar[str]
    """The name in menus, marked for translation."""
    summary: ClassVar[str]
    """One sentence that says what it stands for, marked for translation."""

    pattern: str
    service_time_s: float = Field(0.08, gt=0, le=3600)
    """How long one request takes on an otherwise idle machine."""
    timeout_s: float | None = Field(10.0, gt=0, le=86400)
    """How long a user waits before giving up; None for work that waits as long as it takes."""
    threads: int | None = Field(None, ge=1, le=512)
    """How many vCPUs the application can use at once; None for as many as there are."""
    active_memory: float = Field(0.5, ge=0, le=1)
    """The part of its configured memory that the machine touches again and again."""
    dirty_mib_per_s: float = Field(20.0, ge=0, le=1_000_000)
    """Memory that it writes anew while it runs: what a live migration must send again. An assumption."""
    disk_iops_per_core: float = Field(50.0, ge=0, le=1_000_000)
    """Disk requests of 8 KiB per core-second of work: an assumption, like all defaults of this kind."""
    disk_read_fraction: float = Field(0.7, ge=0, le=1)
    """The part of these requests that only read."""
    network_mib_per_core: float = Field(2.0, ge=0, le=100_000)
    """Traffic with its users per core-second of work."""

    @abstractmethod
    def demand(self, *, seed: int, machine: str, duration_s: float) -> Demand:
        """Return what is asked for during a run: the same for the same seed and machine name."""


class CurveWorkload(Workload):
    """A workload that follows a curve of the hour, sampled every five minutes with noise.

    Every machine is sampled at its own instants: real loads do not change in step. A run starts on a Monday.
    """

    noise: float = Field(0.1, ge=0, le=1)
    """Relative standard deviation of one level around the curve."""
    noise_persistence: float = Field(0.0, ge=0, lt=1)
    """What a level keeps of the deviation of the level before it (phi of an AR(1) process).

    With 0, levels of five minutes are independent, as in measured traces. Otherwise levels last 30 seconds: at
    that step 0.9 is usual.
    """
    weekend_factor: float = Field(0.6, ge=0, le=10)
    """What is asked for on Saturday and Sunday, against the other days."""
    group: str = Field("", max_length=40)
    """Machines with the same group have a part of their noise in common: they rise and fall together."""
    correlation: float = Field(0.5, ge=0, le=1)
    """How large that part is: the correlation of the noise of two machines of one group."""

    @abstractmethod
    def curve(self, hour: Floats) -> Floats:
        """Return the level in cores at each hour of the day (0 to 24)."""

    def demand(self, *, seed: int, machine: str, duration_s: float) -> Demand:
        """Return the curve as steps with noise."""
        step_s = LASTING_SAMPLE_S if self.noise_persistence else SAMPLE_S
        phase_s = float(stream(seed, machine, "phase").uniform(0.0, step_s))
        samples_s = np.arange(phase_s, duration_s, step_s)
        times_s = np.concatenate(([0.0], samples_s[(samples_s > 0.0) & (samples_s < duration_s)]))
        middles_s = times_s + step_s / 2
        level = self.curve(middles_s % DAY_S / HOUR_S)
        level = np.where(middles_s // DAY_S % 7 >= SATURDAY, self.weekend_factor * level, level)
        factor = 1.0 + self.noise * self._deviations(seed, machine, len(times_s))
        return Demand(times_s, np.maximum(level * factor, 0.0))

    def _deviations(self, seed: int, machine: str, count: int) -> Floats:
        """Return standard normal deviations, one per level: partly the group's, and partly lasting."""
        deviations = stream(seed, machine, "noise").standard_normal(count)
        if self.group:
            common = stream(seed, f"group:{self.group}", "noise").standard_normal(count)
            deviations = math.sqrt(self.correlation) * common + math.sqrt(1.0 - self.correlation) * deviations
        if not self.noise_persistence:
            return deviations
        kept, fresh = self.noise_persistence, math.sqrt(1.0 - self.noise_persistence**2)
        first, *others = deviations.tolist()
        return np.array(list(accumulate(others, lambda last, new: kept * last + fresh * new, initial=first)))
