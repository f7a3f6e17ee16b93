"""One number for a whole run: what experiments compare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.engine import simulate
from sim.registry import Registry
from sim.run import Run
from sim.study.baseline import twin
from sim.study.metrics import response_s, running, servers_on
from sim.study.outages import all_outages
from sim.study.scaling import changes_per_day, late_pct, machine_hours_per_day
from sim.study.scoreboard import scores
from sim.study.services import moves_per_day
from sim.text import N_
from sim.units import HOUR_S


@dataclass(frozen=True, slots=True)
class Measure:
    """A number's name, its unit, what it says, whether less or more of it is better, and how it is taken from a run."""

    title: str
    unit: str
    summary: str
    better: Literal["less", "more"]
    of: Callable[[Run], float]


MEASURES: Registry[Measure] = Registry("measure")


def waiting_core_h(run: Run) -> float:
    """Return the CPU that machines wanted and did not get in time, in core-hours."""
    waited = 0.0
    for machine in run.machines:
        wanted, given = (run.cpu_of(machine.name, column).integral() for column in ("wanted_cores", "given_cores"))
        waited += wanted - given
    return waited / HOUR_S


def slowest_p95_s(run: Run) -> float:
    """Return, of the machine that is worst off, the response time that it kept 95 % of its running time; nan for none."""
    slowest = [_kept_s(run, machine.name) for machine in run.machines if machine.workload.pattern != "idle"]
    known = [time_s for time_s in slowest if not np.isnan(time_s)]
    return max(known, default=float("nan"))


def _kept_s(run: Run, machine: str, part: float = 0.95) -> float:
    response = response_s(run, machine)
    up = running(run, machine)
    lasting_s = np.diff(np.append(response.times_s, run.end_s)) * (up.sample(response.times_s) > 0)
    order = np.argsort(response.values)
    so_far = np.cumsum(lasting_s[order])
    if not len(so_far) or so_far[-1] <= 0.0:
        return float("nan")
    return float(response.values[order][np.searchsorted(so_far, part * so_far[-1])])


def energy_saving_pct(run: Run) -> float:
    """Return the energy saved against one server per application with the same loads, in percent."""
    own, before = (_at_end(one, "energy_kwh_per_day") for one in (run, simulate(twin(run))))
    return 100.0 * (1.0 - own / before) if before else 0.0


def _at_end(run: Run, score: str) -> float:
    return float(scores(run, np.array([run.end_s]))[score][0])


MEASURES.add("waiting_core_h")(
    Measure(
        N_("Waiting"),
        N_("core-hours"),
        N_("CPU that machines wanted and did not get in time"),
        "less",
        waiting_core_h,
    )
)
MEASURES.add("unserved_pct")(
    Measure(
        N_("Work not served"),
        "%",
        N_("work whose users gave up, or whose machine was down"),
        "less",
        lambda run: _at_end(run, "unserved_pct"),
    )
)
MEASURES.add("slowest_p95_s")(
    Measure(
        N_("Slowest response (95%)"),
        "s",
        N_("the response time that the slowest machine keeps 95% of the time"),
        "less",
        slowest_p95_s,
    )
)
MEASURES.add("worst_availability_pct")(
    Measure(
        N_("Worst availability"),
        "%",
        N_("the lowest part of the time in which a machine that should run did"),
        "more",
        lambda run: _at_end(run, "worst_availability_pct"),
    )
)
MEASURES.add("longest_outage_s")(
    Measure(
        N_("Longest outage"),
        "s",
        N_("the longest time in which a machine that should answer rightly did not"),
        "less",
        lambda run: max((outage.lasts_s for outage in all_outages(run)), default=0.0),
    )
)
MEASURES.add("data_lost_h")(
    Measure(
        N_("Work lost with data"),
        N_("hours"),
        N_("working time between copies that were brought back and the harm, of all machines"),
        "less",
        lambda run: sum(restored.lost_s for restored in run.restores) / HOUR_S,
    )
)
MEASURES.add("energy_kwh_per_day")(
    Measure(
        N_("Energy"),
        N_("kWh/day"),
        N_("energy of the servers"),
        "less",
        lambda run: _at_end(run, "energy_kwh_per_day"),
    )
)
MEASURES.add("cost_eur_per_year")(
    Measure(
        N_("Electricity"),
        N_("€/year"),
        N_("price of that energy over a year, cooling and losses of the building included (PUE)"),
        "less",
        lambda run: _at_end(run, "cost_eur_per_year"),
    )
)
MEASURES.add("moves_per_day")(
    Measure(
        N_("Live migrations"),
        N_("a day"),
        N_("machines that came to another host while they ran"),
        "less",
        moves_per_day,
    )
)
MEASURES.add("servers_on")(
    Measure(
        N_("Servers on"),
        "",
        N_("physical servers that are switched on, on average"),
        "less",
        lambda run: servers_on(run).integral() / run.end_s,
    )
)
MEASURES.add("energy_saving_pct")(
    Measure(
        N_("Energy saved"),
        "%",
        N_("against the same loads on one server per application"),
        "more",
        energy_saving_pct,
    )
)
MEASURES.add("late_pct")(
    Measure(
        N_("Late answers"),
        "%",
        N_("work whose users waited for more than a second, or in vain"),
        "less",
        late_pct,
    )
)
MEASURES.add("machine_hours_per_day")(
    Measure(
        N_("Machine-hours"),
        N_("hours a day"),
        N_("for how long machines were there, all together: what a cloud would bill"),
        "less",
        machine_hours_per_day,
    )
)
MEASURES.add("scaling_per_day")(
    Measure(
        N_("Copies started or stopped"),
        N_("a day"),
        N_("by autoscaling"),
        "less",
        changes_per_day,
    )
)
