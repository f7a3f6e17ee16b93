"""The books of a run must balance: what the product checks on every run and shows to everybody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from sim.run import Run
from sim.steps import Steps, total
from sim.study.devices import datastores, device_use, links_mib_per_s
from sim.study.metrics import power_w, resident_mib, total_power_w
from sim.text import N_

TOLERANCE = 1e-6
"""Largest imbalance, relative to the amounts that are balanced, that rounding may leave."""


@dataclass(frozen=True, slots=True)
class Check:
    """One law, marked for translation, and by how much a run misses it, relative to the amounts concerned."""

    law: str
    residual: float

    @property
    def holds(self) -> bool:
        """Return whether the run keeps the law, to within rounding."""
        return abs(self.residual) <= TOLERANCE


def conservation(run: Run) -> tuple[Check, ...]:
    """Return every law of conservation with what is left over in this run."""
    return (
        Check(N_("Work asked for = work done + work waiting + work lost"), _work(run)),
        Check(N_("No host gives more CPU than it has"), _capacity(run)),
        Check(N_("Nobody gets more CPU than wanted"), _wishes(run)),
        Check(N_("CPU used by a host = CPU given to its machines + its hypervisor's own"), _used(run)),
        Check(N_("Energy = power × time, host by host and in all"), _energy(run)),
        Check(N_("No host gives more memory than it has"), _memory(run)),
        Check(N_("No datastore serves more requests than its disks can"), _disks(run)),
        Check(N_("No link carries more than it can"), _links(run)),
        Check(N_("Who waits for a disk or a link waits for no more than wanted"), _blocked(run)),
    )


def _work(run: Run) -> float:
    worst = 0.0
    for index, machine in enumerate(run.machines):
        asked = run.cpu_of(machine.name, "demand_cores").integral() + float(run.job_core_s[index])
        done = run.cpu_of(machine.name, "given_cores").integral()
        waiting = float(run.cpu_of(machine.name, "backlog_core_s").values[-1])
        worst = max(worst, abs(asked - done - waiting - float(run.lost_core_s[index])) / max(asked, 1.0))
    return worst


def _capacity(run: Run) -> float:
    """Return the largest excess of use over capacity; a hypervisor's own use lies outside the capacity for machines."""
    worst = 0.0
    for host in run.hosts:
        used, capacity = run.host_cpu_of(host.name, "used_cores"), run.host_cpu_of(host.name, "capacity_cores")
        own = capacity.values * _overhead(run, bare_metal=host.bare_metal)
        worst = max(worst, float(np.max(used.values - capacity.values - own, initial=0.0)) / host.cores)
    return worst


def _overhead(run: Run, *, bare_metal: bool) -> float:
    """Return a hypervisor's own use per core that it leaves to machines."""
    kept = 0.0 if bare_metal else run.scenario.assumptions.hypervisor_cpu_fraction
    return kept / (1.0 - kept)


def _wishes(run: Run) -> float:
    columns = run.cpu.values
    return float(np.max(columns["given_cores"] - columns["wanted_cores"], initial=0.0))


def _used(run: Run) -> float:
    given = sum(run.cpu_of(machine.name, "given_cores").integral() for machine in run.machines)
    used = 0.0
    for host in run.hosts:
        used += run.host_cpu_of(host.name, "used_cores").integral()
        capacity = run.host_cpu_of(host.name, "capacity_cores").integral()
        used -= capacity * _overhead(run, bare_metal=host.bare_metal)
    return abs(used - given) / max(given, 1.0)


def _energy(run: Run) -> float:
    in_all = total_power_w(run).integral()
    each = sum(power_w(run, host.name).integral() for host in run.hosts)
    return abs(in_all - each) / max(each, 1.0)


def _disks(run: Run) -> float:
    """Return the largest excess of disk operations, in parts of what the disks can do."""
    used = device_use(run).operations
    return max((_excess(used[name], store.operations_per_s) for name, store in datastores(run).items()), default=0.0)


def _links(run: Run) -> float:
    """Return the largest excess of traffic, in parts of what the link carries."""
    used = device_use(run).mib
    return max((_excess(used[name], capacity) for name, capacity in links_mib_per_s(run).items()), default=0.0)


def _excess(used: Steps, capacity: float) -> float:
    last = np.diff(used.times_s, append=np.inf) > 0  # of several changes at one instant the last one counts
    return float(np.max(((used.values - capacity) / max(capacity, 1.0))[last], initial=0.0))


def _blocked(run: Run) -> float:
    """Return by how much a machine waits for devices beyond what it wanted and did not get."""
    columns = run.cpu.values
    waits = columns["wanted_cores"] - columns["given_cores"]
    return float(np.max(columns["blocked_cores"] - waits, initial=0.0))


def _memory(run: Run) -> float:
    """Return the largest excess of held over existing memory, in parts of it; containers in a VM hold its memory."""
    held: dict[str, list[Steps]] = defaultdict(list)
    for machine in run.machines:
        mib, history = resident_mib(run, machine.name), run.history(machine.name)
        since_s = np.array([change.time_s for change in history])
        for place in {change.place for change in history if change.place}:
            there = Steps(since_s, np.array([float(change.place == place) for change in history]), run.end_s)
            times_s = np.union1d(mib.times_s, since_s)
            held[place].append(Steps(times_s, mib.sample(times_s) * there.sample(times_s), run.end_s))
    room_mib = {host.name: float(host.guest_memory_mib) for host in run.hosts}
    worst = 0.0
    for place, parts in held.items():
        together = total(parts, run.end_s)
        room = room_mib[place] if place in room_mib else run.memory_of(place, "configured_mib").sample(together.times_s)
        last = np.diff(together.times_s, append=np.inf) > 0  # of several changes at one instant the last one counts
        worst = max(worst, float(np.max(((together.values - room) / np.maximum(room, 1.0))[last], initial=0.0)))
    return worst
