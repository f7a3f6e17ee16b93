"""What hosts drew and what machines gave their users, from the columns of a run.

Every answer is a step function that is exact between the run's changes, so sums over it are exact too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.inventory import FirewallRule, Host, Machine
from sim.mechanisms.contagion import Standing, reaches
from sim.mechanisms.efficiency import node_efficiency
from sim.mechanisms.power import watts
from sim.mechanisms.reclamation import ZIP_RATIO
from sim.mechanisms.response import response_time_s
from sim.run import HostState, Run, StateChange
from sim.steps import Floats, Steps, total
from sim.study.available import available_cores
from sim.study.devices import disk_time_s

UP: frozenset[HostState] = frozenset({"on", "maintenance"})


# Hosts


def host_is(run: Run, host: str, states: frozenset[HostState]) -> Steps:
    """Return 1 while a host is in one of these states, else 0."""
    history = run.host_history(host)
    return Steps(
        np.array([change.time_s for change in history]),
        np.array([float(change.state in states) for change in history]),
        run.end_s,
    )


def servers_on(run: Run) -> Steps:
    """Return how many hosts are on, those that boot included."""
    return total([host_is(run, host.name, UP | {"booting"}) for host in run.hosts], run.end_s)


def full_cores(run: Run, host: Host) -> float:
    """Return the CPU that a host has when every core is busy, in reference cores."""
    gain = run.scenario.assumptions.smt_gain if host.smt else 0.0
    return host.cores * (1.0 + gain) * host.core_speed


def running_cores(run: Run, host: str) -> Steps:
    """Return the CPU that a host has while it is on, for its machines and its hypervisor together."""
    capacity = run.host_cpu_of(host, "capacity_cores")
    bare_metal = run.hosts[run.host_index(host)].bare_metal
    kept = 0.0 if bare_metal else run.scenario.assumptions.hypervisor_cpu_fraction
    return Steps(capacity.times_s, capacity.values / (1.0 - kept), capacity.end_s)


def utilisation(run: Run, host: str) -> Steps:
    """Return the used part of a host's CPU, 0 to 1, its hypervisor's own use included."""
    used = run.host_cpu_of(host, "used_cores")
    return Steps(used.times_s, used.values / full_cores(run, run.hosts[run.host_index(host)]), used.end_s)


def power_w(run: Run, host: str) -> Steps:
    """Return what a host draws: by its power curve when on, its boot and standby power otherwise."""
    used = utilisation(run, host)
    spec = run.hosts[run.host_index(host)]
    on = host_is(run, host, UP).sample(used.times_s) > 0
    booting = host_is(run, host, frozenset({"booting"})).sample(used.times_s) > 0
    drawn = np.where(on, watts(spec.power, used.values), np.where(booting, spec.boot_w, spec.standby_w))
    return Steps(used.times_s, drawn, used.end_s)


def total_power_w(run: Run) -> Steps:
    """Return what all hosts draw together."""
    return total([power_w(run, host.name) for host in run.hosts], run.end_s)


# Machines


def _states(run: Run, machine: str, value: Callable[[StateChange], float]) -> Steps:
    history = run.history(machine)
    return Steps(
        np.array([change.time_s for change in history]),
        np.array([value(change) for change in history]),
        run.end_s,
    )


def running(run: Run, machine: str) -> Steps:
    """Return 1 while a machine runs, else 0."""
    return _states(run, machine, lambda change: float(change.state == "running"))


def wanted_up(run: Run, machine: str) -> Steps:
    """Return 1 while users expect a machine to answer, else 0."""
    return _states(run, machine, lambda change: float(change.wanted_up))


def down(run: Run, machine: str) -> Steps:
    """Return 1 while users expect a machine to answer and it does not run, else 0."""
    return _states(run, machine, lambda change: float(change.wanted_up and change.state != "running"))


def availability(run: Run, machine: str, until_s: ArrayLike | None = None) -> Floats:
    """Return the part of the time in which users expected it to answer that it ran; 1 where nobody did."""
    times = np.atleast_1d(np.asarray(run.end_s if until_s is None else until_s, dtype=float))
    expected_s, missing_s = wanted_up(run, machine).until(times), down(run, machine).until(times)
    missing: Floats = np.divide(missing_s, expected_s, out=np.zeros_like(times), where=expected_s > 0)
    return 1.0 - missing


@dataclass(frozen=True)
class Work:
    """What became of the work that users asked for until each of many instants, in core-seconds of physical CPU."""

    done: Floats
    waiting: Floats
    lost: Floats

    @property
    def asked(self) -> Floats:
        """Return all work asked for by then."""
        return self.done + self.waiting + self.lost


def work(run: Run, machine: str, times_s: ArrayLike) -> Work:
    """Return a machine's work done, waiting and lost by each of many instants.

    Exact between two changes too: a backlog grows or shrinks at a constant rate, and what exceeds the
    users' patience (what can be done within it, ``given * timeout``) is lost.
    """
    times = np.asarray(times_s, dtype=float)
    demand, given, backlog, lost = (
        run.cpu_of(machine, column) for column in ("demand_cores", "given_cores", "backlog_core_s", "lost_core_s")
    )
    row = given.rows_at(times)
    rate = given.values[row]
    came = backlog.values[row] + (demand.values[row] - rate) * np.maximum(times - given.times_s[row], 0.0)
    patience_s = spec_values(run, machine, given.times_s[row], lambda spec: spec.workload.timeout_s or np.inf)
    # During the pause of a live migration users wait; who has waited too long gives up when it is over.
    switching = _states(run, machine, lambda change: float(change.state == "switching"))
    patience_s = np.where(switching.sample(times) > 0, np.inf, patience_s)
    can_wait = np.where(np.isinf(patience_s), np.inf, rate * np.where(np.isinf(patience_s), 0.0, patience_s))
    waiting = np.clip(came, 0.0, can_wait)
    return Work(done=given.until(times), waiting=waiting, lost=lost.values[row] + np.maximum(came, 0.0) - waiting)


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
    return _states(run, machine, lambda change: speeds.get(change.host, 1.0))


def _across_nodes(run: Run, machine: str) -> Steps:
    """Return the part of its speed that a machine has for its size on its host: 1 where it fits a NUMA node."""
    hosts, changes = {host.name: host for host in run.hosts}, []
    cuts = {change.time_s for change in run.history(machine)} | {change.time_s for change in run.spec_history(machine)}
    for at_s in sorted(cuts):
        state, spec = run.state_at(machine, at_s), run.spec_at(machine, at_s)
        host = hosts.get(state.host) if state is not None else None
        changes.append(node_efficiency(run.scenario.assumptions, spec, host) if spec is not None else 1.0)
    return Steps(np.array(sorted(cuts)), np.array(changes), run.end_s)


def all_vcpus_cores(run: Run, machine: str, times_s: Floats) -> Floats:
    """Return what all vCPUs of a machine could do at full speed where it is, in reference cores."""
    vcpus = spec_values(run, machine, times_s, lambda spec: float(spec.vcpus))
    return vcpus * core_speed(run, machine).sample(times_s)


def resident_mib(run: Run, machine: str) -> Steps:
    """Return what a machine takes of its host's memory: what it has touched, without what was taken back.

    A VM's file cache touches all that it was promised, a container takes what it uses; a compressed page takes
    half of a page.
    """
    contained = run.machines[run.machine_index(machine)].kind == "container"
    touched = run.memory_of(machine, "active_mib" if contained else "configured_mib")
    parts = {"shared_mib": 1.0, "ballooned_mib": 1.0, "swapped_mib": 1.0, "compressed_mib": 1.0 - ZIP_RATIO}
    taken = sum(part * run.memory_of(machine, name).values for name, part in parts.items())
    return Steps(touched.times_s, touched.values - taken, touched.end_s)


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


def means_while_running(run: Run, machine: str, steps: Steps, edges_s: ArrayLike) -> Floats:
    """Return the average between each edge and the next over the time that the machine ran; NaN where it did not.

    ``steps`` must be 0 while the machine does not run.
    """
    ran = running(run, machine).means(edges_s)
    return np.divide(steps.means(edges_s), ran, out=np.full_like(ran, np.nan), where=ran > 0)


def serves(run: Run, machine: str, at_s: float) -> bool:
    """Return whether a machine answers rightly: it and all that it depends on run, with intact data, and are reached."""
    rules = run.walls_at(at_s).firewall
    return all(_is_well(run, name, at_s) for name in [machine, *_dependencies(run, machine, at_s)]) and all(
        _is_reached(run, name, other, at_s, rules)
        for name in [machine, *_dependencies(run, machine, at_s)]
        for other in _needs(run, name, at_s)
    )


def _is_well(run: Run, machine: str, at_s: float) -> bool:
    """Return whether a machine runs on the network with intact data, and so does whoever fills the folders it reads."""
    state, spec = run.state_at(machine, at_s), run.spec_at(machine, at_s)
    if state is None or state.state != "running" or spec is None or not spec.connected:
        return False
    return not run.is_corrupted_at(machine, at_s) and not any(
        run.is_corrupted_at(other, at_s) for other in _read_from(run, spec, at_s)
    )


def _needs(run: Run, machine: str, at_s: float) -> tuple[str, ...]:
    spec = run.spec_at(machine, at_s)
    return spec.depends_on if spec else ()


def _is_reached(run: Run, machine: str, other: str, at_s: float, rules: Sequence[FirewallRule]) -> bool:
    one, two = run.spec_at(machine, at_s), run.spec_at(other, at_s)
    return one is not None and two is not None and reaches(Standing(one), Standing(two), rules, "application")


def _read_from(run: Run, spec: Machine, at_s: float) -> list[str]:
    """Return the machines that write in the folders which a machine only reads."""
    read = {folder.name for folder in spec.folders if folder.access == "read_only"}
    if not read:
        return []
    return [
        other.name
        for other in run.machines
        if (there := run.spec_at(other.name, at_s)) is not None
        and any(folder.name in read and folder.access == "read_write" for folder in there.folders)
    ]


def _dependencies(run: Run, machine: str, at_s: float) -> list[str]:
    """Return everything that a machine depends on, directly or through others, each once."""
    found: list[str] = []
    to_see = [machine]
    while to_see:
        fresh = [name for name in _needs(run, to_see.pop(), at_s) if name not in found and name != machine]
        found += fresh
        to_see += fresh
    return found
