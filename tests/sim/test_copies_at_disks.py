"""Copies take their time from the disks that they read and write: what that costs the machines there, and the copies."""

from __future__ import annotations

from typing import Any

import pytest

from sim.inventory import Machine
from sim.mechanisms.disk import DISKS
from sim.run import Run
from sim.study.checks import conservation
from sim.study.devices import SHARED, latency_s
from tests.sim.builders import PLAIN, constant, do, host, run_of, vm

STREAM = 4 * DISKS["hdd_15k"].mib_per_s
"""What four disks are read at in a row, MiB/s; block by block they do 800 requests per second."""
FOUR_DISKS: dict[str, Any] = {"disks": ({"kind": "hdd_15k"},) * 4, "raid": "raid0"}
DISK_MIB = 40 * 1024
BEGUN = 600.0


def reader(name: str, cores: float, place: str = "host-a", **fields: Any) -> Machine:
    load = constant(cores, disk_iops_per_core=1000, disk_read_fraction=1.0, timeout_s=None)
    return vm(name, place, workload=load, **fields)


def local(*parts: Any, copies: dict[str, float] | None = None, **fields: Any) -> Run:
    fields = {"duration_s": 2 * 3600.0} | fields
    return run_of(
        host(**FOUR_DISKS),
        *parts,
        shared_storage=False,
        assumptions=PLAIN,
        copies=copies or {"mib_per_s": 1e6},
        **fields,
    )


def served(run: Run, name: str, at_s: float) -> float:
    return run.cpu_of(name, "given_cores").at(at_s)


def lasted_s(run: Run) -> float:
    ((taken_s, done_s),) = [(copy.taken_s, copy.time_s) for copy in run.copies]
    return done_s - taken_s


BACK_UP = do("back_up", BEGUN, machine="files")
FILES = vm("files", workload=constant(0.0))


def test_where_nobody_works_a_backup_is_as_fast_as_its_way_or_the_disks() -> None:
    assert lasted_s(local(FILES, BACK_UP)) == pytest.approx(DISK_MIB / STREAM)
    assert lasted_s(local(FILES, BACK_UP, copies={"mib_per_s": 112.0})) == pytest.approx(DISK_MIB / 112.0)


def test_a_backup_has_the_time_that_machines_leave_it() -> None:
    """A hundred requests a second are an eighth of the disks' time."""
    run = local(reader("shop", 0.1), FILES, BACK_UP)
    assert lasted_s(run) == pytest.approx(DISK_MIB / (STREAM * 7 / 8))
    assert served(run, "shop", BEGUN + 1) == pytest.approx(0.1)


def test_who_asks_for_more_shares_the_disks_with_the_copy_two_to_one() -> None:
    run = local(reader("shop", 1.6), FILES, BACK_UP)
    assert lasted_s(run) == pytest.approx(DISK_MIB / (STREAM / 3))
    assert [served(run, "shop", at_s) for at_s in (BEGUN - 1, BEGUN + 1)] == pytest.approx([0.8, 0.8 * 2 / 3])
    assert served(run, "shop", BEGUN + lasted_s(run) + 1) == pytest.approx(0.8)


def test_two_copies_share_the_part_of_one() -> None:
    run = local(
        reader("shop", 1.6), FILES, vm("mail", workload=constant(0.0)), BACK_UP, do("back_up", BEGUN, machine="mail")
    )
    assert [copy.time_s - BEGUN for copy in run.copies] == pytest.approx([DISK_MIB / (STREAM / 6)] * 2)


def test_on_a_shared_array_a_copy_slows_machines_on_every_host() -> None:
    storage = {"array": {"kind": "hdd_15k", "disks": 4, "raid": "raid0"}}
    racks = (host(), host("host-b"), reader("shop", 0.3), reader("books", 0.3, "host-b"), FILES)
    run = run_of(*racks, BACK_UP, storage=storage, assumptions=PLAIN, copies={"mib_per_s": 1e6}, duration_s=7200.0)
    assert sum(served(run, name, BEGUN - 1) for name in ("shop", "books")) == pytest.approx(0.6)
    assert sum(served(run, name, BEGUN + 1) for name in ("shop", "books")) == pytest.approx(0.8 * 2 / 3)
    assert latency_s(run, SHARED).at(BEGUN + 1) > latency_s(run, SHARED).at(BEGUN - 1)
    assert all(check.holds for check in conservation(run))


def test_a_restore_writes_and_its_neighbours_feel_it() -> None:
    restore = do("restore_backup", 3600.0, machine="files")
    run = local(reader("shop", 1.6), FILES, BACK_UP, restore)
    assert served(run, "shop", 3601.0) == pytest.approx(0.8 * 2 / 3)
    ((began_s, back_s),) = [(one.began_s, one.time_s) for one in run.restores]
    assert back_s - began_s == pytest.approx(DISK_MIB / (STREAM / 3))


def test_a_disk_that_moves_with_its_machine_slows_both_ends_until_it_is_there() -> None:
    ends = (host("host-b", **FOUR_DISKS), reader("books", 1.6, "host-b"), reader("shop", 1.6))
    run = local(*ends, FILES, do("migrate_storage", BEGUN, machine="files", to_host="host-b"))
    (one,) = run.migrations
    disk, memory = one.rounds[:2]
    assert (disk.what, memory.what) == ("disk", "memory")
    assert disk.rate_mib_per_s == pytest.approx(STREAM / 3)
    both = [[served(run, name, at_s) for name in ("shop", "books")] for at_s in (disk.end_s - 1, memory.start_s + 0.1)]
    assert both == [pytest.approx([0.8 * 2 / 3] * 2), pytest.approx([0.8] * 2)]


def test_a_backup_ends_with_the_host_whose_disks_it_reads() -> None:
    run = local(FILES, BACK_UP, do("crash_host", BEGUN + 30, host="host-a"))
    assert run.copies == ()
    assert "The backup of files was broken off: its disks are gone." in "\n".join(run.story())


def test_on_a_shared_array_it_does_not() -> None:
    assert (
        len(run_of(host(), FILES, BACK_UP, do("crash_host", BEGUN + 30, host="host-a"), duration_s=7200.0).copies) == 1
    )


def test_a_load_that_changes_every_minute_and_a_copy_make_room_for_each_other() -> None:
    """What a copy and the machines have of the disks is never more than there is, whoever comes and goes."""
    changes = [
        do("set_workload", BEGUN + 10.0 * count, machine="shop", workload=reader("other", 0.3 * count).workload)
        for count in range(1, 9)
    ]
    run = local(reader("shop", 0.2), FILES, BACK_UP, *changes)
    assert all(check.holds for check in conservation(run))
    assert lasted_s(run) > DISK_MIB / STREAM
