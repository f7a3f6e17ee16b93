"""How a machine was defined, and where it was, as step functions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.inventory import Machine
from sim.run import Run
from sim.steps import Floats, Steps
from sim.study.metrics.states import state_steps


def spec_values(run: Run, machine: str, times_s: Floats, value: Callable[[Machine], float]) -> Floats:
    """Return a number of a machine's definition as it was at many instants."""
    history = run.spec_history(machine)
    steps = Steps(
        np.array([change.time_s for change in history]),
        np.array([value(change.spec) for change in history]),
        run.end_s,
    )
    return steps.sample(times_s)


def core_speed(run: Run, machine: str) -> Steps:
    """Return the speed of the cores that a machine runs on, against the reference core; 1 where it is nowhere."""
    speeds = {host.name: host.core_speed for host in run.hosts}
    return state_steps(run, machine, lambda change: speeds.get(change.host, 1.0))


def all_vcpus_cores(run: Run, machine: str, times_s: Floats) -> Floats:
    """Return what all vCPUs of a machine could do at full speed where it is, in reference cores."""
    vcpus = spec_values(run, machine, times_s, lambda spec: float(spec.vcpus))
    return vcpus * core_speed(run, machine).sample(times_s)
