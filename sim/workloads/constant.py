"""A load that never changes."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.text import N_
from sim.workloads.base import WORKLOADS, Demand, Workload


@WORKLOADS.add("constant")
class Constant(Workload):
    """The same level all the time."""

    title: ClassVar[str] = N_("Constant")
    summary: ClassVar[str] = N_("the same level all the time")

    pattern: Literal["constant"] = "constant"
    disk_iops_per_core: float = Field(0.0, ge=0, le=1_000_000)
    network_mib_per_core: float = Field(0.0, ge=0, le=100_000)
    """Nothing but CPU, unless somebody says otherwise: the load of an experiment."""
    cores: float = Field(0.3, ge=0, le=512)

    def demand(self, *, seed: int, machine: str, duration_s: float) -> Demand:  # noqa: ARG002 - nothing random
        """Return one level from the start to the end."""
        return Demand(np.zeros(1), np.array([self.cores]))
