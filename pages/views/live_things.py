"""Hosts and machines as the live view is told of them: what ``assets/live/README.md`` describes under those names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from pages.shell.words import Words
from pages.views.device_columns import key_of
from pages.views.elsewhere import Elsewhere
from pages.views.palette import colour, pattern
from sim.inventory import Host, Machine
from sim.mechanisms.devices import on_array
from sim.run import Migration, Run
from sim.site import Part, part_named, parts_of_host
from sim.study.devices import datastore_name, definitions
from sim.study.metrics import resident_mib

LAYERS = ("active", "shared", "ballooned", "compressed", "swapped")
MOST_MEMORY_CHANGES = 200
"""Changes of a machine's memory that the live view is told; of more, every so many."""


def host_entry(run: Run, host: Host, words: Words) -> dict[str, Any]:
    """Return a host: what it is, and from when on in which state."""
    return {
        "name": host.name,
        "cores": host.cores,
        "core_speed": host.core_speed,
        "memory_mib": host.guest_memory_mib,
        "power_supplies": host.power_supplies,
        "disks": len(host.disks),
        "nics": len(host.nics),
        "bare_metal": host.bare_metal,
        "states": [[change.time_s, change.state] for change in run.host_history(host.name)],
        "parts": [[part.name, part.kind, words.say(part.title)] for part in _parts(run, host)],
        "broken": _broken(run, host.name, words),
    }


def _parts(run: Run, host: Host) -> Iterator[Part]:
    return parts_of_host(run.scenario.site, host, has_paths=on_array(run.scenario, host))


def _broken(run: Run, host: str, words: Words) -> list[list[Any]]:
    """Return, for every change, which parts of a host do not work from then on: their names and what they are called."""
    broken: dict[Part, None] = {}
    changes = []
    for change in run.parts:
        part = part_named(change.part)
        if part.host != host:
            continue
        broken.pop(part, None)
        if change.state in ("failed", "rebuilding"):
            broken[part] = None
        changes.append([change.time_s, [[one.name, words.say(one.title)] for one in broken]])
    return changes


def machine_entry(run: Run, index: int, machine: Machine, elsewhere: Elsewhere) -> dict[str, Any]:
    """Return a machine: how it is drawn, and from when on it was where, in which state and how defined."""
    history = run.history(machine.name)
    return {
        "name": machine.name,
        "kind": machine.kind,
        "system": machine.os.title,
        "family": machine.os.family,
        "pattern": pattern(index),
        "color": colour(index),
        "states": [[change.time_s, change.state, change.place, change.wanted_up] for change in history],
        "specs": [
            [change.time_s, _spec(change.spec) | {"elsewhere": elsewhere.number_of(change)}]
            for change in run.spec_history(machine.name)
        ],
        "data": [
            [change.time_s, change.state, change.exposed, [hop.source for hop in change.path]]
            for change in run.data_history(machine.name)
        ],
        "devices": _devices(run, machine.name),
        "memory": _memory(run, machine.name),
        "migrations": [_migration(migration) for migration in run.migrations if migration.machine == machine.name],
    }


def _migration(migration: Migration) -> dict[str, Any]:
    return {
        "asked_s": migration.asked_s,
        "start_s": migration.start_s,
        "end_s": migration.end_s,
        "to": migration.target,
        "rounds": [[one.start_s, one.what] for one in migration.rounds],
    }


def _devices(run: Run, machine: str) -> list[list[Any]]:
    """Return what a machine asks of devices per core that it uses: from when on, disk requests, MiB, datastore."""
    hosts = {host.name: host for host in run.hosts}
    return [
        [
            at_s,
            round(each.requests, 3),
            round(each.mib, 3),
            key_of(run, datastore_name(run, hosts[host])) if host else "",
        ]
        for at_s, host, each in definitions(run, machine)
    ]


def _memory(run: Run, machine: str) -> list[list[float]]:
    """Return where a machine's memory is: from when on, and MiB consumed, active, shared, ballooned, compressed, swapped."""
    columns = [resident_mib(run, machine), *(run.memory_of(machine, f"{name}_mib") for name in LAYERS)]
    table = np.stack([columns[0].times_s, *(column.values for column in columns)], axis=1).round()
    table[:, 0] = columns[0].times_s
    kept = table[np.concatenate(([True], (np.diff(table[:, 1:], axis=0) != 0).any(axis=1)))]
    if len(kept) > MOST_MEMORY_CHANGES:
        kept = kept[np.linspace(0, len(kept) - 1, MOST_MEMORY_CHANGES).astype(int)]
    rows: list[list[float]] = kept.tolist()
    return rows


def _spec(machine: Machine) -> dict[str, Any]:
    return {
        "vcpus": machine.vcpus,
        "memory_mib": machine.memory_mib,
        "shares": machine.cpu_shares,
        "reservation_cores": machine.reservation_cores,
        "pinned": machine.pinned,
        "limit_cores": machine.limit_cores,
        "memory_shares": machine.memory_shares,
        "memory_reservation_mib": machine.memory_reservation_mib,
        "memory_limit_mib": machine.memory_limit_mib,
        "disk_shares": machine.disk_shares,
        "limit_iops": machine.limit_iops,
        "network_shares": machine.network_shares,
        "limit_mib_per_s": machine.limit_mib_per_s,
        "fault_tolerant": machine.fault_tolerant,
        "snapshot_every_h": machine.snapshot_every_h,
        "backup_every_h": machine.backup_every_h,
        "workload": machine.workload.pattern,
        "depends_on": list(machine.depends_on),
        "folders": [[folder.name, folder.access] for folder in machine.folders],
        "network": machine.network,
        "connected": machine.connected,
        "administrator": machine.administrator,
        "patched": machine.patched,
    }
