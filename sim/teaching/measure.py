"""What a lesson asks of a run: which number, whose, and when."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sim.frozen import Frozen
from sim.teaching.bench import Key
from sim.teaching.metrics import METRICS


class Measure(Frozen):
    """A number of a run: a metric, whose, and when."""

    metric: str
    of: str = "*"
    """Names of machines, separated by commas; ``*`` stands for any part of a name."""
    from_s: float = Field(0.0, ge=0)
    until_s: float | None = Field(None, gt=0)
    percent_of: Key | None = None
    """An attempt of the same bench: the number is said in percent of the same number there."""

    @model_validator(mode="after")
    def _known(self) -> Measure:
        METRICS[self.metric]
        return self

    @property
    def unit_name(self) -> str:
        """Return a name whose ending says the unit of the number."""
        return "part_pct" if self.percent_of else self.metric


class Number(Measure):
    """A number that texts of the lesson may name in braces: always computed, never typed."""

    bench: Literal["run", "challenge"] = "run"
    attempt: Key = "start"
    """Where it is measured: an attempt of that bench, a misconception or ``answer``."""
