"""How long the single requests of one machine's users took, worked out one by one, on demand.

The charts show a stationary estimate (``metrics.response_s``). Here every request of a window arrives, waits,
and is answered at the speed that the machine really had, so percentiles are honest through overload and
recovery too (``sim.mechanisms.requests``). A second is enough for several million of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.errors import SimError
from sim.inventory import Machine
from sim.mechanisms.efficiency import work_per_core
from sim.mechanisms.requests import late_fraction, percentiles_s, poisson_arrivals_s, response_times_s
from sim.run import Run
from sim.steps import Floats, Steps
from sim.streams import stream
from sim.study.available import available_cores
from sim.study.devices import disk_time_s
from sim.text import N_

MOST_REQUESTS = 3_000_000
"""How many requests are timed at once at most."""


class TooManyRequestsError(SimError, ValueError):
    """A window in which more requests arrive than can be timed one by one."""

    def __init__(self, machine: str, requests: int, longest_s: float) -> None:
        fields = {"machine": machine, "requests": requests, "most": MOST_REQUESTS, "longest_s": longest_s}
        super().__init__(
            N_(
                "{machine} is asked {requests} requests in this time, and {most} are the most that are timed one by one: choose {longest_s} or less"
            ),
            fields,
        )


@dataclass(frozen=True, eq=False)
class Answers:
    """The requests of a window in the order of their arrival; one that was never answered took for ever."""

    arrivals_s: Floats
    response_s: Floats
    timeout_s: float | None

    @cached_property
    def p50_p95_p99_s(self) -> tuple[float, float, float]:
        """Return the times within which 50, 95 and 99 % of requests were answered; nan when there were none."""
        p50, p95, p99 = percentiles_s(self.response_s, (50, 95, 99)).tolist()
        return p50, p95, p99

    @property
    def timeout_fraction(self) -> float:
        """Return the part of requests whose users would have given up."""
        return 0.0 if self.timeout_s is None else late_fraction(self.response_s, self.timeout_s)


def expected_requests(run: Run, machine: str, start_s: float = 0.0, end_s: float | None = None) -> float:
    """Return how many requests arrive at a machine in a window, on average."""
    return _rate_per_s(run, machine, start_s, run.end_s if end_s is None else end_s).integral()


def answers(run: Run, machine: str, start_s: float = 0.0, end_s: float | None = None) -> Answers:
    """Return the requests that arrive at a machine in a window, and how long each takes.

    Users come independently of each other (Poisson); what a request needs is exponential with the mean of the
    workload's service time. Work that waits when the window begins is in front of them. Every window draws
    the same from the machine's own random numbers for arrivals. Raise a TooManyRequestsError when there are more
    than ``MOST_REQUESTS``.

    Simplifications: nobody gives up while waiting, where in the run itself users do; all vCPUs have one speed;
    work that arrives as one job is no request.
    """
    until_s = run.end_s if end_s is None else end_s
    rate_per_s = _rate_per_s(run, machine, start_s, until_s)
    expected = rate_per_s.integral()
    if expected > MOST_REQUESTS:
        raise TooManyRequestsError(machine, round(expected), math.floor((until_s - start_s) * MOST_REQUESTS / expected))
    random = stream(run.scenario.seed, machine, "arrivals")
    arrivals_s = poisson_arrivals_s(rate_per_s, random)
    spec = _spec(run, machine, start_s)
    work_s = random.standard_exponential(len(arrivals_s)) * _service_time_s(run, machine).sample(arrivals_s)
    servers = min(spec.vcpus, spec.workload.threads or spec.vcpus)
    efficiency = _efficiency(run, machine, start_s)
    in_front = np.full(servers, run.cpu_of(machine, "backlog_core_s").at(start_s) * efficiency / servers)
    speed = _window(available_cores(run, machine), start_s, run.end_s, factor=efficiency / servers)
    took_s = response_times_s(
        np.concatenate((np.full(servers, start_s), arrivals_s)), np.concatenate((in_front, work_s)), servers, speed
    )[servers:]
    return Answers(arrivals_s, took_s + disk_time_s(run, machine, arrivals_s), spec.workload.timeout_s)


def _rate_per_s(run: Run, machine: str, start_s: float, end_s: float) -> Steps:
    """Return how many requests arrive per second in a window."""
    demand, service_s = run.cpu_of(machine, "demand_cores"), _service_time_s(run, machine)
    times_s = np.union1d(demand.times_s, service_s.times_s)
    work = demand.sample(times_s) * _efficiency(run, machine, start_s)
    return _window(Steps(times_s, work / service_s.sample(times_s), run.end_s), start_s, end_s)


def _window(steps: Steps, start_s: float, end_s: float, factor: float = 1.0) -> Steps:
    inside = steps.times_s[(steps.times_s > start_s) & (steps.times_s < end_s)]
    times_s = np.concatenate(([start_s], inside))
    return Steps(times_s, factor * steps.sample(times_s), end_s)


def _service_time_s(run: Run, machine: str) -> Steps:
    changes = run.spec_history(machine)
    return Steps(
        np.array([change.time_s for change in changes]),
        np.array([change.spec.workload.service_time_s for change in changes]),
        run.end_s,
    )


def _spec(run: Run, machine: str, at_s: float) -> Machine:
    """Return a machine as it is defined at an instant, before it appeared as it was defined first."""
    return run.spec_at(machine, at_s) or run.machines[run.machine_index(machine)]


def _efficiency(run: Run, machine: str, at_s: float) -> float:
    """Return the work that a machine gets out of a core."""
    state = run.state_at(machine, at_s)
    in_vm = state is not None and state.place != state.host
    host = run.hosts[run.host_index(state.host)] if state is not None and state.host else None
    return work_per_core(run.scenario.assumptions, _spec(run, machine, at_s), host, in_vm=in_vm)
