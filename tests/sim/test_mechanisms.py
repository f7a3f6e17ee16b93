"""The physics against independent oracles: enumeration, sums written out, random experiments, identities."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.catalogue.hardware import SPECPOWER
from sim.inventory import LinearPower, MeasuredPower
from sim.mechanisms import availability, cpu, footprint, memory, multiplexing, power, queueing
from sim.mechanisms.arrivals import TwoStateArrivals
from sim.mechanisms.cpu_settings import CgroupCpu, CpuControl, ProxmoxCpu, VsphereCpu, XenCpu
from sim.mechanisms.pools import Pool, waterfill_pools, waterfill_tree
from sim.mechanisms.response import SATURATION, response_time_s

probabilities = st.floats(0.001, 0.999)
loads = st.floats(0.01, 0.98)
servers = pytest.mark.parametrize("server", sorted(SPECPOWER))

# CPU


def test_shares_stand_in_the_ratio_four_two_one() -> None:
    assert [cpu.default_cpu_shares(1, level) for level in ("high", "normal", "low")] == [2000, 1000, 500]
    assert [cpu.default_memory_shares(1, level) for level in ("high", "normal", "low")] == [20, 10, 5]


def test_a_pool_never_gets_more_than_its_limit_and_never_less_than_its_reservation() -> None:
    greedy = (1000.0, 0.0, 10.0)
    limited = Pool(8000, (greedy, greedy), limit=1.0)
    reserved = Pool(1, (greedy,), reservation=3.0)
    parts = waterfill_pools(10.0, [limited, reserved, Pool(1000, (greedy,))])
    assert parts == [(1.0, [0.5, 0.5]), (3.0, [3.0]), (6.0, [6.0])]


def test_what_is_reserved_for_a_member_is_reserved_by_its_pool_unless_the_pool_may_not_borrow() -> None:
    reserved = (1000.0, 6.0, 10.0)
    rival = (9000.0, 0.0, 10.0)
    expandable, fixed = Pool(1000, (reserved,)), Pool(1000, (reserved,), expandable=False)
    assert [part.given for part in waterfill_tree(10.0, [expandable, rival])] == [6.0, 4.0]
    assert [part.given for part in waterfill_tree(10.0, [fixed, rival])] == [1.0, 9.0]


def test_shares_count_among_siblings_only() -> None:
    busy = (1_000_000.0, 0.0, 8.0)
    crowd, modest = waterfill_tree(8.0, [Pool(1000, (busy,) * 4), (1000.0, 0.0, 8.0)])
    assert (crowd.given, modest.given) == (4.0, 4.0)


def test_waiting_for_the_own_limit_is_told_apart_from_waiting_for_others() -> None:
    assert cpu.waiting(4.0, 4.0, vcpus=4) == (0.0, 0.0)
    assert cpu.waiting(4.0, 2.0, vcpus=4, limit_cores=2.0) == (0.5, 0.5)
    assert cpu.waiting(4.0, 1.0, vcpus=4, limit_cores=2.0).contended == 0.25
    assert cpu.waiting(9.0, 4.0, vcpus=4) == (0.0, 0.0)
    assert cpu.waiting(4.0, 2.0, vcpus=2, core_speed=2.0) == (0.5, 0.0)
    assert cpu.slowdown(ready=0.0, run=0.0) == 0.0


def test_defaults_of_all_products_mean_one_vcpu_at_level_normal() -> None:
    usual = CpuControl()
    assert VsphereCpu().control(core_mhz=2400) == usual
    assert CgroupCpu().control == ProxmoxCpu().control == XenCpu().control == usual
    assert VsphereCpu.of(usual, core_mhz=2400) == VsphereCpu()
    assert (CgroupCpu.of(usual), ProxmoxCpu.of(usual), XenCpu.of(usual)) == (CgroupCpu(), ProxmoxCpu(), XenCpu())


def test_weights_stay_within_what_a_product_takes() -> None:
    assert CgroupCpu.of(CpuControl(shares=1e9)).weight == 10_000
    assert CgroupCpu.of(CpuControl(shares=0.1)).weight == 1
    assert XenCpu.of(CpuControl(limit_cores=0.001)).cap_percent == 1


def test_a_cpu_max_that_is_nothing_of_the_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="half"):
        _ = CgroupCpu(max="half 100000").control


def test_an_empty_host_has_nothing_to_divide() -> None:
    assert cpu.waterfill(4.0, []) == []


def test_a_host_without_capacity_gives_nothing() -> None:
    assert cpu.waterfill(0.0, [(1000, 0.0, 1.0), (1000, 1.0, 2.0)]) == [0.0, 0.0]


@given(st.integers(1, 40), probabilities, st.integers(1, 40))
def test_waiting_by_chance_is_the_mean_excess_over_the_cores(vcpus: int, p: float, cores: int) -> None:
    chances = [math.comb(vcpus, n) * p**n * (1 - p) ** (vcpus - n) for n in range(vcpus + 1)]
    excess = sum(max(n - cores, 0) * chance for n, chance in enumerate(chances))
    assert cpu.random_overlap_ready(vcpus, p, cores) == pytest.approx(excess / vcpus, rel=1e-9, abs=1e-12)


def test_thousands_of_vcpus_do_not_overflow() -> None:
    assert cpu.random_overlap_ready(vcpus=4000, p=0.25, cores=1000) == pytest.approx(0.0027, abs=1e-4)


@given(st.integers(0, 60), st.floats(0.0, 1.0))
def test_probabilities_add_up_to_one(count: int, p: float) -> None:
    chances = multiplexing.binomial_probabilities(count, p)
    assert len(chances) == count + 1
    assert sum(chances) == pytest.approx(1.0)
    assert sum(n * chance for n, chance in enumerate(chances)) == pytest.approx(count * p, abs=1e-9)


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan])
def test_what_is_no_probability_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        multiplexing.binomial_probabilities(3, p)


@given(st.integers(1, 100), probabilities, st.floats(1e-6, 0.5))
def test_the_cores_found_are_enough_and_one_fewer_is_not(count: int, p: float, risk: float) -> None:
    cores = multiplexing.binomial_cores(count, p, risk)
    chances = multiplexing.binomial_probabilities(count, p)
    assert sum(chances[cores + 1 :]) <= risk + 1e-9
    assert cores == 0 or sum(chances[cores:]) > risk - 1e-9


# Response times and queues


@given(loads)
def test_users_wait_as_processor_sharing_says_until_saturation(rho: float) -> None:
    assert float(response_time_s(0.08, rho * 4.0, 4.0)) == pytest.approx(queueing.mg1_ps_response(rho / 0.08, 0.08))


def test_users_wait_longer_the_fuller_the_machine_and_give_up_in_the_end() -> None:
    waits = response_time_s(0.08, np.linspace(0.0, 8.0, 50), 4.0, np.linspace(0.0, 60.0, 50), timeout_s=10.0)
    assert np.all(np.diff(waits) >= 0.0)
    assert waits[0] == 0.08
    assert waits[-1] == 10.0


def test_at_saturation_the_backlog_tells_the_story() -> None:
    assert float(response_time_s(0.08, 9.0, 4.0, 20.0)) == pytest.approx(0.08 / (1.0 - SATURATION) + 5.0)


def test_without_cpu_users_wait_until_they_give_up() -> None:
    assert response_time_s(0.08, [0.0, 1.0], 0.0, timeout_s=10.0).tolist() == [10.0, 10.0]
    assert response_time_s(0.08, [0.0, 1.0], 0.0).tolist() == [math.inf, math.inf]


@given(loads, st.floats(0.01, 100.0))
def test_one_server_of_many_is_the_single_server_queue(rho: float, service_rate: float) -> None:
    queue = queueing.mm1(rho * service_rate, service_rate)
    assert queue.response == pytest.approx(1.0 / (service_rate - rho * service_rate))
    assert queue.wait_probability == pytest.approx(rho)
    assert queue.count == pytest.approx(rho / (1.0 - rho))


@given(st.integers(1, 30), loads)
def test_erlang_formulas_are_the_sums_of_the_textbook(count: int, rho: float) -> None:
    offered = rho * count
    terms = [offered**n / math.factorial(n) for n in range(count + 1)]
    assert queueing.erlang_b(count, offered) == pytest.approx(terms[-1] / sum(terms))
    delayed = terms[-1] / (1.0 - rho)
    assert queueing.erlang_c(count, offered) == pytest.approx(delayed / (sum(terms[:-1]) + delayed))


@given(st.integers(2, 16), loads)
def test_pooling_always_helps_and_one_fast_server_helps_most(count: int, rho: float) -> None:
    separate = queueing.mm1(rho, 1.0).response
    pooled = queueing.mmc(count * rho, 1.0, count).response
    fast = queueing.mm1(count * rho, float(count)).response
    assert fast <= pooled <= separate


@given(loads)
def test_exponential_service_first_come_first_served_is_the_single_server_queue(rho: float) -> None:
    assert queueing.mg1_fcfs_response(rho, 1.0, cv2=1.0) == pytest.approx(queueing.mm1(rho, 1.0).response)


@pytest.mark.parametrize("arrival_rate", [1.0, 1.5, -0.1])
def test_without_a_steady_state_there_is_no_answer(arrival_rate: float) -> None:
    with pytest.raises(ValueError, match="no steady state"):
        queueing.mm1(arrival_rate, 1.0)
    with pytest.raises(ValueError, match="no steady state"):
        queueing.mg1_ps_response(arrival_rate, 1.0)


def test_arrivals_that_come_in_bursts_spread_as_the_formula_says() -> None:
    arrivals = TwoStateArrivals(burst_rate=20.0, quiet_rate=2.0, leave_burst=0.5, leave_quiet=0.25)
    random = np.random.default_rng(1)
    counts = []
    for _ in range(4000):
        now_s, window_s, bursting, mean = 0.0, 200.0, random.random() < arrivals.burst_fraction, 0.0
        while now_s < window_s:
            leave = arrivals.leave_burst if bursting else arrivals.leave_quiet
            length_s = min(random.exponential(1.0 / leave), window_s - now_s)
            mean += length_s * (arrivals.burst_rate if bursting else arrivals.quiet_rate)
            now_s, bursting = now_s + length_s, not bursting
        counts.append(random.poisson(mean))
    assert np.mean(counts) / 200.0 == pytest.approx(arrivals.mean_rate, rel=0.05)
    assert np.var(counts) / np.mean(counts) == pytest.approx(arrivals.dispersion, rel=0.05)


# Power and footprint


@servers
def test_a_measured_server_draws_what_was_measured(server: str) -> None:
    model = MeasuredPower(server=server)
    measured = SPECPOWER[server].watts
    assert power.watts(model, np.linspace(0.0, 1.0, 11)).tolist() == pytest.approx(measured)
    assert power.watts(model, 0.05) == pytest.approx((measured[0] + measured[1]) / 2.0)


@servers
@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_more_work_never_draws_less(server: str, one: float, other: float) -> None:
    model = MeasuredPower(server=server)
    assert power.watts(model, min(one, other)) <= power.watts(model, max(one, other))


def test_outside_its_range_a_server_draws_what_it_draws_at_the_end() -> None:
    model = LinearPower(idle_w=100.0, max_w=200.0)
    assert power.watts(model, np.array([-1.0, 2.0])).tolist() == [100.0, 200.0]


def test_a_load_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"2\.5 full servers does not fit on 2"):
        power.spread_watts(LinearPower(), load_hosts=2.5, hosts=2)


def test_switching_off_pays_exactly_from_the_break_even_on() -> None:
    pause_s = power.break_even_s(idle_w=50.0, standby_w=8.0, boot_w=200.0, boot_s=240.0)
    off_and_booting_j = 8.0 * (pause_s - 240.0) + 200.0 * 240.0
    assert off_and_booting_j == pytest.approx(50.0 * pause_s)


def test_a_constant_watt_for_a_year_costs_what_the_bill_says() -> None:
    year_kwh = footprint.annual_kwh(1000.0)
    assert year_kwh == footprint.kilowatt_hours(1000.0 * 365 * 86_400) == 8760.0
    assert footprint.cost_eur(footprint.facility_kwh(year_kwh, pue=1.5), 0.20) == pytest.approx(2628.0)
    assert footprint.carbon_kg(year_kwh, 56.0) == pytest.approx(490.56)


# Memory


def test_a_machine_fits_exactly_into_what_is_left() -> None:
    assert memory.fits(1024, 4096, [1024, 2048])
    assert not memory.fits(1025, 4096, [1024, 2048])
    assert memory.free_mib(4096, []) == 4096.0


def test_what_does_not_leak_never_fills_its_memory() -> None:
    assert memory.leak_seconds(1024, 0.0, 4096) == math.inf
    assert memory.leak_seconds(4096, 0.5, 4096) == 0.0
    assert memory.leak_seconds(5000, 0.0, 4096) == 0.0


# Availability


@given(st.integers(1, 6), st.floats(0.0, 1.0), st.data())
def test_k_of_n_counts_every_combination(n: int, available: float, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    enumerated = sum(
        math.prod(available if up else 1.0 - available for up in states)
        for states in itertools.product((True, False), repeat=n)
        if sum(states) >= k
    )
    assert availability.k_of_n(k, n, available) == pytest.approx(enumerated, abs=1e-12)


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8))
def test_a_chain_is_never_better_than_its_worst_part_and_a_group_never_worse_than_its_best(parts: list[float]) -> None:
    assert availability.series(parts) <= min(parts) + 1e-12
    assert availability.parallel(parts) >= max(parts) - 1e-12


@given(st.floats(100.0, 1e7))
def test_the_chance_of_a_failure_is_below_the_number_of_failures(mtbf_h: float) -> None:
    assert 0.0 < availability.annual_failure_rate(mtbf_h) <= min(availability.failures_per_year(mtbf_h), 1.0)


def test_a_repaired_pair_lasts_as_long_as_its_markov_chain() -> None:
    mtbf_h, mttr_h = 200.0, 10.0
    one, both = 1.0 / mtbf_h, 2.0 / mtbf_h
    # Mean times to "both down" from both up (a) and from one up (b): a = 1/both + b; (one + repair) b = 1 + repair a.
    repair = 1.0 / mttr_h
    b = (1.0 + repair / both) / one
    assert availability.duplex_mttf_h(mtbf_h, mttr_h) == pytest.approx(1.0 / both + b)


def test_what_is_kept_free_is_what_may_fail() -> None:
    hosts = [70.0] * 8
    kept_free = availability.spare_percent(len(hosts), failures=1) / 100.0
    assert availability.usable_after_failures(hosts, failures=1) == pytest.approx(sum(hosts) * (1.0 - kept_free))
    assert availability.usable_after_failures(hosts, failures=0) == sum(hosts)
