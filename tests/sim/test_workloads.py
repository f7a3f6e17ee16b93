"""What every load pattern promises, and what each one looks like."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.steps import Steps
from sim.units import DAY_S, HOUR_S
from sim.workloads import WORKLOADS, Demand, Workload
from sim.workloads.batch import Batch
from sim.workloads.bursty import Bursty
from sim.workloads.custom import Custom
from sim.workloads.database import Database
from sim.workloads.leak import Leak
from sim.workloads.login_storm import LoginStorm
from sim.workloads.office import Office
from sim.workloads.population import population
from sim.workloads.spike import Spike
from sim.workloads.trace import Trace

KINDS: Mapping[str, Any] = WORKLOADS

patterns = pytest.mark.parametrize("pattern", sorted(WORKLOADS))
seeds = st.integers(0, 2**63 - 1)
names = st.text("abcdefgh-0123456789", min_size=1, max_size=12)
durations = st.floats(1.0, 3 * DAY_S) | st.sampled_from([1.0, HOUR_S, 2 * HOUR_S, 10 * HOUR_S, DAY_S])


def steps(workload: Workload, *, machine: str = "shop", duration_s: float = DAY_S) -> Steps:
    demand = workload.demand(seed=1, machine=machine, duration_s=duration_s)
    return Steps(demand.times_s, demand.cores, duration_s)


def same(one: Demand, other: Demand) -> bool:
    return bool(
        np.array_equal(one.times_s, other.times_s)
        and np.array_equal(one.cores, other.cores)
        and (one.jobs, one.leak_mib_per_s) == (other.jobs, other.leak_mib_per_s)
    )


# All of them


@patterns
@given(seeds, names, durations)
def test_demand_is_a_step_function_from_the_first_to_the_last_instant(
    pattern: str, seed: int, machine: str, duration_s: float
) -> None:
    demand = KINDS[pattern]().demand(seed=seed, machine=machine, duration_s=duration_s)
    assert demand.times_s[0] == 0.0
    assert np.all(np.diff(demand.times_s) > 0.0)
    assert demand.times_s[-1] < duration_s
    assert demand.times_s.shape == demand.cores.shape
    assert demand.times_s.dtype == demand.cores.dtype == np.float64
    assert np.all(np.isfinite(demand.cores))
    assert np.all(demand.cores >= 0.0)
    assert all(0.0 <= at_s < duration_s and work_core_s > 0.0 for at_s, work_core_s in demand.jobs)
    assert demand.leak_mib_per_s >= 0.0


@patterns
@given(seeds, names, names)
def test_the_same_seed_and_name_ask_for_the_same_whoever_else_asks(
    pattern: str, seed: int, machine: str, neighbour: str
) -> None:
    workload = KINDS[pattern]()
    first = workload.demand(seed=seed, machine=machine, duration_s=DAY_S)
    workload.demand(seed=seed, machine=neighbour, duration_s=DAY_S)
    assert same(first, workload.demand(seed=seed, machine=machine, duration_s=DAY_S))


@patterns
@given(seeds, st.floats(HOUR_S, 2 * DAY_S))
def test_a_longer_run_begins_like_a_shorter_one(pattern: str, seed: int, duration_s: float) -> None:
    workload = KINDS[pattern]()
    short = workload.demand(seed=seed, machine="shop", duration_s=duration_s)
    long = workload.demand(seed=seed, machine="shop", duration_s=3 * DAY_S)
    assert np.array_equal(long.times_s[: len(short.times_s)], short.times_s)
    assert np.array_equal(long.cores[: len(short.cores)], short.cores)
    assert long.jobs[: len(short.jobs)] == short.jobs


@patterns
def test_defaults_suit_a_small_company_machine(pattern: str) -> None:
    workload = KINDS[pattern]()
    demand = workload.demand(seed=1, machine="shop", duration_s=DAY_S)
    mean = (steps(workload).integral() + sum(work for _, work in demand.jobs)) / DAY_S
    assert mean <= 1.0
    assert mean >= (0.01 if pattern == "idle" else 0.05)


@patterns
def test_a_workload_survives_json(pattern: str) -> None:
    workload = KINDS[pattern]()
    written = workload.model_dump_json(exclude_defaults=True)
    assert json.loads(written) == {"pattern": pattern}
    assert KINDS[pattern].model_validate_json(written) == workload


@patterns
def test_menus_have_a_title_and_a_sentence(pattern: str) -> None:
    assert KINDS[pattern].title
    assert KINDS[pattern].summary


# Each of them


def test_an_office_is_busy_by_day_and_dips_at_lunch() -> None:
    office = steps(Office(base_cores=0.1, peak_cores=1.1, noise=0.0))
    assert [round(office.at(hour * HOUR_S), 3) for hour in (3, 10, 13, 16, 19)] == [0.1, 1.1, 0.7, 1.1, 0.1]


def test_noise_keeps_the_mean() -> None:
    quiet, noisy = steps(Office(noise=0.0)), steps(Office(noise=0.2))
    assert noisy.mean() == pytest.approx(quiet.mean(), rel=0.05)
    assert noisy.maximum() > quiet.maximum()


def test_machines_do_not_change_in_step() -> None:
    mail, shop = steps(Office(), machine="mail"), steps(Office(), machine="shop")
    assert not set(mail.times_s[1:]) & set(shop.times_s[1:])


def test_a_login_storm_stands_on_top_of_the_office_from_nine_to_half_past() -> None:
    storm = steps(LoginStorm(base_cores=0.0, peak_cores=0.5, surge_cores=2.0, noise=0.0))
    assert storm.at(9.25 * HOUR_S) == pytest.approx(2.5)
    assert storm.at(10 * HOUR_S) == pytest.approx(0.5)
    above = Steps(storm.times_s, np.where(storm.values > 1.0, 1.0, 0.0), DAY_S)
    assert above.integral() == pytest.approx(0.5 * HOUR_S, rel=0.01)


def test_a_batch_job_arrives_whole_every_night_and_is_never_given_up() -> None:
    batch = Batch(work_core_h=3.0, start_h=1.5, base_cores=0.0)
    demand = batch.demand(seed=1, machine="backup", duration_s=2.5 * DAY_S)
    assert demand.jobs == tuple((day * DAY_S + 5400.0, 10_800.0) for day in range(3))
    assert batch.timeout_s is None


def test_bursts_have_the_mean_of_the_formula() -> None:
    bursty = Bursty()
    runs = [steps(bursty, machine=f"vm-{k}", duration_s=10 * DAY_S).mean() for k in range(40)]
    assert np.mean(runs) == pytest.approx(bursty.mean_cores, rel=0.05)


def test_bursts_have_the_lengths_of_the_formula() -> None:
    bursty = Bursty(quiet_s=300.0, burst_s=100.0)
    demand = bursty.demand(seed=5, machine="shop", duration_s=30 * DAY_S)
    lengths_s = np.diff(demand.times_s)
    bursting = demand.cores[:-1] == bursty.burst_cores
    assert lengths_s[bursting].mean() == pytest.approx(100.0, rel=0.05)
    assert lengths_s[~bursting].mean() == pytest.approx(300.0, rel=0.05)
    assert lengths_s[bursting].std() == pytest.approx(100.0, rel=0.1)
    assert set(np.diff(bursting.astype(int))) == {-1, 1}


@pytest.mark.parametrize(
    ("at_h", "times_s", "cores"),
    [
        (1.0, [0.0, 3600.0, 3660.0], [0.5, 2.5, 0.5]),
        (0.0, [0.0, 60.0], [2.5, 0.5]),
        (2.0, [0.0], [0.5]),
        (1.995, [0.0, 7182.0], [0.5, 2.5]),
    ],
)
def test_a_spike_comes_once(at_h: float, times_s: list[float], cores: list[float]) -> None:
    spike = Spike(base_cores=0.5, spike_cores=2.0, at_h=at_h, length_s=60.0)
    demand = spike.demand(seed=1, machine="shop", duration_s=7200.0)
    assert demand.times_s.tolist() == times_s
    assert demand.cores.tolist() == cores


def test_a_leak_leaks() -> None:
    assert Leak().demand(seed=1, machine="shop", duration_s=DAY_S).leak_mib_per_s == 0.5


def test_a_database_is_steady_by_day() -> None:
    database = steps(Database(noise=0.0))
    assert {round(database.at(hour * HOUR_S), 6) for hour in (9, 12, 15, 19)} == {0.4}
    assert database.at(3 * HOUR_S) == pytest.approx(0.1)


def test_a_drawn_curve_is_followed_and_closes_at_midnight() -> None:
    custom = Custom(levels=tuple(hour / 23 for hour in range(24)), peak_cores=2.3)
    drawn = custom.curve(np.array([0.0, 1.0, 11.5, 23.0, 23.5, 24.0]))
    assert drawn == pytest.approx([0.0, 0.1, 1.15, 2.3, 1.15, 0.0])


@pytest.mark.parametrize("levels", [(0.5,) * 23, (0.5,) * 25, (1.5,) * 24, (-0.1,) * 24, (float("nan"),) * 24])
def test_a_curve_that_is_no_day_of_parts_is_refused(levels: tuple[float, ...]) -> None:
    with pytest.raises(ValidationError):
        Custom(levels=levels)


def test_after_its_end_the_last_day_of_a_trace_repeats() -> None:
    two_days = Trace(percentages=(10, 20, 30, 40), step_s=DAY_S / 2, full_cores=10)
    assert steps(two_days, duration_s=4 * DAY_S).values.tolist() == [1.0, 2.0, 3.0, 4.0, 3.0, 4.0, 3.0, 4.0]


def test_a_trace_shorter_than_a_day_repeats_as_a_whole() -> None:
    short = Trace(percentages=(10, 20, 30), step_s=HOUR_S, full_cores=10)
    assert steps(short, duration_s=7 * HOUR_S).values.tolist() == [1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0]


def test_a_trace_is_written_without_needless_zeros_and_read_back_the_same() -> None:
    trace = Trace(percentages=(12, 7.5, 0, 100), source="shop.csv")
    written = trace.model_dump_json(exclude_defaults=True)
    assert '"percentages":[12,7.5,0,100]' in written
    assert Trace.model_validate_json(written) == trace


@pytest.mark.parametrize("percentages", [(), (101.0,), (-1.0,), (float("inf"),)])
def test_a_trace_of_impossible_percentages_is_refused(percentages: tuple[float, ...]) -> None:
    with pytest.raises(ValidationError):
        Trace(percentages=percentages)


# Weeks, groups, lasting noise, and many machines at once


def test_a_weekend_is_quieter_and_a_run_starts_on_a_monday() -> None:
    week = steps(Office(noise=0.0, base_cores=0.1, peak_cores=1.1), duration_s=14 * DAY_S)
    mondays_first = [round(week.at((day * 24 + 10) * HOUR_S), 6) for day in range(14)]
    assert mondays_first == [*[1.1] * 5, 0.66, 0.66] * 2


def _noise(machine: str, **fields: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    flat = Custom.model_validate({"levels": (1.0,) * 24, "noise": 0.1, **fields})
    levels = flat.demand(seed=1, machine=machine, duration_s=30 * DAY_S).cores
    return levels[:8000] - 1.0


def test_machines_of_one_group_rise_and_fall_together_and_no_others() -> None:
    mail, shop, other = _noise("mail", group="web"), _noise("shop", group="web"), _noise("other", group="mail")
    assert np.corrcoef(mail, shop)[0, 1] == pytest.approx(0.5, abs=0.03)
    assert np.corrcoef(mail, other)[0, 1] == pytest.approx(0.0, abs=0.05)
    assert np.array_equal(_noise("mail", group="web", correlation=1.0), _noise("shop", group="web", correlation=1.0))
    assert np.array_equal(_noise("mail", group="web", correlation=0.0), _noise("mail"))
    assert mail.std() == pytest.approx(0.1, rel=0.03)


def test_lasting_noise_has_the_same_spread_and_a_memory() -> None:
    lasting = _noise("mail", noise_persistence=0.9)
    assert lasting.std() == pytest.approx(0.1, rel=0.1)
    assert np.corrcoef(lasting[:-1], lasting[1:])[0, 1] == pytest.approx(0.9, abs=0.02)
    assert np.corrcoef(_noise("mail")[:-1], _noise("mail")[1:])[0, 1] == pytest.approx(0.0, abs=0.03)
    times_s = Office(noise_persistence=0.9).demand(seed=1, machine="mail", duration_s=HOUR_S).times_s
    assert set(np.diff(times_s[1:]).round(6)) == {30.0}


def test_a_population_spreads_like_measured_machines() -> None:
    loads = population(1000, seed=1, full_cores=2.0)
    levels = np.array([load.percentages for load in loads])
    assert levels.mean() == pytest.approx(11.1, rel=0.1)
    assert np.median(levels.mean(axis=1)) == pytest.approx(6.7, rel=0.1)
    assert (levels.mean(axis=1) < 10).mean() == pytest.approx(0.62, abs=0.04)
    assert np.percentile(levels, 95) == pytest.approx(43, rel=0.2)
    assert loads[0].full_cores == 2.0
    assert population(5, seed=1) == population(5, seed=1)
    assert population(5, seed=1) != population(5, seed=2)


@patterns
def test_every_load_says_what_it_asks_of_disks_and_network(pattern: str) -> None:
    load = KINDS[pattern]()
    cpu_alone = pattern in ("idle", "constant")
    assert (load.disk_iops_per_core == 0.0) == cpu_alone
    assert (load.network_mib_per_core == 0.0) == cpu_alone
    assert 0.0 <= load.disk_read_fraction <= 1.0


def test_a_trace_that_was_replayed_is_still_equal_to_another_of_the_same_numbers() -> None:
    first, second = Trace(percentages=(10, 50)), Trace(percentages=(10, 50))
    for trace in (first, second):
        trace.demand(seed=1, machine="shop", duration_s=DAY_S)

    assert first == second
    assert first != Trace(percentages=(10, 60))
