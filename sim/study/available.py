"""What a machine could get if it asked for all that it can use: the capacity that its users feel.

A machine that uses 2 cores answers fast while 4 are there for it, and slowly when only 2.1 are. What is
there depends on what its neighbours want, and on shares, reservations and limits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from sim.inventory import OWN_SHARES, Host, Machine
from sim.mechanisms.cpu import waterfill_rows
from sim.run import Run
from sim.steps import Floats, Steps

MOST_KNOWN = 8
"""Runs whose answers are kept, the last ones: every metric of every machine of a run asks for them, and then nobody."""


@dataclass(frozen=True)
class Company:
    """The machines that share a host for a while, with what each wants at every instant.

    ``wanted`` has one row per instant and one column per machine; ``kernels`` says whose kernel each machine
    shares, by column, or -1. A VM that carries containers is the kernel of its own processes.
    """

    times_s: Floats
    capacity_cores: Floats
    machines: Sequence[Machine]
    caps: Sequence[float]
    wanted: Floats
    kernels: Sequence[int]

    def could_get(self, column: int) -> Floats:
        """Return what one machine would get at every instant if it wanted all it can use."""
        kernel = self.kernels[column]
        if kernel < 0:
            return self._part_of_host(column, np.full(len(self.times_s), self.caps[column]))
        inside = [other for other, its_kernel in enumerate(self.kernels) if its_kernel == kernel]
        wishes = self.wanted[:, inside].copy()
        wishes[:, inside.index(column)] = self.caps[column]
        part = self._part_of_host(kernel, np.minimum(wishes.sum(axis=1), self.caps[kernel]))
        shares = [OWN_SHARES if other == kernel else float(self.machines[other].cpu_shares) for other in inside]
        floors = [0.0 if other == kernel else self.machines[other].reservation_cores for other in inside]
        return waterfill_rows(part, shares, np.minimum(floors, wishes), wishes)[:, inside.index(column)]

    def _part_of_host(self, column: int, wish: Floats) -> Floats:
        """Return what a machine, or a VM with all its containers, gets of the host if it has this wish."""
        units, mine = self._units, self._units.index(column)
        short = self._wishes.sum(axis=1) - self._wishes[:, mine] + wish > self.capacity_cores
        result = wish.copy()
        if short.any():
            wishes = self._wishes[short]
            wishes[:, mine] = wish[short]
            shares = [float(self.machines[unit].cpu_shares) for unit in units]
            floors = np.minimum([self.machines[unit].reservation_cores for unit in units], wishes)
            result[short] = waterfill_rows(self.capacity_cores[short], shares, floors, wishes)[:, mine]
        return result

    @cached_property
    def _units(self) -> Sequence[int]:
        """Return who claims a part of the host: machines, and VMs together with their containers."""
        return [column for column, kernel in enumerate(self.kernels) if kernel in (-1, column)]

    @cached_property
    def _wishes(self) -> Floats:
        """Return what each of them wants, one column per unit."""
        return np.stack([self._wish(unit) for unit in self._units], axis=1)

    def _wish(self, unit: int) -> Floats:
        """Return what a machine wants, a VM together with its containers."""
        inside = [other for other, kernel in enumerate(self.kernels) if kernel == unit] or [unit]
        wish: Floats = np.minimum(self.wanted[:, inside].sum(axis=1), self.caps[unit])
        return wish


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
            for column, machine in enumerate(company.machines):
                pieces[machine.name].append((company.times_s, company.could_get(column)))
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
    cuts = {change.time_s for machine in visitors for change in run.history(machine.name)}
    cuts |= {change.time_s for machine in visitors for change in run.spec_history(machine.name)}
    cuts |= {float(at_s) for machine in visitors for at_s in _speed_changes(run, machine.name)}
    companies = []
    for start_s, end_s in pairwise([*sorted(cuts), run.end_s]):
        present = {}
        for visitor in visitors:
            state = run.state_at(visitor.name, start_s)
            spec = run.spec_at(visitor.name, start_s)
            if state is not None and spec is not None and (state.state, state.host) == ("running", host.name):
                present[spec.name] = (spec, state.place)
        rows = (capacity.times_s >= start_s) & (capacity.times_s < end_s)
        if not present or not rows.any():
            continue
        times_s = capacity.times_s[rows]
        names = list(present)
        carriers = {place for _, place in present.values() if place in present}
        companies.append(
            Company(
                times_s=times_s,
                capacity_cores=capacity.values[rows],
                machines=[spec for spec, _ in present.values()],
                caps=[
                    spec.cap_cores(host.core_speed) * run.memory_of(spec.name, "throughput").at(start_s)
                    for spec, _ in present.values()
                ],
                wanted=np.stack([run.cpu_of(name, "wanted_cores").sample(times_s) for name in names], axis=1),
                kernels=[
                    names.index(name if name in carriers else place) if {name, place} & carriers else -1
                    for name, (_, place) in present.items()
                ],
            )
        )
    return companies


def _speed_changes(run: Run, machine: str) -> Floats:
    """Return the instants at which a machine began to wait more or less for pages."""
    throughput = run.memory_of(machine, "throughput")
    changes: Floats = throughput.times_s[np.diff(throughput.values, prepend=1.0) != 0.0]
    return changes
