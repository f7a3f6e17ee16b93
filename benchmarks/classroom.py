"""A classroom's day: how much simulating it costs, against bare SimPy for the same number of timeouts."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from simpy import Environment
from simpy.events import Event

from benchmarks.measure import Measurement, side_by_side, typical_ratio
from sim.engine import simulate
from sim.faults.host_crash import CrashHost
from sim.inventory import Host, Machine
from sim.run import Run
from sim.scenario import HighAvailability, Scenario
from sim.study.baseline import twin
from sim.units import HOUR_S
from sim.workloads import Workload
from sim.workloads.base import SAMPLE_S
from sim.workloads.database import Database
from sim.workloads.office import Office
from sim.workloads.web import Web

HOSTS = 4
MACHINES = 20
ROUNDS = 9


def measure() -> Iterator[Measurement]:
    """Yield what a day costs with hosts that have CPU to spare, and with hosts that are short of it."""
    yield from _measure("classroom day", day())
    yield from _measure("classroom day, CPU short", day(cores=4))


def day(*, cores: int = 16) -> Scenario:
    """Return a day of twenty machines on four hosts, one of which crashes in the afternoon."""
    loads: tuple[Workload, ...] = (Web(), Office(), Database())
    return Scenario(
        hosts=tuple(Host(name=f"host-{number}", cores=cores) for number in range(1, HOSTS + 1)),
        machines=tuple(
            Machine(name=f"machine-{number}", workload=loads[number % len(loads)]) for number in range(1, MACHINES + 1)
        ),
        actions=(CrashHost(at_s=14 * HOUR_S, host="host-1"),),
        placement="worst_fit",
        high_availability=HighAvailability(enabled=True),
    )


def _measure(name: str, scenario: Scenario) -> Iterator[Measurement]:
    timeouts = changes(simulate(scenario))
    per_process = timeouts // MACHINES
    seconds = side_by_side(
        {
            "alone": lambda: simulate(scenario),
            "bare": lambda: bare_simpy(MACHINES, per_process),
            "with twin": lambda: simulate(twin(simulate(scenario))),
            "bare twice": lambda: bare_simpy(2 * MACHINES, per_process),
        },
        rounds=ROUNDS,
    )
    yield Measurement(f"{name}, against bare SimPy", typical_ratio(seconds["alone"], seconds["bare"]), "×", 8)
    yield Measurement(
        f"{name} and its baseline twin, against bare SimPy",
        typical_ratio(seconds["with twin"], seconds["bare twice"]),
        "×",
        8,
    )
    yield Measurement(name, 1000 * median(seconds["alone"]), "ms", 60)
    yield Measurement(f"{name} and its baseline twin", 1000 * median(seconds["with twin"]), "ms", 100)
    yield Measurement(f"bare SimPy, {timeouts} timeouts", 1000 * median(seconds["bare"]), "ms")


def changes(run: Run) -> int:
    """Return how often the load of any machine of a run changes."""
    scenario = run.scenario
    return sum(
        len(machine.workload.demand(seed=scenario.seed, machine=machine.name, duration_s=run.end_s).times_s) - 1
        for machine in run.machines
    )


def bare_simpy(processes: int, timeouts_each: int) -> None:
    """Let processes do nothing but wait, each at its own instants."""
    env = Environment()

    def wait(phase_s: float) -> Iterator[Event]:
        yield env.timeout(phase_s)
        for _ in range(timeouts_each - 1):
            yield env.timeout(SAMPLE_S)

    for number in range(processes):
        env.process(wait(SAMPLE_S * (number + 0.5) / processes))  # type: ignore[arg-type]  # SimPy asks for a Generator
    env.run()
