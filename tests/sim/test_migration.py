"""Live migrations in a run: rounds on real links, turns, what refuses them, and what breaks in the middle of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.actions import Action
from sim.inventory import Host, Machine
from sim.mechanisms.migration import Pages, precopy, precopy_closed_form
from sim.mechanisms.network import mib_per_s
from sim.run import Migration, Run
from sim.scenario import Assumptions
from sim.steps import Steps
from sim.study.metrics import availability, power_w
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
    state,
    vm,
    why_refused,
)

Golden = Callable[[str, str], None]
ONE_GBIT = {"nics": ({"gbit_per_s": 1.0},)}
RATE = mib_per_s(1.0)
RESUME_S = Assumptions().migration_resume_s


def rack(*parts: Host | Machine | Action, **fields: Any) -> Run:
    """Return the run of two hosts with one card of 1 Gbit/s each and whatever else."""
    return run_of(host(**ONE_GBIT), host("host-b", **ONE_GBIT), *parts, **fields)


def writer(name: str = "db", place: str = "host-a", *, dirty: float, part: float = 0.5, **fields: Any) -> Machine:
    """Return a VM that writes so fast, again and again to that part of its memory."""
    load = constant(0.5, dirty_mib_per_s=dirty, active_memory=part)
    return vm(name, place, workload=load, **fields)


def migrate(machine: str = "db", at_s: float = 600, to_host: str = "host-b", **fields: Any) -> Action:
    """Return a request to migrate."""
    return do("migrate_machine", at_s, machine=machine, to_host=to_host, **fields)


def told(golden: Golden, name: str, run: Run) -> None:
    """Compare a run's log with the golden one."""
    golden(name, "\n".join(run.story()) + "\n")


def only(run: Run) -> Migration:
    """Return the one migration of a run."""
    (migration,) = run.migrations
    return migration


# Rounds


def test_on_idle_links_a_migration_is_the_one_of_the_formulas() -> None:
    migration = only(rack(writer(dirty=20.0), migrate()))
    plan = precopy(Pages(4096, 20.0, 2048), RATE, resume_s=RESUME_S)
    passes = [one for one in migration.rounds if one.what == "memory"]
    assert [one.sent_mib for one in passes] == pytest.approx(plan.rounds_mib)
    assert migration.total_s == pytest.approx(plan.total_s)
    assert migration.downtime_s == pytest.approx(plan.downtime_s)
    assert migration.data_mib == pytest.approx(plan.data_mib)
    form = precopy_closed_form(Pages(4096, 20.0), RATE)
    assert (len(passes), migration.data_mib) == (form.rounds, pytest.approx(form.data_mib))


def test_users_wait_through_the_pause_and_lose_nothing(golden: Golden) -> None:
    run = rack(writer(dirty=20.0), migrate(), assumptions=PLAIN)
    migration = only(run)
    pause_s = migration.rounds[-1].start_s
    assert outages(run, "db") == [(pause_s, migration.switch_over_s)]
    assert [place(run, "db", at_s) for at_s in (pause_s - 1, pause_s, migration.end_s)] == [
        "host-a",
        "host-a",
        "host-b",
    ]
    assert state(run, "db", pause_s) == "switching"
    assert run.lost_core_s[0] == 0.0
    done = run.cpu_of("db", "given_cores").integral()
    assert done == pytest.approx(run.cpu_of("db", "demand_cores").integral())
    told(golden, "live_migration", run)


def test_a_migration_takes_a_tenth_of_what_its_machine_uses_and_only_while_it_lasts() -> None:
    run = rack(writer(dirty=20.0), migrate(), assumptions=PLAIN)
    migration, demand = only(run), run.cpu_of("db", "demand_cores")
    assert [demand.at(at_s) for at_s in (599, 601, migration.end_s + 1)] == pytest.approx([0.5, 0.55, 0.5])


def test_work_and_energy_are_the_sources_until_the_switch_over_and_the_targets_after() -> None:
    run = rack(writer(dirty=20.0), migrate(), assumptions=PLAIN)
    switch_s = only(run).switch_over_s or 0.0
    used = [run.host_cpu_of(name, "used_cores") for name in ("host-a", "host-b")]
    assert [steps.at(switch_s - 1.0) for steps in used] == pytest.approx([0.55, 0.0])
    assert [steps.at(switch_s + 1.0) for steps in used] == pytest.approx([0.0, 0.5])
    power = [power_w(run, name) for name in ("host-a", "host-b")]
    before, after = ([steps.at(at_s) for steps in power] for at_s in (switch_s - 1.0, switch_s + 1.0))
    assert before[0] > before[1]
    assert after[0] < after[1]


def test_what_writes_faster_than_the_link_carries_is_stopped_by_force_for_a_minute(golden: Golden) -> None:
    run = rack(writer(dirty=200.0, part=0.375, memory_mib=16_384), migrate())
    migration = only(run)
    plan = precopy(Pages(16_384, 200.0, 6144), RATE, resume_s=RESUME_S)
    assert migration.forced
    assert len(migration.rounds) == 31
    assert migration.downtime_s == pytest.approx(plan.downtime_s)
    assert migration.downtime_s > 50.0
    told(golden, "migration_does_not_converge", run)


def test_over_ten_gigabit_the_same_machine_hardly_notices() -> None:
    run = run_of(
        host(),
        host("host-b"),
        writer(dirty=200.0, part=0.375, memory_mib=16_384),
        migrate(),
    )
    assert not only(run).forced
    assert only(run).downtime_s < 0.3 + RESUME_S


def test_auto_converge_throttles_until_the_rest_is_small_and_lets_go_then(golden: Golden) -> None:
    run = rack(writer(dirty=150.0), migrate(mode="auto_converge"))
    migration = only(run)
    throttles = [round(one.throttle, 2) for one in migration.rounds if one.what == "memory"]
    assert throttles == sorted(throttles)
    assert throttles[-1] >= 0.4
    assert not migration.forced
    speed = run.memory_of("db", "throughput")
    assert speed.at(migration.rounds[-2].start_s) == pytest.approx(1.0 - throttles[-1])
    assert speed.at(migration.end_s) == 1.0
    told(golden, "auto_converge", run)


def test_proxmox_raises_the_pause_that_it_allows_step_by_step() -> None:
    run = rack(writer(dirty=105.0), migrate(), migration={"profile": "proxmox"})
    migration = only(run)
    assert not migration.forced
    assert any("it may pause for" in line for line in run.story())
    assert migration.downtime_s - RESUME_S > 0.1


def test_post_copy_moves_at_once_and_sends_every_page_once() -> None:
    run = rack(writer(dirty=200.0), migrate(mode="post_copy"))
    migration = only(run)
    assert migration.downtime_s == pytest.approx(RESUME_S)
    assert migration.switch_over_s == pytest.approx(600.0 + RESUME_S)
    assert migration.data_mib == pytest.approx(4096.0)
    assert place(run, "db", 601) == "host-b"


def test_containers_go_with_the_vm_that_carries_them() -> None:
    run = rack(vm("docker"), container("web", "docker"), migrate("docker"))
    migration = only(run)
    assert [run.state_at("web", at_s).host for at_s in (migration.end_s - 1, migration.end_s)] == ["host-a", "host-b"]  # type: ignore[union-attr]
    assert len(outages(run, "web")) == 1
    assert outages(run, "web") == outages(run, "docker")


def test_where_disks_are_local_the_disk_goes_along_and_what_is_written_is_mirrored(golden: Golden) -> None:
    machine = vm("db", disk_gib=10, workload={"pattern": "database", "noise": 0, "dirty_mib_per_s": 5})
    run = rack(
        machine,
        migrate(),
        do("migrate_storage", 900, machine="db", to_host="host-b"),
        shared_storage=False,
    )
    migration = only(run)
    disk = migration.rounds[0]
    assert disk.what == "disk"
    assert disk.sent_mib > 10 * 1024
    assert disk.rate_mib_per_s == pytest.approx(RATE - 0.55)  # its users have 5 MiB per core-second, 0.11 cores of them
    assert place(run, "db", migration.end_s) == "host-b"
    told(golden, "migration_with_disk", run)


# Links


def test_simultaneous_migrations_slow_each_other_down() -> None:
    alone = only(rack(writer("a", dirty=0.0), migrate("a")))
    both = rack(writer("a", dirty=0.0), writer("b", dirty=0.0), migrate("a"), migrate("b"))
    assert [one.total_s for one in both.migrations] == pytest.approx([2 * 4096 / RATE + RESUME_S] * 2)
    assert alone.total_s == pytest.approx(4096 / RATE + RESUME_S)


def test_guests_and_a_migration_share_a_full_uplink_by_the_shares_of_their_type() -> None:
    """Guests have 100 shares, migrations 50: the migration gets a third of the link, the guests the rest."""
    chatty = vm("web", workload=constant(2.0, network_mib_per_core=1000.0))
    run = rack(writer(dirty=0.0), chatty, migrate(), assumptions=PLAIN)
    assert only(run).rounds[0].rate_mib_per_s == pytest.approx(RATE / 3)
    traffic = run.cpu_of("web", "given_cores")
    assert 1000.0 * traffic.at(500) == pytest.approx(RATE)
    assert 1000.0 * traffic.at(601) == pytest.approx(RATE * 2 / 3)
    assert 1000.0 * traffic.at(only(run).end_s + 1) == pytest.approx(RATE)


def test_a_bandwidth_limit_holds_and_what_the_links_carried_is_what_was_sent() -> None:
    run = rack(writer(dirty=5.0), migrate(bandwidth_mib_per_s=20.0))
    assert only(run).rounds[0].rate_mib_per_s == pytest.approx(20.0)
    ((*_, rates),) = [(*stream.hosts, stream.rates) for stream in run.traffic]
    times_s, values = zip(*rates, strict=True)
    assert Steps(np.array(times_s), np.array(values), run.end_s).integral() == pytest.approx(only(run).data_mib)


def test_a_host_with_one_gigabit_takes_part_in_four_migrations_and_the_fifth_waits(golden: Golden) -> None:
    machines = [writer(f"m{index}", dirty=0.0, memory_mib=1024) for index in range(5)]
    run = rack(*machines, *(migrate(machine.name) for machine in machines))
    starts = [one.start_s for one in run.migrations]
    assert starts[:4] == [600.0] * 4
    assert starts[4] == pytest.approx(600.0 + 4 * 1024 / RATE + RESUME_S)
    told(golden, "five_migrations", run)


# Leaving a host


def test_a_host_is_evacuated_and_those_who_cannot_go_are_named(golden: Golden) -> None:
    run = run_of(
        host(memory_mib=34_816),
        host("host-b", memory_mib=34_816),
        *(vm(f"m{index}") for index in range(3)),
        vm("pass-through", pinned=True),
        container("cache"),
        do("evacuate_host", 600, host="host-a"),
        do("stop_machine", 1800, machine="pass-through"),
        do("move_machine", 1860, machine="cache", to_host="host-b"),
    )
    assert {place(run, f"m{index}", 1000) for index in range(3)} == {"host-b"}
    assert place(run, "pass-through", 1000) == place(run, "cache", 1000) == "host-a"
    assert run.host_state_at("host-a", 700) == "maintenance"
    told(golden, "evacuation", run)


# What breaks


def test_a_machine_whose_host_dies_during_its_migration_dies_with_it_and_is_restarted(golden: Golden) -> None:
    run = rack(writer(dirty=20.0), migrate(), do("crash_host", 620, host="host-a"), high_availability=ha())
    assert only(run).outcome == "lost"
    assert state(run, "db", 3000) == "running"
    assert place(run, "db", 3000) == "host-b"
    assert len(run.history("db")) > 3
    told(golden, "source_dies", run)


def test_a_machine_whose_target_dies_stays_where_it_is(golden: Golden) -> None:
    run = rack(writer(dirty=20.0), migrate(), do("crash_host", 620, host="host-b"))
    assert only(run).outcome == "cancelled"
    assert outages(run, "db") == []
    assert place(run, "db", 3000) == "host-a"
    told(golden, "target_dies", run)


def test_a_target_that_dies_in_the_pause_gives_the_machine_back() -> None:
    run = rack(writer(dirty=200.0, part=0.5), migrate(max_rounds=1), do("crash_host", 645, host="host-b"))
    assert state(run, "db", 644) == "switching"
    assert only(run).outcome == "cancelled"
    assert place(run, "db", 646) == "host-a"
    assert state(run, "db", 646) == "running"


@pytest.mark.parametrize("dead", ["host-a", "host-b"])
def test_after_post_copy_either_host_takes_the_machine_down(dead: str) -> None:
    run = rack(
        writer(dirty=20.0),
        host("host-c"),
        migrate(mode="post_copy"),
        do("crash_host", 620, host=dead),
        high_availability=ha(),
    )
    assert only(run).outcome == "lost"
    assert state(run, "db", 621) == "crashed"
    assert state(run, "db", 3000) == "running"


def test_a_cancelled_migration_leaves_everything_as_it_was() -> None:
    run = rack(
        writer(dirty=20.0),
        vm("big", None, memory_mib=14_000, on=False),
        migrate(),
        do("cancel_migration", 610, machine="db"),
        do("start_machine", 700, machine="big"),
    )
    assert only(run).outcome == "cancelled"
    assert only(run).rounds[0].sent_mib == pytest.approx(10 * RATE)
    assert place(run, "db", 3000) == "host-a"
    assert place(run, "big", 3000) == "host-b"
    assert availability(run, "db")[0] == 1.0


def test_the_room_at_the_target_is_kept_while_a_machine_is_on_its_way() -> None:
    run = rack(
        writer(dirty=20.0),
        vm("big", "host-b", memory_mib=14_000, on=False),
        migrate(),
        do("start_machine", 610, machine="big"),
    )
    assert why_refused(run) == ["host-b has 12288 MiB of memory free; big needs 14000 MiB."]


# What is refused


@pytest.mark.parametrize(
    ("parts", "fields", "reason"),
    [
        ([vm("db"), do("crash_host", 500, host="host-a"), migrate()], {}, "only what runs can migrate live"),
        ([vm("db", on=False), migrate()], {}, "only what runs can migrate live"),
        ([container("db"), migrate()], {}, "it has no kernel of its own that could go with it"),
        ([vm("db", kind="microvm"), migrate()], {}, "Firecracker copies none while it runs"),
        ([vm("db", pinned=True), migrate()], {}, "bound to host-a by a device or by its CPUs"),
        ([vm("db"), migrate()], {"shared_storage": False}, "migrate it with its disk"),
        (
            [vm("db"), do("migrate_storage", 600, machine="db", to_host="host-b")],
            {},
            "All hosts reach the disk of db",
        ),
        ([vm("db"), vm("big", "host-b", memory_mib=14_336), migrate()], {}, "free"),
        ([vm("db"), host("amd", cpu_family="amd"), migrate(to_host="amd")], {}, "another make"),
        ([vm("db", "new"), host("new", cpu_generation=3), migrate()], {}, "only newer processors"),
        ([vm("db"), migrate(to_host="host-a")], {}, "on host-a already"),
        (
            [physical("db", "own"), host("own", bare_metal=True), migrate()],
            {},
            "it moves with a screwdriver",
        ),
        ([vm("db"), do("cancel_migration", 600, machine="db")], {}, "not migrating"),
        (
            [vm("db"), migrate(), do("resize_machine", 605, machine="db", vcpus=4, memory_mib=4096)],
            {},
            "wait until it has arrived, or cancel its migration",
        ),
    ],
)
def test_what_cannot_migrate_is_told_why_and_what_to_do(parts: list[Any], fields: Any, reason: str) -> None:
    run = rack(*parts, **fields)
    (why,) = why_refused(run)
    assert reason in why


def test_a_machine_is_bound_to_its_host_and_let_go_while_it_runs() -> None:
    run = rack(
        vm("db"),
        do("pin_machine", 500, machine="db"),
        migrate(),
        do("pin_machine", 700, machine="db", pinned=False),
        migrate(at_s=800),
    )
    (why,) = why_refused(run)
    assert "bound to host-a" in why
    assert place(run, "db", 3000) == "host-b"


def test_a_common_processor_baseline_lets_machines_go_back_to_older_hosts() -> None:
    run = rack(vm("db", "new"), host("new", cpu_generation=3), migrate(), migration={"cpu_baseline": 1})
    assert why_refused(run) == []
    assert place(run, "db", 3000) == "host-b"
