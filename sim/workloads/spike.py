"""A load that jumps up once."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.text import N_
from sim.units import HOUR_S
from sim.workloads.base import WORKLOADS, Demand, Workload


@WORKLOADS.add("spike")
class Spike(Workload):
    """A steady level and, once in the run, a spike on top of it."""

    title: ClassVar[str] = N_("CPU spike")
    summary: ClassVar[str] = N_("a steady level that jumps up once, for a short time")

    pattern: Literal["spike"] = "spike"
    base_cores: float = Field(0.1, ge=0, le=512)
    spike_cores: float = Field(2.0, ge=0, le=512)
    """What the spike adds."""
    at_h: float = Field(10.0, ge=0, le=744)
    """When it comes, in hours from the start of the run."""
    length_s: float = Field(120.0, ge=1, le=2_678_400)

    def demand(self, *, seed: int, machine: str, duration_s: float) -> Demand:  # noqa: ARG002 - nothing random
        """Return the level before, during and after the spike.

        >>> spiked = Spike(base_cores=0.5, spike_cores=2, at_h=1, length_s=60)
        >>> spiked.demand(seed=1, machine="shop", duration_s=7200).cores
        array([0.5, 2.5, 0.5])
        """
        start_s = self.at_h * HOUR_S
        times_s = np.array([0.0, start_s, start_s + self.length_s])
        cores = self.base_cores + np.array([0.0, self.spike_cores, 0.0])
        kept = times_s < duration_s
        if start_s == 0.0:
            kept[0] = False
        return Demand(times_s[kept], cores[kept])
