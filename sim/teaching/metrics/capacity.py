"""What hosts have, promise and use."""

from __future__ import annotations

import numpy as np

from sim.run import Run
from sim.steps import Steps, total
from sim.study import metrics as study
from sim.study.baseline import twin
from sim.teaching.metrics.base import METRICS, Metric, Scope
from sim.text import N_
from sim.units import HOUR_S, JOULE_PER_KWH


def _hosts_used_pct(run: Run) -> Steps:
    """Return the used part of all hosts that are on, in percent."""
    used = total([run.host_cpu_of(host.name, "used_cores") for host in run.hosts], run.end_s)
    there = [study.host_is(run, host.name, study.UP).sample(used.times_s) for host in run.hosts]
    full = sum(on * study.full_cores(run, host) for on, host in zip(there, run.hosts, strict=True))
    zero = np.zeros_like(used.values)
    return Steps(used.times_s, 100.0 * np.divide(used.values, full, out=zero, where=full > 0), used.end_s)


def _promised_mib(scope: Scope) -> float:
    """Return the most memory that is promised at any time, hypervisors' own included."""
    run = scope.run
    machines = [run.memory_of(name, "configured_mib") for name in scope.machines if not _in_a_vm(run, name)]
    own = sum(host.hypervisor_memory_mib for host in run.hosts if not host.bare_metal and host.on)
    return scope.within(total(machines, run.end_s)).maximum() + own


def _in_a_vm(run: Run, machine: str) -> bool:
    names = {one.name for one in run.machines}
    return any(change.place in names for change in run.history(machine))


def _vcpus(scope: Scope) -> float:
    specs = (scope.run.spec_at(machine, scope.end_s) for machine in scope.machines)
    return float(sum(spec.vcpus for spec in specs if spec))


def _kwh(run: Run, scope: Scope) -> float:
    return study.total_power_w(run).integral(scope.start_s, scope.end_s) / JOULE_PER_KWH


def _energy_vs_base_pct(scope: Scope) -> float:
    base = _kwh(scope.simulate(twin(scope.run)), scope)
    return 100.0 * _kwh(scope.run, scope) / base if base > 0 else 0.0


def _allocated_core_h(scope: Scope) -> float:
    """Return the CPU that machines were allowed to use: their vCPUs or their limit, whichever is less."""

    def of(machine: str) -> float:
        history = scope.run.spec_history(machine)
        caps = [min(change.spec.vcpus, change.spec.limit_cores or change.spec.vcpus) for change in history]
        allowed = Steps(np.array([change.time_s for change in history]), np.array(caps, dtype=float), scope.run.end_s)
        return allowed.integral(scope.start_s, scope.end_s) / HOUR_S

    return sum(of(machine) for machine in scope.machines)


def _wanted(scope: Scope) -> Steps:
    """Return the CPU that all machines together would use if they got it."""
    return scope.within(total([scope.run.cpu_of(name, "wanted_cores") for name in scope.machines], scope.run.end_s))


def _sum_of_peaks_cores(scope: Scope) -> float:
    return sum(scope.within(scope.run.cpu_of(name, "wanted_cores")).maximum() for name in scope.machines)


METRICS.add("wanted_mean_cores")(
    Metric(N_("CPU wanted by all together, on average"), lambda scope: _wanted(scope).mean())
)
METRICS.add("wanted_max_cores")(
    Metric(N_("CPU wanted by all together, at most"), lambda scope: _wanted(scope).maximum())
)
METRICS.add("sum_of_peaks_cores")(Metric(N_("what each wants at most, added up"), _sum_of_peaks_cores))
METRICS.add("host_cpu_mean_pct")(
    Metric(N_("CPU use of the hosts, on average"), lambda scope: scope.within(_hosts_used_pct(scope.run)).mean())
)
METRICS.add("host_cpu_max_pct")(
    Metric(N_("CPU use of the hosts, at most"), lambda scope: scope.within(_hosts_used_pct(scope.run)).maximum())
)
METRICS.add("hosts_on")(
    Metric(N_("hosts switched on, at most"), lambda scope: scope.within(study.servers_on(scope.run)).maximum())
)
METRICS.add("promised_mib")(Metric(N_("memory promised, hypervisor included"), _promised_mib))
METRICS.add("vcpus")(Metric(N_("vCPUs in all"), _vcpus))
METRICS.add("cores")(Metric(N_("physical cores"), lambda scope: float(sum(host.cores for host in scope.run.hosts))))
METRICS.add("energy_kwh")(Metric(N_("energy of the hosts"), lambda scope: _kwh(scope.run, scope)))
METRICS.add("base_energy_kwh")(
    Metric(N_("energy of one server per application"), lambda scope: _kwh(scope.simulate(twin(scope.run)), scope))
)
METRICS.add("energy_vs_base_pct")(Metric(N_("energy against one server per application"), _energy_vs_base_pct))
METRICS.add("allocated_core_h")(Metric(N_("CPU allowed, over the day"), _allocated_core_h))
