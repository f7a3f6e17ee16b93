"""Disks and networks that are short: who waits for what, and the noisy neighbour in each of four resources."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.inventory import Host, Machine
from sim.mechanisms.disk import device_latencies_s, device_latency_s
from sim.mechanisms.network import mib_per_s
from sim.run import Run
from sim.study.devices import SHARED, datastores, device_use, latency_s, links_mib_per_s
from sim.study.metrics import blocked_pct, ready_pct, response_s
from sim.workloads.database import Database
from tests.sim.builders import PLAIN, constant, do, host, run_of, vm

READS = {"disk_read_fraction": 1.0}
FOUR_DISKS = {"disks": ({"kind": "hdd_15k"},) * 4, "raid": "raid0"}
"""Disks that read 800 blocks per second."""
ONE_GBIT = {"nics": ({"gbit_per_s": 1.0},)}


def given(run: Run, *names: str) -> list[float]:
    return [round(run.cpu_of(name, "given_cores").at(3000), 6) for name in names]


def local(*machines: Machine, **fields: Any) -> Run:
    """Machines on one host with four slow disks of its own."""
    place = host(**{**FOUR_DISKS, **fields.pop("host", {})})
    return run_of(place, *machines, shared_storage=False, assumptions=PLAIN, **fields)


def reader(name: str, cores: float, iops_per_core: float = 1000, **fields: Any) -> Machine:
    return vm(name, workload=constant(cores, disk_iops_per_core=iops_per_core, **READS), **fields)


def sender(name: str, cores: float, mib_per_core: float = 100, **fields: Any) -> Machine:
    return vm(name, workload=constant(cores, network_mib_per_core=mib_per_core, disk_iops_per_core=0), **fields)


# Who waits for what


def test_a_machine_that_waits_for_its_disk_uses_less_cpu_and_is_not_ready() -> None:
    run = local(reader("shop", 1.6))

    assert given(run, "shop") == [0.8]
    assert run.cpu_of("shop", "blocked_cores").at(3000) == pytest.approx(0.8)
    assert ready_pct(run, "shop").maximum() == 0.0
    assert blocked_pct(run, "shop").at(3000) == pytest.approx(40.0)
    assert response_s(run, "shop").at(3000) == pytest.approx(10.0), "users give up"


def test_writes_cost_what_the_raid_level_says() -> None:
    def served(raid: str) -> float:
        writer = vm("shop", workload=constant(2.0, disk_iops_per_core=1000, disk_read_fraction=0.0))
        return given(local(writer, host={"raid": raid}), "shop")[0]

    assert [served(raid) for raid in ("raid0", "raid10", "raid5", "raid6")] == [0.8, 0.4, 0.2, 0.133333]


def test_cpu_that_a_waiting_machine_leaves_goes_to_its_neighbour() -> None:
    busy = vm("busy", vcpus=8, workload=constant(8.0, disk_iops_per_core=0))
    waiting = reader("waiting", 8.0, vcpus=8)

    run = local(busy, waiting)

    assert given(run, "busy", "waiting") == [7.2, 0.8]
    assert run.cpu_of("busy", "blocked_cores").at(3000) == 0.0
    assert run.cpu_of("waiting", "blocked_cores").at(3000) == pytest.approx(7.2)


def test_disk_that_a_machine_short_of_cpu_leaves_goes_to_its_neighbour() -> None:
    run = local(
        reader("limited", 2.0, limit_cores=0.1),
        reader("free", 2.0),
        storage={"io_control": True},
    )

    assert given(run, "limited", "free") == [0.1, 0.7]
    assert run.cpu_of("limited", "blocked_cores").at(3000) == 0.0
    assert ready_pct(run, "limited").at(3000) == pytest.approx(95.0)


def test_own_limits_hold_where_there_is_enough_for_all() -> None:
    run = run_of(
        host(),
        reader("disk", 1.0, limit_iops=300),
        sender("network", 1.0, limit_mib_per_s=40),
        assumptions=PLAIN,
    )

    assert given(run, "disk", "network") == [0.3, 0.4]
    assert [blocked_pct(run, name).at(3000) for name in ("disk", "network")] == pytest.approx([35.0, 30.0])


def test_one_machine_stays_on_one_card_of_a_bond() -> None:
    two_cards = host(nics=({"gbit_per_s": 1.0}, {"gbit_per_s": 1.0}))

    alone = run_of(two_cards, sender("a", 2.0), assumptions=PLAIN)
    both = run_of(two_cards, sender("a", 2.0), sender("b", 2.0), assumptions=PLAIN)

    assert given(alone, "a") == pytest.approx([mib_per_s(1) / 100])
    assert given(both, "a", "b") == pytest.approx([mib_per_s(1) / 100] * 2)


def test_machines_on_different_hosts_share_an_array_and_one_change_concerns_all() -> None:
    array = {"kind": "hdd_15k", "disks": 4, "raid": "raid0"}
    hosts = host("host-a"), host("host-b")

    run = run_of(
        *hosts,
        reader("a", 0.5),
        reader("b", 0.5, place="host-b"),
        do("stop_machine", 1800, machine="b"),
        assumptions=PLAIN,
        storage={"array": array, "io_control": True},
    )

    assert [run.cpu_of(name, "given_cores").at(1000) for name in ("a", "b")] == pytest.approx([0.4, 0.4])
    assert device_use(run).requests[SHARED].at(1000) == pytest.approx(800.0)
    # Its neighbour gone, it has all that it can use of the array until its backlog is worked off.
    assert run.cpu_of("a", "given_cores").at(1800) == pytest.approx(0.8)
    assert given(run, "a") == [0.5]
    assert run.cpu_of("a", "backlog_core_s").at(3000) == 0.0


def test_a_switch_is_shared_by_all_hosts() -> None:
    run = run_of(
        host("host-a"),
        host("host-b"),
        sender("a", 1.0, mib_per_core=300),
        sender("b", 1.0, mib_per_core=300, place="host-b"),
        assumptions=PLAIN,
        network={"switch_gbit_per_s": 4},
    )

    assert given(run, "a", "b") == pytest.approx([mib_per_s(4) / 600] * 2, rel=1e-5)
    assert device_use(run).mib[SHARED].at(3000) == pytest.approx(mib_per_s(4))


def test_storage_on_the_guests_network_takes_from_it() -> None:
    chatty = vm("shop", workload=constant(1.0, disk_iops_per_core=6400, network_mib_per_core=100, **READS))

    apart, together = (
        run_of(host(**ONE_GBIT), chatty, assumptions=PLAIN, storage={"network": network})
        for network in ("separate", "shared")
    )

    assert given(apart, "shop") == [1.0]
    assert given(together, "shop") == pytest.approx([mib_per_s(1) / 150], rel=1e-5), (
        "100 MiB of answers and 50 of blocks"
    )


def test_a_backup_at_night_slows_a_database_only_where_disks_are_slow() -> None:
    database = vm("db", workload=Database(noise=0.0))
    backup = vm("backup", workload={"pattern": "batch", "start_h": 2.0, "work_core_h": 1.0})

    slow, fast = (
        run_of(host(disks=({"kind": kind},) * 2), database, backup, shared_storage=False, duration_s=6 * 3600)
        for kind in ("hdd_7k2", "ssd")
    )

    assert slow.cpu_of("db", "blocked_cores").maximum() > 0.0
    assert fast.cpu_of("db", "blocked_cores").maximum() == 0.0
    assert response_s(slow, "db").at(2.1 * 3600) > 20 * response_s(fast, "db").at(2.1 * 3600)


# Noisy neighbours: a quiet machine and a noisy one, short of one thing after the other


@pytest.mark.parametrize(
    ("quiet", "noisy", "expected"),
    [
        ({}, {}, [1.333333, 2.666667]),
        ({"shares": 8000}, {}, [1.9, 2.1]),
        ({"reservation_cores": 1.9}, {}, [1.9, 2.1]),
        ({}, {"limit_cores": 2.0}, [1.9, 2.0]),
    ],
    ids=["nothing", "shares", "reservation", "limit"],
)
def test_noisy_neighbour_at_the_processor(quiet: dict[str, Any], noisy: dict[str, Any], expected: list[float]) -> None:
    run = run_of(
        host(cores=4),
        vm("quiet", workload=constant(1.9), **quiet),
        vm("noisy", vcpus=4, workload=constant(4.0), **noisy),
        assumptions=PLAIN,
    )

    assert given(run, "quiet", "noisy") == expected


@pytest.mark.parametrize(
    ("overcommit_max", "noisy_mib", "speed"),
    [(2.0, 12_288, 0.5), (2.0, 6_144, 1.0), (1.0, 12_288, 1.0)],
    ids=["nothing", "smaller", "no overcommitment"],
)
def test_noisy_neighbour_in_memory(overcommit_max: float, noisy_mib: int, speed: float) -> None:
    quiet = vm("quiet", memory_mib=8192, workload=constant(0.5, active_memory=0.9))
    noisy = vm("noisy", memory_mib=noisy_mib, workload=constant(0.5, active_memory=1.0))

    run = run_of(host(), quiet, noisy, memory={"overcommit_max": overcommit_max, "swap": "hdd"})

    throughput = run.memory_of("quiet", "throughput").at(3000)
    assert throughput == 1.0 if speed == 1.0 else throughput < speed


@pytest.mark.parametrize(
    ("io_control", "quiet", "noisy", "expected"),
    [
        (False, {}, {}, [0.24, 0.56]),
        (True, {}, {}, [0.4, 0.4]),
        (True, {"disk_shares": 3000}, {}, [0.6, 0.2]),
        (False, {}, {"limit_iops": 200}, [0.6, 0.2]),
        (True, {"reservation_iops": 500}, {}, [0.5, 0.3]),
        (False, {"reservation_iops": 500}, {}, [0.24, 0.56]),
        (True, {"reservation_iops": 700}, {"reservation_iops": 5000}, [0.24, 0.56]),
    ],
    ids=["nothing", "I/O control", "shares", "limit", "reservation", "nobody keeps it", "more reserved than there is"],
)
def test_noisy_neighbour_at_the_disks(
    io_control: bool,  # noqa: FBT001 - a column of the table above
    quiet: dict[str, Any],
    noisy: dict[str, Any],
    expected: list[float],
) -> None:
    run = local(reader("quiet", 0.6, **quiet), reader("noisy", 1.4, **noisy), storage={"io_control": io_control})

    assert given(run, "quiet", "noisy") == expected


@pytest.mark.parametrize(
    ("quiet", "noisy", "expected"),
    [
        ({}, {}, [0.561, 0.561]),
        ({"network_shares": 100}, {}, [0.7, 0.422]),
        ({}, {"limit_mib_per_s": 40}, [0.7, 0.4]),
        ({"reservation_mib_per_s": 65}, {}, [0.65, 0.472]),
    ],
    ids=["nothing", "shares", "limit", "reservation"],
)
def test_noisy_neighbour_in_the_network(quiet: dict[str, Any], noisy: dict[str, Any], expected: list[float]) -> None:
    run = run_of(host(**ONE_GBIT), sender("quiet", 0.7, **quiet), sender("noisy", 2.0, **noisy), assumptions=PLAIN)

    assert given(run, "quiet", "noisy") == pytest.approx(expected, abs=1e-3)


def test_io_control_keeps_the_queue_short_for_whoever_stays_within_its_part() -> None:
    free, controlled = (
        local(reader("quiet", 0.1), reader("noisy", 1.8), storage={"io_control": control}) for control in (False, True)
    )

    assert given(free, "quiet")[0] < 0.1
    assert given(controlled, "quiet") == [0.1]
    assert latency_s(free, "host-a").at(3000) == pytest.approx(0.5)
    assert latency_s(controlled, "host-a").at(3000) == pytest.approx(0.05)
    assert response_s(controlled, "quiet").at(3000) < response_s(free, "quiet").at(3000)


# What a study says about devices


def test_devices_have_the_names_of_their_hosts() -> None:
    run = run_of(host("host-a"), host("host-b"), shared_storage=False)

    assert list(datastores(run)) == ["host-a", "host-b"]
    assert list(links_mib_per_s(run)) == [SHARED, "host-a", "host-b"]
    assert list(datastores(run_of(host()))) == [SHARED]


def test_what_a_datastore_served_follows_from_what_machines_got() -> None:
    run = local(reader("shop", 0.5), do("stop_machine", 1800, machine="shop"))

    assert device_use(run).requests["host-a"].integral() == pytest.approx(0.5 * 1000 * 1800)


@pytest.mark.parametrize("controlled", [False, True])
def test_many_latencies_are_worked_out_like_one(controlled: bool) -> None:  # noqa: FBT001 - both
    loads = np.array([0.0, 100.0, 185.0, 199.5, 400.0])

    many = device_latencies_s(0.005, loads, 200.0, controlled=controlled)

    assert many.tolist() == pytest.approx([device_latency_s(0.005, one, 200.0, controlled=controlled) for one in loads])


def test_a_host_with_too_few_disks_for_its_raid_level_is_refused() -> None:
    with pytest.raises(ValueError, match="raid1 needs 2 disks at least, got 1"):
        Host.model_validate({"name": "host-a", "disks": [{"kind": "ssd"}]})


def test_a_host_that_empties_while_the_whole_rack_is_divided_uses_nothing_any_more() -> None:
    """The array is short, so a change on one host divides it for all; the other has nobody left who could tell."""
    run = run_of(
        host(),
        host("host-b"),
        reader("shop", 1.0),
        reader("books", 1.0, runs_on="host-b"),
        do("set_workload", 600.0, machine="shop", workload=reader("other", 2.0).workload),
        do("stop_machine", 600.0, machine="books"),
        storage={"array": {"kind": "hdd_15k", "disks": 4, "raid": "raid0"}},
        assumptions=PLAIN,
    )

    assert run.host_cpu_of("host-b", "used_cores").at(599.0) == pytest.approx(0.4)
    assert run.host_cpu_of("host-b", "used_cores").at(700.0) == 0.0
