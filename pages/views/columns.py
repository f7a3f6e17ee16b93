"""A run as named columns over one time grid: what charts, tables and the live view are filled from.

A *level* (cores, GiB, seconds) holds in row k the mean from ``time_s[k]`` until ``time_s[k + 1]``, so that areas are
exact; its last row repeats the one before. A *running* column (so far) holds the value reached at ``time_s[k]``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from pages.views.device_columns import device_columns
from sim.run import HostChange, Run, StateChange
from sim.steps import Floats, Steps
from sim.study import metrics
from sim.units import MIB_PER_GIB

GRID_POINTS = 241
"""Six minutes a step in a day: no chart of the lab has more than a point for each of them."""
MOST_CHANGES = 200
"""Instants of state changes that the grid takes in besides its even steps."""

TAKEN_OR_HELD = ("configured", "active", "swapped", "compressed")
Table = Mapping[str, Floats]


def table_of(run: Run) -> dict[str, Floats]:
    """Return the columns of a run, by name; ``time_s`` holds the edges."""
    edges = edges_of(run)
    table: dict[str, Floats] = {"time_s": edges}
    for index, host in enumerate(run.hosts):
        table[f"host.{index}.used"] = level(run.host_cpu_of(host.name, "used_cores"), edges)
        table[f"host.{index}.capacity"] = level(metrics.running_cores(run, host.name), edges)
    for index, machine in enumerate(run.machines):
        response = metrics.means_while_running(run, machine.name, metrics.response_s(run, machine.name), edges)
        table[f"machine.{index}.wanted"] = level(run.cpu_of(machine.name, "wanted_cores"), edges)
        table[f"machine.{index}.given"] = level(run.cpu_of(machine.name, "given_cores"), edges)
        table[f"machine.{index}.response"] = closed(response)
        table[f"machine.{index}.ready"] = level(metrics.ready_pct(run, machine.name), edges)
        for name, metric in _rare_waits(run, machine.name):
            table[f"machine.{index}.{name}"] = level(metric(run, machine.name), edges)
    table |= device_columns(run, table)
    table |= _cpu(run, table)
    table |= _memory(run, edges)
    return table | _service(run, table)


def edges_of(run: Run) -> Floats:
    """Return an even grid over the run, with the instants at which anything changed its state or definition."""
    tables = (run.states, run.host_states, run.specs, run.data)
    changes = np.unique(np.array([change.time_s for table in tables for change in table], dtype=float))
    if len(changes) > MOST_CHANGES:
        changes = changes[np.linspace(0, len(changes) - 1, MOST_CHANGES).astype(int)]
    grid = np.linspace(0.0, run.end_s, GRID_POINTS)
    edges = np.unique(np.concatenate((grid, changes[(changes >= 0) & (changes < run.end_s)])))
    # The browser gets float32: two edges that would be the same there are one edge.
    return edges[np.concatenate(([True], np.diff(edges.astype(np.float32)) > 0))]


def level(steps: Steps, edges_s: Floats) -> Floats:
    """Return the mean of a quantity between each edge and the next, closed by the last mean again.

    >>> level(Steps(np.array([0.0, 10.0]), np.array([2.0, 4.0]), end_s=20.0), np.array([0.0, 5.0, 15.0, 20.0]))
    array([2., 3., 4., 4.])
    """
    return closed(steps.means(edges_s))


def closed(means: Floats) -> Floats:
    """Return one mean per interval as one value per edge."""
    return np.append(means, means[-1:])


def summed(parts: Iterable[Floats], edges_s: Floats) -> Floats:
    """Return the sum of columns; zeros for none."""
    result: Floats = np.sum([np.zeros_like(edges_s), *parts], axis=0)
    return result


def _rare_waits(run: Run, machine: str) -> Iterator[tuple[str, Callable[[Run, str], Steps]]]:
    """Yield what a machine waits for besides others' use of the processor, as far as it ever does."""
    if any(change.spec.limit_cores is not None for change in run.spec_history(machine)):
        yield "limited", metrics.limited_pct
    if run.cpu_of(machine, "blocked_cores").values.any():
        yield "blocked", metrics.blocked_pct
    if (run.memory_of(machine, "throughput").values < 1.0).any():
        yield "paging", metrics.paging_pct


def _cpu(run: Run, table: Table) -> dict[str, Floats]:
    edges = table["time_s"]
    used = summed((table[f"host.{i}.used"] for i in range(len(run.hosts))), edges)
    given = summed((table[f"machine.{i}.given"] for i in range(len(run.machines))), edges)
    wanted = summed((table[f"machine.{i}.wanted"] for i in range(len(run.machines))), edges)
    hypervisors = np.maximum(used - given, 0.0)
    return {
        "rack.capacity": summed((table[f"host.{i}.capacity"] for i in range(len(run.hosts))), edges),
        "rack.used": used,
        "rack.hypervisors": hypervisors,
        "rack.wanted": wanted + hypervisors,
    } | _peaks(run, table, wanted)


def _peaks(run: Run, table: Table, wanted: Floats) -> dict[str, Floats]:
    """Return what all machines want together, and what one would buy by its peak, by its average, or by their own peaks."""
    peaks = [float(table[f"machine.{index}.wanted"].max()) for index in range(len(run.machines))]
    lasting_s = np.diff(table["time_s"])
    flat = {
        "peaks.of_sum": float(wanted.max()),
        "peaks.sum": float(sum(peaks)),
        "peaks.mean": float((wanted[:-1] * lasting_s).sum() / lasting_s.sum()),
    }
    return {"peaks.wanted": wanted} | {name: np.full_like(wanted, value) for name, value in flat.items()}


def _memory(run: Run, edges: Floats) -> dict[str, Floats]:
    """Return memory: in MiB promised on each host; in GiB, for the whole rack, in layers from active to free.

    What hypervisors have taken back lies above what machines still have in memory; together they are what is promised.
    """
    promised = {host.name: np.zeros_like(edges) for host in run.hosts}
    sums = {name: np.zeros_like(edges) for name in ("active", "resident", "out")}
    for machine in run.machines:
        held = {name: run.memory_of(machine.name, f"{name}_mib").sample(edges) for name in TAKEN_OR_HELD}
        resident = metrics.resident_mib(run, machine.name).sample(edges)
        for name, here in _directly_on(run.history(machine.name), edges).items():
            promised[name] += held["configured"] * here
            # A container in a VM lives in the VM's memory: it is not counted twice.
            sums["resident"] += resident * here
            sums["active"] += np.minimum(held["active"], resident) * here
            sums["out"] += (held["swapped"] + held["compressed"]) * here
    configured = summed(promised.values(), edges)
    capacity = summed((host.guest_memory_mib * _up(run.host_history(host.name), edges) for host in run.hosts), edges)
    gib = {
        "memory.capacity": capacity,
        "memory.configured": configured,
        "memory.active": sums["active"],
        "memory.idle": sums["resident"] - sums["active"],
        "memory.out": sums["out"],
        "memory.lent": np.maximum(configured - sums["resident"] - sums["out"], 0.0),
        "memory.free": np.maximum(capacity - sums["resident"], 0.0),
    }
    on_hosts = {f"host.{index}.memory": promised[host.name] for index, host in enumerate(run.hosts)}
    return on_hosts | {name: column / MIB_PER_GIB for name, column in gib.items()}


def _service(run: Run, table: Table) -> dict[str, Floats]:
    """Return the slowest answer that a person waits for, and the part of machines that run of those that should."""
    edges = table["time_s"]
    slowest = np.full_like(edges, np.nan)
    for index in answering(run):
        slowest = np.fmax(slowest, table[f"machine.{index}.response"])
    names = [machine.name for machine in run.machines]
    expected = summed((level(metrics.wanted_up(run, name), edges) for name in names), edges)
    missing = summed((level(metrics.down(run, name), edges) for name in names), edges)
    running = 1.0 - np.divide(missing, expected, out=np.zeros_like(edges), where=expected > 0)
    return {"rack.slowest": slowest, "rack.up": 100.0 * running}


def answering(run: Run) -> list[int]:
    """Return the positions of the machines that people wait for: a nightly batch waits as long as it takes."""
    return [index for index, machine in enumerate(run.machines) if machine.workload.timeout_s is not None]


def _directly_on(history: tuple[StateChange, ...], edges: Floats) -> dict[str, Floats]:
    """Return, for each host that a machine was on without a VM between, 1 while it was there and 0 otherwise."""
    hosts = {change.host for change in history if change.host and change.place == change.host}
    return {
        host: _while(history, [change.place == host and change.state != "removed" for change in history], edges)
        for host in sorted(hosts)
    }


def _up(history: tuple[HostChange, ...], edges: Floats) -> Floats:
    return _while(history, [change.state in metrics.UP for change in history], edges)


def _while(history: tuple[StateChange, ...] | tuple[HostChange, ...], true: list[bool], edges: Floats) -> Floats:
    """Return 1 where the state that holds is a true one; 0 before the first."""
    times: NDArray[np.float64] = np.array([change.time_s for change in history])
    return np.array([0.0, *map(float, true)])[np.searchsorted(times, edges, side="right")]
