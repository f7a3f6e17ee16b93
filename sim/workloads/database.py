"""A database server: steady while the company works."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.steps import Floats
from sim.text import N_
from sim.workloads.base import WORKLOADS, CurveWorkload

_HOURS = (6.0, 8.0, 20.0, 22.0)
_ACTIVITY = (0.0, 1.0, 1.0, 0.0)


@WORKLOADS.add("database")
class Database(CurveWorkload):
    """One level from 8:00 to 20:00, a lower one at night, and most of its memory in use as cache."""

    title: ClassVar[str] = N_("Database")
    summary: ClassVar[str] = N_("steady through the day, with most of its memory in use as cache")

    pattern: Literal["database"] = "database"
    disk_iops_per_core: float = Field(1500.0, ge=0, le=1_000_000)
    disk_read_fraction: float = Field(0.7, ge=0, le=1)
    network_mib_per_core: float = Field(5.0, ge=0, le=100_000)
    """An assumption of the usual kind: 30 disk requests per transaction of 20 ms, and seven in ten of them read."""
    dirty_mib_per_s: float = Field(80.0, ge=0, le=1_000_000)
    service_time_s: float = Field(0.02, gt=0, le=3600)
    active_memory: float = Field(0.8, ge=0, le=1)
    day_cores: float = Field(0.4, ge=0, le=512)
    night_cores: float = Field(0.1, ge=0, le=512)

    def curve(self, hour: Floats) -> Floats:
        """Return the level of the day or the night, with two hours between them.

        >>> Database(day_cores=0.4, night_cores=0.1).curve(np.array([3.0, 7.0, 12.0, 21.0])).round(6)
        array([0.1 , 0.25, 0.4 , 0.25])
        """
        return self.night_cores + (self.day_cores - self.night_cores) * np.interp(hour, _HOURS, _ACTIVITY)
