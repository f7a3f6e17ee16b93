"""What a company saves with virtualization and what it pays for it, a year, with how sure the numbers are.

Three worlds with the same loads are simulated with several seeds: one server per application, the rack as it is, and
the rack with one host more, so that one may fail (N+1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Literal

import numpy as np

from sim.engine import simulate
from sim.mechanisms.footprint import carbon_kg, cost_eur, embodied_kg, facility_kwh
from sim.run import Run
from sim.scenario import Scenario
from sim.study.baseline import twin
from sim.study.measures import MEASURES, waiting_core_h
from sim.study.metrics import servers_on, total_power_w, utilisation
from sim.study.settings import with_hosts
from sim.study.sweep import Estimate, estimate
from sim.units import DAY_S, DAYS_PER_YEAR, JOULE_PER_KWH

World = Literal["before", "now", "spare"]
WORLDS: tuple[World, ...] = ("before", "now", "spare")


@dataclass(frozen=True, slots=True)
class Bill:
    """What one world takes and gives; amounts are for a year of days like this one."""

    servers: float
    servers_on: float
    utilisation_pct: float
    """Mean use of the CPUs of servers that are on."""
    rack_units: float
    energy_kwh: float
    """Energy of the building: the servers' times PUE."""
    electricity_eur: float
    hardware_eur: float
    """The servers' price, by the years they are used."""
    operation_kg: float
    manufacture_kg: float
    unserved_pct: float
    waiting_core_h: float
    """CPU wanted and not given in time, a day."""
    worst_availability_pct: float
    stopped_by_one_failure: float
    """Machines that the failure of one server stops, where it stops most of them."""

    @property
    def cost_eur(self) -> float:
        """Return electricity and hardware."""
        return self.electricity_eur + self.hardware_eur

    @property
    def carbon_kg(self) -> float:
        """Return the emissions of operation and manufacture."""
        return self.operation_kg + self.manufacture_kg


def bill(run: Run) -> Bill:
    """Return what a run takes, scaled to a year."""
    scenario, costs = run.scenario, run.scenario.costs
    it_kwh = total_power_w(run).integral() / JOULE_PER_KWH * DAYS_PER_YEAR * DAY_S / run.end_s
    energy_kwh = facility_kwh(it_kwh, scenario.assumptions.pue)
    prices = [costs.legacy_price_eur if host.bare_metal else costs.host_price_eur for host in run.hosts]
    on = servers_on(run).integral() / run.end_s
    used = sum(utilisation(run, host.name).integral() for host in run.hosts) / run.end_s
    return Bill(
        servers=float(len(run.hosts)),
        servers_on=on,
        utilisation_pct=100.0 * used / on if on else 0.0,
        rack_units=float(sum(host.rack_units for host in run.hosts)),
        energy_kwh=energy_kwh,
        electricity_eur=cost_eur(energy_kwh, scenario.assumptions.price_per_kwh_eur),
        hardware_eur=sum(prices) / costs.life_years,
        operation_kg=carbon_kg(energy_kwh, scenario.assumptions.carbon_g_per_kwh),
        manufacture_kg=len(run.hosts) * embodied_kg(costs.embodied_kg, costs.life_years, 1.0, 1.0),
        unserved_pct=MEASURES["unserved_pct"].of(run),
        waiting_core_h=waiting_core_h(run) * DAY_S / run.end_s,
        worst_availability_pct=MEASURES["worst_availability_pct"].of(run),
        stopped_by_one_failure=float(_most_on_one_host(run)),
    )


def _most_on_one_host(run: Run) -> int:
    """Return the largest number of applications that ever ran on one server at an instant."""
    where: dict[int, str] = {}
    crowd: Counter[str] = Counter()
    most = 0
    for change in run.states:
        crowd[where.get(change.machine, "")] -= 1
        host = change.host if change.state == "running" else ""
        where[change.machine] = host
        crowd[host] += 1
        most = max(most, crowd[host] if host else 0)
    return most


def bills(scenario: Scenario, seeds: Sequence[int]) -> dict[World, list[Bill]]:
    """Return every world's bill for every seed."""
    found: dict[World, list[Bill]] = {world: [] for world in WORLDS}
    larger = with_hosts(scenario, len(scenario.hosts) + 1)
    for seed in seeds:
        run = simulate(scenario.model_copy(update={"seed": seed}))
        spare = simulate(larger.model_copy(update={"seed": seed}))
        for world, its in zip(WORLDS, (simulate(twin(run)), run, spare), strict=True):
            found[world].append(bill(its))
    return found


def estimated(several: Sequence[Bill]) -> dict[str, Estimate]:
    """Return each number of a world's bills with its interval, costs and emissions in all among them."""
    columns = np.array([(*astuple(one), one.cost_eur, one.carbon_kg) for one in several]).T
    names = [field.name for field in fields(Bill)] + ["cost_eur", "carbon_kg"]
    return {name: estimate(column.tolist()) for name, column in zip(names, columns, strict=True)}


def saved_pct(found: Mapping[World, Sequence[Bill]], world: World, name: str) -> Estimate:
    """Return what a world saves of a number against one server per application, in percent, seed by seed."""
    pairs = zip(found["before"], found[world], strict=True)
    return estimate([100.0 * (1.0 - getattr(after, name) / getattr(before, name)) for before, after in pairs])
