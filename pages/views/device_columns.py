"""Disks and links as columns: how much of what they can do they do, and how long a disk request takes.

What machines get says what they read, write and send, so the columns of CPU are all that is needed.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.mechanisms.devices import Appetite
from sim.run import Run
from sim.steps import Floats
from sim.study.devices import SHARED, datastore_name, datastores, definitions, latency_s, links_mib_per_s

MS_PER_S = 1000.0


def device_columns(run: Run, table: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return for every datastore its use in percent and its latency in ms, and for every link its use in percent."""
    edges = table["time_s"]
    stores, links = datastores(run), links_mib_per_s(run)
    uplinks = [name for name in links if name != SHARED]
    operations = {name: np.zeros_like(edges) for name in stores}
    mib = {name: np.zeros_like(edges) for name in links}
    store_of = {host.name: datastore_name(run, host) for host in run.hosts}
    for index, machine in enumerate(run.machines):
        given = table[f"machine.{index}.given"]
        for host, appetite, here in _visits(run, machine.name, edges):
            operations[store_of[host]] += given * here * appetite.operations
            traffic = given * here * appetite.mib
            mib[host] += traffic
            mib[SHARED] += traffic
    columns = {}
    for name, store in stores.items():
        columns[f"store.{key_of(run, name)}.use"] = _percent(operations[name], store.operations_per_s)
        columns[f"store.{key_of(run, name)}.latency"] = _latency_ms(run, name, edges)
    for name, capacity in links.items():
        columns[f"link.{key_of(run, name)}.use"] = _percent(mib[name], capacity)
    return columns | {
        f"{kind}.busiest.{what}": _highest([columns[f"{kind}.{key_of(run, name)}.{what}"] for name in names], edges)
        for kind, what, names in (("store", "use", stores), ("store", "latency", stores), ("link", "use", uplinks))
    }


def key_of(run: Run, name: str) -> str:
    """Return what a datastore or a link is called in the name of a column: “all”, or the number of its host."""
    return "all" if name == SHARED else str(run.host_index(name))


def _visits(run: Run, machine: str, edges: Floats) -> list[tuple[str, Appetite, Floats]]:
    """Return where a machine ran, what it asked for there, and 1 for the intervals in which that holds."""
    changes = definitions(run, machine)
    last = np.searchsorted(np.array([at_s for at_s, _, _ in changes]), edges, side="right") - 1
    return [
        (host, appetite, (last == number).astype(float))
        for number, (_, host, appetite) in enumerate(changes)
        if host and appetite != Appetite()
    ]


def _highest(columns: list[Floats], edges: Floats) -> Floats:
    """Return the highest of several columns at every edge; zeros for none."""
    highest: Floats = np.max([np.zeros_like(edges), *map(np.nan_to_num, columns)], axis=0)
    return highest


def _percent(used: Floats, capacity: float) -> Floats:
    return 100.0 * used / capacity if capacity else np.zeros_like(used)


def _latency_ms(run: Run, datastore: str, edges: Floats) -> Floats:
    """Return the mean latency between each edge and the next; nan for a host without disks, which never answers."""
    latency = latency_s(run, datastore)
    if not np.isfinite(latency.values).all():
        return np.full_like(edges, np.nan)
    means = MS_PER_S * latency.means(edges)
    return np.append(means, means[-1:])
