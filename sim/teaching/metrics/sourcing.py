"""What a year of capacity costs, where a run stands for a year: each twelfth of it for a month."""

from __future__ import annotations

import numpy as np

from sim.mechanisms import sourcing
from sim.run import Run
from sim.scenario import CapacityPlan
from sim.teaching.metrics.base import METRICS, Metric, Scope
from sim.text import N_

MONTHS = 12


def _cores_by_month(run: Run, machine: str) -> list[float]:
    """Return what is asked for in each twelfth of a run, on average."""
    wanted, edges_s = run.cpu_of(machine, "demand_cores"), np.linspace(0.0, run.end_s, MONTHS + 1)
    return [float(cores) for cores in np.diff(wanted.until(edges_s)) / (run.end_s / MONTHS)]


def _prices(run: Run) -> sourcing.Prices:
    costs = run.scenario.costs
    return sourcing.Prices(costs.own_host_eur_per_month, costs.rent_eur_per_core_h)


def _cost_eur(cores: list[float], plan: CapacityPlan, prices: sourcing.Prices) -> float:
    """Return what one way to get capacity costs in a year."""
    if plan.way == "rent":
        return sourcing.rent_eur(cores, prices)
    if plan.way == "rent_then_own":
        return sourcing.rent_then_own_eur(cores, plan.rented_months, prices)
    if plan.way == "both":
        return sourcing.both_eur(cores, plan.own_hosts or 0, prices)
    if plan.own_hosts is None:
        return sourcing.own_eur(cores, prices)
    return plan.own_hosts * prices.own_host_eur_per_month * MONTHS


def _served_pct(cores: list[float], plan: CapacityPlan, prices: sourcing.Prices) -> float:
    """Return the part of the year's work that the capacity carries: only own hosts can be too few."""
    if plan.way != "own" or plan.own_hosts is None or not sum(cores):
        return 100.0
    carried = max(plan.own_hosts - sourcing.SPARE_HOSTS, 0) * prices.host_cores * sourcing.USABLE_PART
    return 100.0 * sum(min(month, carried) for month in cores) / sum(cores)


def _planned(scope: Scope) -> list[tuple[list[float], CapacityPlan]]:
    """Return what each machine with a plan wants by month, and its plan."""
    plans = (plan for plan in scope.run.scenario.capacity if plan.name in scope.machines)
    return [(_cores_by_month(scope.run, plan.name), plan) for plan in plans]


def _year_cost_eur(scope: Scope) -> float:
    return sum(_cost_eur(cores, plan, _prices(scope.run)) for cores, plan in _planned(scope))


def _year_served_pct(scope: Scope) -> float:
    return min((_served_pct(cores, plan, _prices(scope.run)) for cores, plan in _planned(scope)), default=100.0)


METRICS.add("year_cost_eur")(Metric(N_("cost of the capacity for a year"), _year_cost_eur))
METRICS.add("year_served_pct")(
    Metric(N_("part of the year's work that the capacity carries, of the worst served"), _year_served_pct)
)
