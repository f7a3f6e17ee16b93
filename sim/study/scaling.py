"""Autoscaling put to the question: who serves now, what the copies cost, what users felt, and which rule does better."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.policies.autoscaling import SCALERS
from sim.run import Run
from sim.scenario import Scenario
from sim.steps import Steps, total
from sim.study.metrics import response_s, running
from sim.units import DAY_S, HOUR_S

LATE_S = 1.0
"""An answer that takes longer is late: about the limit up to which thoughts are not interrupted (Nielsen 1993)."""


def members(run: Run, first: str) -> list[str]:
    """Return a machine and all copies of it that autoscaling made."""
    return [first, *(copy for copy, origin in run.replicas.items() if origin == first)]


@dataclass(frozen=True, slots=True)
class Standing:
    """How an application stands at one instant: who serves, and what part of their CPU they use."""

    serving: tuple[str, ...]
    use: float


def standing(run: Run, first: str, time_s: float) -> Standing:
    """Return who serves an application at one instant and how busy they are; a use of nan where nobody serves."""
    serving = []
    used = most = 0.0
    for name in members(run, first):
        change, spec = run.state_at(name, time_s), run.spec_at(name, time_s)
        if change is not None and spec is not None and change.state == "running":
            serving.append(name)
            used += float(run.cpu_of(name, "given_cores").at(time_s))
            most += spec.cap_cores(run.hosts[run.host_index(change.host)].core_speed)
    return Standing(tuple(serving), used / most if most else math.nan)


def serving(run: Run, first: str) -> Steps:
    """Return how many machines serve an application."""
    return total([running(run, name) for name in members(run, first)], run.end_s)


def machine_hours_per_day(run: Run) -> float:
    """Return for how long machines hold memory, all together, as a daily number of hours: what a cloud would bill."""
    held_s = 0.0
    for machine in run.machines:
        mib = run.memory_of(machine.name, "configured_mib")
        held_s += Steps(mib.times_s, (mib.values > 0.0).astype(float), run.end_s).integral()
    return held_s / HOUR_S / run.end_s * DAY_S


def late_pct(run: Run) -> float:
    """Return the part of all work whose users waited for more than a second, or in vain, in percent."""
    asked = late = 0.0
    for machine in run.machines:
        if machine.name in run.mirrors:
            continue
        demand, response = run.cpu_of(machine.name, "demand_cores"), response_s(run, machine.name)
        times_s = np.unique(np.concatenate([demand.times_s, response.times_s]))
        lasting_s = np.diff(times_s, append=run.end_s)
        amounts = demand.sample(times_s) * lasting_s
        up = running(run, machine.name).sample(times_s) > 0.0
        asked += float(amounts.sum())
        late += float(amounts[(response.sample(times_s) > LATE_S) | ~up].sum())
    return 100.0 * late / asked if asked else 0.0


def changes_per_day(run: Run) -> float:
    """Return how many copies were started or stopped, as a daily number."""
    return sum(one.service == "scaling" and one.followed for one in run.advice) / run.end_s * DAY_S


def with_rule(scenario: Scenario, rule: str, *, at_most: bool = False) -> Scenario:
    """Return the scenario with another rule for everything that is scaled; ``at_most`` keeps as many as there may be.

    >>> from sim.inventory import Machine
    >>> from sim.services import Autoscaling, Services
    >>> shop = Scenario(machines=(Machine(name="shop"),), services=Services(scaling=(Autoscaling(machine="shop"),)))
    >>> [(one.rule, one.minimum) for one in with_rule(shop, "fixed", at_most=True).services.scaling]
    [('fixed', 5)]
    """
    SCALERS[rule]
    scaling = tuple(
        one.model_copy(update={"rule": rule, "minimum": one.maximum if at_most else one.minimum})
        for one in scenario.services.scaling
    )
    actions = tuple(action for action in scenario.actions if action.kind != "set_services")
    services = scenario.services.model_copy(update={"scaling": scaling})
    return scenario.model_copy(update={"services": services, "actions": actions})
