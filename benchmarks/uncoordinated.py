"""Machines that all change at instants of their own: how many changes a second the engine follows."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.classroom import changes
from benchmarks.measure import Measurement, side_by_side
from sim.engine import simulate
from sim.inventory import Host, Machine
from sim.scenario import Scenario
from sim.workloads.web import Web

HOSTS = 800
MACHINES = 1052
ROUNDS = 3


def measure() -> Iterator[Measurement]:
    """Yield the changes per second of a day in which no two machines change together."""
    day = scenario()
    seconds = side_by_side({"day": lambda: simulate(day)}, rounds=ROUNDS)["day"]
    count = changes(simulate(day))
    yield Measurement("changes that do not coincide", count / min(seconds), "changes/s", 60_000, "more")


def scenario() -> Scenario:
    """Return a day of as many hosts and machines as the measured one, each machine with a phase of its own."""
    return Scenario(
        hosts=tuple(Host(name=f"host-{number}", cores=2, memory_mib=8192) for number in range(HOSTS)),
        machines=tuple(
            Machine(
                name=f"machine-{number}",
                vcpus=1,
                memory_mib=1024,
                runs_on=f"host-{number % HOSTS}",
                workload=Web(base_cores=0.05, amplitude_cores=0.4),
            )
            for number in range(MACHINES)
        ),
    )
