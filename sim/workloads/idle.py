"""A machine that nobody uses."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.text import N_
from sim.workloads.base import WORKLOADS, Demand, Workload


@WORKLOADS.add("idle")
class Idle(Workload):
    """Only the operating system's own housekeeping."""

    title: ClassVar[str] = N_("Idle")
    summary: ClassVar[str] = N_("nothing but the operating system's own housekeeping")

    pattern: Literal["idle"] = "idle"
    dirty_mib_per_s: float = Field(1.0, ge=0, le=1_000_000)
    disk_iops_per_core: float = Field(0.0, ge=0, le=1_000_000)
    network_mib_per_core: float = Field(0.0, ge=0, le=100_000)
    cores: float = Field(0.02, ge=0, le=1)

    def demand(self, *, seed: int, machine: str, duration_s: float) -> Demand:  # noqa: ARG002 - nothing random
        """Return the housekeeping level from the start to the end."""
        return Demand(np.zeros(1), np.array([self.cores]))
