"""A classroom's day: how much simulating it costs, against bare SimPy for the same number of timeouts."""

from __future__ import annotations

from collections.abc import Iterator

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
    """Yield what the day costs, alone and with its twin, and for comparison with hosts that are short of CPU."""
    calm, short = day(), day(cores=4)
    timeouts = changes(simulate(calm))
    seconds = side_by_side(
        {
            "bare": lambda: bare_simpy(MACHINES, timeouts // MACHINES),
            "day": lambda: simulate(calm),
            "short": lambda: simulate(short),
            "bare twice": lambda: bare_simpy(2 * MACHINES, timeouts // MACHINES),
            "both days": lambda: simulate(twin(simulate(calm))),
        },
        rounds=ROUNDS,
    )
    ratio = {
        name: typical_ratio(seconds[name], seconds[bare])
        for name, bare in (("day", "bare"), ("short", "bare"), ("both days", "bare twice"))
    }
    yield Measurement("classroom day, against bare SimPy", ratio["day"], "×", 8)
    yield Measurement("classroom day and its twin, against bare SimPy", ratio["both days"], "×", 8)
    yield Measurement("classroom day", 1000 * min(seconds["day"]), "ms", 60)
    yield Measurement("classroom day and its twin", 1000 * min(seconds["both days"]), "ms", 100)
    yield Measurement("classroom day short of CPU, against bare SimPy", ratio["short"], "×")
    yield Measurement("classroom day short of CPU", 1000 * min(seconds["short"]), "ms")
    yield Measurement(f"bare SimPy, {timeouts} timeouts", 1000 * min(seconds["bare"]), "ms")


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
