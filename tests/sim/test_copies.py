"""Snapshots and backups: when they are made, what they cost, what they bring back and what is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.run import Run
from tests.sim.builders import constant, do, host, outages, physical, run_of, state, vm, why_refused

HOUR = 3600.0
FOUR_HOURS = {"backup_every_h": 4.0}
Golden = Callable[[str, str], None]


def day(*parts: Any, **fields: Any) -> Run:
    """Return a day of one host on which “files”, of 200 GB (186 GiB), is copied and harmed at 15:10."""
    machine = vm("files", disk_gib=186, workload=constant(1.0))
    return run_of(
        host(), machine, do("corrupt_data", 15 * HOUR + 600, machine="files"), *parts, duration_s=86_400.0, **fields
    )


def told(golden: Golden, name: str, run: Run) -> None:
    golden(name, "\n".join(run.story()) + "\n")


@pytest.mark.parametrize(
    ("rules", "lost_h"), [({"backup_every_h": 4.0}, 3 + 1 / 6), ({"backup_every_h": 24.0, "first_h": 2.0}, 13 + 1 / 6)]
)
def test_what_is_lost_with_a_backup_is_the_work_since_it_was_taken(rules: dict[str, float], lost_h: float) -> None:
    run = day(do("restore_backup", 15.5 * HOUR, machine="files"), copies=rules)
    assert [restored.lost_s / HOUR for restored in run.restores] == [pytest.approx(lost_h)]
    assert not run.is_corrupted_at("files", 17 * HOUR)


def test_a_restore_takes_the_time_of_the_copy_and_a_boot(golden: Golden) -> None:
    run = day(do("restore_backup", 15.5 * HOUR, machine="files"), copies=FOUR_HOURS)
    ((began_s, back_s),) = outages(run, "files")
    assert began_s == 15.5 * HOUR
    assert back_s - began_s == pytest.approx(186 * 1024 / 112 + 50)  # 28 min at 1 Gbit/s
    told(golden, "restore_backup", run)


def test_a_copy_of_wrong_data_brings_wrong_data_back_and_an_older_one_right_ones() -> None:
    newest = do("restore_backup", 18 * HOUR, machine="files")
    older = do("restore_backup", 18 * HOUR, machine="files", taken_before_s=15 * HOUR)
    assert day(newest, copies=FOUR_HOURS).is_corrupted_at("files", 20 * HOUR)
    assert not day(older, copies=FOUR_HOURS).is_corrupted_at("files", 20 * HOUR)


def test_a_backup_counts_once_it_is_complete() -> None:
    run = day(
        do("back_up", 14 * HOUR, machine="files"),
        do("restore_backup", 14 * HOUR + 60, machine="files"),
        do("restore_backup", 15.5 * HOUR, machine="files"),
    )
    assert why_refused(run) == ["There is no backup of files to restore: none was made, or none was complete in time."]
    assert [restored.taken_s for restored in run.restores] == [14 * HOUR]


def test_only_what_was_backed_up_comes_back() -> None:
    run = day(do("restore_backup", 16 * HOUR, machine="files"), do("roll_back", 16 * HOUR, machine="files"))
    assert len(why_refused(run)) == 2
    assert run.is_corrupted_at("files", 20 * HOUR)
    assert outages(run, "files") == []


def test_rolling_back_takes_seconds_and_loses_the_work_since(golden: Golden) -> None:
    run = day(do("take_snapshot", 15 * HOUR, machine="files"), do("roll_back", 15.5 * HOUR, machine="files"))
    assert outages(run, "files") == [(15.5 * HOUR, 15.5 * HOUR + 10 + 50)]
    assert [restored.lost_s for restored in run.restores] == [600.0]
    assert not run.is_corrupted_at("files", 16 * HOUR)
    told(golden, "roll_back", run)


def test_going_back_without_harm_loses_everything_since_the_copy() -> None:
    run = run_of(host(), vm("mail"), do("take_snapshot", 600, machine="mail"), do("roll_back", 1800, machine="mail"))
    assert [restored.lost_s for restored in run.restores] == [1200.0]


def test_a_machine_started_too_early_keeps_the_data_that_it_has() -> None:
    run = day(
        do("restore_backup", 15.5 * HOUR, machine="files"),
        do("start_machine", 15.6 * HOUR, machine="files"),
        copies=FOUR_HOURS,
    )
    assert run.is_corrupted_at("files", 20 * HOUR)
    assert run.restores == ()


def test_a_machine_that_is_off_is_restored_and_stays_off() -> None:
    run = day(
        do("stop_machine", 15.2 * HOUR, machine="files"),
        do("restore_backup", 15.5 * HOUR, machine="files"),
        copies=FOUR_HOURS,
    )
    assert not run.is_corrupted_at("files", 20 * HOUR)
    assert state(run, "files", 20 * HOUR) == "stopped"


def test_copies_are_made_as_often_as_the_machine_or_else_the_scenario_says() -> None:
    run = run_of(
        host(),
        vm("often", backup_every_h=0.25, disk_gib=1),
        vm("usual", disk_gib=1),
        vm("never", backup_every_h=0.0, disk_gib=1),
        copies={"backup_every_h": 0.5},
    )
    made = [run.machines[copy.machine].name for copy in run.copies]
    assert {name: made.count(name) for name in ("often", "usual", "never")} == {"often": 4, "usual": 2, "never": 0}


def test_a_schedule_that_is_changed_counts_from_then_on() -> None:
    run = run_of(
        host(),
        vm("mail", disk_gib=1),
        do("set_copies", 1000, machine="mail", backup_every_h=0.25),
        do("set_copies", 2000, machine="mail", backup_every_h=0.0),
    )
    assert [copy.taken_s for copy in run.copies] == [1000.0, 1900.0]


def test_a_chain_of_snapshots_loses_its_oldest() -> None:
    run = run_of(host(), vm("mail"), copies={"snapshot_every_h": 0.1, "keep_snapshots": 2})
    kept = [copy.taken_s for copy in run.copies if copy.kept]
    gone = [copy.taken_s for copy in run.copies if not copy.kept]
    assert kept == pytest.approx([360.0 * n for n in range(10)])
    assert gone == kept[:-2]
    assert run.spec_at("mail", 3500).snapshots == 2  # type: ignore[union-attr]  # it is there


def test_a_snapshot_doubles_what_writes_cost_until_it_is_deleted() -> None:
    database = {"pattern": "constant", "cores": 2.0, "disk_iops_per_core": 100.0, "disk_read_fraction": 0.0}
    slow = {"array": {"kind": "hdd_7k2", "disks": 4, "raid": "raid10"}}  # 200 writes per second
    run = run_of(
        host(),
        vm("db", workload=database),
        do("take_snapshot", 600, machine="db"),
        do("delete_snapshots", 1800, machine="db"),
        storage=slow,
    )
    given = run.cpu_of("db", "given_cores")
    assert [round(given.at(at_s), 2) for at_s in (300, 1200)] == [2.0, 1.04]
    assert given.at(3000) >= 2.0


def test_a_physical_server_has_backups_and_no_snapshots() -> None:
    run = run_of(
        host(bare_metal=True),
        physical("old", "host-a", disk_gib=1, vcpus=8, memory_mib=16_384),
        do("take_snapshot", 600, machine="old"),
        do("back_up", 600, machine="old"),
    )
    assert why_refused(run) == ["old is a physical server: there is no hypervisor that could keep its disk as it is."]
    assert [copy.kind for copy in run.copies] == ["backup"]
