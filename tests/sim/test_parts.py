"""Every part that can break: what stops, what goes on, and when it is back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.actions import ACTIONS, Action
from sim.engine import simulate
from sim.run import Run
from sim.study.baseline import twin
from tests.sim.builders import constant, container, do, ha, host, outages, run_of, scenario, state, vm, why_refused

Golden = Callable[[str, str], None]
ALL = ("mail", "docker", "web")


def rack(*deeds: Action, **fields: object) -> Run:
    """Return a run of two hosts: a VM on the first, and on the second a VM with a container in it."""
    machines = (vm("mail", workload=constant(0.5)), vm("docker", "host-b"), container("web", "docker"))
    return run_of(host(), host("host-b"), *machines, *deeds, **fields)


def away(run: Run) -> dict[str, list[tuple[float, float]]]:
    """Return who was missed, and when."""
    return {name: spans for name in ALL if (spans := outages(run, name))}


# Power


def test_one_supply_of_two_costs_only_redundancy_and_the_second_the_host(golden: Golden) -> None:
    run = rack(
        do("psu_fails", 600, part="host-a psu 1"),
        do("psu_fails", 900, part="host-a psu 2"),
        do("repair_part", 1200, part="host-a psu 1"),
    )
    assert away(run) == {"mail": [(900.0, 1490.0)]}  # 1200 + 240 s for the host + 50 s for the machine
    golden("fault_psu", "\n".join(run.story()) + "\n")


def test_a_supply_that_cannot_carry_the_full_load_alone_is_no_redundancy() -> None:
    weak = host(power={"model": "linear", "idle_w": 100, "max_w": 400}, psu_w=250)
    run = run_of(weak, vm("mail"), do("psu_fails", 600, part="host-a psu 1"))
    assert outages(run, "mail") == [(600.0, 3600.0)]


def test_high_availability_takes_over_from_a_host_without_power() -> None:
    run = rack(
        do("psu_fails", 600, part="host-a psu 1"),
        do("psu_fails", 600, part="host-a psu 2"),
        high_availability=ha(),
    )
    assert away(run) == {"mail": [(600.0, 673.0)]}


def test_a_feed_is_carried_by_the_other_and_both_are_everything(golden: Golden) -> None:
    run = rack(do("feed_fails", 600, part="feed A"), do("feed_fails", 900, part="feed B", repair_after_s=300))
    assert away(run)["mail"] == [(900.0, 1490.0)]
    assert away(run).keys() == set(ALL)
    golden("fault_feed", "\n".join(run.story()) + "\n")


def test_supplies_on_one_feed_fall_with_it() -> None:
    run = run_of(host(psu_feeds=("A", "A")), vm("mail"), do("feed_fails", 600, part="feed A"))
    assert outages(run, "mail") == [(600.0, 3600.0)]
    run = run_of(host(psu_feeds=("B", "B")), vm("mail"), do("feed_fails", 600, part="feed A"))
    assert outages(run, "mail") == []


def test_a_ups_takes_its_feed_with_it() -> None:
    assert away(rack(do("ups_fails", 600, part="ups A"))) == {}
    both = rack(do("ups_fails", 600, part="ups A"), do("ups_fails", 700, part="ups B"))
    assert {spans[0][0] for spans in away(both).values()} == {700.0}


def test_a_power_cut_is_bridged_by_batteries_until_the_generator_runs(golden: Golden) -> None:
    run = rack(do("utility_fails", 600, part="utility"))
    assert away(run) == {}
    golden("fault_utility", "\n".join(run.story()) + "\n")


def test_without_a_generator_everything_stops_when_the_batteries_are_empty(golden: Golden) -> None:
    run = rack(
        do("generator_fails", 500, part="generator"), do("utility_fails", 600, part="utility", repair_after_s=1000)
    )
    assert away(run)["mail"] == [(1200.0, 1890.0)]
    golden("fault_utility_and_generator", "\n".join(run.story()) + "\n")


def test_a_power_cut_that_ends_before_the_batteries_do_is_not_felt() -> None:
    run = rack(
        do("utility_fails", 600, part="utility", repair_after_s=590),
        do("utility_fails", 1300, part="utility", repair_after_s=590),
        site={"generator": False},
    )
    assert away(run) == {}


def test_without_a_ups_even_the_generator_comes_too_late() -> None:
    run = rack(do("utility_fails", 600, part="utility"), site={"ups": False})
    assert away(run)["mail"] == [(600.0, 905.0)]  # 15 s, then the host boots


# Network


def test_one_link_of_a_bond_costs_bandwidth_and_the_last_one_everything(golden: Golden) -> None:
    run = rack(
        do("nic_fails", 600, part="host-a nic 1"),
        do("nic_fails", 700, part="host-a nic 2"),
        do("repair_part", 800, part="host-a nic 2"),
    )
    assert away(run) == {"mail": [(700.0, 800.0)]}
    assert state(run, "mail", 750) == "isolated"
    golden("fault_nic", "\n".join(run.story()) + "\n")


def test_half_a_bond_carries_half_the_traffic() -> None:
    thirsty = constant(1.0, network_mib_per_core=200.0)
    run = run_of(
        host(nics=({"gbit_per_s": 1}, {"gbit_per_s": 1})),
        vm("mail", workload=thirsty),
        vm("shop", workload=thirsty),
        do("nic_fails", 600, part="host-a nic 1"),
    )
    given = run.cpu_of("mail", "given_cores")
    assert given.at(700) == pytest.approx(given.at(500) / 2)


def test_a_switch_halves_the_way_out_and_the_only_one_is_the_way_out(golden: Golden) -> None:
    assert away(rack(do("switch_fails", 600, part="switch 1"))) == {}
    run = rack(do("switch_fails", 600, part="switch 1", repair_after_s=60), site={"switches": 1})
    assert away(run) == {name: [(600.0, 660.0)] for name in ALL}
    golden("fault_only_switch", "\n".join(run.story()) + "\n")


def test_pulling_the_cables_of_the_wrong_host_defeats_the_bond(golden: Golden) -> None:
    run = rack(do("pull_wrong_cables", 600, host="host-a"), do("repair_part", 900, part="host-a nic 1"))
    assert away(run) == {"mail": [(600.0, 900.0)]}
    golden("fault_wrong_cable", "\n".join(run.story()) + "\n")


# Storage


def test_a_disk_of_the_array_costs_speed_and_its_mirror_the_data(golden: Golden) -> None:
    run = rack(
        do("disk_fails", 600, part="array disk 1"),
        do("disk_fails", 900, part="array disk 2"),
    )
    assert away(run) == {name: [(900.0, 3600.0)] for name in ALL}
    assert all(run.is_corrupted_at(name, 1000) for name in ALL)
    golden("fault_array_disks", "\n".join(run.story()) + "\n")


def test_two_disks_of_different_mirrors_are_survived() -> None:
    assert away(rack(do("disk_fails", 600, part="array disk 1"), do("disk_fails", 900, part="array disk 3"))) == {}


def test_a_replaced_disk_counts_only_when_it_is_filled(golden: Golden) -> None:
    deeds = (
        do("disk_fails", 600, part="array disk 1"),
        do("repair_part", 700, part="array disk 1"),
        do("disk_fails", 8000, part="array disk 2"),
    )
    run = rack(*deeds, duration_s=9000.0)
    assert away(run) == {}
    golden("fault_rebuild", "\n".join(run.story()) + "\n")
    too_early = rack(*deeds[:2], do("disk_fails", 3000, part="array disk 2"), duration_s=9000.0)
    assert away(too_early).keys() == set(ALL)


def test_a_degraded_array_does_seven_tenths() -> None:
    hungry = constant(1.0, disk_iops_per_core=2000.0, disk_read_fraction=1.0)
    run = run_of(
        host(),
        vm("db", workload=hungry),
        do("disk_fails", 600, part="array disk 1"),
        storage={"array": {"kind": "hdd_7k2", "disks": 4, "raid": "raid10"}},
    )
    given = run.cpu_of("db", "given_cores")
    assert given.at(700) == pytest.approx(0.7 * given.at(500))


def test_shared_storage_is_a_shared_fate(golden: Golden) -> None:
    run = rack(do("array_fails", 600, part="array enclosure", repair_after_s=100))
    assert away(run) == {name: [(600.0, 700.0)] for name in ALL}
    assert state(run, "mail", 650) == "stalled"
    golden("fault_array", "\n".join(run.story()) + "\n")


def test_paths_and_controllers_are_there_twice(golden: Golden) -> None:
    run = rack(
        do("path_fails", 600, part="host-a path 1"),
        do("controller_fails", 700, part="array controller 2", repair_after_s=60),
    )
    assert away(run) == {"mail": [(700.0, 760.0)]}
    golden("fault_path_and_controller", "\n".join(run.story()) + "\n")


def test_a_host_without_its_own_disks_stops_and_without_shared_storage_loses_the_data(golden: Golden) -> None:
    deeds = (
        do("disk_fails", 600, part="host-a disk 1"),
        do("disk_fails", 700, part="host-a disk 2", repair_after_s=60),
    )
    shared = rack(*deeds)
    assert away(shared) == {"mail": [(700.0, 1050.0)]}
    assert not shared.is_corrupted_at("mail", 3000)
    local = rack(*deeds, shared_storage=False)
    assert away(local) == {"mail": [(700.0, 3600.0)]}
    assert local.is_corrupted_at("mail", 3000)
    golden("fault_local_disks", "\n".join(local.story()) + "\n")


# Processor and memory


def test_without_fans_a_busy_host_slows_down_and_then_stops_and_a_quiet_one_does_not(golden: Golden) -> None:
    busy = rack(
        do("set_workload", 100, machine="mail", workload={"pattern": "constant", "cores": 2}),
        do("fans_fail", 600, part="host-a fans", repair_after_s=1000),
    )
    assert away(busy) == {"mail": [(890.0, 1890.0)]}
    golden("fault_fans", "\n".join(busy.story()) + "\n")
    quiet = {"model": "linear", "idle_w": 100, "max_w": 400}
    run = run_of(host(power=quiet), vm("mail"), do("fans_fail", 600, part="host-a fans"))
    assert outages(run, "mail") == []
    assert run.host_state_at("host-a", 3500) == "on"


def test_a_throttled_host_has_half_its_processors() -> None:
    run = run_of(host(), vm("mail", workload=constant(1.0)), do("fans_fail", 600, part="host-a fans"))
    capacity = run.host_cpu_of("host-a", "capacity_cores")
    assert min(value for value in capacity.values if value > 0) == pytest.approx(capacity.at(500) / 2)


def test_memory_errors_reach_as_far_as_the_page_they_hit(golden: Golden) -> None:
    run = rack(
        do("dimm_correctable", 600, part="host-a dimm 1"),
        do("guest_page", 700, machine="mail"),
        do("dimm_hypervisor", 800, part="host-b dimm 1"),
        do("repair_host", 900, host="host-b"),
    )
    assert away(run) == {
        "mail": [(700.0, 3600.0)],
        "docker": [(800.0, 1190.0)],
        "web": [(800.0, 1191.0)],
    }
    golden("fault_memory", "\n".join(run.story()) + "\n")


# Software and people


def test_a_killed_application_is_back_by_itself_and_its_neighbours_notice_nothing(golden: Golden) -> None:
    run = rack(do("kill_process", 600, machine="mail"), do("kill_process", 700, machine="web"))
    assert away(run) == {"mail": [(600.0, 620.0)], "web": [(700.0, 701.0)]}
    golden("fault_process", "\n".join(run.story()) + "\n")


def test_a_hypervisor_panic_stops_what_stands_on_it(golden: Golden) -> None:
    run = rack(do("panic_hypervisor", 600, host="host-b"))
    assert away(run).keys() == {"docker", "web"}
    golden("fault_hypervisor", "\n".join(run.story()) + "\n")


def test_a_machine_stopped_by_mistake_is_missed(golden: Golden) -> None:
    run = rack(do("stop_wrong_machine", 600, machine="mail"), do("start_machine", 900, machine="mail"))
    assert away(run) == {"mail": [(600.0, 950.0)]}
    golden("fault_wrong_machine", "\n".join(run.story()) + "\n")


# What is impossible, and says why


def test_a_host_does_not_start_without_what_it_needs() -> None:
    run = rack(
        do("feed_fails", 600, part="feed A"),
        do("feed_fails", 600, part="feed B"),
        do("repair_host", 700, host="host-a"),
        do("repair_part", 800, part="switch 1"),
        do("feed_fails", 900, part="feed A"),
        do("psu_fails", 900, part="host-z psu 1"),
    )
    assert why_refused(run) == [
        "host-a cannot start: repair feed A first.",
        "Not failed: switch 1.",
        "Already failed: feed A. Replace it first.",
        "Not there: power supply 1 of host-z.",
    ]


def test_nothing_starts_on_a_host_that_is_cut_off_and_what_waited_starts_when_it_is_reached() -> None:
    run = rack(
        do("stop_machine", 500, machine="docker"),
        do("pull_wrong_cables", 600, host="host-a"),
        do("crash_host", 700, host="host-b"),
        do("repair_part", 900, part="host-a nic 1"),
        do("start_machine", 800, machine="docker"),
    )
    assert run.host_state_at("host-a", 1000) == "on"
    assert any("is cut off from the other hosts" in why for why in why_refused(run))


def test_a_machine_that_boots_on_a_host_that_is_cut_off_serves_when_it_is_reached() -> None:
    run = rack(
        do("restart_machine", 590, machine="mail"),
        do("pull_wrong_cables", 600, host="host-a"),
        do("repair_part", 1000, part="host-a nic 2"),
    )
    assert away(run) == {"mail": [(590.0, 1000.0)]}


# The baseline world


def test_the_building_is_the_same_in_the_baseline_world_and_a_part_of_a_host_is_one_of_one_server() -> None:
    run = rack(
        do("switch_fails", 500, part="switch 1"),
        do("psu_fails", 600, part="host-a psu 2"),
        do("repair_part", 700, part="host-a psu 2"),
        do("disk_fails", 800, part="array disk 1"),
    )
    world = twin(run)
    assert [(action.kind, action.target_name) for action in world.actions] == [
        ("switch_fails", "switch 1"),
        ("psu_fails", "server of mail psu 2"),
        ("repair_part", "server of mail psu 2"),
    ]
    assert simulate(world).refused == ()


def test_every_fault_shows_what_an_administrator_would_see() -> None:
    faults = [action for action in ACTIONS.values() if action.group == "fault"]
    assert [action.kind for action in faults if action.target == "part" and not action.console] == []
    for action in faults:
        assert "{" not in action.console.format(owner="host-a", label="1")


def test_a_part_that_has_no_such_name_is_refused_in_one_sentence() -> None:
    with pytest.raises(ValueError, match="no part of that kind"):
        do("psu_fails", 0, part="feed A")
    with pytest.raises(ValueError, match="there is no feed C"):
        scenario(host(psu_feeds=("A", "C")))
