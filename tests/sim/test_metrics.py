"""Questions put to runs whose answers can be worked out in the head."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import UnknownNameError
from sim.study.available import available_cores
from sim.study.checks import conservation
from sim.study.metrics import (
    availability,
    guest_cpu_pct,
    host_is,
    limited_pct,
    means_while_running,
    power_w,
    ready_pct,
    resident_mib,
    response_s,
    running,
    servers_on,
    serves,
    total_power_w,
    utilisation,
)
from sim.study.scoreboard import SCORES, scores
from tests.sim.builders import PLAIN, constant, container, do, ha, host, run_of, vm


def test_availability_counts_only_the_time_in_which_users_expect_an_answer() -> None:
    run = run_of(
        host(),
        vm("mail"),
        vm("off", on=False),
        do("add_machine", 1800, machine=vm("late")),
        do("stop_machine", 600, machine="mail"),
        do("start_machine", 1200, machine="mail"),
        do("crash_guest", 3000, machine="mail"),
    )
    expected_s = 600 + (3600 - 1250)
    assert availability(run, "mail", [0, 600, 1200, 3600]) == pytest.approx([1, 1, 1, 1 - 600 / expected_s])
    assert availability(run, "late", [0, 1800, 3600]) == pytest.approx([1, 1, 1])
    assert availability(run, "off").tolist() == [1.0]


def test_servers_and_power_follow_the_states_of_hosts() -> None:
    run = run_of(
        host(power={"model": "linear", "idle_w": 100, "max_w": 300}),
        host("spare", on=False),
        do("switch_on_host", 600, host="spare"),
        do("crash_host", 1800, host="host-a"),
        do("add_host", 2400, host=host("new")),
        assumptions=PLAIN,
    )
    assert servers_on(run).sample([0, 600, 1800, 2400]).tolist() == [1, 2, 1, 2]
    assert power_w(run, "host-a").sample([0, 1800]).tolist() == [100, 8]
    assert total_power_w(run).sample([0, 600, 900, 2300, 2400, 2640]).tolist() == [108, 300, 260, 168, 368, 328]
    assert host_is(run, "spare", frozenset({"booting"})).integral() == 240.0


def test_utilisation_counts_second_threads_as_what_they_add() -> None:
    run = run_of(
        host(cores=4, smt=True),
        *(vm(f"vm-{n}", vcpus=4, workload=constant(4.0)) for n in range(2)),
        do("stop_machine", 600, machine="vm-1"),
        assumptions=PLAIN,
    )
    assert utilisation(run, "host-a").sample([60, 660]) == pytest.approx([1.0, 0.8])


def test_what_a_machine_could_get_depends_on_what_its_neighbours_want() -> None:
    run = run_of(
        host(cores=4),
        vm("shop", vcpus=4, workload=constant(0.5)),
        vm("busy", vcpus=4, workload=constant(3.0)),
        vm("docker", vcpus=2, workload=constant(0.0)),
        container("web", "docker", vcpus=2, workload=constant(0.25)),
        do("stop_machine", 600, machine="busy"),
        assumptions=PLAIN,
    )
    shop, web = available_cores(run, "shop"), available_cores(run, "web")
    assert shop.sample([60, 660]) == pytest.approx([(4 - 0.25) / 2, 3.75])
    assert web.sample([60, 660]) == pytest.approx([2 * 3.5 / 6, 2.0])
    assert available_cores(run, "busy").sample([60, 660]) == pytest.approx([3.25, 0.0])


def test_the_response_time_is_told_only_while_the_machine_runs() -> None:
    run = run_of(
        host(),
        vm("shop", vcpus=1, workload=constant(0.5)),
        do("pause_machine", 600, machine="shop"),
        do("resume_machine", 1200, machine="shop"),
        do("stop_machine", 1800, machine="shop"),
        assumptions=PLAIN,
    )
    response = response_s(run, "shop")
    assert response.sample([60, 660, 1300, 1900]) == pytest.approx([0.16, 0.0, 0.16, 0.0], abs=1e-3)
    means = means_while_running(run, "shop", response, [0, 600, 1200, 1800, 3600])
    assert means == pytest.approx([0.16, np.nan, 0.16, np.nan], abs=1e-3, nan_ok=True)
    assert running(run, "shop").integral() == 1200.0


def test_the_guest_shows_what_it_got_in_percent_of_its_vcpus() -> None:
    run = run_of(
        host(core_speed=2.0),
        vm("shop", vcpus=2, workload=constant(1.0)),
        do("resize_machine", 600, machine="shop", vcpus=4, memory_mib=4096),
        assumptions=PLAIN,
    )
    assert guest_cpu_pct(run, "shop").sample([60, 660]) == pytest.approx([25.0, 12.5])


def test_errors_travel_along_chains_of_dependence_and_stop_at_whoever_depends_on_nothing() -> None:
    run = run_of(
        host(),
        vm("db"),
        vm("api", depends_on=("db",)),
        vm("shop", depends_on=("api",)),
        vm("mail"),
        do("pause_machine", 600, machine="db"),
        do("resume_machine", 900, machine="db"),
    )
    assert [serves(run, name, 700) for name in ("db", "api", "shop", "mail")] == [False, False, False, True]
    assert all(serves(run, name, 901) for name in ("db", "api", "shop", "mail"))


def test_machines_that_depend_on_each_other_are_no_endless_question() -> None:
    run = run_of(host(), vm("hen", depends_on=("egg",)), vm("egg", depends_on=("hen",)))
    assert serves(run, "hen", 60)


def test_the_scoreboard_is_what_the_parts_add_up_to() -> None:
    run = run_of(
        host(power={"model": "linear", "idle_w": 100, "max_w": 300}),
        vm("mail", workload=constant(1.0)),
        vm("shop", workload=constant(1.0)),
        do("crash_guest", 1800, machine="shop"),
        assumptions=PLAIN.model_copy(update={"pue": 1.5, "price_per_kwh_eur": 0.1}),
    )
    board = {name: values.tolist() for name, values in scores(run, [900, 3600]).items()}
    assert board.keys() == SCORES.keys()
    assert board["servers_on"] == [1, 1]
    assert board["power_w"] == pytest.approx([150, 125])
    assert board["energy_kwh_per_day"] == pytest.approx([0.150 * 24, 0.1375 * 24])
    assert board["cost_eur_per_year"] == pytest.approx([0.150 * 8760 * 0.15, 0.1375 * 8760 * 0.15])
    assert board["carbon_kg_per_year"] == pytest.approx([0.150 * 8.760 * 1.5 * 56, 0.1375 * 8.760 * 1.5 * 56])
    assert board["worst_availability_pct"] == pytest.approx([100, 50])
    assert board["unserved_pct"] == pytest.approx([0, 25])


def test_the_scoreboard_of_an_empty_rack_is_empty_and_not_an_error() -> None:
    board = scores(run_of(), [0, 3600])
    assert board["worst_availability_pct"].tolist() == [100, 100]
    assert all(values.tolist() == [0, 0] for name, values in board.items() if name != "worst_availability_pct")


def test_lost_work_shows_while_it_is_being_lost() -> None:
    run = run_of(host(), vm("shop", workload=constant(1.0)), do("crash_guest", 900, machine="shop"), assumptions=PLAIN)
    assert scores(run, [900, 1800, 3600])["unserved_pct"] == pytest.approx([0, 50, 75])


def test_the_check_of_memory_sees_what_grows_without_a_change_of_state() -> None:
    run = run_of(
        host(),
        vm("shop"),
        vm("mail"),
        do("resize_machine", 600, machine="shop", vcpus=2, memory_mib=12_288),
        do("move_machine", 900, machine="nobody", to_host="host-a"),
    )
    memory = next(check for check in conservation(run) if "memory" in check.law)
    assert memory.holds
    held = sum(run.memory_of(name, "configured_mib").at(900) for name in ("shop", "mail"))
    assert held == run.hosts[0].guest_memory_mib


def test_asking_for_what_is_not_there_names_the_nearest() -> None:
    run = run_of(host(), vm("mail"), high_availability=ha())
    with pytest.raises(UnknownNameError, match="did you mean “mail”"):
        run.history("mial")
    with pytest.raises(UnknownNameError, match="did you mean “host-a”"):
        run.host_history("host-b")
    assert run.state_at("mail", -1) is None
    assert run.spec_at("mail", -1) is None
    assert run.host_state_at("host-a", -1) is None


def test_a_container_takes_what_it_uses_and_not_what_it_may_use() -> None:
    run = run_of(
        host(memory_mib=2048 + 4096),
        vm("mail", memory_mib=1024),
        container("cache", memory_mib=4096),
        memory={"overcommit_max": 1.5},
    )
    assert run.memory_of("cache", "configured_mib").at(60) == 4096
    assert resident_mib(run, "cache").at(60) == pytest.approx(0.5 * 4096)


def test_ready_time_that_a_limit_causes_is_told_apart_from_what_neighbours_cause() -> None:
    run = run_of(
        host(cores=4),
        vm("limited", workload=constant(2.0), limit_cores=1.5),
        vm("free", vcpus=4, workload=constant(4.0)),
        do("stop_machine", 1800, machine="free"),
        assumptions=PLAIN,
    )

    # It gets 4 x 2000 / 6000 of the cores, then its limit; what it wants is 2.
    assert ready_pct(run, "limited").sample([60, 1860]) == pytest.approx([100 / 3, 25.0])
    assert limited_pct(run, "limited").sample([60, 1860]) == pytest.approx([25.0, 25.0])
    assert limited_pct(run, "free").maximum() == 0.0
