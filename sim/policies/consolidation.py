"""Dynamic consolidation: which machines leave a host that is too busy, and which host takes them at the least power.

Source: Beloglazov & Buyya, "Optimal online deterministic algorithms and adaptive heuristics for energy and performance
efficient dynamic consolidation of virtual machines", 2012.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.policies.cluster import Cluster, HostLoad, MachineLoad
from sim.policies.placement import Candidate
from sim.registry import Registry
from sim.text import N_, Message

MOST_USE = 0.8
"""Up to so much of its CPU a host is filled."""


@dataclass(frozen=True, slots=True)
class Selector:
    """A rule's name for people, and which of the machines on a host that is too busy leaves next."""

    title: str
    pick: Callable[[Cluster, Sequence[MachineLoad], np.random.Generator], MachineLoad]


SELECTORS: Registry[Selector] = Registry("selection rule")


def multiple_correlation(samples: Sequence[float], others: Sequence[Sequence[float]]) -> float:
    """Return how well a machine's loads follow from those of the others: the squared multiple correlation, 0 to 1.

    >>> round(multiple_correlation([1.0, 2.0, 3.0, 4.0], [[2.0, 4.0, 6.0, 8.0]]), 6)
    1.0
    """
    wanted = np.asarray(samples, dtype=float)
    if len(wanted) == 0:
        return 0.0
    spread = float(((wanted - wanted.mean()) ** 2).sum())
    if spread == 0.0 or not others:
        return 0.0
    design = np.column_stack([np.ones(len(wanted)), *others])
    fitted = design @ np.linalg.lstsq(design, wanted, rcond=None)[0]
    return 1.0 - float(((wanted - fitted) ** 2).sum()) / spread


def _most_correlated(cluster: Cluster, machines: Sequence[MachineLoad], _random: np.random.Generator) -> MachineLoad:
    histories = {machine.name: cluster.history(machine.name) for machine in machines}

    def correlation(machine: MachineLoad) -> float:
        others = [history for name, history in histories.items() if name != machine.name]
        return multiple_correlation(histories[machine.name], others)

    return max(machines, key=correlation)


SELECTORS.add("minimum_migration_time")(
    Selector(
        N_("Minimum migration time (MMT)"),
        lambda _cluster, machines, _random: min(machines, key=lambda one: one.memory_mib),
    )
)
SELECTORS.add("minimum_utilisation")(
    Selector(
        N_("Minimum utilisation (MU)"), lambda _cluster, machines, _random: min(machines, key=lambda one: one.cores)
    )
)
SELECTORS.add("random")(
    Selector(N_("Random (RS)"), lambda _cluster, machines, random: machines[int(random.integers(len(machines)))])
)
SELECTORS.add("maximum_correlation")(Selector(N_("Maximum correlation (MC)"), _most_correlated))


def leaving(
    cluster: Cluster,
    host: HostLoad,
    is_too_much: Callable[[float], bool],
    selector: Selector,
    random: np.random.Generator,
) -> list[MachineLoad]:
    """Return who leaves a host, one after the other, until its use is not too much any more."""
    here = [machine for machine in cluster.on(host.name) if cluster.stays(machine.name) is None]
    use, chosen = cluster.loads[host.name], []
    while here and is_too_much(use):
        chosen.append(selector.pick(cluster, here, random))
        here.remove(chosen[-1])
        use -= chosen[-1].cores / host.cores
    return chosen


def added_watts(cluster: Cluster, machine: MachineLoad, host: HostLoad) -> float:
    """Return what a host would draw more with a machine on it."""
    before = cluster.loads[host.name]
    return host.watts(min(before + machine.cores / host.cores, 1.0)) - host.watts(min(before, 1.0))


def by_least_power(cluster: Cluster, machine: MachineLoad, shut: Sequence[str]) -> tuple[Candidate, ...]:
    """Return the hosts for a machine: with the power that each would draw more, the least first, or why it is none.

    Those in ``shut`` are left out: they are too busy themselves.
    """
    possible, refused = [], []
    for host in cluster.hosts:
        if host.name == machine.host or host.name in shut:
            continue
        after = cluster.loads[host.name] + machine.cores / host.cores
        why_not = cluster.why_not(machine, host)
        if why_not is None and after > MOST_USE:
            facts: dict[str, object] = {"host": host.name, "use_pct": 100.0 * after, "most_pct": 100.0 * MOST_USE}
            why_not = Message(N_("{host} would be used to {use_pct}: more than {most_pct}."), facts)
        if why_not is None:
            possible.append(Candidate(host.name, added_watts(cluster, machine, host)))
        else:
            refused.append(Candidate(host.name, None, why_not))
    return (*sorted(possible, key=lambda one: one.score or 0.0), *refused)
