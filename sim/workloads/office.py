"""An office application: busy while people work, nearly idle at night."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.steps import Floats
from sim.text import N_
from sim.workloads.base import WORKLOADS, CurveWorkload

_HOURS = (8.0, 9.0, 12.0, 12.5, 13.5, 14.0, 17.0, 18.0)
_PRESENCE = (0.0, 1.0, 1.0, 0.6, 0.6, 1.0, 1.0, 0.0)


def office_presence(hour: Floats) -> Floats:
    """Return which part of the staff is at work at each hour of the day, from 0 to 1.

    People arrive from 8:00 to 9:00, four in ten are at lunch, and everybody has left at 18:00.

    >>> office_presence(np.array([3.0, 8.5, 10.0, 13.0, 18.0]))
    array([0. , 0.5, 1. , 0.6, 0. ])
    """
    return np.interp(hour, _HOURS, _PRESENCE)


@WORKLOADS.add("office")
class Office(CurveWorkload):
    """An office day: up from 8:00, a dip at lunch, down by 18:00."""

    title: ClassVar[str] = N_("Office day")
    summary: ClassVar[str] = N_("people work from 8:00 to 18:00 and pause for lunch")

    pattern: Literal["office"] = "office"
    disk_iops_per_core: float = Field(30.0, ge=0, le=1_000_000)
    network_mib_per_core: float = Field(1.0, ge=0, le=100_000)
    base_cores: float = Field(0.05, ge=0, le=512)
    """The level at night."""
    peak_cores: float = Field(0.8, ge=0, le=512)
    """The level when everybody is at work."""

    def curve(self, hour: Floats) -> Floats:
        """Return the level between night and full presence.

        >>> Office(base_cores=0.2, peak_cores=1.2).curve(np.array([3.0, 10.0, 13.0])).round(6)
        array([0.2, 1.2, 0.8])
        """
        return self.base_cores + (self.peak_cores - self.base_cores) * office_presence(hour)
