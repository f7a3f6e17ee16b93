"""Disks: arrays, waiting under load, the noisy neighbour, and the odds of losing data."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms import disk
from sim.mechanisms.queueing import mm1

levels = pytest.mark.parametrize("level", sorted(disk.RAID))
iops = st.floats(0.0, 1e6)


def test_disks_stand_in_the_order_of_their_price() -> None:
    speeds = [model.iops for model in disk.DISKS.values()]
    assert speeds == sorted(speeds)
    assert disk.DISKS["hdd_15k"].service_s == 0.005
    assert disk.DISKS["ssd"].mib_per_s == pytest.approx(476.8, abs=0.1)


@levels
def test_reading_costs_no_penalty_and_writing_the_whole(level: disk.RaidLevel) -> None:
    penalty = disk.RAID[level].write_penalty
    assert disk.host_iops(8, 200, read_fraction=1.0, write_penalty=penalty) == 1600.0
    assert disk.host_iops(8, 200, read_fraction=0.0, write_penalty=penalty) == pytest.approx(1600.0 / penalty)


def test_what_an_array_holds() -> None:
    usable = {level: raid.usable_disks(8) for level, raid in disk.RAID.items()}
    assert usable == {"raid0": 8, "raid1": 4, "raid5": 7, "raid6": 6, "raid10": 4}


def test_latency_is_the_waiting_of_an_mm1_queue_until_the_backlog_takes_over() -> None:
    for load in (10.0, 100.0, 180.0, 198.0):
        assert disk.latency_s(1 / 200, load, 200) == pytest.approx(mm1(load, 200).response)
    assert disk.latency_s(1 / 200, 400, 200) == pytest.approx(0.5)
    assert disk.latency_s(1 / 200, 400, 200, backlog=2000) == pytest.approx(10.5)
    assert disk.latency_s(1 / 200, 1, 0) == math.inf


@given(iops, iops, st.floats(0.0, 1e5))
def test_a_longer_backlog_and_more_load_never_make_a_disk_faster(load: float, more: float, backlog: float) -> None:
    before = disk.latency_s(0.005, load, 200, backlog)
    assert disk.latency_s(0.005, load + more, 200, backlog) >= before
    assert disk.latency_s(0.005, load, 200, backlog + more) >= before


def test_a_backlog_grows_in_a_straight_line_and_drains_in_one() -> None:
    assert disk.backlog_after(500, 300, 200, 10) == 1500.0
    assert disk.backlog_after(500, 150, 200, 4) == 300.0
    assert disk.backlog_after(500, 150, 200, 400) == 0.0


def test_the_noisy_neighbour_at_the_datastore() -> None:
    """200 requests a second beside 1800 on a datastore that serves 1000, with equal shares."""
    quiet, noisy = (1000.0, 0.0, 200.0), (1000.0, 0.0, 1800.0)
    assert disk.congested(2000, 1000)
    without = disk.divide_iops(1000, [quiet, noisy], controlled=False)
    controlled = disk.divide_iops(1000, [quiet, noisy], controlled=True)
    assert without == [100.0, 900.0]
    assert controlled == [200.0, 800.0]
    slow = disk.device_latency_s(0.001, 2000, 1000, controlled=False)
    fast = disk.device_latency_s(0.001, 2000, 1000, controlled=True)
    assert (slow, fast) == pytest.approx((0.1, 0.01))


def test_a_reservation_of_requests_is_kept_and_a_limit_holds_even_on_an_idle_datastore() -> None:
    assert disk.divide_iops(1000, [(1, 700, 900), (1000, 0, 900)], controlled=True) == pytest.approx([700, 300])
    assert disk.divide_iops(1000, [(1000, 0, 150)], controlled=False) == [150]
    assert disk.divide_iops(1000, [(1000, 0, 0)], controlled=False) == [0]


@given(iops, st.lists(st.tuples(st.floats(1, 1e4), st.just(0.0), iops), max_size=8))
def test_a_datastore_serves_what_it_can_and_no_more(capacity: float, claims: list[tuple[float, float, float]]) -> None:
    wanted = sum(cap for _, _, cap in claims)
    for controlled in (True, False):
        parts = disk.divide_iops(capacity, claims, controlled=controlled)
        assert sum(parts) == pytest.approx(min(capacity, wanted), rel=1e-9, abs=1e-6)
        assert all(0.0 <= part <= cap * (1 + 1e-9) for part, (_, _, cap) in zip(parts, claims, strict=True))


def test_a_tiny_error_rate_is_not_lost_in_rounding() -> None:
    assert disk.read_error_probability(1e-6, 1e-17) == pytest.approx(8e-11, rel=1e-6)
    assert disk.read_error_probability(0, 1e-14) == 0.0
    assert disk.rebuild_hours(20, 200) == pytest.approx(27.78, abs=0.01)
