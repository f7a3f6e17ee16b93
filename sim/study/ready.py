"""What machines wait for a core, by every definition in use; the names say which.

``metrics.ready_pct`` is the fluid part: what a machine wants and is not given, because the host is full or because of
its own limit (``metrics.limited_pct``, esxtop's %MLMTD). ``overlap_ready_pct`` is the part that chance adds on a host
that is not full: vCPUs that want to run at the same moment. ``ready_in_all_pct`` is both, and what vCenter's counter and
a guest's steal time show. ``slowdown_pct`` is the part of its way that work spends waiting.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.inventory import Host
from sim.mechanisms.overlap import overlap_only
from sim.run import Run
from sim.steps import Floats, Steps
from sim.study.metrics import all_vcpus_cores, core_speed, ready_pct, running, spec_values

MOST_KNOWN = 8
"""Runs whose answers are kept, the last ones."""


class _Crowd(NamedTuple):
    """Who wants to run on a host: how many vCPUs each machine keeps busy, and how many wait by chance, per busy one."""

    overlap_pct: Steps
    per_runnable: Steps


def overlap_ready_pct(run: Run, machine: str) -> Steps:
    """Return the time that a vCPU waits because others want to run at the same moment, in percent, per vCPU.

    Chance strikes whoever wants to run: each machine waits in proportion to the vCPUs that it keeps busy.
    """
    busy = _busy_vcpus(run, machine)
    waits = busy.values * _per_runnable(run, machine, busy.times_s)
    vcpus = spec_values(run, machine, busy.times_s, lambda spec: float(spec.vcpus))
    return Steps(busy.times_s, 100.0 * np.minimum(waits / vcpus, 1.0), run.end_s)


def host_overlap_pct(run: Run, host: str) -> Steps:
    """Return the time that a vCPU of a host waits by chance, on average over its vCPUs, in percent."""
    return _crowds(run)[host].overlap_pct


def ready_in_all_pct(run: Run, machine: str) -> Steps:
    """Return all time that a vCPU was runnable and did not run, in percent, per vCPU: the fluid part and that of chance."""
    fluid, chance = ready_pct(run, machine), overlap_ready_pct(run, machine)
    times_s = np.union1d(fluid.times_s, chance.times_s)
    return Steps(times_s, np.minimum(fluid.sample(times_s) + chance.sample(times_s), 100.0), run.end_s)


def steal_pct(run: Run, machine: str) -> Steps:
    """Return the steal time that the guest's own system shows (st in top): the same as ready, seen from inside."""
    return ready_in_all_pct(run, machine)


def slowdown_pct(run: Run, machine: str) -> Steps:
    """Return the part of its way that work spends waiting, ``ready / (run + ready)``, in percent; 0 while nothing runs.

    A machine that runs little can have a tiny ready time and still be a tenth slower.
    """
    ready = ready_in_all_pct(run, machine)
    given = run.cpu_of(machine, "given_cores").sample(ready.times_s)
    ran = 100.0 * given / all_vcpus_cores(run, machine, ready.times_s)
    on_its_way = ran + ready.values
    share = np.divide(ready.values, on_its_way, out=np.zeros_like(on_its_way), where=on_its_way > 0.0)
    return Steps(ready.times_s, 100.0 * share, run.end_s)


def ready_summation_ms(run: Run, machine: str, edges_s: ArrayLike) -> Floats:
    """Return vCenter's counter: the milliseconds that all vCPUs of a machine together were ready, edge to edge."""
    ready = ready_in_all_pct(run, machine)
    vcpus = spec_values(run, machine, ready.times_s, lambda spec: float(spec.vcpus))
    waited = Steps(ready.times_s, ready.values / 100.0 * vcpus * 1000.0, run.end_s)
    return np.diff(waited.until(edges_s))


# Who wants to run at once


def _busy_vcpus(run: Run, machine: str) -> Steps:
    """Return how many vCPUs of a machine want to run; those that wait for a disk or a link do not."""
    wanted, blocked = run.cpu_of(machine, "wanted_cores"), run.cpu_of(machine, "blocked_cores")
    runs = running(run, machine).sample(wanted.times_s)
    speed = core_speed(run, machine).sample(wanted.times_s)
    vcpus = spec_values(run, machine, wanted.times_s, lambda spec: float(spec.vcpus))
    busy = np.clip(runs * (wanted.values - blocked.values) / speed, 0.0, vcpus)
    return Steps(wanted.times_s, busy, run.end_s)


def _per_runnable(run: Run, machine: str, times_s: Floats) -> Floats:
    """Return how much of a vCPU waits by chance, per vCPU that wants to run, on the host where a machine is."""
    per_runnable = np.zeros(len(times_s))
    history = run.history(machine)
    for change, until_s in zip(history, [later.time_s for later in history[1:]] + [np.inf], strict=True):
        rows = (times_s >= change.time_s) & (times_s < until_s)
        if change.state == "running" and rows.any():
            per_runnable[rows] = _crowds(run)[change.host].per_runnable.sample(times_s[rows])
    return per_runnable


@lru_cache(maxsize=MOST_KNOWN)
def _crowds(run: Run) -> Mapping[str, _Crowd]:
    return {host.name: _crowd(run, host) for host in run.hosts}


def _crowd(run: Run, host: Host) -> _Crowd:
    """Return the chance of waiting on a host at every instant; containers in a VM run on that VM's vCPUs."""
    visitors = [m for m in run.machines if any(change.host == host.name for change in run.history(m.name))]
    busy = {machine.name: _busy_vcpus(run, machine.name) for machine in visitors}
    moments = [np.zeros(1), *(steps.times_s for steps in busy.values())]
    moments += [np.array([change.time_s for change in run.spec_history(machine.name)]) for machine in visitors]
    times_s = np.unique(np.concatenate(moments))
    runnable, vcpus = np.zeros(len(times_s)), np.zeros(len(times_s))
    for machine in visitors:
        here, itself = _here(run, machine.name, host.name, times_s)
        runnable += here * busy[machine.name].sample(times_s)
        usable = spec_values(
            run, machine.name, times_s, lambda spec: float(min(spec.vcpus, spec.workload.threads or spec.vcpus))
        )
        vcpus += itself * usable
    runnable = np.minimum(runnable, vcpus)
    gain = run.scenario.assumptions.smt_gain if host.smt else 0.0
    waiting = np.zeros(len(times_s))
    for count in np.unique(vcpus).tolist():
        rows = vcpus == count
        if count:
            waiting[rows] = overlap_only(int(count), runnable[rows] / count, int(host.cores * (1.0 + gain)))
    overlap = np.divide(waiting, vcpus, out=np.zeros_like(waiting), where=vcpus > 0.0)
    share = np.divide(waiting, runnable, out=np.zeros_like(waiting), where=runnable > 0.0)
    return _Crowd(Steps(times_s, 100.0 * overlap, run.end_s), Steps(times_s, share, run.end_s))


def _here(run: Run, machine: str, host: str, times_s: Floats) -> tuple[Floats, Floats]:
    """Return 1 while a machine runs on a host, and 1 while it does so with vCPUs of its own."""
    history = run.history(machine)
    on_host = [float(change.state == "running" and change.host == host) for change in history]
    directly = [float(one and change.place == host) for one, change in zip(on_host, history, strict=True)]
    moments = np.array([change.time_s for change in history])
    # Before it appeared, a machine ran nowhere.
    exists = times_s >= moments[0]
    return (
        exists * Steps(moments, np.array(on_host), run.end_s).sample(times_s),
        exists * Steps(moments, np.array(directly), run.end_s).sample(times_s),
    )
