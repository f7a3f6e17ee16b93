"""A program that works on its data in memory and rewrites them all the time."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.text import N_
from sim.workloads.base import WORKLOADS, Demand, Workload


@WORKLOADS.add("in_memory")
class InMemory(Workload):
    """One level, nearly all memory in use, and pages written faster than most links carry them."""

    title: ClassVar[str] = N_("In-memory analysis")
    summary: ClassVar[str] = N_("works on its data in memory and rewrites them all the time; hard to migrate live")

    pattern: Literal["in_memory"] = "in_memory"
    disk_iops_per_core: float = Field(10.0, ge=0, le=1_000_000)
    active_memory: float = Field(0.9, ge=0, le=1)
    dirty_mib_per_s: float = Field(400.0, ge=0, le=1_000_000)
    cores: float = Field(1.0, ge=0, le=512)

    def demand(self, *, seed: int, machine: str, duration_s: float) -> Demand:  # noqa: ARG002 - nothing random
        """Return one level from the start to the end.

        >>> InMemory(cores=2).demand(seed=1, machine="m", duration_s=60.0).cores
        array([2.])
        """
        return Demand(np.zeros(1), np.array([self.cores]))
