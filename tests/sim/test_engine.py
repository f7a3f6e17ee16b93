"""How the engine shares CPU, counts work and orders what happens at the same instant."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine import simulate
from sim.inventory import Machine
from sim.run import Run
from sim.scenario import Assumptions, Scenario
from sim.study.available import available_cores
from sim.study.metrics import guest_cpu_pct, ready_pct, response_s, work
from sim.units import DAY_S
from tests.sim.builders import (
    PLAIN,
    books,
    constant,
    container,
    do,
    host,
    physical,
    place,
    run_of,
    scenario,
    state,
    vm,
    why_refused,
)

# The noisy neighbour (curriculum, lesson 4): eight cores of which the hypervisor keeps 6 %, so 7.52 remain

LESSON = Assumptions(vm_efficiency=1.0, hypervisor_cpu_fraction=0.06)


def noisy(shop: dict[str, object] | None = None, batch: dict[str, object] | None = None, batches: int = 3) -> Run:
    """Return the shop with its database and three batch VMs that want four cores each."""
    hungry = constant(4.0, timeout_s=None)
    return run_of(
        host(memory_mib=34_816),
        vm("shop", workload=constant(2.4), **{"vcpus": 4, "shares": 4000} | (shop or {})),
        vm("shop-db", shares=4000, workload=constant(0.8)),
        *(vm(f"batch-{n}", vcpus=4, workload=hungry, **(batch or {})) for n in range(batches)),
        assumptions=LESSON,
    )


def batch_cores(run: Run) -> float:
    """Return what the batch VMs get together."""
    return sum(run.cpu_of(f"batch-{n}", "given_cores").at(60) for n in range(3))


def test_alone_the_shop_answers_in_two_tenths_of_a_second() -> None:
    assert response_s(noisy(batches=0), "shop").at(60) == pytest.approx(0.200)


def test_a_noisy_neighbour_makes_users_give_up_while_the_guest_shows_42_percent() -> None:
    run = noisy()
    assert guest_cpu_pct(run, "shop").at(60) == pytest.approx(42, abs=0.5)
    assert ready_pct(run, "shop").at(60) == pytest.approx(18, abs=0.5)
    assert response_s(run, "shop").at(60) == 10.0
    assert batch_cores(run) == pytest.approx(5.04)


def test_more_vcpus_do_not_help_and_make_ready_look_smaller() -> None:
    run = noisy({"vcpus": 8})
    assert ready_pct(run, "shop").at(60) == pytest.approx(9, abs=0.5)
    assert response_s(run, "shop").at(60) == 10.0


def test_shares_help_the_shop_under_contention() -> None:
    assert response_s(noisy({"shares": 8000}), "shop").at(60) == pytest.approx(0.743, rel=0.01)
    assert response_s(noisy({"shares": 16_000}), "shop").at(60) == pytest.approx(0.213, abs=0.001)


def test_shares_make_no_difference_on_a_host_with_cpu_left() -> None:
    few, many = (noisy({"shares": shares}, batches=0) for shares in (1000, 4000))
    assert response_s(few, "shop").at(60) == response_s(many, "shop").at(60)


def test_a_reservation_is_a_floor_that_the_batch_pays_for() -> None:
    run = noisy({"reservation_cores": 3.2})
    assert run.cpu_of("shop", "given_cores").at(60) == pytest.approx(2.4)
    assert available_cores(run, "shop").at(60) == pytest.approx(3.2)
    assert batch_cores(run) == pytest.approx(4.32)


def test_a_limit_is_a_ceiling_that_wastes_what_is_idle() -> None:
    run = noisy(batch={"limit_cores": 1.0})
    assert response_s(run, "shop").at(60) == pytest.approx(0.225, abs=0.001)
    assert batch_cores(run) == pytest.approx(3.0)
    used = run.host_cpu_of("host-a", "used_cores").at(60) - 0.06 * 8
    assert (7.52 - used) / 7.52 == pytest.approx(0.17, abs=0.01)


def test_what_its_own_limit_holds_back_counts_as_ready() -> None:
    run = run_of(host(), vm("shop", vcpus=4, limit_cores=1.0, workload=constant(3.0)), assumptions=PLAIN)
    assert guest_cpu_pct(run, "shop").at(60) == pytest.approx(25)
    assert ready_pct(run, "shop").at(60) == pytest.approx(50)


# Overload


OVERLOAD = {
    "pattern": "spike",
    "base_cores": 1.0,
    "spike_cores": 6.0,
    "at_h": 0.25,
    "length_s": 600,
    "disk_iops_per_core": 0,
}
"""From 900 s to 1500 s seven cores of work arrive where four can be used."""


def test_in_overload_users_give_up_and_afterwards_the_backlog_drains() -> None:
    run = run_of(host(cores=4), vm("shop", vcpus=4, workload=OVERLOAD), assumptions=PLAIN)
    given, wanted = run.cpu_of("shop", "given_cores"), run.cpu_of("shop", "wanted_cores")
    assert [given.at(t) for t in (899, 900, 1499, 1512, 1514)] == pytest.approx([1, 4, 4, 4, 1])
    assert [wanted.at(t) for t in (899, 900, 1499, 1512, 1514)] == pytest.approx([1, 4, 4, 4, 1])
    response = response_s(run, "shop")
    assert response.at(899) == pytest.approx(0.08 / (1 - 1 / 4))
    assert response.at(1499) == pytest.approx(10.0, rel=0.5)
    assert response.at(1600) == response.at(899)
    # Four cores work off forty core-seconds within the ten seconds that users wait; the rest is lost.
    became = work(run, "shop", [900, 910, 1200, 1500, 1500 + 40 / 3, 3600])
    assert became.waiting == pytest.approx([0, 30, 40, 40, 0, 0], abs=1e-9)
    assert became.lost == pytest.approx([0, 0, 900 - 40, 1800 - 40, 1800 - 40, 1800 - 40])
    assert run.lost_core_s[0] == pytest.approx(1760)


def test_what_a_machine_wants_does_not_depend_on_when_its_neighbour_changes() -> None:
    """The shop is short of CPU from the start; a neighbour on its own reserved core only makes the engine look again."""
    busy = {"pattern": "trace", "percentages": [50, 60, 50, 60], "step_s": 300.0, "full_cores": 1.0}
    quiet = busy | {"percentages": [50]}

    def shop_beside(load: dict[str, object]) -> Run:
        return run_of(
            host(cores=4),
            vm("shop", vcpus=4, workload=constant(2.4)),
            vm("hungry", vcpus=4, workload=constant(4.0)),
            vm("neighbour", vcpus=1, workload=load, limit_cores=0.5, shares=1_000_000),
            assumptions=PLAIN,
        )

    times_s = np.arange(1.0, 3600.0, 100.0)
    with_changes, without = (shop_beside(load).cpu_of("shop", "wanted_cores") for load in (busy, quiet))
    assert with_changes.sample(times_s).tolist() == without.sample(times_s).tolist()


def test_work_for_a_machine_that_is_down_is_lost_while_it_is_down_and_not_only_when_it_is_back() -> None:
    run = run_of(
        host(),
        vm("shop", workload=constant(1.0)),
        do("crash_guest", 600, machine="shop"),
        do("start_machine", 2550, machine="shop"),
        assumptions=PLAIN,
    )
    became = work(run, "shop", [600, 1600, 2600, 3600])
    assert became.lost == pytest.approx([0, 1000, 2000, 2000])
    assert became.asked == pytest.approx([600, 1600, 2600, 3600])


def test_a_machine_that_is_stopped_on_purpose_is_asked_for_nothing() -> None:
    run = run_of(host(), vm("shop", workload=constant(1.0)), do("stop_machine", 600, machine="shop"), assumptions=PLAIN)
    assert run.cpu_of("shop", "demand_cores").integral() == pytest.approx(600)
    assert run.lost_core_s[0] == 0


def test_a_long_run_with_much_work_at_once_does_not_get_stuck_in_the_last_digit_of_time() -> None:
    jobs = [
        {"pattern": "batch", "work_core_h": hours, "start_h": 23.0 + hours / 10_000, "base_cores": 0.1}
        for hours in (700.1, 333.3, 9999.9)
    ]
    run = run_of(
        host(cores=1024, memory_mib=65_536),
        *(vm(f"vm-{n}", vcpus=512, workload=job) for n, job in enumerate(jobs)),
        duration_s=31 * DAY_S,
        assumptions=Assumptions(vm_efficiency=0.97, hypervisor_cpu_fraction=0.013),
    )
    asked_core_s = (700.1 * 3600 * 31 + 0.1 * 31 * DAY_S) / 0.97
    assert work(run, "vm-0", run.end_s).asked == pytest.approx(asked_core_s)


# Who gets how much


def test_containers_in_a_vm_share_what_their_vm_gets_and_beside_it_they_are_its_equals() -> None:
    hungry = constant(4.0, timeout_s=None)
    run = run_of(
        host(cores=4),
        vm("docker", vcpus=4, shares=1000, workload=constant(0.0)),
        container("one", "docker", vcpus=4, shares=3000, workload=hungry),
        container("two", "docker", vcpus=4, shares=1000, workload=hungry),
        container("beside", vcpus=4, shares=3000, workload=hungry),
        assumptions=PLAIN,
    )
    assert [run.cpu_of(name, "given_cores").at(60) for name in ("one", "two", "beside")] == pytest.approx(
        [0.75, 0.25, 3.0]
    )


def test_a_vm_limits_its_containers() -> None:
    run = run_of(
        host(),
        vm("docker", vcpus=2, workload=constant(0.0)),
        container("one", "docker", vcpus=4, workload=constant(4.0)),
        assumptions=PLAIN,
    )
    assert run.cpu_of("one", "given_cores").at(60) == pytest.approx(2.0)


def test_each_layer_costs_what_is_assumed() -> None:
    run = run_of(
        host(),
        host("old", bare_metal=True),
        vm("vm", workload=constant(1.0)),
        container("on-host", workload=constant(1.0)),
        container("in-vm", "vm", workload=constant(0.5)),
        physical("server", "old", workload=constant(1.0)),
    )
    demand = [run.cpu_of(name, "demand_cores").at(60) for name in ("vm", "on-host", "in-vm", "server")]
    assert demand == pytest.approx([1 / 0.96, 1 / 0.99, 0.5 / (0.99 * 0.96), 1.0])
    assert run.host_cpu_of("old", "capacity_cores").at(60) == 8.0
    assert run.host_cpu_of("host-a", "capacity_cores").at(60) == pytest.approx(8 * 0.98)


def test_fast_cores_do_more_and_second_threads_add_a_quarter_when_they_are_needed() -> None:
    run = run_of(
        host(core_speed=2.0),
        host("threads", smt=True),
        vm("fast", vcpus=1, workload=constant(5.0)),
        *(vm(f"vm-{n}", "threads", vcpus=4, memory_mib=1024, workload=constant(4.0)) for n in range(4)),
        do("stop_machine", 600, machine="vm-3"),
        do("stop_machine", 700, machine="vm-2"),
        assumptions=PLAIN,
    )
    assert run.cpu_of("fast", "given_cores").at(60) == pytest.approx(2.0)
    capacity = run.host_cpu_of("threads", "capacity_cores")
    assert [capacity.at(t) for t in (60, 650, 750)] == pytest.approx([10.0, 9.0, 8.0])


def test_an_application_with_one_thread_uses_one_of_its_vcpus() -> None:
    run = run_of(host(), vm("old", vcpus=4, workload=constant(3.0, threads=1)), assumptions=PLAIN)
    assert run.cpu_of("old", "given_cores").at(60) == pytest.approx(1.0)
    assert ready_pct(run, "old").at(60) == 0.0


def test_machines_that_change_at_the_same_instants_are_counted_like_any_others() -> None:
    """Loads on one time grid are followed together, others one by one: the numbers must be the same."""
    steps = {"pattern": "trace", "step_s": 300.0, "full_cores": 1.0}
    loads = [steps | {"percentages": [(37 * n + 11 * k) % 100 for k in range(12)]} for n in range(5)]

    def rack(*, one_by_one: bool) -> Run:
        shifted = [load | ({"step_s": 300.0 + 1e-9 * n} if one_by_one else {}) for n, load in enumerate(loads)]
        return run_of(host(cores=2), *(vm(f"vm-{n}", memory_mib=512, workload=load) for n, load in enumerate(shifted)))

    times_s = np.arange(30.0, 3600.0, 60.0)
    for column in ("wanted_cores", "given_cores", "backlog_core_s", "lost_core_s"):
        for name in ("vm-0", "vm-4"):
            together = rack(one_by_one=False).cpu_of(name, column).sample(times_s)
            apart = rack(one_by_one=True).cpu_of(name, column).sample(times_s)
            assert apart == pytest.approx(together, abs=1e-6)


# Time


def test_nothing_at_all_is_a_run_too() -> None:
    run = run_of()
    assert run.machines == run.hosts == run.refused == ()
    assert len(run.cpu.time_s) == 0
    lonely = run_of(vm("mail", None))
    assert state(lonely, "mail", 0) == "defined"
    assert "There is no other host for mail." in lonely.story()[0]


def test_an_action_at_the_very_start_and_one_after_the_end() -> None:
    run = run_of(
        host(),
        vm("mail"),
        do("crash_host", 0, host="host-a"),
        do("repair_host", 3600, host="host-a"),
        do("crash_guest", 9999, machine="nobody"),
    )
    assert run.host_state_at("host-a", 0) == "failed"
    assert state(run, "mail", 0) == "crashed"
    assert run.host_state_at("host-a", 3600) == "failed"
    assert run.refused == ()


def test_actions_at_the_same_instant_happen_in_the_order_in_which_they_were_done() -> None:
    stop, start = do("stop_machine", 600, machine="mail"), do("start_machine", 600, machine="mail")
    assert state(run_of(host(), vm("mail"), stop, start), "mail", 600) == "booting"
    other = run_of(host(), vm("mail"), start, stop)
    assert state(other, "mail", 600) == "stopped"
    assert why_refused(other) == ["mail is on already."]


def test_two_machines_started_at_the_same_instant_do_not_get_the_same_room() -> None:
    run = run_of(
        host(),
        host("host-b"),
        *(do("add_machine", 600, machine={"name": name, "memory_mib": 12_288}) for name in ("one", "two", "three")),
    )
    assert [place(run, name, 700) for name in ("one", "two")] == ["host-a", "host-b"]
    assert len(run.refused) == 1


def test_a_run_that_ends_during_a_boot_ends_there() -> None:
    run = run_of(
        host(),
        vm("mail"),
        do("restart_machine", 50, machine="mail"),
        do("add_host", 60, host=host("b")),
        duration_s=70.0,
    )
    assert run.history("mail")[-1].state == "booting"
    assert run.host_history("b")[-1].state == "booting"


def test_the_columns_know_only_what_came_to_exist() -> None:
    run = run_of(
        host(),
        do("add_machine", 100, machine={"name": "too-big", "memory_mib": 999_999}),
        do("add_machine", 9999, machine={"name": "too-late"}),
    )
    assert run.machines == ()
    assert run.cpu.subject.tolist() == []


def test_a_machine_is_paused_moved_resized_and_removed_at_awkward_moments() -> None:
    run = run_of(
        host(),
        host("host-b", memory_mib=4096),
        vm("mail"),
        do("restart_machine", 100, machine="mail"),
        do("pause_machine", 120, machine="mail"),
        do("resize_machine", 130, machine="mail", vcpus=1, memory_mib=2048),
        do("crash_host", 600, host="host-a"),
        do("resize_machine", 620, machine="mail", vcpus=1, memory_mib=1024),
        do("move_machine", 630, machine="mail", to_host="host-a"),
        do("set_workload", 640, machine="mail", workload=constant(1.0)),
        do("remove_machine", 700, machine="mail"),
        do("start_machine", 800, machine="mail"),
        high_availability={"enabled": True, "place_s": 60.0},
    )
    assert why_refused(run) == [
        "mail is not running.",
        "mail cannot be moved now: wait until it has started, or start it elsewhere.",
        "mail is not there any more.",
    ]
    assert state(run, "mail", 620) == "placing"
    assert place(run, "mail", 690) == "host-b"
    assert state(run, "mail", 690) == "booting"
    assert state(run, "mail", 700) == "removed"
    assert run.memory_of("mail", "configured_mib").at(690) == 1024


def test_a_clone_stays_with_its_kernel_or_its_disk_and_is_else_placed_where_there_is_room() -> None:
    small = host(memory_mib=2048 + 5120)
    parts = (small, host("host-b"), vm("mail"), vm("docker", "host-b"), container("web", "docker"))
    clones = (
        do("clone_machine", 600, machine="mail", clone="mail-2"),
        do("clone_machine", 600, machine="web", clone="web-2"),
    )
    run = run_of(*parts, *clones)
    assert place(run, "mail-2", 700) == "host-b"
    assert place(run, "web-2", 700) == "docker"
    bound = run_of(*parts, *clones, shared_storage=False)
    assert why_refused(bound) == ["host-a has 1024 MiB of memory free; mail-2 needs 4096 MiB."]


def test_a_load_that_is_replaced_stops_and_the_new_one_goes_on_from_the_same_hour() -> None:
    job = {"pattern": "batch", "work_core_h": 0.1, "start_h": 0.5, "base_cores": 0.0}
    run = run_of(
        host(),
        vm("busy", workload={"pattern": "leak", "leak_mib_per_s": 2.0, "cores": 1.0}),
        vm("backup", workload=job),
        do("set_workload", 600, machine="busy", workload=constant(0.5)),
        do("set_workload", 1799, machine="backup", workload=job),
        assumptions=PLAIN,
    )
    assert state(run, "busy", 3599) == "running"
    assert [run.cpu_of("busy", "demand_cores").at(t) for t in (599, 600)] == [1.0, 0.5]
    assert run.job_core_s.tolist() == [0.0, 360.0]


def test_growing_beyond_the_overcommit_that_placement_respects_is_refused() -> None:
    run = run_of(
        host(cores=2),
        vm("one"),
        vm("two"),
        do("resize_machine", 600, machine="one", vcpus=1, memory_mib=4096),
        do("resize_machine", 900, machine="one", vcpus=2, memory_mib=4096),
        do("resize_machine", 1200, machine="two", vcpus=2, memory_mib=5000),
        assumptions=Assumptions(vcpu_overcommit_max=1.5),
    )
    assert why_refused(run) == []
    assert state(run, "two", 0) == "defined"


# Placement


@pytest.mark.parametrize(
    ("policy", "expected"), [("first_fit", "host-a"), ("best_fit", "host-b"), ("worst_fit", "host-c")]
)
def test_a_new_machine_goes_where_the_policy_says_and_the_reason_is_kept(policy: str, expected: str) -> None:
    run = run_of(
        host("off", on=False),
        host("host-a"),
        host("host-b", memory_mib=8192),
        host("host-c", memory_mib=34_816),
        do("add_machine", 600, machine={"name": "new"}),
        placement=policy,
    )
    assert place(run, "new", 700) == expected
    decision = run.decisions[0]
    assert (decision.machine, decision.host) == ("new", expected)
    assert {candidate.host for candidate in decision.candidates} == {"off", "host-a", "host-b", "host-c"}
    assert [candidate.host for candidate in decision.candidates if candidate.why_not] == ["off"]
    assert decision.reason.english()


def test_a_scenario_may_be_run_again_and_other_runs_do_not_show_in_it() -> None:
    rack = scenario(host(), vm("mail", workload={"pattern": "bursty"}), do("crash_guest", 600, machine="mail"))
    first = books(simulate(rack))
    simulate(Scenario(machines=(Machine(name="mail"),), seed=9))
    assert books(simulate(rack)) == first
