"""What the machines stood on before, what servers cost, and how capacity is got."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

import sim.faults  # noqa: F401 - registers the faults as actions
from sim.frozen import Frozen


class LegacyServer(Frozen):
    """The server that each application has to itself in the baseline world."""

    cores: int = Field(4, ge=1, le=1024)
    memory_mib: int = Field(16_384, ge=256, le=50_000_000)
    idle_w: float = Field(90.0, ge=0, le=100_000)
    max_w: float = Field(180.0, ge=0, le=100_000)
    rack_units: int = Field(1, ge=1, le=48)


class Costs(Frozen):
    """What servers cost to buy, to make and to rent."""

    host_price_eur: float = Field(10_000.0, ge=0, le=10_000_000)
    legacy_price_eur: float = Field(3_000.0, ge=0, le=10_000_000)
    """Price of the small server that each application has in the baseline world."""
    life_years: float = Field(4.0, gt=0, le=30)
    """For how long a server is used."""
    embodied_kg: float = Field(1_300.0, ge=0, le=100_000)
    """Emissions of making one server, kg CO2e."""
    own_host_eur_per_month: float = Field(150.0, ge=0, le=1_000_000)
    """All that an own host costs a month: the server itself, its room, its electricity."""
    rent_eur_per_core_h: float = Field(0.05, ge=0, le=1_000)
    """Price of a rented core for an hour."""


class CapacityPlan(Frozen):
    """How the CPU that a machine wants is got, month by month; see ``sim.mechanisms.sourcing``."""

    name: str = Field(max_length=40)
    """The machine's."""
    way: Literal["own", "rent", "rent_then_own", "both"] = "own"
    own_hosts: int | None = Field(None, ge=0, le=1000)
    """Own hosts throughout, the spare one included; None for as many as the highest month needs."""
    rented_months: int = Field(0, ge=0, le=12)
    """For how many months it is rented before hosts are bought."""
