"""What a server draws, from idle to full load."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from sim.catalogue.hardware import SPECPOWER
from sim.errors import InvalidScenarioError
from sim.frozen import Tagged
from sim.text import N_


class LinearPower(Tagged):
    """Power that rises in a straight line from idle to full load."""

    tag: ClassVar[str] = "model"
    model: Literal["linear"] = "linear"
    idle_w: float = Field(160.0, ge=0, le=100_000)
    max_w: float = Field(400.0, ge=0, le=100_000)

    @model_validator(mode="after")
    def _in_order(self) -> LinearPower:
        if self.max_w < self.idle_w:
            raise InvalidScenarioError(
                N_("power: {max_w} at full load is less than {idle_w} at idle"),
                {"max_w": self.max_w, "idle_w": self.idle_w},
            )
        return self


class MeasuredPower(Tagged):
    """Power as measured by SPECpower_ssj2008 at eleven load levels, with straight lines between."""

    tag: ClassVar[str] = "model"
    model: Literal["specpower"] = "specpower"
    server: str = "dell_r740_8280"

    @field_validator("server")
    @classmethod
    def _known(cls, server: str) -> str:
        if server not in SPECPOWER:
            raise InvalidScenarioError(
                N_("no power table named “{server}” (known: {known})"),
                {"server": server, "known": ", ".join(SPECPOWER)},
            )
        return server


Power = Annotated[LinearPower | MeasuredPower, Field(discriminator="model")]
