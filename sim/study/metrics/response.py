"""How long users wait for an answer."""

from __future__ import annotations

import numpy as np

from sim.mechanisms.efficiency import node_efficiency
from sim.mechanisms.response import response_time_s
from sim.run import Run
from sim.steps import Steps
from sim.study.available import available_cores
from sim.study.devices import disk_time_s
from sim.study.metrics.definitions import core_speed


def _across_nodes(run: Run, machine: str) -> Steps:
    """Return the part of its speed that a machine has for its size on its host: 1 where it fits a NUMA node."""
    hosts, changes = {host.name: host for host in run.hosts}, []
    cuts = {change.time_s for change in run.history(machine)} | {change.time_s for change in run.spec_history(machine)}
    for at_s in sorted(cuts):
        state, spec = run.state_at(machine, at_s), run.spec_at(machine, at_s)
        host = hosts.get(state.host) if state is not None else None
        changes.append(node_efficiency(run.scenario.assumptions, spec, host) if spec is not None else 1.0)
    return Steps(np.array(sorted(cuts)), np.array(changes), run.end_s)


def response_s(run: Run, machine: str) -> Steps:
    """Return how long a user waits for an answer, at the processor and at the disks; 0 while the machine does not run.

    A stationary estimate between two changes (``sim.mechanisms.response``) with the mean backlog of that time.
    """
    available = available_cores(run, machine)
    times_s, lasting_s = available.times_s, available.lasting_s
    rows_then = run.cpu_of(machine, "demand_cores").rows_at(times_s)
    load, given, backlog = (
        run.cpu_of(machine, column).values[rows_then] for column in ("demand_cores", "given_cores", "backlog_core_s")
    )
    # A machine that waits for pages, or for memory at another processor's side, answers as if its cores were slower.
    speed = core_speed(run, machine).sample(times_s) * run.memory_of(machine, "throughput").sample(times_s)
    speed = speed * _across_nodes(run, machine).sample(times_s)
    result, at_disks_s = np.zeros_like(times_s), disk_time_s(run, machine, times_s)
    changes = run.spec_history(machine)
    for change, until_s in zip(changes, [later.time_s for later in changes[1:]] + [np.inf], strict=True):
        rows = (times_s >= change.time_s) & (times_s < until_s) & (available.values > 0)
        workload = change.spec.workload
        later = np.maximum(backlog[rows] + (load[rows] - given[rows]) * lasting_s[rows], 0.0)
        if workload.timeout_s is not None:
            later = np.minimum(later, given[rows] * workload.timeout_s)
        at_processor_s = response_time_s(
            workload.service_time_s / speed[rows],
            load[rows],
            available.values[rows],
            (backlog[rows] + later) / 2.0,
            workload.timeout_s,
        )
        result[rows] = np.minimum(at_processor_s + at_disks_s[rows], workload.timeout_s or np.inf)
    return Steps(times_s, result, run.end_s)
