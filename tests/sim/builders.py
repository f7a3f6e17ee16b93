"""Small builders, so that a test says only what matters to it."""

from __future__ import annotations

from typing import Any

from sim.actions import ACTIONS, Action
from sim.engine import simulate
from sim.inventory import Host, Machine
from sim.run import Run
from sim.scenario import Assumptions, HighAvailability, Scenario
from sim.study.checks import conservation
from sim.workloads import Workload
from sim.workloads.constant import Constant

PLAIN = Assumptions(vm_efficiency=1.0, container_efficiency=1.0, hypervisor_cpu_fraction=0.0)
"""Numbers with which a core of work is a core, so that sums can be done in the head."""


def host(name: str = "host-a", **fields: Any) -> Host:
    """Return a host with 8 cores and 16 GiB for its machines."""
    return Host.model_validate({"name": name, "cores": 8, "memory_mib": 18_432, **fields})


def vm(name: str, place: str | None = "host-a", **fields: Any) -> Machine:
    """Return a Linux VM with 2 vCPU and 4 GiB."""
    return Machine.model_validate({"name": name, "runs_on": place, **fields})


def container(name: str, place: str | None = "host-a", **fields: Any) -> Machine:
    """Return a container with 1 vCPU and 512 MiB on a host or in a VM."""
    return Machine.model_validate(
        {"name": name, "kind": "container", "runs_on": place, "vcpus": 1, "memory_mib": 512, **fields}
    )


def physical(name: str, place: str, **fields: Any) -> Machine:
    """Return a physical server: what runs on a host of bare metal."""
    return Machine.model_validate({"name": name, "kind": "physical", "runs_on": place, **fields})


def constant(cores: float, **fields: Any) -> Workload:
    """Return a load that never changes."""
    return Constant.model_validate({"cores": cores, **fields})


def do(kind: str, at_s: float, **fields: Any) -> Action:
    """Return one action: what a person does, or what breaks, at a time."""
    return ACTIONS[kind].model_validate({"kind": kind, "at_s": at_s, **fields})


def ha(profile: str = "vsphere", **fields: Any) -> HighAvailability:
    """Return high availability with the timings of a product."""
    return HighAvailability.model_validate({"enabled": True, "profile": profile, **fields})


def scenario(*parts: Host | Machine | Action, **fields: Any) -> Scenario:
    """Return a scenario of an hour from hosts, machines and actions in any order."""
    return Scenario.model_validate(
        {
            "hosts": tuple(part for part in parts if isinstance(part, Host)),
            "machines": tuple(part for part in parts if isinstance(part, Machine)),
            "actions": tuple(part for part in parts if isinstance(part, Action)),
            "duration_s": 3600.0,
            **fields,
        }
    )


def run_of(*parts: Host | Machine | Action, **fields: Any) -> Run:
    """Return the run of such a scenario, with its books checked."""
    run = simulate(scenario(*parts, **fields))
    for check in conservation(run):
        assert check.holds, f"{check.law}: {check.residual}"
    return run


def state(run: Run, machine: str, at_s: float) -> str:
    """Return a machine's state at an instant."""
    change = run.state_at(machine, at_s)
    return change.state if change else ""


def place(run: Run, machine: str, at_s: float) -> str:
    """Return what a machine runs on at an instant."""
    change = run.state_at(machine, at_s)
    return change.place if change else ""


def outages(run: Run, machine: str) -> list[tuple[float, float]]:
    """Return from when to when users missed a machine."""
    history = run.history(machine)
    spans: list[tuple[float, float]] = []
    for change, until_s in zip(history, [later.time_s for later in history[1:]] + [run.end_s], strict=True):
        if change.wanted_up and change.state != "running" and until_s > change.time_s:
            if spans and spans[-1][1] == change.time_s:
                spans[-1] = (spans[-1][0], until_s)
            else:
                spans.append((change.time_s, until_s))
    return spans


def why_refused(run: Run) -> list[str]:
    """Return the reasons of all refused actions, in English."""
    return [reason.english() for _, reason in run.refused]


def books(run: Run) -> bytes:
    """Return everything that was measured in a run, byte for byte: its columns and its changes of state."""
    parts = [
        part
        for table in (run.cpu, run.host_cpu, run.memory)
        for part in (table.time_s, table.subject, *table.values.values())
    ]
    changes = (
        *(run.states, run.host_states, run.data, run.protection),
        *(run.io_control, run.memory_states, run.walls, run.migrations, run.traffic),
    )
    return b"".join(part.tobytes() for part in parts) + repr(changes).encode()
