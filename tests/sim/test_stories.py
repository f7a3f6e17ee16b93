"""What happens in the rack, told as stories: the golden files hold the log that a person would read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.mechanisms.network import mib_per_s
from sim.run import Run
from sim.study.metrics import serves
from tests.sim.builders import (
    PLAIN,
    constant,
    container,
    do,
    ha,
    host,
    outages,
    physical,
    place,
    run_of,
    scenario,
    state,
    vm,
    why_refused,
)

Golden = Callable[[str, str], None]


def told(golden: Golden, name: str, run: Run) -> None:
    """Compare a run's log with the golden one."""
    golden(name, "\n".join(run.story()) + "\n")


# Faults and how far they reach


def test_a_guest_crash_stops_that_guest_only(golden: Golden) -> None:
    run = run_of(
        host(),
        vm("mail"),
        vm("shop"),
        container("cache"),
        do("crash_guest", 600, machine="mail"),
        do("start_machine", 1200, machine="mail"),
    )
    assert outages(run, "mail") == [(600.0, 1250.0)]
    assert outages(run, "shop") == outages(run, "cache") == []
    told(golden, "guest_crash", run)


def test_a_kernel_panic_under_containers_in_a_vm_stops_all_on_that_kernel_and_nothing_else(golden: Golden) -> None:
    run = run_of(
        host(),
        vm("docker"),
        container("web", "docker"),
        container("api", "docker"),
        vm("neighbour"),
        container("beside"),
        do("panic_kernel", 600, machine="web"),
        do("start_machine", 1200, machine="docker"),
    )
    assert outages(run, "docker") == [(600.0, 1250.0)]
    assert outages(run, "web") == outages(run, "api") == [(600.0, 1251.0)]
    assert outages(run, "neighbour") == outages(run, "beside") == []
    assert run.host_state_at("host-a", 700) == "on"
    told(golden, "kernel_panic_in_vm", run)


def test_a_kernel_panic_under_a_container_on_the_hosts_own_kernel_stops_the_whole_host(golden: Golden) -> None:
    run = run_of(
        host(),
        host("host-b"),
        container("cache"),
        vm("mail"),
        vm("far", "host-b"),
        do("panic_kernel", 600, machine="cache"),
    )
    assert run.host_state_at("host-a", 601) == "failed"
    assert state(run, "cache", 601) == state(run, "mail", 601) == "crashed"
    assert outages(run, "far") == []
    told(golden, "kernel_panic_on_host", run)


def test_a_kernel_panic_of_a_vm_stops_no_other_vm() -> None:
    run = run_of(host(), vm("mail"), vm("shop"), do("panic_kernel", 600, machine="mail"))
    assert state(run, "mail", 601) == "crashed"
    assert outages(run, "shop") == []


def test_a_container_crash_stops_neither_its_vm_nor_the_container_beside_it() -> None:
    run = run_of(
        host(),
        vm("docker"),
        container("web", "docker"),
        container("api", "docker"),
        do("crash_guest", 600, machine="web"),
    )
    assert state(run, "web", 601) == "crashed"
    assert outages(run, "docker") == outages(run, "api") == []


def test_corruption_stays_in_its_machine_and_whoever_depends_on_it_only_shows_errors(golden: Golden) -> None:
    run = run_of(
        host(),
        vm("shop-db"),
        vm("shop", depends_on=("shop-db",)),
        vm("mail"),
        do("corrupt_data", 600, machine="shop-db"),
        do("corrupt_data", 700, machine="shop-db"),
    )
    assert [name for name in ("shop-db", "shop", "mail") if run.is_corrupted_at(name, 3000)] == ["shop-db"]
    assert [name for name in ("shop-db", "shop", "mail") if serves(run, name, 599)] == ["shop-db", "shop", "mail"]
    assert [name for name in ("shop-db", "shop", "mail") if serves(run, name, 600)] == ["mail"]
    assert outages(run, "shop") == []
    told(golden, "corruption", run)


def test_whoever_depends_on_a_machine_that_was_removed_shows_errors() -> None:
    run = run_of(host(), vm("db"), vm("shop", depends_on=("db",)), do("remove_machine", 600, machine="db"))
    assert serves(run, "shop", 599)
    assert not serves(run, "shop", 600)


# Host crash


@pytest.mark.parametrize(("profile", "outage_s"), [("vsphere", 73.0), ("proxmox", 175.0)])
def test_with_high_availability_a_vm_of_a_crashed_host_is_back_elsewhere_after(
    golden: Golden, profile: str, outage_s: float
) -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("mail"),
        vm("far", "host-b"),
        do("crash_host", 600, host="host-a"),
        high_availability=ha(profile),
    )
    assert outages(run, "mail") == [(600.0, 600.0 + outage_s)]
    assert place(run, "mail", 3000) == "host-b"
    assert outages(run, "far") == []
    decision = run.decisions[-1]
    assert (decision.machine, decision.host) == ("mail", "host-b")
    assert decision.candidates
    told(golden, f"host_crash_ha_{profile}", run)


def test_without_high_availability_machines_wait_until_their_host_is_repaired(golden: Golden) -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("mail"),
        vm("off", on=False),
        do("crash_host", 600, host="host-a"),
        do("repair_host", 1800, host="host-a"),
    )
    assert outages(run, "mail") == [(600.0, 1800.0 + 240.0 + 50.0)]
    assert place(run, "mail", 3000) == "host-a"
    assert state(run, "off", 3000) == "defined"
    told(golden, "host_crash_no_ha", run)


def test_without_room_machines_wait_and_restart_in_the_order_of_their_priority_when_room_appears(
    golden: Golden,
) -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("first", memory_mib=8192, restart_priority="low"),
        vm("second", memory_mib=8192, restart_priority="high"),
        vm("big", "host-b", memory_mib=12_288),
        do("crash_host", 600, host="host-a"),
        do("resize_machine", 900, machine="big", vcpus=2, memory_mib=8192),
        do("crash_guest", 1200, machine="big"),
        high_availability=ha(),
    )
    assert outages(run, "second") == [(600.0, 950.0)]
    assert outages(run, "first") == [(600.0, 1250.0)]
    told(golden, "host_crash_no_room", run)


def test_a_waiting_machine_does_not_take_the_room_of_one_that_is_just_restarting() -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("waits", memory_mib=10_240),
        vm("shrinks", "host-b", memory_mib=12_288),
        do("crash_host", 600, host="host-a"),
        do("resize_machine", 900, machine="shrinks", vcpus=2, memory_mib=8192),
        high_availability=ha(),
    )
    assert state(run, "waits", 3000) == "placing"
    assert state(run, "shrinks", 3000) == "running"


def test_high_availability_says_once_that_there_is_no_room() -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("waits", memory_mib=16_384),
        vm("small", "host-b"),
        vm("other", "host-b"),
        do("crash_host", 600, host="host-a"),
        do("stop_machine", 900, machine="small"),
        do("start_machine", 1000, machine="small"),
        do("stop_machine", 1100, machine="small"),
        high_availability=ha(),
    )
    assert sum("cannot restart waits" in line for line in run.story()) == 1


def test_when_the_second_host_crashes_during_the_restart_the_third_takes_over(golden: Golden) -> None:
    run = run_of(
        host(),
        host("host-b"),
        host("host-c"),
        vm("mail"),
        do("crash_host", 600, host="host-a"),
        do("crash_host", 640, host="host-b"),
        high_availability=ha(),
    )
    assert outages(run, "mail") == [(600.0, 640.0 + 73.0)]
    assert place(run, "mail", 3000) == "host-c"
    told(golden, "second_host_crash", run)


def test_high_availability_does_not_wait_for_a_host_that_is_being_repaired(golden: Golden) -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("mail"),
        do("crash_host", 600, host="host-a"),
        do("repair_host", 605, host="host-a"),
        high_availability=ha(),
    )
    assert outages(run, "mail") == [(600.0, 673.0)]
    assert place(run, "mail", 3000) == "host-b"
    told(golden, "repair_during_silence", run)


def test_a_host_that_is_back_before_high_availability_acts_starts_its_machines_itself(golden: Golden) -> None:
    run = run_of(
        host(boot_s=5),
        host("host-b"),
        vm("mail"),
        do("crash_host", 600, host="host-a"),
        do("repair_host", 605, host="host-a"),
        high_availability=ha(),
    )
    assert outages(run, "mail") == [(600.0, 660.0)]
    assert place(run, "mail", 3000) == "host-a"
    told(golden, "repair_before_ha", run)


def test_a_host_that_comes_back_and_crashes_again_is_declared_dead_after_a_new_silence() -> None:
    run = run_of(
        host(boot_s=5),
        host("host-b"),
        vm("mail"),
        do("crash_host", 600, host="host-a"),
        do("repair_host", 605, host="host-a"),
        do("crash_host", 615, host="host-a"),
        high_availability=ha(),
    )
    assert outages(run, "mail") == [(600.0, 615.0 + 73.0)]


def test_machines_are_not_forgotten_when_their_host_crashes_again_while_it_boots() -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("mail"),
        do("crash_host", 600, host="host-a"),
        do("repair_host", 605, host="host-a"),
        do("crash_host", 610, host="host-a"),
        high_availability=ha(),
    )
    assert outages(run, "mail") == [(600.0, 673.0)]


def test_a_machine_that_waits_for_room_starts_at_home_when_its_host_is_repaired() -> None:
    run = run_of(
        host(),
        host("host-b", memory_mib=4096),
        vm("mail"),
        do("crash_host", 600, host="host-a"),
        do("repair_host", 900, host="host-a"),
        high_availability=ha(),
    )
    assert outages(run, "mail") == [(600.0, 900.0 + 240.0 + 50.0)]
    assert place(run, "mail", 3000) == "host-a"


def test_without_shared_storage_high_availability_finds_the_disk_on_the_dead_host(golden: Golden) -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("mail"),
        do("crash_host", 600, host="host-a"),
        do("repair_host", 1800, host="host-a"),
        high_availability=ha(),
        shared_storage=False,
    )
    assert outages(run, "mail") == [(600.0, 2090.0)]
    told(golden, "no_shared_storage", run)


def test_a_machine_with_restart_priority_never_waits_for_the_repair() -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("lab", restart_priority="never"),
        vm("mail"),
        do("crash_host", 600, host="host-a"),
        do("repair_host", 1800, host="host-a"),
        high_availability=ha(),
    )
    assert outages(run, "mail") == [(600.0, 673.0)]
    assert outages(run, "lab") == [(600.0, 2090.0)]


def test_high_availability_turned_on_in_time_counts_and_turned_off_does_not_stop_a_restart_that_has_begun() -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("mail"),
        do("set_high_availability", 500, enabled=True),
        do("crash_host", 600, host="host-a"),
        do("set_high_availability", 610, enabled=False),
        do("crash_host", 2000, host="host-b"),
    )
    assert outages(run, "mail") == [(600.0, 673.0), (2000.0, 3600.0)]


def test_containers_follow_their_vm_to_the_host_where_it_restarts(golden: Golden) -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("docker"),
        container("web", "docker"),
        container("stopped", "docker", on=False),
        container("bare"),
        do("crash_host", 600, host="host-a"),
        high_availability=ha(),
    )
    assert outages(run, "docker") == [(600.0, 673.0)]
    assert outages(run, "web") == [(600.0, 674.0)]
    assert outages(run, "bare") == [(600.0, 600.0 + 18.0 + 5.0 + 1.0)]
    assert run.history("web")[-1].host == "host-b"
    assert place(run, "web", 3000) == "docker"
    assert state(run, "stopped", 3000) == "defined"
    told(golden, "containers_follow", run)


def test_containers_of_a_vm_that_was_just_restarting_when_its_host_died_come_back_too() -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("docker"),
        container("web", "docker"),
        do("restart_machine", 590, machine="docker"),
        do("crash_host", 600, host="host-a"),
        high_availability=ha(),
    )
    assert state(run, "docker", 3000) == state(run, "web", 3000) == "running"


def test_high_availability_makes_no_other_server_of_a_physical_server() -> None:
    run = run_of(
        host("old", bare_metal=True),
        host("spare", bare_metal=True),
        physical("mail", "old"),
        do("crash_host", 600, host="old"),
        do("repair_host", 1800, host="old"),
        high_availability=ha(),
    )
    assert outages(run, "mail") == [(600.0, 1800.0 + 240.0 + 20.0)]
    assert place(run, "mail", 3000) == "old"


# Machines come and go


def test_machines_are_added_cloned_paused_resumed_restarted_stopped_started_and_removed(golden: Golden) -> None:
    run = run_of(
        host(),
        vm("mail"),
        do("add_machine", 100, machine={"name": "shop", "system": "windows"}),
        do("corrupt_data", 300, machine="shop"),
        do("clone_machine", 400, machine="shop", clone="shop-2"),
        do("pause_machine", 700, machine="mail"),
        do("resume_machine", 800, machine="mail"),
        do("restart_machine", 900, machine="mail"),
        do("stop_machine", 1200, machine="mail"),
        do("start_machine", 1500, machine="mail"),
        do("remove_machine", 1800, machine="shop"),
        do("add_machine", 1900, machine=container("cache", None)),
    )
    assert state(run, "shop", 100) == "booting"
    assert state(run, "shop", 100 + 109) == "booting"
    assert state(run, "shop", 100 + 110) == "running"
    assert run.is_corrupted_at("shop-2", 500), "a copy has the same data, right or wrong"
    assert outages(run, "mail") == [(700.0, 800.0), (900.0, 960.0)], "what is stopped on purpose is not missed"
    assert state(run, "mail", 1549) == "booting"
    assert state(run, "mail", 1550) == "running"
    assert state(run, "shop", 1800) == "removed"
    assert run.memory_of("shop", "configured_mib").at(1800) == 0
    assert state(run, "cache", 1901) == "running"
    told(golden, "life_of_machines", run)


def test_growing_a_vm_is_live_shrinking_it_needs_a_restart_and_a_container_changes_live(golden: Golden) -> None:
    run = run_of(
        host(),
        vm("shop", workload=constant(3.0)),
        container("cache", workload=constant(1.5)),
        do("resize_machine", 600, machine="shop", vcpus=4, memory_mib=8192),
        do("resize_machine", 1200, machine="shop", vcpus=2, memory_mib=8192),
        do("resize_machine", 1500, machine="cache", vcpus=2, memory_mib=1024),
        do("resize_machine", 1800, machine="cache", vcpus=1, memory_mib=256),
        assumptions=PLAIN,
    )
    given = run.cpu_of("shop", "given_cores")
    assert [given.at(t) for t in (599, 1100, 1300)] == pytest.approx([2.0, 3.0, 2.0])
    assert outages(run, "shop") == [(1200.0, 1200.0 + 10.0 + 50.0)]
    assert outages(run, "cache") == []
    assert [run.memory_of("shop", "configured_mib").at(t) for t in (0, 600)] == [4096, 8192]
    assert [run.memory_of("cache", "configured_mib").at(t) for t in (0, 1500, 1800)] == [512, 1024, 256]
    told(golden, "resize", run)


def test_a_cold_move_takes_the_shutdown_the_way_and_the_boot_and_containers_come_along(golden: Golden) -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("docker"),
        container("web", "docker"),
        do("move_machine", 600, machine="docker", to_host="host-b"),
        do("move_machine", 1200, machine="web", to_host="host-a"),
        do("stop_machine", 1800, machine="web"),
        do("start_machine", 1900, machine="web"),
    )
    assert outages(run, "docker") == [(600.0, 600.0 + 10.0 + 5.0 + 50.0)]
    assert outages(run, "web") == [(600.0, 666.0), (1200.0, 1216.0)]
    assert run.state_at("web", 700).host == "host-b"
    assert place(run, "web", 1300) == "host-a"
    assert place(run, "web", 3000) == "host-a", "a machine starts again where it was, not where it was defined"
    told(golden, "cold_move", run)


def test_without_shared_storage_a_move_takes_as_long_as_the_disk_needs_on_the_network() -> None:
    run = run_of(
        host(),
        host("host-b", nics=({"gbit_per_s": 1.0},)),
        vm("mail", disk_gib=40),
        do("move_machine", 600, machine="mail", to_host="host-b"),
        shared_storage=False,
    )
    assert outages(run, "mail") == [(600.0, pytest.approx(600.0 + 10.0 + 40 * 1024 / mib_per_s(1.0) + 50.0))]


def test_a_host_is_switched_off_with_its_machines_and_brings_them_back(golden: Golden) -> None:
    run = run_of(
        host(),
        host("spare", on=False),
        vm("mail"),
        vm("quiet", on=False),
        do("set_maintenance", 100, host="host-a", enabled=True),
        do("add_machine", 200, machine={"name": "too-early"}),
        do("set_maintenance", 300, host="host-a", enabled=False),
        do("switch_off_host", 600, host="host-a"),
        do("switch_on_host", 900, host="host-a"),
        do("switch_on_host", 1000, host="spare"),
        do("add_host", 1100, host=host("host-b")),
    )
    assert [run.host_state_at("host-a", t) for t in (150, 350, 700, 1000, 1140)] == [
        "maintenance",
        "on",
        "off",
        "booting",
        "on",
    ]
    assert outages(run, "mail") == [(600.0, 900.0 + 240.0 + 50.0)]
    assert state(run, "quiet", 3000) == "defined"
    assert [run.host_state_at("host-b", t) for t in (1099, 1100, 1340)] == [None, "booting", "on"]
    told(golden, "hosts_on_and_off", run)


def test_pausing_a_vm_freezes_what_runs_on_its_kernel_and_only_that_goes_on_with_it() -> None:
    run = run_of(
        host(),
        vm("docker"),
        container("web", "docker", workload=constant(0.5)),
        container("frozen", "docker"),
        do("pause_machine", 300, machine="frozen"),
        do("pause_machine", 600, machine="docker"),
        do("resume_machine", 700, machine="web"),
        do("resume_machine", 900, machine="docker"),
    )
    assert state(run, "web", 601) == "paused"
    assert run.cpu_of("web", "given_cores").at(601) == 0
    assert run.memory_of("docker", "configured_mib").at(601) == 4096
    assert state(run, "web", 901) == "running"
    assert state(run, "frozen", 901) == "paused"
    assert why_refused(run) == ["web shares the kernel of docker, which is not running: start docker first."]


def test_stopping_a_vm_on_purpose_stops_its_containers_on_purpose_and_they_return_with_it() -> None:
    run = run_of(
        host(),
        vm("docker"),
        container("web", "docker"),
        do("stop_machine", 600, machine="docker"),
        do("start_machine", 900, machine="docker"),
    )
    assert state(run, "web", 700) == "stopped"
    assert outages(run, "web") == []
    assert state(run, "web", 951) == "running"


def test_a_container_on_its_way_into_a_vm_that_crashes_does_not_run_there() -> None:
    run = run_of(
        host(),
        vm("docker"),
        vm("other"),
        container("web", "docker"),
        do("move_machine", 600, machine="web", to_host="other"),
        do("crash_guest", 605, machine="other"),
        do("start_machine", 1000, machine="other"),
    )
    assert state(run, "web", 700) == "crashed"
    assert outages(run, "web") == [(600.0, 1051.0)]


def test_a_machine_that_grew_while_it_was_down_stays_down_where_it_no_longer_fits() -> None:
    run = run_of(
        host(),
        vm("mail"),
        vm("docker"),
        container("web", "docker", memory_mib=1024),
        do("crash_host", 600, host="host-a"),
        do("resize_machine", 700, machine="mail", vcpus=2, memory_mib=80_000),
        do("resize_machine", 700, machine="docker", vcpus=2, memory_mib=512),
        do("repair_host", 900, host="host-a"),
    )
    assert [state(run, name, 3000) for name in ("mail", "docker", "web")] == ["crashed", "running", "crashed"]
    assert "00:19:00 host-a has 16384 MiB of memory free; mail needs 80000 MiB." in run.story()
    assert "00:19:50 docker has 512 MiB of memory free; web needs 1024 MiB." in run.story()


def test_a_machine_whose_home_is_off_starts_elsewhere_and_does_not_start_twice() -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("mail"),
        do("switch_off_host", 600, host="host-a"),
        do("start_machine", 700, machine="mail"),
        do("switch_on_host", 800, host="host-a"),
    )
    assert outages(run, "mail") == [(600.0, 750.0)]
    assert place(run, "mail", 3000) == "host-b"
    assert [change.state for change in run.history("mail")].count("booting") == 1


# Physical servers


def test_a_physical_server_starts_and_stops_with_the_server_that_it_is(golden: Golden) -> None:
    run = run_of(
        host("old", bare_metal=True),
        physical("mail", "old"),
        do("stop_machine", 300, machine="mail"),
        do("start_machine", 600, machine="mail"),
        do("crash_guest", 1200, machine="mail"),
        do("start_machine", 1300, machine="mail"),
        do("restart_machine", 1800, machine="mail"),
        do("add_host", 2000, host=host("new", bare_metal=True)),
        do("add_machine", 2000, machine=physical("shop", "new")),
        do("remove_machine", 3000, machine="mail"),
    )
    assert run.host_state_at("old", 301) == "off"
    assert state(run, "mail", 600 + 240 + 20) == "running"
    assert outages(run, "mail") == [(1200.0, 1300.0 + 240.0 + 20.0), (1800.0, 1800.0 + 10.0 + 240.0 + 20.0)]
    assert state(run, "shop", 2000 + 259) == "booting"
    assert state(run, "shop", 2000 + 260) == "running"
    assert run.host_state_at("old", 3001) == "off", "nobody leaves a server without a purpose on"
    told(golden, "physical", run)


# Loads


def test_a_memory_leak_kills_only_its_machine(golden: Golden) -> None:
    leak = {"pattern": "leak", "leak_mib_per_s": 2.0, "active_memory": 0.5}
    run = run_of(
        host(),
        vm("leaky", workload=leak),
        vm("docker"),
        container("leaky-too", "docker", workload=leak | {"leak_mib_per_s": 0.5}),
        container("web", "docker"),
        vm("mail"),
        do("start_machine", 1500, machine="leaky"),
    )
    assert outages(run, "leaky") == [(1024.0, 1550.0), (1550.0 + 1024.0, 3600.0)]
    assert outages(run, "leaky-too") == [(512.0, 3600.0)]
    assert [outages(run, name) for name in ("docker", "web", "mail")] == [[], [], []]
    active = run.memory_of("leaky", "active_mib")
    assert [active.at(t) for t in (0, 512, 1100, 1600)] == pytest.approx([2048, 3072, 0, 2048 + 64], abs=64)
    told(golden, "leak", run)


def test_a_batch_job_waits_while_its_machine_is_down_and_is_finished_afterwards() -> None:
    job = {"pattern": "batch", "work_core_h": 0.5, "start_h": 0.25, "base_cores": 0.0}
    run = run_of(
        host(),
        vm("backup", workload=job),
        do("crash_guest", 800, machine="backup"),
        do("start_machine", 1150, machine="backup"),
        assumptions=PLAIN,
    )
    given = run.cpu_of("backup", "given_cores")
    assert [given.at(t) for t in (1199, 1200, 2099, 2101)] == pytest.approx([0.0, 2.0, 2.0, 0.0])
    assert given.integral() == pytest.approx(0.5 * 3600)
    assert run.lost_core_s[0] == 0.0


def test_two_batch_jobs_on_one_core_each_get_half_and_then_the_longer_one_gets_all() -> None:
    jobs = [{"pattern": "batch", "work_core_h": hours, "start_h": 0.0, "base_cores": 0.0} for hours in (0.1, 0.2)]
    run = run_of(host(cores=2), vm("short", workload=jobs[0]), vm("long", workload=jobs[1]), assumptions=PLAIN)
    short, long = run.cpu_of("short", "given_cores"), run.cpu_of("long", "given_cores")
    assert [short.at(t) for t in (0, 359, 361)] == pytest.approx([1.0, 1.0, 0.0])
    assert [long.at(t) for t in (0, 359, 361, 539, 541)] == pytest.approx([1.0, 1.0, 2.0, 2.0, 0.0])


# Refusals


REFUSALS = {
    "no memory": (
        [do("add_machine", 600, machine={"name": "new", "memory_mib": 16_384})],
        "No host takes new. host-a has 6656 MiB of memory free; new needs 16384 MiB.",
    ),
    "name taken by a machine": (
        [do("add_machine", 600, machine={"name": "mail"})],
        "The name mail is taken: names are never used twice in a run.",
    ),
    "name taken by a host": (
        [do("clone_machine", 600, machine="mail", clone="host-b")],
        "The name host-b is taken: names are never used twice in a run.",
    ),
    "host off": (
        [do("move_machine", 600, machine="mail", to_host="host-b")],
        "host-b is off: switch it on.",
    ),
    "more vCPUs than threads": (
        [do("add_machine", 600, machine={"name": "new", "vcpus": 9})],
        "No host takes new. host-a has 8 CPU threads, fewer than the 9 vCPU of new.",
    ),
    "physical server moved": (
        [do("move_machine", 600, machine="ledger", to_host="host-a")],
        "ledger is a physical server: it moves with a screwdriver.",
    ),
    "physical server paused": (
        [do("pause_machine", 600, machine="ledger")],
        "ledger is a physical server: there is no hypervisor to pause it.",
    ),
    "physical server resized": (
        [do("resize_machine", 600, machine="ledger", vcpus=4, memory_mib=4096)],
        "ledger is a physical server: another size is another server.",
    ),
    "physical server cloned": (
        [do("clone_machine", 600, machine="ledger", clone="ledger-2")],
        "ledger is a physical server: it cannot be copied like a file.",
    ),
    "physical server shared": (
        [do("set_cpu_controls", 600, machine="ledger", shares=5)],
        "ledger is a physical server: it shares its CPU with nobody.",
    ),
    "physical server on a hypervisor": (
        [do("add_machine", 600, machine=physical("new", "host-b"))],
        "host-b runs a hypervisor: it is no physical server of its own.",
    ),
    "two machines on one physical server": (
        [do("add_machine", 600, machine=physical("new", "old"))],
        "old is ledger already: one physical server is one machine.",
    ),
    "vm on a physical server": (
        [do("move_machine", 600, machine="mail", to_host="old")],
        "old runs no hypervisor: it is one physical server.",
    ),
    "container in a container": (
        [do("move_machine", 600, machine="web", to_host="cache")],
        "cache is no place for web: a VM runs on a host, a container on a host or in a VM.",
    ),
    "container in itself": (
        [do("move_machine", 600, machine="cache", to_host="cache")],
        "cache is no place for cache: a VM runs on a host, a container on a host or in a VM.",
    ),
    "vm in a vm": (
        [do("add_machine", 600, machine=vm("new", "docker"))],
        "docker is no place for new: a VM runs on a host, a container on a host or in a VM.",
    ),
    "container in a Windows VM": (
        [do("move_machine", 600, machine="web", to_host="mail")],
        "mail runs Windows Server: a Debian container needs a kernel of its own family.",
    ),
    "container in a VM that is full": (
        [do("add_machine", 600, machine=container("new", "docker", memory_mib=4096))],
        "docker has 3584 MiB of memory free; new needs 4096 MiB.",
    ),
    "where it is": (
        [do("move_machine", 600, machine="mail", to_host="host-a")],
        "mail is on host-a already.",
    ),
    "nowhere": (
        [do("move_machine", 600, machine="mail", to_host="nobody")],
        "nobody is not there any more.",
    ),
    "no such machine": (
        [do("stop_machine", 600, machine="nobody")],
        "nobody is not there any more.",
    ),
    "a host for a machine": (
        [do("crash_guest", 600, machine="host-a")],
        "host-a is not there any more.",
    ),
    "a machine for a host": (
        [do("crash_host", 600, host="mail")],
        "mail is not there any more.",
    ),
    "removing a VM with containers": (
        [do("remove_machine", 600, machine="docker")],
        "docker carries containers: remove or move them first.",
    ),
    "starting what runs": ([do("start_machine", 600, machine="mail")], "mail is on already."),
    "resuming what runs": ([do("resume_machine", 600, machine="mail")], "mail is not paused."),
    "repairing what works": ([do("repair_host", 600, host="host-a")], "host-a has not failed."),
    "switching on what is on": (
        [do("switch_on_host", 600, host="host-a")],
        "host-a is not off. A failed host must be repaired.",
    ),
    "crashing what is off": (
        [do("crash_host", 600, host="host-b")],
        "host-b is not on: there is nothing to crash.",
    ),
    "growing beyond the host's memory": (
        [do("resize_machine", 600, machine="mail", vcpus=2, memory_mib=10_753)],
        "host-a has only 6656 MiB of memory free for mail to grow.",
    ),
    "growing beyond the host's threads": (
        [do("resize_machine", 600, machine="mail", vcpus=9, memory_mib=4096)],
        "host-a has 8 CPUs: mail cannot have more than that.",
    ),
    "shrinking below the containers inside": (
        [do("resize_machine", 600, machine="docker", vcpus=2, memory_mib=256)],
        "The containers in docker hold 512 MiB: it cannot be smaller.",
    ),
    "a guarantee that the host cannot give": (
        [do("set_cpu_controls", 600, machine="mail", reservation_cores=8)],
        "host-a cannot guarantee 8 cores more: 0 cores are reserved already.",
    ),
    "a limit below the reservation": (
        [do("set_cpu_controls", 600, machine="mail", reservation_cores=2, limit_cores=1)],
        "The limit (1 cores) must not be below the reservation (2 cores).",
    ),
    "pausing while a container starts": (
        [do("pause_machine", 0.5, machine="slow-docker")],
        "slow-web is just starting in slow-docker: wait until it runs.",
    ),
    "depending on nobody": (
        [do("add_machine", 600, machine={"name": "new", "depends_on": ["nobody"]})],
        "nobody is not there any more.",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_impossible_is_refused_with_the_reason_and_changes_nothing(name: str) -> None:
    actions, reason = REFUSALS[name]
    rack = (
        host(memory_mib=2048 + 4096 * 2 + 512 * 2 + 6656 + 512),
        host("host-b", on=False),
        host("old", bare_metal=True),
        physical("ledger", "old"),
        vm("mail", system="windows"),
        vm("docker"),
        vm("slow-docker", memory_mib=512),
        container("web", "docker"),
        container("cache"),
        do("add_machine", 0, machine=container("slow-web", "slow-docker", memory_mib=16)),
        do("add_machine", 2, machine=container("filler", memory_mib=512)),
    )
    run = run_of(*rack, *actions)
    assert why_refused(run) == [reason]
    without = run_of(*rack)
    assert [line for line in run.story() if reason not in line] == without.story()
    assert run.machines == without.machines
    assert run.states == without.states


def test_a_windows_container_is_refused_when_the_scenario_is_built() -> None:
    with pytest.raises(ValueError, match="Windows Server cannot run on a Linux kernel"):
        scenario(host(), container("web", system="windows"))


def test_a_refused_name_is_free_for_another_try() -> None:
    run = run_of(
        host(),
        vm("mail", memory_mib=12_288),
        do("add_machine", 600, machine={"name": "shop", "memory_mib": 8192}),
        do("remove_machine", 700, machine="mail"),
        do("add_machine", 800, machine={"name": "shop", "memory_mib": 8192}),
    )
    assert len(run.refused) == 1
    assert state(run, "shop", 850) == "running"


def test_without_shared_storage_a_stopped_machine_cannot_leave_a_host_that_is_off() -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("mail", on=False),
        vm("shop"),
        do("switch_off_host", 100, host="host-a"),
        do("move_machine", 600, machine="shop", to_host="host-b"),
        do("start_machine", 700, machine="shop"),
        shared_storage=False,
    )
    assert why_refused(run) == [
        "The disk of shop is on host-a: without shared storage no other host can start it.",
        "host-a is off: switch it on.",
    ]
