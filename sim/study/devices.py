"""What disks and links carried: worked out from what machines got, with what their work asks of devices.

Nothing of it is written down during a run. What a machine gets says what it reads, writes and sends, so a run
has one truth, and hosts whose devices are never short cost nothing.

A datastore or a link is named after its host; ``SHARED`` names what the whole rack shares, the array and the switch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.inventory import Host
from sim.mechanisms.devices import (
    Appetite,
    Datastore,
    appetite,
    datastore_for,
    datastore_of,
    local_datastore,
    on_array,
    own_limit_cores,
    uplink,
    uplink_mib_per_s,
)
from sim.mechanisms.disk import DEGRADED, device_latencies_s
from sim.mechanisms.network import mib_per_s
from sim.run import Run
from sim.site import part_named
from sim.steps import Floats, Steps, total

SHARED = ""
"""The name of the array that all hosts reach, and of the switch on top of the rack."""


@dataclass(frozen=True, eq=False)
class DeviceUse:
    """What every datastore and link of a run was asked for and carried, by name, per second."""

    requests: Mapping[str, Steps]
    operations: Mapping[str, Steps]
    mib: Mapping[str, Steps]


Definition = tuple[float, str, Appetite]
"""From when on, on which host (empty while it does not run), and what a machine asks of devices there."""

MOST_KNOWN = 8
"""Runs whose answers are kept, the last ones: every metric of every machine of a run asks for them, and then nobody."""


def datastores(run: Run) -> dict[str, Datastore]:
    """Return what machines of a run may lie on, by name."""
    shared = {SHARED: datastore_of(run.scenario.storage.array)} if run.scenario.shared_storage else {}
    return shared | {host.name: local_datastore(host) for host in run.hosts if not on_array(run.scenario, host)}


def links_mib_per_s(run: Run) -> dict[str, float]:
    """Return what every host's uplink carries, and the switch."""
    switch = {SHARED: mib_per_s(run.scenario.network.switch_gbit_per_s)}
    return switch | {host.name: uplink_mib_per_s(host) for host in run.hosts}


def datastore_name(run: Run, host: Host) -> str:
    """Return the name of the datastore that the machines of a host lie on."""
    return SHARED if on_array(run.scenario, host) else host.name


def latency_s(run: Run, datastore: str) -> Steps:
    """Return how long a request takes at a datastore; its queue is kept short where I/O control is on."""
    return _latencies_s(run)[datastore]


@lru_cache(maxsize=MOST_KNOWN)
def _latencies_s(run: Run) -> Mapping[str, Steps]:
    stores = datastores(run)
    return {
        name: _latency_s(run, stores[name], asked, speed_of_disks(run, name))
        for name, asked in _asked_operations(run).items()
    }


def _latency_s(run: Run, store: Datastore, asked: Steps, speed: Steps) -> Steps:
    changes = run.io_control
    times_s = np.union1d(np.union1d(asked.times_s, speed.times_s), [change.time_s for change in changes])
    # At a part of its speed an array is as busy as a whole one that is asked for more.
    loads, waits = asked.sample(times_s) / speed.sample(times_s), np.zeros_like(times_s)
    for change, until_s in zip(changes, [*(later.time_s for later in changes[1:]), np.inf], strict=True):
        rows = (times_s >= change.time_s) & (times_s < until_s)
        waits[rows] = device_latencies_s(
            store.service_s,
            loads[rows],
            store.operations_per_s,
            controlled=change.enabled,
            threshold_s=None if change.congestion_ms is None else change.congestion_ms / 1000.0,
        )
    return Steps(times_s, waits, run.end_s)


def speed_of_disks(run: Run, datastore: str) -> Steps:
    """Return the part of its speed that a datastore has: less while a disk is missing or being filled."""
    weak: dict[str, None] = {}
    times_s, values = [0.0], [1.0]
    for change in run.parts:
        part = part_named(change.part)
        if (part.kind, part.host) != ("disk", datastore):
            continue
        weak.pop(change.part, None)
        if change.state != "ok":
            weak[change.part] = None
        times_s.append(change.time_s)
        values.append(DEGRADED if weak else 1.0)
    return Steps(np.array(times_s), np.array(values), run.end_s)


def disk_time_s(run: Run, machine: str, times_s: Floats) -> Floats:
    """Return the time that one request of a machine's users spends at its datastore, at many instants; 0 while it is down."""
    hosts = {host.name: host for host in run.hosts}
    result = np.zeros_like(times_s)
    changes = definitions(run, machine)
    for (since_s, host, _), (until_s, _, _) in zip(changes, [*changes[1:], (np.inf, "", Appetite())], strict=True):
        spec = run.spec_at(machine, since_s)
        rows = (times_s >= since_s) & (times_s < until_s)
        if host and spec is not None and spec.workload.disk_iops_per_core and rows.any():
            requests = spec.workload.disk_iops_per_core * spec.workload.service_time_s
            waits = latency_s(run, datastore_name(run, hosts[host]))
            result[rows] = requests * waits.sample(times_s[rows])
    return result


def device_use(run: Run) -> DeviceUse:
    """Return what every datastore and link of a run carried."""
    requests: dict[str, list[Steps]] = defaultdict(list)
    operations: dict[str, list[Steps]] = defaultdict(list)
    mib: dict[str, list[Steps]] = defaultdict(list)
    for machine in run.machines:
        given, changes = run.cpu_of(machine.name, "given_cores"), definitions(run, machine.name)
        for name, store in _datastores_of(run, changes).items():
            requests[store].append(_times(given, changes, name, lambda each: each.requests))
            operations[store].append(_times(given, changes, name, lambda each: each.operations))
            traffic = _times(given, changes, name, lambda each: each.mib)
            mib[name].append(traffic)
            mib[SHARED].append(traffic)
    for stream in run.traffic:
        sent = _rates(run, stream.rates)
        for name in (*stream.hosts, SHARED) if stream.hosts else ():
            mib[name].append(sent)
    for name, copied in _copied_operations(run).items():
        operations[name] += copied
    return DeviceUse(
        requests={name: total(requests[name], run.end_s) for name in datastores(run)},
        operations={name: total(operations[name], run.end_s) for name in datastores(run)},
        mib={name: total(mib[name], run.end_s) for name in links_mib_per_s(run)},
    )


def _asked_operations(run: Run) -> Mapping[str, Steps]:
    """Return what machines would ask of every datastore per second if no other machine held them back, and what is copied.

    What a machine's own limit keeps from the disks does not wait there.
    """
    asked: dict[str, list[Steps]] = defaultdict(list)
    for name, copied in _copied_operations(run).items():
        asked[name] += copied
    for machine in run.machines:
        given, blocked = run.cpu_of(machine.name, "given_cores"), run.cpu_of(machine.name, "blocked_cores")
        changes = definitions(run, machine.name)
        wishes = given.values + blocked.values
        if blocked.values.any():
            wishes = np.minimum(wishes, _own_limits_cores(run, machine.name, changes).sample(given.times_s))
        would = Steps(given.times_s, wishes, given.end_s)
        for name, store in _datastores_of(run, changes).items():
            asked[store].append(_times(would, changes, name, lambda each: each.operations))
    return {name: total(asked[name], run.end_s) for name in datastores(run)}


def _copied_operations(run: Run) -> Mapping[str, list[Steps]]:
    """Return the operations for which every datastore had no time while something was read or written in a row."""
    copied: dict[str, list[Steps]] = defaultdict(list)
    for stream in run.traffic:
        for name in stream.datastores:
            rates = _rates(run, stream.disk_rates)
            operations = datastores(run)[name].operations_of(1.0) * rates.values
            copied[name].append(Steps(rates.times_s, operations, run.end_s))
    return copied


def _rates(run: Run, rates: Sequence[tuple[float, float]]) -> Steps:
    at_s, mib_per_s_then = zip((0.0, 0.0), *rates, strict=True)
    return Steps(np.array(at_s), np.array(mib_per_s_then), run.end_s)


def _own_limits_cores(run: Run, machine: str, changes: Sequence[Definition]) -> Steps:
    """Return the CPU that a machine can use within its own limits of disk and network."""
    cards_mib_per_s = {host.name: mib_per_s(uplink(host).flow_gbit_per_s) for host in run.hosts}
    limits = [
        own_limit_cores(spec, asked, cards_mib_per_s[host])
        if host and (spec := run.spec_at(machine, at_s)) is not None
        else np.inf
        for at_s, host, asked in changes
    ]
    return Steps(np.array([at_s for at_s, _, _ in changes]), np.array(limits), run.end_s)


def _datastores_of(run: Run, changes: Sequence[Definition]) -> Mapping[str, str]:
    """Return the datastore that a machine lay on, for each host that it ran on."""
    hosts = {host.name: host for host in run.hosts}
    return {name: datastore_name(run, hosts[name]) for name in dict.fromkeys(host for _, host, _ in changes) if name}


def definitions(run: Run, machine: str) -> Sequence[Definition]:
    """Return every change of where a machine runs and of what its work asks for."""
    return _all_definitions(run)[machine]


@lru_cache(maxsize=MOST_KNOWN)
def _all_definitions(run: Run) -> Mapping[str, Sequence[Definition]]:
    return {machine.name: _definitions_of(run, machine.name) for machine in run.machines}


def _definitions_of(run: Run, machine: str) -> list[Definition]:
    hosts = {host.name: host for host in run.hosts}
    cuts = {change.time_s for change in run.history(machine)} | {change.time_s for change in run.spec_history(machine)}
    changes: list[Definition] = []
    for at_s in sorted(cuts):
        state, spec = run.state_at(machine, at_s), run.spec_at(machine, at_s)
        if state is None or spec is None or state.state != "running":
            changes.append((at_s, "", Appetite()))
            continue
        host, in_vm = hosts[state.host], state.place != state.host
        store = datastore_for(run.scenario, host)
        changes.append((at_s, state.host, appetite(run.scenario, spec, host, store, in_vm=in_vm)))
    return changes


def _times(cores: Steps, changes: Sequence[Definition], host: str, value: Callable[[Appetite], float]) -> Steps:
    """Return what a machine that uses so many cores asks for while it is on one host."""
    per_core = Steps(
        np.array([at_s for at_s, _, _ in changes]),
        np.array([value(asked) if where == host else 0.0 for _, where, asked in changes]),
        cores.end_s,
    )
    times_s = np.union1d(cores.times_s, per_core.times_s)
    return Steps(times_s, cores.sample(times_s) * per_core.sample(times_s), cores.end_s)
