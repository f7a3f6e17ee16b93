"""Promises put to the test: hosts crash at random, from the seed, over many runs, beside what the textbook says.

Real hosts fail once in years. Here they fail so often that a month shows it; the formulas get the same rates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.actions import Action
from sim.actions.hosts import RepairHost
from sim.engine import simulate
from sim.faults.host_crash import CrashHost
from sim.scenario import Scenario
from sim.streams import stream
from sim.study.reliability import Promise, predicted_availability, reliability
from sim.study.sweep import Estimate, estimate
from sim.units import DAY_S, HOUR_S
from sim.workloads.idle import Idle

MONTH_S = 31 * DAY_S


def promised(scenario: Scenario, machine: str, promise: Promise) -> Scenario:
    """Return a month of a scenario's rack with one promise for one VM: nobody acts, nothing else breaks, no load.

    Only what keeps the machine from running counts, so that loads would only cost time.
    """
    machines = tuple(
        one.model_copy(
            update={"workload": Idle(), "fault_tolerant": promise == "fault_tolerance" and one.name == machine}
        )
        for one in scenario.machines
    )
    settings = scenario.high_availability.model_copy(update={"enabled": promise != "none", "admission": "off"})
    return scenario.model_copy(
        update={"machines": machines, "actions": (), "high_availability": settings, "duration_s": MONTH_S}
    )


def with_random_crashes(scenario: Scenario, mtbf_h: float, mttr_h: float) -> Scenario:
    """Return the scenario with crashes of its hosts at random and a repair after each, from its seed.

    Up times are exponential with mean ``mtbf_h``; a repair, boot included, takes ``mttr_h``.
    """
    crashes = [
        action for host in scenario.hosts for action in _crashes(scenario, host.name, mtbf_h, mttr_h, host.boot_s)
    ]
    actions = tuple(sorted((*scenario.actions, *crashes), key=lambda action: action.at_s))
    return scenario.model_copy(update={"actions": actions})


def _crashes(scenario: Scenario, host: str, mtbf_h: float, mttr_h: float, boot_s: float) -> Iterable[Action]:
    draw, at_s = stream(scenario.seed, host, "faults"), 0.0
    while True:
        at_s += float(draw.exponential(mtbf_h)) * HOUR_S
        if at_s >= scenario.duration_s:
            return
        yield CrashHost(at_s=at_s, host=host)
        at_s += mttr_h * HOUR_S
        if at_s - boot_s < scenario.duration_s:
            yield RepairHost(at_s=max(at_s - boot_s, 0.0), host=host)


@dataclass(frozen=True, slots=True)
class Compared:
    """A prediction beside what replications measured."""

    predicted: float
    measured: Estimate

    @property
    def agrees(self) -> bool:
        """Return whether the prediction lies within the interval."""
        return self.measured.low <= self.predicted <= self.measured.high


def compared(  # noqa: PLR0913 - a scenario, its rates, and how often
    scenario: Scenario,
    machine: str,
    promise: Promise,
    *,
    mtbf_h: float,
    mttr_h: float,
    replications: int = 20,
    confidence: float = 0.95,
) -> Compared:
    """Return the predicted availability of one VM beside the measured one, over seeds."""
    spec = next(one for one in scenario.machines if one.name == machine)
    samples = []
    for seed in range(scenario.seed, scenario.seed + replications):
        world = with_random_crashes(scenario.model_copy(update={"seed": seed}), mtbf_h, mttr_h)
        samples.append(reliability(simulate(world), machine).availability)
    predicted = predicted_availability(scenario, spec, promise, mtbf_h, mttr_h)
    return Compared(predicted, estimate(samples, confidence))
