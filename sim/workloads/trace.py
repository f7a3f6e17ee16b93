"""The replay of a load that was measured."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, PlainSerializer

from sim.steps import Floats
from sim.text import N_
from sim.units import DAY_S
from sim.workloads.base import SAMPLE_S, WORKLOADS, Demand, Workload


def _without_needless_zeros(percentages: tuple[float, ...]) -> list[int | float]:
    """Write 12, not 12.0: a trace is the longest part of a scenario's link or file."""
    return [int(percentage) if percentage.is_integer() else percentage for percentage in percentages]


Percentage = Annotated[float, Field(ge=0, le=100)]
Percentages = Annotated[tuple[Percentage, ...], PlainSerializer(_without_needless_zeros, when_used="json")]

_MADE_UP_DAY = tuple(
    float(percentage)
    for percentage in np.repeat(
        (6, 5, 5, 4, 4, 5, 6, 9, 14, 17, 18, 17, 15, 16, 18, 17, 16, 14, 12, 13, 15, 14, 10, 7), 12
    )
)


@WORKLOADS.add("trace")
class Trace(Workload):
    """The CPU use of a real machine, sample by sample, as a part of ``full_cores``.

    Each sample holds until the next. After the end of the trace its last day repeats; a trace
    shorter than a day repeats as a whole.
    """

    title: ClassVar[str] = N_("Measured trace")
    summary: ClassVar[str] = N_("the replay of a load that was measured on a real machine")

    pattern: Literal["trace"] = "trace"
    percentages: Percentages = Field(_MADE_UP_DAY, min_length=1, max_length=50_000)
    """CPU use in percent, 0 to 100, one value per ``step_s``."""
    step_s: float = Field(SAMPLE_S, ge=1, le=86_400)
    full_cores: float = Field(1.0, gt=0, le=512)
    """How many cores of work 100 % stands for."""
    source: str = Field(N_("a made-up day"), max_length=200)
    """Where the samples come from, for people."""

    def demand(self, *, seed: int, machine: str, duration_s: float) -> Demand:  # noqa: ARG002 - nothing random
        """Return the samples as levels in cores, repeated where the run is longer than the trace.

        >>> Trace(percentages=(10, 50), full_cores=4).demand(seed=1, machine="shop", duration_s=1200).cores
        array([0.4, 2. , 0.4, 2. ])
        """
        levels, times_s = self._replayed.cores, _sample_times_s(duration_s, self.step_s)
        if len(times_s) > len(levels):
            last_day = levels[-max(round(DAY_S / self.step_s), 1) :]
            levels = np.concatenate((levels, np.resize(last_day, len(times_s) - len(levels))))
        return Demand(times_s, levels[: len(times_s)])

    @cached_property
    def _replayed(self) -> Demand:
        """Return the samples in cores: worked out once, because a scenario is simulated again and again.

        Not as a bare array: pydantic compares what a model has cached, and arrays are not simply equal.
        """
        levels: Floats = np.fromiter(self.percentages, float, len(self.percentages)) * (self.full_cores / 100.0)
        levels.flags.writeable = False
        return Demand(np.zeros(1), levels)


@lru_cache(maxsize=8)
def _sample_times_s(duration_s: float, step_s: float) -> Floats:
    """Return the instants of the samples of a run: the same for every trace of one step."""
    times_s: Floats = np.arange(0.0, duration_s, step_s)
    times_s = times_s[times_s < duration_s]  # a rounded step can end on the last instant
    times_s.flags.writeable = False
    return times_s
