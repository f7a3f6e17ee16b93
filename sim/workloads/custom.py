"""A curve that somebody drew."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.steps import Floats
from sim.text import N_
from sim.workloads.base import WORKLOADS, CurveWorkload

Level = Annotated[float, Field(ge=0, le=1)]

_WORKING_DAY = (0.1,) * 7 + (0.3, 0.6, 0.9, 1.0, 1.0, 0.7, 0.8, 1.0, 0.9, 0.8, 0.6, 0.4, 0.3, 0.2) + (0.1,) * 3


@WORKLOADS.add("custom")
class Custom(CurveWorkload):
    """A level for each whole hour of the day, with straight lines between them; hour 24 is hour 0 again."""

    title: ClassVar[str] = N_("Your own curve")
    summary: ClassVar[str] = N_("a level for every hour of the day, as you draw it")

    pattern: Literal["custom"] = "custom"
    noise: float = Field(0.0, ge=0, le=1)
    weekend_factor: float = Field(1.0, ge=0, le=10)
    levels: tuple[Level, ...] = Field(_WORKING_DAY, min_length=24, max_length=24)
    """The level at 0:00, 1:00, ... 23:00, as a part of ``peak_cores``."""
    peak_cores: float = Field(1.0, ge=0, le=512)

    def curve(self, hour: Floats) -> Floats:
        """Return the drawn curve.

        >>> drawn = Custom(levels=(0.0, 1.0) + (0.5,) * 22, peak_cores=2.0)
        >>> drawn.curve(np.array([0.5, 1.0, 12.0, 23.5]))
        array([1. , 2. , 1. , 0.5])
        """
        return self.peak_cores * np.interp(hour, np.arange(25), (*self.levels, self.levels[0]))
