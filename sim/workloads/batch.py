"""A nightly job: much work at once, and nobody who waits for it."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.text import N_
from sim.units import DAY_S, HOUR_S
from sim.workloads.base import WORKLOADS, Demand, Workload


@WORKLOADS.add("batch")
class Batch(Workload):
    """The same amount of work every day at the same hour; it takes as long as it takes."""

    title: ClassVar[str] = N_("Nightly batch")
    summary: ClassVar[str] = N_("a job that arrives every night and uses all the CPU it gets until it is done")

    pattern: Literal["batch"] = "batch"
    disk_iops_per_core: float = Field(500.0, ge=0, le=1_000_000)
    disk_read_fraction: float = Field(0.5, ge=0, le=1)
    network_mib_per_core: float = Field(50.0, ge=0, le=100_000)
    """An assumption: a backup reads as much as it writes, and sends most of it over the network."""
    base_cores: float = Field(0.02, ge=0, le=512)
    """The level between two jobs."""
    work_core_h: float = Field(2.0, ge=0, le=10_000)
    """How much work one job is, in core-hours."""
    start_h: float = Field(2.0, ge=0, lt=24)
    """The hour of the day at which it arrives."""
    timeout_s: float | None = Field(None, gt=0, le=86400)

    def demand(self, *, seed: int, machine: str, duration_s: float) -> Demand:  # noqa: ARG002 - nothing random
        """Return the base level and one job a day.

        >>> Batch(work_core_h=1.5, start_h=2).demand(seed=1, machine="backup", duration_s=2 * DAY_S).jobs
        ((7200.0, 5400.0), (93600.0, 5400.0))
        """
        arrivals_s = np.arange(self.start_h * HOUR_S, duration_s, DAY_S)
        jobs = tuple((float(time_s), self.work_core_h * HOUR_S) for time_s in arrivals_s)
        return Demand(np.zeros(1), np.array([self.base_cores]), jobs=jobs if self.work_core_h else ())
