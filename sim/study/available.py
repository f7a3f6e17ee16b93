"""What a machine could get if it asked for all that it can use: the capacity that its users feel.

A machine that uses 2 cores answers fast while 4 are there for it, and slowly when only 2.1 are. What is
there depends on what its neighbours want, and on shares, reservations and limits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from sim.inventory import Host, Machine, ResourcePool
from sim.mechanisms.claims import (
    NO_KERNEL,
    Claimant,
    PoolPart,
    Tree,
    ceilings_of,
    own_terms,
    part_of_one,
    parts_of_pools,
    tree_of,
)
from sim.run import Run
from sim.steps import Floats, Steps

MOST_KNOWN = 8
"""Runs whose answers are kept, the last ones: every metric of every machine of a run asks for them, and then nobody."""


@dataclass(frozen=True)
class Company:
    """The machines that share a host for a while, with what each wants at every instant.

    ``wanted`` has one row per instant and one column per machine; ``tree`` says who claims from whom, by column,
    and ``terms`` with which weight and floor each machine claims for itself.
    """

    names: Sequence[str]
    times_s: Floats
    capacity_cores: Floats
    caps: Sequence[float]
    wanted: Floats
    tree: Tree
    terms: Sequence[tuple[float, float]]

    def could_get(self, column: int) -> Floats:
        """Return what one machine would get at every instant if it wanted all it can use."""
        mine, cap = self.wanted[:, column], self.caps[column]
        short = self._wanted_by_all - mine + cap > self.capacity_cores
        for most, group in self._ceilings:
            if column in group:
                short |= self.wanted[:, group].sum(axis=1) - mine + cap > most
        result = np.full(len(self.times_s), cap)
        if short.any():
            wishes = self.wanted[short]
            wishes[:, column] = cap
            result[short] = part_of_one(column, self.capacity_cores[short], self.tree, self.terms, wishes)
        return result

    @cached_property
    def _wanted_by_all(self) -> Floats:
        in_all: Floats = self.wanted.sum(axis=1)
        return in_all

    @cached_property
    def _ceilings(self) -> Sequence[tuple[float, list[int]]]:
        """Return what groups of machines may use together."""
        return ceilings_of(self.tree)


def available_cores(run: Run, machine: str) -> Steps:
    """Return what a machine could get at every instant, in cores; 0 while it does not run.

    A machine that a disk or a link holds back would get no more CPU however much it wanted.
    """
    return _all_available(run)[machine]


def _within_devices(run: Run, machine: str, available: Steps) -> Steps:
    """Return no more than a machine got wherever it waited for a device."""
    blocked = run.cpu_of(machine, "blocked_cores")
    if not blocked.values.any():
        return available
    times_s = np.union1d(available.times_s, blocked.times_s)
    given = run.cpu_of(machine, "given_cores").sample(times_s)
    could = available.sample(times_s)
    return Steps(times_s, np.where(blocked.sample(times_s) > 0.0, np.minimum(could, given), could), available.end_s)


@lru_cache(maxsize=MOST_KNOWN)
def _all_available(run: Run) -> Mapping[str, Steps]:
    pieces: dict[str, list[tuple[Floats, Floats]]] = defaultdict(list)
    for machine in run.machines:
        idle = np.array([change.time_s for change in run.history(machine.name) if change.state != "running"])
        pieces[machine.name].append((idle, np.zeros(len(idle))))
    for host in run.hosts:
        for company in _companies(run, host):
            for column, name in enumerate(company.names):
                pieces[name].append((company.times_s, company.could_get(column)))
    return {name: _within_devices(run, name, _joined(parts, run.end_s)) for name, parts in pieces.items()}


def _joined(parts: Sequence[tuple[Floats, Floats]], end_s: float) -> Steps:
    times_s = np.concatenate([times for times, _ in parts])
    values = np.concatenate([values for _, values in parts])
    order = np.argsort(times_s, kind="stable")
    return Steps(times_s[order], values[order], end_s)


def _companies(run: Run, host: Host) -> list[Company]:
    """Return who shared a host, from one change of company or of somebody's definition to the next."""
    capacity = run.host_cpu_of(host.name, "capacity_cores")
    visitors = [m for m in run.machines if any(change.host == host.name for change in run.history(m.name))]
    # What a pool has on one host depends on where its other machines run.
    concerned = run.machines if run.pools else visitors
    cuts = {change.time_s for machine in concerned for change in run.history(machine.name)}
    cuts |= {change.time_s for machine in concerned for change in run.spec_history(machine.name)}
    cuts |= {change.time_s for change in run.pools}
    cuts |= {float(at_s) for machine in visitors for at_s in _speed_changes(run, machine.name)}
    companies = []
    for start_s, end_s in pairwise([*sorted(cuts), run.end_s]):
        rows = (capacity.times_s >= start_s) & (capacity.times_s < end_s)
        present = _present(run, visitors, host.name, start_s) if rows.any() else {}
        if not present:
            continue
        times_s, pools = capacity.times_s[rows], run.pools_at(start_s)
        claimants = _claimants(run, host, present, start_s)
        companies.append(
            Company(
                names=list(present),
                times_s=times_s,
                capacity_cores=capacity.values[rows],
                caps=[claimant.cap for claimant in claimants],
                wanted=np.stack([_wanted_cores(run, name, times_s) for name in present], axis=1),
                tree=tree_of(claimants, pools, _parts_of_pools(run, pools, host, start_s)),
                terms=own_terms(claimants),
            )
        )
    return companies


def _claimants(run: Run, host: Host, present: Mapping[str, Machine], at_s: float) -> list[Claimant]:
    """Return what the machines on a host claim at an instant, by their position among them."""
    names = list(present)
    claimants = []
    for column, (name, spec) in enumerate(present.items()):
        cap = spec.cap_cores(host.core_speed) * run.memory_of(name, "throughput").at(at_s)
        state = run.state_at(name, at_s)
        kernel = names.index(state.place) if state is not None and state.place in present else NO_KERNEL
        claimants.append(
            Claimant(column, float(spec.cpu_shares), min(spec.reservation_cores, cap), cap, kernel, spec.pool)
        )
    return claimants


def _present(run: Run, machines: Iterable[Machine], host: str, at_s: float) -> dict[str, Machine]:
    """Return the machines that run on a host at an instant, as they are defined then."""
    present = {}
    for machine in machines:
        state, spec = run.state_at(machine.name, at_s), run.spec_at(machine.name, at_s)
        if state is not None and spec is not None and (state.state, state.host) == ("running", host):
            present[spec.name] = spec
    return present


def _parts_of_pools(run: Run, pools: Mapping[str, ResourcePool], host: Host, at_s: float) -> dict[str, PoolPart]:
    """Return how much of each pool is on a host at an instant."""
    if not pools:
        return {}
    running = [
        (index, claimant)
        for index, each in enumerate(run.hosts)
        for claimant in _claimants(run, each, _present(run, run.machines, each.name, at_s), at_s)
    ]
    return parts_of_pools(running, pools).get(run.host_index(host.name), {})


def _wanted_cores(run: Run, machine: str, times_s: Floats) -> Floats:
    """Return the CPU that a machine wants: what it waits for at a disk or a link it would not use if it had it."""
    wanted, blocked = (run.cpu_of(machine, column).sample(times_s) for column in ("wanted_cores", "blocked_cores"))
    difference: Floats = wanted - blocked
    return difference


def _speed_changes(run: Run, machine: str) -> Floats:
    """Return the instants at which a machine began to wait more or less for pages."""
    throughput = run.memory_of(machine, "throughput")
    changes: Floats = throughput.times_s[np.diff(throughput.values, prepend=1.0) != 0.0]
    return changes
