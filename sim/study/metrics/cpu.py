"""What machines got of the CPU, and what they waited for."""

from __future__ import annotations

import numpy as np

from sim.run import Run
from sim.steps import Floats, Steps
from sim.study.metrics.definitions import all_vcpus_cores, core_speed, spec_values
from sim.study.metrics.states import running


def guest_cpu_pct(run: Run, machine: str) -> Steps:
    """Return the CPU use that the machine's own system would show: what it got, in percent of its vCPUs."""
    given = run.cpu_of(machine, "given_cores")
    return Steps(given.times_s, 100.0 * given.values / all_vcpus_cores(run, machine, given.times_s), given.end_s)


def ready_pct(run: Run, machine: str) -> Steps:
    """Return the time that a vCPU was runnable and did not run, in percent of elapsed time, per vCPU.

    ``(min(wanted, all vCPUs) - given - blocked) / all vCPUs`` of a running machine; inside it, Linux calls the
    same steal. Waiting for a disk, a link or a page of memory does not count. What a machine's own CPU limit holds
    back does: vSphere shows it as ready, and as %MLMTD in particular.
    """
    given = run.cpu_of(machine, "given_cores")
    _, runnable = _runnable_cores(run, machine, given.times_s)
    blocked = run.cpu_of(machine, "blocked_cores").values
    waiting = running(run, machine).sample(given.times_s) * np.maximum(runnable - given.values - blocked, 0.0)
    return Steps(given.times_s, 100.0 * waiting / all_vcpus_cores(run, machine, given.times_s), given.end_s)


def paging_pct(run: Run, machine: str) -> Steps:
    """Return the time that a vCPU waited for pages that its host had taken back, in percent, per vCPU (esxtop: %SWPWT)."""
    given = run.cpu_of(machine, "given_cores")
    wished, runnable = _runnable_cores(run, machine, given.times_s)
    waiting = running(run, machine).sample(given.times_s) * (wished - runnable)
    return Steps(given.times_s, 100.0 * waiting / all_vcpus_cores(run, machine, given.times_s), given.end_s)


def _runnable_cores(run: Run, machine: str, times_s: Floats) -> tuple[Floats, Floats]:
    """Return what a machine's vCPUs would run, and how much of it while they do not wait for pages of memory."""
    wanted = np.maximum(run.cpu_of(machine, "wanted_cores").values, run.cpu_of(machine, "demand_cores").values)
    usable = core_speed(run, machine).sample(times_s) * spec_values(
        run, machine, times_s, lambda spec: min(spec.vcpus, spec.workload.threads or spec.vcpus)
    )
    throughput = run.memory_of(machine, "throughput").sample(times_s)
    return np.minimum(wanted, usable), np.minimum(wanted, usable * throughput)


def limited_pct(run: Run, machine: str) -> Steps:
    """Return the part of ``ready_pct`` that a machine's own CPU limit causes: %MLMTD in esxtop, throttled in a cgroup.

    What it wants above its limit it would wait for on an empty host too; all other waiting comes from its neighbours.
    """
    ready, wanted = ready_pct(run, machine), run.cpu_of(machine, "wanted_cores").values
    runnable = np.maximum(wanted, run.cpu_of(machine, "demand_cores").values)
    limit = spec_values(run, machine, ready.times_s, lambda spec: spec.limit_cores or np.inf)
    most = all_vcpus_cores(run, machine, ready.times_s)
    beyond = np.maximum(np.minimum(runnable, most) - limit, 0.0)
    return Steps(ready.times_s, np.minimum(100.0 * beyond / most, ready.values), ready.end_s)


def blocked_pct(run: Run, machine: str) -> Steps:
    """Return the CPU that a machine could not use because it waited for a disk or a link, in percent of its vCPUs."""
    blocked = run.cpu_of(machine, "blocked_cores")
    return Steps(
        blocked.times_s, 100.0 * blocked.values / all_vcpus_cores(run, machine, blocked.times_s), blocked.end_s
    )
