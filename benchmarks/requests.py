"""How fast the single requests of a finished run are timed, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks.measure import Measurement, side_by_side
from sim.engine import simulate
from sim.inventory import Host, Machine
from sim.scenario import Scenario
from sim.study.requests import answers
from sim.workloads.web import Web

SERVICE_S = 0.02
"""So short that a day of one machine is a million requests."""
ROUNDS = 5


def measure() -> Iterator[Measurement]:
    """Yield how many requests a second are timed, of a machine with one vCPU and of one with four."""
    for vcpus in (1, 4):
        load = Web(service_time_s=SERVICE_S, base_cores=0.05, amplitude_cores=0.4)
        run = simulate(
            Scenario(hosts=(Host(name="host-a"),), machines=(Machine(name="shop", vcpus=vcpus, workload=load),))
        )
        count = len(answers(run, "shop").arrivals_s)
        seconds = side_by_side({"requests": partial(answers, run, "shop")}, rounds=ROUNDS)["requests"]
        yield Measurement(
            f"requests timed one by one, {vcpus} vCPU", count / min(seconds), "requests/s", 2_000_000, "more"
        )
