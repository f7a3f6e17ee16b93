"""MicroVMs: a kernel of their own, next to no overhead, and started before a container is."""

from __future__ import annotations

from typing import Any

import pytest

from sim.engine import simulate
from sim.importers.ready import read_ready_scenario
from sim.inventory import Machine
from sim.scenario import Assumptions
from tests.places import ROOT
from tests.sim.builders import constant, do, host, outages, run_of, scenario, state, vm, why_refused


def microvm(name: str, place: str | None = "host-a", **fields: Any) -> Machine:
    """Return a Linux microVM with 1 vCPU and 256 MiB."""
    small = {"kind": "microvm", "vcpus": 1, "memory_mib": 256, **fields}
    return Machine.model_validate({"name": name, "runs_on": place, **small})


def test_its_system_is_there_after_an_eighth_of_a_second_and_then_its_application_starts() -> None:
    run = run_of(host(), do("add_machine", 600, machine=microvm("api")))

    assert [(change.state, change.time_s) for change in run.history("api")][1:] == [
        ("booting", 600.0),
        ("running", 620.125),
    ]


def test_it_has_a_kernel_of_its_own() -> None:
    run = run_of(host(), microvm("api"), microvm("web"), do("panic_kernel", 600, machine="api"))

    assert state(run, "api", 601) == "crashed"
    assert state(run, "web", 601) == "running"
    assert run.host_state_at("host-a", 601) == "on"


def test_work_in_it_costs_a_twentieth_more_than_on_bare_metal() -> None:
    run = run_of(host(), microvm("api", workload=constant(0.5)))

    assert run.cpu_of("api", "given_cores").at(60) == pytest.approx(0.5 / 0.95)
    assert Assumptions().efficiency("microvm") == 0.95


def test_it_costs_its_host_five_mebibytes_beside_its_memory() -> None:
    # Of 16 GiB, 899 MiB must stay free: 60 machines of 256 MiB leave 1024, and what running them takes decides.
    def memory_state(kind: str) -> str:
        crowd = [microvm(f"m{n}", kind=kind) for n in range(60)]
        changes = run_of(host(), *crowd, memory={"overcommit_max": 1.5}).memory_states
        return changes[-1].state if changes else "high"

    # 60 x 5 = 300 MiB, 60 x 20.29 = 1217.4 MiB.
    assert (memory_state("microvm"), memory_state("vm")) == ("clear", "soft")


def test_another_size_needs_a_restart_even_when_it_grows() -> None:
    run = run_of(host(), microvm("api"), do("resize_machine", 600, machine="api", vcpus=2, memory_mib=512))

    assert outages(run, "api") == [(600.0, 600.0 + 10.0 + 20.125)]


def test_it_boots_linux_only() -> None:
    with pytest.raises(ValueError, match="a microVM boots Linux only, so use a VM"):
        scenario(host(), microvm("api", system="windows"))


def test_containers_run_on_the_kernel_of_a_vm_and_not_of_a_microvm() -> None:
    run = run_of(
        host(),
        microvm("api", memory_mib=2048),
        vm("docker"),
        do("add_machine", 600, machine={"name": "web", "kind": "container", "memory_mib": 128, "runs_on": "api"}),
    )

    assert why_refused(run) == ["api is no place for web: a VM runs on a host, a container on a host or in a VM."]


def test_the_ready_scenario_shows_who_starts_fast_and_who_fails_alone() -> None:
    rack = read_ready_scenario(ROOT / "assets" / "scenarios" / "vm-container-microvm.yaml").scenario
    for kind in ("vm", "container", "microvm"):
        rack = rack.with_action(do("restart_machine", 36_000, machine=f"{kind}-1"))
        rack = rack.with_action(do("panic_kernel", 39_600, machine=f"{kind}-2"))
    run = simulate(rack)

    restarts = {kind: outages(run, f"{kind}-1")[0] for kind in ("vm", "container", "microvm")}
    # 10 s to shut down, then 30 + 20 s, 1 s, and 0.125 + 20 s.
    assert {kind: end - start for kind, (start, end) in restarts.items()} == {
        "vm": 60.0,
        "container": 11.0,
        "microvm": 30.125,
    }
    crashed = {machine.name for machine in run.machines if state(run, machine.name, 39_601) == "crashed"}
    assert crashed == {"vm-2", "microvm-2", "container-1", "container-2", "container-3", "container-4"}
