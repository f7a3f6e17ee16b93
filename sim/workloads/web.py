"""A public web site: quiet at night, busiest in the evening."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.steps import Floats
from sim.text import N_
from sim.workloads.base import WORKLOADS, CurveWorkload


@WORKLOADS.add("web")
class Web(CurveWorkload):
    """A daily wave: ``base + amplitude * (1 + cos(2 pi (t - peak) / 24 h)) / 2``; its mean is base + amplitude / 2."""

    title: ClassVar[str] = N_("Web site, evening peak")
    summary: ClassVar[str] = N_("visitors come in a daily wave that peaks in the evening")

    pattern: Literal["web"] = "web"
    disk_iops_per_core: float = Field(100.0, ge=0, le=1_000_000)
    disk_read_fraction: float = Field(0.9, ge=0, le=1)
    network_mib_per_core: float = Field(25.0, ge=0, le=100_000)
    """An assumption: a page is worked on for 80 ms and has 2 MiB, about the median of the web (HTTP Archive)."""
    base_cores: float = Field(0.2, ge=0, le=512)
    amplitude_cores: float = Field(1.0, ge=0, le=512)
    peak_h: float = Field(20.0, ge=0, le=24)

    def curve(self, hour: Floats) -> Floats:
        """Return the wave.

        >>> Web(base_cores=0.1, amplitude_cores=0.4, peak_h=14).curve(np.array([14.0, 2.0, 8.0])).round(6)
        array([0.5, 0.1, 0.3])
        """
        # The last digits of a cosine depend on the processor; a run must not.
        cosine: Floats = np.cos(2.0 * np.pi * (hour - self.peak_h) / 24.0).round(9)
        wave = (1.0 + cosine) / 2.0
        return self.base_cores + self.amplitude_cores * wave
