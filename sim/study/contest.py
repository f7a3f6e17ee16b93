"""The same day in several hands, followed through time: what waited, what was drawn, what was on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from sim.run import Run
from sim.steps import Floats
from sim.study.metrics import servers_on, total_power_w
from sim.text import N_
from sim.units import HOUR_S, JOULE_PER_KWH


@dataclass(frozen=True, slots=True)
class Curve:
    """What is followed: its name, its unit, its values at many instants of a run, and whether it only grows."""

    title: str
    unit: str
    of: Callable[[Run, Floats], Floats]
    grows: bool = True


def waiting_so_far(run: Run, times_s: Floats) -> Floats:
    """Return the CPU that machines have wanted and not got in time until each instant, in core-hours."""
    waited = np.zeros_like(times_s)
    for machine in run.machines:
        wanted, given = (run.cpu_of(machine.name, column) for column in ("wanted_cores", "given_cores"))
        waited += wanted.until(times_s) - given.until(times_s)
    return waited / HOUR_S


def machines_serving(run: Run, times_s: Floats) -> Floats:
    """Return how many machines run at each instant."""
    count = np.zeros_like(times_s)
    for machine in run.machines:
        history = run.history(machine.name)
        since_s = np.array([change.time_s for change in history])
        up = np.array([0.0, *(float(change.state == "running") for change in history)])
        count += up[np.searchsorted(since_s, times_s, side="right")]
    return count


CURVES: Mapping[str, Curve] = MappingProxyType(
    {
        "waiting": Curve(N_("Waiting so far"), N_("core-hours"), waiting_so_far),
        "energy": Curve(
            N_("Energy so far"), "kWh", lambda run, times_s: total_power_w(run).until(times_s) / JOULE_PER_KWH
        ),
        "servers": Curve(N_("Servers on"), "", lambda run, times_s: servers_on(run).sample(times_s), grows=False),
        "machines": Curve(N_("Machines running"), "", machines_serving, grows=False),
    }
)

INSTANTS = 288


def instants_s(run: Run) -> Floats:
    """Return the instants at which runs are compared: every five minutes of a day."""
    return np.linspace(0.0, run.end_s, INSTANTS + 1)[1:]
