"""The books of a run must balance: what the product checks on every run and shows to everybody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.run import Run
from sim.study.metrics import power_w, total_power_w
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


def _memory(run: Run) -> float:
    """Return the largest excess of held over existing memory; a container in a VM lives in its VM's memory."""
    worst = 0.0
    room_mib = {host.name: host.guest_memory_mib for host in run.hosts}
    held_mib: dict[int, tuple[str, float]] = {}
    taken_mib = dict.fromkeys(room_mib, 0.0)
    for change in run.states:
        place, held = held_mib.pop(change.machine, ("", 0.0))
        if place in taken_mib:
            taken_mib[place] -= held
        if change.state in ("booting", "running", "paused", "migrating") and change.place in taken_mib:
            spec = run.spec_at(run.machines[change.machine].name, change.time_s)
            held = float(spec.memory_mib) if spec else 0.0
            held_mib[change.machine] = (change.place, held)
            taken_mib[change.place] += held
            worst = max(worst, (taken_mib[change.place] - room_mib[change.place]) / room_mib[change.place])
    return worst
