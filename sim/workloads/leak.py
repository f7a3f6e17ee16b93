"""A program that takes memory and never gives it back."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.text import N_
from sim.workloads.base import WORKLOADS, Demand, Workload


@WORKLOADS.add("leak")
class Leak(Workload):
    """A steady CPU load whose memory grows for as long as it runs."""

    title: ClassVar[str] = N_("Memory leak")
    summary: ClassVar[str] = N_("a steady load that takes more memory every second until the machine has none left")

    pattern: Literal["leak"] = "leak"
    cores: float = Field(0.1, ge=0, le=512)
    leak_mib_per_s: float = Field(0.5, gt=0, le=10_000)

    def demand(self, *, seed: int, machine: str, duration_s: float) -> Demand:  # noqa: ARG002 - nothing random
        """Return one CPU level and the leak.

        >>> Leak(leak_mib_per_s=0.25).demand(seed=1, machine="shop", duration_s=60).leak_mib_per_s
        0.25
        """
        return Demand(np.zeros(1), np.array([self.cores]), leak_mib_per_s=self.leak_mib_per_s)
