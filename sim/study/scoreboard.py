"""What a run costs and what its users get, at every moment, to be set against its baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from sim.mechanisms.footprint import carbon_kg, cost_eur, facility_kwh
from sim.run import Run
from sim.steps import Floats
from sim.study.metrics import availability, servers_on, total_power_w, wanted_up, work
from sim.text import N_
from sim.units import DAY_S, DAYS_PER_YEAR, JOULE_PER_KWH


@dataclass(frozen=True, slots=True)
class Score:
    """One number of the scoreboard: its name, its unit, what it says, and whether less or more of it is better."""

    title: str
    unit: str
    summary: str
    better: Literal["less", "more"]


SCORES: Mapping[str, Score] = MappingProxyType(
    {
        "servers_on": Score(N_("Servers on"), "", N_("physical servers that are switched on at this moment"), "less"),
        "power_w": Score(N_("Power"), "W", N_("what all servers draw at this moment"), "less"),
        "energy_kwh_per_day": Score(
            N_("Energy"), N_("kWh/day"), N_("energy of the servers so far, as a daily amount"), "less"
        ),
        "cost_eur_per_year": Score(
            N_("Electricity"),
            N_("€/year"),
            N_("price of that energy over a year, cooling and losses of the building included (PUE)"),
            "less",
        ),
        "carbon_kg_per_year": Score(
            N_("Emissions"),
            N_("kg CO₂e/year"),
            N_("emissions of that energy over a year in the chosen country"),
            "less",
        ),
        "worst_availability_pct": Score(
            N_("Worst availability"),
            "%",
            N_("the lowest part of the time so far in which a machine that should run did"),
            "more",
        ),
        "unserved_pct": Score(
            N_("Work not served"),
            "%",
            N_("work so far whose users gave up, or whose machine was down, of all work asked for"),
            "less",
        ),
    }
)


def scores(run: Run, at_s: ArrayLike) -> dict[str, Floats]:
    """Return every number of the scoreboard at many instants; amounts count from the start to that instant."""
    times = np.maximum(np.asarray(at_s, dtype=float), 1.0)
    assumptions = run.scenario.assumptions
    power = total_power_w(run)
    kwh_per_day = power.until(times) / JOULE_PER_KWH / times * DAY_S
    kwh_per_year = kwh_per_day * DAYS_PER_YEAR * facility_kwh(1.0, assumptions.pue)
    return {
        "servers_on": servers_on(run).sample(times),
        "power_w": power.sample(times),
        "energy_kwh_per_day": kwh_per_day,
        "cost_eur_per_year": kwh_per_year * cost_eur(1.0, assumptions.price_per_kwh_eur),
        "carbon_kg_per_year": kwh_per_year * carbon_kg(1.0, assumptions.carbon_g_per_kwh),
        "worst_availability_pct": 100.0 * worst_availability(run, times),
        "unserved_pct": unserved_pct(run, times),
    }


def worst_availability(run: Run, times_s: Floats) -> Floats:
    """Return the lowest availability so far among all machines that anybody expected to run."""
    expected = [machine.name for machine in run.machines if wanted_up(run, machine.name).integral() > 0]
    if not expected:
        return np.ones_like(times_s)
    worst: Floats = np.min([availability(run, name, times_s) for name in expected], axis=0)
    return worst


def unserved_pct(run: Run, times_s: Floats) -> Floats:
    """Return the work lost so far in percent of the work asked for so far."""
    asked, lost = np.zeros_like(times_s), np.zeros_like(times_s)
    for machine in run.machines:
        if machine.name in run.mirrors:  # the same work a second time, for the same users
            continue
        its = work(run, machine.name, times_s)
        asked += its.asked
        lost += its.lost
    return 100.0 * np.divide(lost, asked, out=np.zeros_like(asked), where=asked > 0)
