"""Fault tolerance: what a mirrored pair survives, what it does not, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.engine import simulate
from sim.errors import InvalidScenarioError
from sim.inventory import Machine
from sim.run import Run
from sim.scenario import Scenario
from sim.study.baseline import twin
from sim.study.scoreboard import scores
from tests.sim.builders import (
    PLAIN,
    constant,
    container,
    do,
    ha,
    host,
    outages,
    place,
    run_of,
    scenario,
    state,
    vm,
    why_refused,
)

Golden = Callable[[str, str], None]
THREE = (host(), host("host-b"), host("host-c"))


def pos(**fields: Any) -> Machine:
    """Return the till: a fault-tolerant VM that does 1 core of work."""
    return vm("pos", fault_tolerant=True, workload=constant(1.0), **fields)


def told(golden: Golden, name: str, run: Run) -> None:
    golden(name, "\n".join(run.story()) + "\n")


def test_nobody_notices_that_the_host_of_a_fault_tolerant_machine_has_died(golden: Golden) -> None:
    run = run_of(*THREE, pos(), vm("mail"), do("crash_host", 600, host="host-a"), high_availability=ha())
    assert outages(run, "pos") == []
    assert run.cpu_of("pos", "given_cores").integral() == pytest.approx(3600.0 / 0.96)
    assert run.lost_core_s[0] == 0.0
    assert outages(run, "mail") == [(600.0, 673.0)]
    assert (place(run, "pos", 599), place(run, "pos", 601)) == ("host-a", "host-b")
    assert (state(run, "pos.ft", 1200), place(run, "pos.ft", 1200)) == ("running", "host-c")
    told(golden, "fault_tolerance", run)


def test_a_second_crash_is_survived_once_a_new_secondary_keeps_pace() -> None:
    soon = (do("crash_host", 600, host="host-a"), do("crash_host", 603, host="host-b"))
    late = (do("crash_host", 600, host="host-a"), do("crash_host", 1200, host="host-b"))
    assert outages(run_of(*THREE, pos(), *soon, high_availability=ha()), "pos") == [(603.0, 676.0)]
    assert outages(run_of(*THREE, pos(), *late, high_availability=ha()), "pos") == []


def test_when_the_host_of_the_secondary_dies_another_is_made() -> None:
    run = run_of(*THREE, pos(), do("crash_host", 600, host="host-b"), do("repair_host", 900, host="host-b"))
    assert outages(run, "pos") == []
    assert place(run, "pos.ft", 500) == "host-b"
    assert (state(run, "pos.ft", 3000), place(run, "pos.ft", 3000)) == ("running", "host-c")


def test_a_crash_of_its_system_hits_both(golden: Golden) -> None:
    run = run_of(*THREE, pos(), do("crash_guest", 600, machine="pos"), high_availability=ha(vm_monitoring=True))
    assert outages(run, "pos") == [(600.0, 680.0)]
    assert state(run, "pos.ft", 610) == "stopped"
    assert state(run, "pos.ft", 3000) == "running"
    told(golden, "fault_tolerance_guest_crash", run)


def test_wrong_data_are_wrong_in_both() -> None:
    run = run_of(*THREE, pos(), do("corrupt_data", 600, machine="pos"), do("crash_host", 900, host="host-a"))
    assert outages(run, "pos") == []
    assert run.is_corrupted_at("pos", 3000)


def test_it_costs_cpu_and_memory_a_second_time() -> None:
    run = run_of(host(), host("host-b"), pos(), assumptions=PLAIN)
    assert run.host_cpu_of("host-b", "used_cores").integral() == 3600.0
    assert run.memory_of("pos.ft", "configured_mib").at(100.0) == 4096.0


def test_it_costs_network_a_second_time() -> None:
    web = {"pattern": "constant", "cores": 1.0, "network_mib_per_core": 10.0}
    from sim.study.devices import device_use  # noqa: PLC0415 - only here

    used = device_use(run_of(host(), host("host-b"), vm("pos", fault_tolerant=True, workload=web), assumptions=PLAIN))
    assert used.mib["host-b"].integral() == used.mib["host-a"].integral() > 0


def test_a_second_time_is_not_more_work_for_users() -> None:
    overloaded = vm("pos", fault_tolerant=True, vcpus=1, workload=constant(2.0))
    twice = run_of(host(), host("host-b"), overloaded, assumptions=PLAIN)
    once = run_of(host(), host("host-b"), vm("pos", vcpus=1, workload=constant(2.0)), assumptions=PLAIN)
    ends = [scores(run, [3600.0]) for run in (twice, once)]
    assert ends[0]["unserved_pct"] == pytest.approx(ends[1]["unserved_pct"])
    assert ends[0]["worst_availability_pct"] == ends[1]["worst_availability_pct"]


def test_the_company_without_virtualization_has_no_secondary() -> None:
    world = twin(run_of(host(), host("host-b"), pos()))
    assert [machine.name for machine in world.machines] == ["pos"]
    assert simulate(world).mirrors == {}


def test_without_a_second_host_a_machine_is_not_protected_until_there_is_one(golden: Golden) -> None:
    run = run_of(
        host(),
        pos(),
        do("add_host", 600, host={"name": "host-b", "cores": 8, "memory_mib": 18_432}),
        do("crash_host", 1200, host="host-a"),
    )
    assert outages(run, "pos") == []
    told(golden, "fault_tolerance_alone", run)


def test_it_is_switched_on_and_off_while_the_machine_runs() -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("pos", workload=constant(1.0)),
        do("set_fault_tolerance", 600, machine="pos", fault_tolerant=True),
        do("set_fault_tolerance", 1200, machine="pos", fault_tolerant=True),
        do("set_fault_tolerance", 1800, machine="pos", fault_tolerant=False),
        do("crash_host", 2400, host="host-a"),
    )
    assert [state(run, "pos.ft", at_s) for at_s in (601, 700, 1900)] == ["", "running", "stopped"]
    assert why_refused(run) == ["pos is fault tolerant already."]
    assert outages(run, "pos") == [(2400.0, 3600.0)]


def test_a_secondary_stops_and_starts_with_its_primary() -> None:
    run = run_of(
        host(), host("host-b"), pos(), do("stop_machine", 600, machine="pos"), do("start_machine", 1200, machine="pos")
    )
    assert [state(run, "pos.ft", at_s) for at_s in (599, 601, 1240, 1300)] == [
        "running",
        "stopped",
        "stopped",
        "running",
    ]


def test_nobody_acts_on_a_secondary_by_itself_or_changes_the_size_of_a_pair() -> None:
    run = run_of(
        host(),
        host("host-b"),
        pos(),
        do("crash_guest", 600, machine="pos.ft"),
        do("resize_machine", 600, machine="pos", vcpus=4, memory_mib=4096),
    )
    assert why_refused(run) == [
        "pos.ft mirrors pos: whatever happens to pos happens to it.",
        "pos is fault tolerant and keeps its size: end that first.",
    ]


def test_only_vms_without_containers_can_be_fault_tolerant() -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("docker"),
        container("web", "docker"),
        container("alone"),
        do("set_fault_tolerance", 600, machine="docker"),
        do("set_fault_tolerance", 600, machine="alone"),
    )
    assert why_refused(run) == [
        "docker carries containers: it cannot be fault tolerant.",
        "alone is no VM: only a VM can be fault tolerant.",
    ]
    with pytest.raises(InvalidScenarioError, match="only a VM can be fault tolerant"):
        Scenario.checked({"machines": [{"name": "alone", "kind": "container", "fault_tolerant": True}]})


def test_a_host_that_is_switched_off_hands_its_fault_tolerant_machines_over() -> None:
    run = run_of(host(), host("host-b"), pos(), do("switch_off_host", 600, host="host-a"))
    assert outages(run, "pos") == []


def test_adding_fault_tolerance_asks_nothing_else_of_the_users() -> None:
    bursty = {"pattern": "bursty", "burst_cores": 2.0}
    parts = (host(), host("host-b"))
    pair, alone = (
        simulate(scenario(*parts, vm("pos", fault_tolerant=twice, workload=bursty), vm("shop", workload=bursty)))
        for twice in (True, False)
    )
    for name in ("pos", "shop"):
        assert pair.cpu_of(name, "demand_cores").integral() == alone.cpu_of(name, "demand_cores").integral()


def test_a_pair_survives_that_the_cables_of_its_host_are_pulled() -> None:
    run = run_of(*THREE, pos(), vm("mail"), do("pull_wrong_cables", 600, host="host-a"))
    assert outages(run, "pos") == []
    assert place(run, "pos", 3000) == "host-b"
    assert outages(run, "mail") == [(600.0, 3600.0)]
