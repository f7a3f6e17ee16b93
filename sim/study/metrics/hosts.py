"""Hosts: whether they are on, how busy they are, what they draw."""

from __future__ import annotations

import numpy as np

from sim.inventory import Host
from sim.mechanisms.power import watts
from sim.run import HostState, Run
from sim.steps import Steps, total

UP: frozenset[HostState] = frozenset({"on", "maintenance"})


def host_is(run: Run, host: str, states: frozenset[HostState]) -> Steps:
    """Return 1 while a host is in one of these states, else 0."""
    history = run.host_history(host)
    return Steps(
        np.array([change.time_s for change in history]),
        np.array([float(change.state in states) for change in history]),
        run.end_s,
    )


def servers_on(run: Run) -> Steps:
    """Return how many hosts are on, those that boot included."""
    return total([host_is(run, host.name, UP | {"booting"}) for host in run.hosts], run.end_s)


def full_cores(run: Run, host: Host) -> float:
    """Return the CPU that a host has when every core is busy, in reference cores."""
    gain = run.scenario.assumptions.smt_gain if host.smt else 0.0
    return host.cores * (1.0 + gain) * host.core_speed


def running_cores(run: Run, host: str) -> Steps:
    """Return the CPU that a host has while it is on, for its machines and its hypervisor together."""
    capacity = run.host_cpu_of(host, "capacity_cores")
    bare_metal = run.hosts[run.host_index(host)].bare_metal
    kept = 0.0 if bare_metal else run.scenario.assumptions.hypervisor_cpu_fraction
    return Steps(capacity.times_s, capacity.values / (1.0 - kept), capacity.end_s)


def utilisation(run: Run, host: str) -> Steps:
    """Return the used part of a host's CPU, 0 to 1, its hypervisor's own use included."""
    used = run.host_cpu_of(host, "used_cores")
    return Steps(used.times_s, used.values / full_cores(run, run.hosts[run.host_index(host)]), used.end_s)


def power_w(run: Run, host: str) -> Steps:
    """Return what a host draws: by its power curve when on, its boot and standby power otherwise."""
    used = utilisation(run, host)
    spec = run.hosts[run.host_index(host)]
    on = host_is(run, host, UP).sample(used.times_s) > 0
    booting = host_is(run, host, frozenset({"booting"})).sample(used.times_s) > 0
    drawn = np.where(on, watts(spec.power, used.values), np.where(booting, spec.boot_w, spec.standby_w))
    return Steps(used.times_s, drawn, used.end_s)


def total_power_w(run: Run) -> Steps:
    """Return what all hosts draw together."""
    return total([power_w(run, host.name) for host in run.hosts], run.end_s)
