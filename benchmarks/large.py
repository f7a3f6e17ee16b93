"""Ten thousand machines on a thousand hosts for an hour: time and memory."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from benchmarks.measure import Measurement, side_by_side, whole_process
from sim.engine import simulate
from sim.inventory import Host, Machine
from sim.scenario import Scenario
from sim.units import HOUR_S
from sim.workloads.trace import Trace

HOSTS, MACHINES = 1000, 10_000
STEP_S = 300.0
ROUNDS = 3
WHOLE_PROCESS = """
from benchmarks.large import scenario
from sim.engine import simulate
simulate(scenario())
"""


def measure() -> Iterator[Measurement]:
    """Yield how long the hour takes, and in what memory."""
    hour = scenario()
    seconds = side_by_side({"hour": partial(simulate, hour)}, rounds=ROUNDS)["hour"]
    yield Measurement("10 000 machines for an hour, simulation", min(seconds), "s", 2.0)
    yield Measurement("10 000 machines for an hour, peak memory", whole_process(WHOLE_PROCESS)[1], "MB", 400)


def scenario(hosts: int = HOSTS, machines: int = MACHINES) -> Scenario:
    """Return an hour of machines that want another part of a core every five minutes, ten to a host."""
    random = np.random.default_rng(1)
    loads = random.integers(0, 100, (machines, round(HOUR_S / STEP_S))).tolist()
    return Scenario(
        hosts=tuple(Host(name=f"host-{number}", cores=16, memory_mib=16_384) for number in range(hosts)),
        machines=tuple(
            Machine(
                name=f"machine-{number}",
                vcpus=1,
                memory_mib=1024,
                runs_on=f"host-{number % hosts}",
                workload=Trace(percentages=tuple(load), step_s=STEP_S),
            )
            for number, load in enumerate(loads)
        ),
        duration_s=HOUR_S,
    )
