"""An office in which everybody logs in at the same time."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sim.steps import Floats
from sim.text import N_
from sim.workloads.base import WORKLOADS, CurveWorkload
from sim.workloads.office import office_presence

_STORM_START_H = 9.0
_STORM_END_H = 9.5


@WORKLOADS.add("login_storm")
class LoginStorm(CurveWorkload):
    """An office day with a surge from 9:00 to 9:30."""

    title: ClassVar[str] = N_("Login storm")
    summary: ClassVar[str] = N_("an office day that starts with everybody logging in between 9:00 and 9:30")

    pattern: Literal["login_storm"] = "login_storm"
    disk_iops_per_core: float = Field(300.0, ge=0, le=1_000_000)
    disk_read_fraction: float = Field(0.5, ge=0, le=1)
    network_mib_per_core: float = Field(2.0, ge=0, le=100_000)
    """An assumption: who logs in loads a profile and writes caches."""
    base_cores: float = Field(0.05, ge=0, le=512)
    """The level at night."""
    peak_cores: float = Field(0.5, ge=0, le=512)
    """The level when everybody is at work."""
    surge_cores: float = Field(2.0, ge=0, le=512)
    """What logging in adds."""

    def curve(self, hour: Floats) -> Floats:
        """Return the office level, with the surge on top while people log in.

        >>> import numpy as np
        >>> LoginStorm(peak_cores=0.5, surge_cores=2.0).curve(np.array([9.25, 10.0])).round(6)
        array([2.5, 0.5])
        """
        office = self.base_cores + (self.peak_cores - self.base_cores) * office_presence(hour)
        storm = (hour >= _STORM_START_H) & (hour < _STORM_END_H)
        return office + self.surge_cores * storm
