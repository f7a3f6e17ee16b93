"""The same company on one physical server per application."""

from __future__ import annotations

import pytest

from sim.engine import simulate
from sim.run import Run
from sim.scenario import Scenario
from sim.study.baseline import server_name, twin
from sim.study.checks import conservation
from sim.study.metrics import availability, servers_on, total_power_w
from tests.sim.builders import PLAIN, constant, container, do, ha, host, outages, run_of, scenario, state, vm


def both(run: Run) -> tuple[Run, Run]:
    """Return a run and that of its twin, with the books of both checked."""
    other = simulate(twin(run))
    assert all(check.holds for check in conservation(other))
    return run, other


def test_every_application_has_a_server_of_its_own_that_is_large_enough() -> None:
    _, apart = both(run_of(host(), vm("mail"), vm("shop", vcpus=6, memory_mib=8192), container("cache")))
    assert [server.name for server in apart.hosts] == ["server of mail", "server of shop", "server of cache"]
    assert [server.cores for server in apart.hosts] == [4, 6, 4]
    assert all(server.bare_metal for server in apart.hosts)
    assert [machine.kind for machine in apart.machines] == ["physical"] * 3
    assert servers_on(apart).mean() == 3.0
    assert all(state(apart, name, 0) == "running" for name in ("mail", "shop", "cache"))


def test_the_same_users_ask_for_the_same_work_without_the_cost_of_virtualization() -> None:
    together, apart = both(
        run_of(host(), *(vm(f"vm-{n}", memory_mib=1024, workload={"pattern": "office"}) for n in range(5)))
    )
    for machine in together.machines:
        virtual = together.cpu_of(machine.name, "demand_cores").integral()
        assert apart.cpu_of(machine.name, "demand_cores").integral() == pytest.approx(virtual * 0.96)


def test_consolidation_saves_what_the_power_of_idle_servers_adds_up_to() -> None:
    lightly_loaded = [vm(f"vm-{n}", memory_mib=1024, workload=constant(0.4)) for n in range(10)]
    together, apart = both(
        run_of(host(power={"model": "linear", "idle_w": 100, "max_w": 300}), *lightly_loaded, assumptions=PLAIN)
    )
    assert total_power_w(together).mean() == pytest.approx(100 + 200 * 4 / 8)
    assert total_power_w(apart).mean() == pytest.approx(10 * (90 + 90 * 0.4 / 4))


def test_a_vm_that_only_carries_containers_needs_no_server_of_its_own() -> None:
    _, apart = both(run_of(host(), vm("docker"), container("web", "docker"), vm("mail")))
    assert [machine.name for machine in apart.machines] == ["web", "mail"]


def test_a_crash_of_a_host_is_a_crash_of_one_server() -> None:
    together, apart = both(
        run_of(
            host(),
            host("host-b"),
            vm("far", "host-b"),
            vm("mail"),
            vm("shop"),
            do("crash_host", 600, host="host-a"),
            do("repair_host", 1800, host="host-a"),
        )
    )
    assert [bool(outages(together, name)) for name in ("far", "mail", "shop")] == [False, True, True]
    assert outages(apart, "mail") == [(600.0, 1800.0 + 240.0 + 20.0)]
    assert outages(apart, "far") == outages(apart, "shop") == []


def test_high_availability_is_what_virtualization_adds() -> None:
    together, apart = both(
        run_of(host(), host("host-b"), vm("mail"), do("crash_host", 600, host="host-a"), high_availability=ha())
    )
    assert outages(together, "mail") == [(600.0, 673.0)]
    assert outages(apart, "mail") == [(600.0, 3600.0)]
    assert availability(together, "mail")[0] > availability(apart, "mail")[0]


def test_a_machine_that_is_added_or_cloned_later_is_a_server_that_is_bought_later() -> None:
    _, apart = both(
        run_of(
            host(),
            vm("mail", workload=constant(0.5)),
            do("add_machine", 600, machine=vm("shop", None)),
            do("clone_machine", 900, machine="mail", clone="mail-2"),
        )
    )
    assert servers_on(apart).sample([0, 600, 900]).tolist() == [1, 2, 3]
    assert state(apart, "shop", 600 + 239) == "defined"
    assert state(apart, "shop", 600 + 260) == "running"
    assert state(apart, "mail-2", 900 + 260) == "running"
    assert apart.machines[2].workload == constant(0.5)


def test_what_is_done_to_an_application_is_done_in_both_worlds_and_what_only_a_hypervisor_can_do_in_one() -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("mail"),
        vm("shop"),
        do("pause_machine", 100, machine="shop"),
        do("resume_machine", 200, machine="shop"),
        do("move_machine", 300, machine="shop", to_host="host-b"),
        do("resize_machine", 400, machine="mail", vcpus=4, memory_mib=8192),
        do("set_workload", 500, machine="mail", workload=constant(1.0)),
        do("stop_machine", 600, machine="mail"),
        do("start_machine", 700, machine="mail"),
        do("crash_guest", 800, machine="nobody"),
        do("corrupt_data", 2000, machine="shop"),
        do("remove_machine", 3000, machine="mail"),
    )
    kinds = [action.kind for action in twin(run).actions]
    assert kinds == ["set_workload", "stop_machine", "start_machine", "corrupt_data", "remove_machine"]
    _, apart = both(run)
    assert outages(apart, "shop") == []
    assert apart.is_corrupted_at("shop", 2000)
    assert apart.cpu_of("mail", "demand_cores").at(550) == 1.0
    assert servers_on(apart).sample([0, 650, 700, 3100]).tolist() == [2, 1, 2, 1]


def test_an_action_that_was_refused_has_no_twin() -> None:
    run = run_of(host(), vm("mail"), do("start_machine", 600, machine="mail"))
    assert len(run.refused) == 1
    assert twin(run).actions == ()


def test_the_twin_is_a_scenario_like_any_other() -> None:
    run = run_of(host(), vm("shop", depends_on=("mail",)), vm("mail"), do("add_machine", 60, machine=vm("late", None)))
    apart = twin(run)
    assert Scenario.from_json(apart.to_json()) == apart


def test_the_twin_of_an_empty_rack_is_empty() -> None:
    assert twin(run_of()).hosts == ()
    assert twin(simulate(scenario(host()))).machines == ()


def test_the_name_of_the_longest_application_still_names_its_server() -> None:
    name = "m" * 40
    _, apart = both(run_of(host(), vm(name)))
    assert apart.hosts[0].name == server_name(name)
