"""Simulated runs against closed forms: exactly where nothing is random, within a stated confidence where it is."""

from __future__ import annotations

import heapq
import math

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.actions import Action
from sim.catalogue.hardware import SPECPOWER
from sim.engine import simulate
from sim.inventory import LinearPower, MeasuredPower
from sim.mechanisms.arrivals import TwoStateArrivals
from sim.mechanisms.availability import availability as steady_availability
from sim.mechanisms.availability import restart_outage_s
from sim.mechanisms.multiplexing import binomial_cores, binomial_probabilities, normal_capacity
from sim.mechanisms.power import spread_watts
from sim.mechanisms.queueing import mg1_ps_response, mm1, mmc
from sim.run import Run
from sim.steps import Steps
from sim.study.metrics import availability, power_w, response_s, total_power_w
from sim.units import DAY_S, HOUR_S, JOULE_PER_KWH
from tests.sim.builders import PLAIN, constant, do, ha, host, run_of, scenario, vm
from tests.sim.sharing_queue import mean_response

LINEAR = LinearPower(idle_w=100, max_w=300)
Floats = NDArray[np.float64]

STUDENT_99 = 2.756
"""99 % two-sided quantile of Student's t with 29 degrees of freedom: for means over thirty machines."""


def spread(values: Floats) -> float:
    """Return the half-width of the 99 % confidence interval of the mean of thirty independent values."""
    assert len(values) == 30
    return STUDENT_99 * float(values.std(ddof=1)) / math.sqrt(len(values))


def fraction_above(steps: Steps, level: float) -> float:
    """Return the part of time in which a quantity is above a level."""
    return float(np.sum(np.diff(steps.times_s, append=steps.end_s)[steps.values > level]) / steps.end_s)


def quantile(steps: Steps, p: float) -> float:
    """Return the level that a quantity does not exceed during a part ``p`` of time."""
    order = np.argsort(steps.values)
    lasting_s = np.diff(steps.times_s, append=steps.end_s)[order]
    return float(steps.values[order][np.searchsorted(np.cumsum(lasting_s), p * steps.end_s)])


# Energy


def test_the_energy_of_a_constant_load_is_power_times_time() -> None:
    rack = host(power=LINEAR)
    run = run_of(rack, vm("half", vcpus=4, workload=constant(4.0)), duration_s=DAY_S, assumptions=PLAIN)
    assert power_w(run, "host-a").integral() / JOULE_PER_KWH == pytest.approx(0.2 * 24.0)


def test_a_hypervisor_and_virtual_cpus_cost_what_is_assumed() -> None:
    run = run_of(host(power=LINEAR), vm("half", vcpus=4, workload=constant(2.0)))
    used_cores = 0.02 * 8 + 2.0 / 0.96
    assert power_w(run, "host-a").mean() == pytest.approx(100 + 200 * used_cores / 8)


def test_a_host_draws_its_own_power_while_it_is_off_and_while_it_boots() -> None:
    rack = host(power=LINEAR, standby_w=8, boot_w=200, boot_s=240)
    run = run_of(
        rack, do("switch_off_host", 600, host="host-a"), do("switch_on_host", 1800, host="host-a"), assumptions=PLAIN
    )
    expected_j = 600 * 100 + 1200 * 8 + 240 * 200 + (3600 - 2040) * 100
    assert power_w(run, "host-a").integral() == pytest.approx(expected_j)


@pytest.mark.parametrize("server", SPECPOWER)
@pytest.mark.parametrize("load", [0.0, 0.25, 1.0])
def test_measured_servers_draw_what_was_measured(server: str, load: float) -> None:
    run = run_of(
        host(power=MeasuredPower(server=server)), vm("all", vcpus=8, workload=constant(8 * load)), assumptions=PLAIN
    )
    table = SPECPOWER[server].watts
    below = int(load * 10)
    above = min(below + 1, 10)
    expected_w = table[below] + (table[above] - table[below]) * (load * 10 - below)
    assert power_w(run, "host-a").mean() == pytest.approx(expected_w)


@pytest.mark.parametrize(("hosts", "expected_w"), [(20, 1940.0), (3, 371.0), (4, 464.0)])
def test_twenty_servers_at_ten_percent_consolidate_as_the_worked_case_says(hosts: int, expected_w: float) -> None:
    """Case pow-04: HP ML110 G5; sixty small applications of a fifteenth of a core spread evenly."""
    power = MeasuredPower(server="hp_ml110_g5")
    run = run_of(
        *(host(f"host-{index}", cores=2, power=power) for index in range(hosts)),
        *(
            vm(f"app-{index}", f"host-{index % hosts}", vcpus=1, memory_mib=512, workload=constant(1 / 15))
            for index in range(60)
        ),
        assumptions=PLAIN,
    )
    assert total_power_w(run).mean() == pytest.approx(expected_w, rel=1e-3)
    assert total_power_w(run).mean() == pytest.approx(spread_watts(power, 2.0, hosts))


# Availability


def failing(name: str, random: np.random.Generator, *, mtbf_s: float, repair_s: float, end_s: float) -> list[Action]:
    """Return the crashes and repairs of one host, exponential in time from when it is back."""
    actions, now_s = [], 0.0
    while True:
        now_s += random.exponential(mtbf_s)
        crashed_s, now_s = now_s, now_s + random.exponential(repair_s)
        if crashed_s >= end_s:
            return actions
        actions += [do("crash_host", crashed_s, host=name), do("repair_host", now_s, host=name)]
        now_s += 290.0


def test_availability_with_random_crashes_and_repairs_is_mtbf_over_mtbf_plus_mttr() -> None:
    """Thirty independent servers for a month; their mean lies within its own 99 % interval of the closed form."""
    mtbf_s, repair_s, end_s = 20 * HOUR_S, 2 * HOUR_S, 31 * DAY_S
    random = np.random.default_rng(5)
    actions = [
        action
        for index in range(30)
        for action in failing(f"host-{index}", random, mtbf_s=mtbf_s, repair_s=repair_s, end_s=end_s)
    ]
    run = run_of(
        *(host(f"host-{index}") for index in range(30)),
        *(vm(f"vm-{index}", f"host-{index}") for index in range(30)),
        *actions,
        duration_s=end_s,
    )
    each = np.array([float(availability(run, f"vm-{index}")[0]) for index in range(30)])
    mttr_s = repair_s + 240.0 + 30.0 + 20.0
    assert each.mean() == pytest.approx(steady_availability(mtbf_s / HOUR_S, mttr_s / HOUR_S), abs=spread(each))


def test_with_high_availability_every_crash_costs_one_restart() -> None:
    crashes_s = [HOUR_S * hour for hour in (2, 5, 9, 13, 20)]
    names = ("host-a", "host-b")
    actions = [
        action
        for index, at_s in enumerate(crashes_s)
        for action in (
            do("crash_host", at_s, host=names[index % 2]),
            do("repair_host", at_s + 1800, host=names[index % 2]),
        )
    ]
    run = run_of(host("host-a"), host("host-b"), vm("mail"), *actions, high_availability=ha(), duration_s=DAY_S)
    outage_s = restart_outage_s(detect_s=18, place_s=5, boot_s=30, application_s=20)
    assert float(availability(run, "mail")[0]) == pytest.approx(1.0 - 5 * outage_s / DAY_S)


# Statistical multiplexing


@pytest.fixture(scope="module")
def crowd() -> Run:
    """Return four days of forty vCPUs that are each busy a tenth of the time."""
    on_off = {"pattern": "bursty", "quiet_cores": 0.0, "burst_cores": 1.0, "quiet_s": 540.0, "burst_s": 60.0}
    return simulate(
        scenario(
            host(cores=64, memory_mib=65_536),
            *(vm(f"vm-{index}", vcpus=1, memory_mib=1024, workload=on_off) for index in range(40)),
            duration_s=4 * DAY_S,
            assumptions=PLAIN,
        )
    )


def test_forty_vcpus_that_are_busy_a_tenth_of_the_time_need_nine_cores_in_99_percent_of_it(crowd: Run) -> None:
    """Case mux-02; four days hold some 6000 independent looks, so the tail is known to about a quarter."""
    used = crowd.host_cpu_of("host-a", "used_cores")
    assert used.mean() == pytest.approx(4.0, rel=0.05)
    assert round(quantile(used, 0.99)) == binomial_cores(40, 0.1, 0.01)
    beyond = sum(binomial_probabilities(40, 0.1)[9:])
    assert fraction_above(used, 8.5) == pytest.approx(beyond, rel=0.25)


def test_the_peak_of_the_sum_is_far_below_the_sum_of_the_peaks(crowd: Run) -> None:
    peaks = sum(crowd.cpu_of(machine.name, "given_cores").maximum() for machine in crowd.machines)
    assert peaks == 40.0
    assert crowd.host_cpu_of("host-a", "used_cores").maximum() < peaks / 2


def test_loads_that_rise_and_fall_together_save_nothing() -> None:
    same = {"pattern": "office", "noise": 0.0, "base_cores": 0.1, "peak_cores": 1.0}
    run = run_of(
        host(cores=32),
        *(vm(f"vm-{index}", memory_mib=512, workload=same) for index in range(30)),
        duration_s=DAY_S,
        assumptions=PLAIN,
    )
    assert run.host_cpu_of("host-a", "used_cores").maximum() == pytest.approx(30.0)


def test_independent_noisy_loads_need_what_the_normal_form_says() -> None:
    """Thirty loads of mean 0.5 and standard deviation 0.15 cores: the 99 % quantile of their sum, to 2 %."""
    noisy = {"pattern": "custom", "levels": [0.5] * 24, "noise": 0.3}
    run = run_of(
        host(cores=64, memory_mib=65_536),
        *(vm(f"vm-{index}", memory_mib=512, workload=noisy) for index in range(30)),
        duration_s=2 * DAY_S,
        assumptions=PLAIN,
    )
    used = run.host_cpu_of("host-a", "used_cores")
    assert quantile(used, 0.99) == pytest.approx(normal_capacity(30, 0.5, 0.15, 2.3263), rel=0.02)


def test_bursts_take_the_part_of_time_that_their_two_state_form_says() -> None:
    """Thirty machines for five days; their mean demand lies within its own 99 % interval of the closed form."""
    bursty = {"pattern": "bursty", "quiet_cores": 0.08, "burst_cores": 1.6, "quiet_s": 540.0, "burst_s": 60.0}
    run = simulate(
        scenario(
            host(cores=64, memory_mib=65_536),
            *(vm(f"vm-{index}", memory_mib=512, workload=bursty) for index in range(30)),
            duration_s=5 * DAY_S,
            assumptions=PLAIN,
        )
    )
    form = TwoStateArrivals(burst_rate=1.6, quiet_rate=0.08, leave_burst=1 / 60.0, leave_quiet=1 / 540.0)
    each = np.array([run.cpu_of(f"vm-{index}", "demand_cores").mean() for index in range(30)])
    assert each.mean() == pytest.approx(form.mean_rate, abs=spread(each))


# Waiting


@pytest.mark.parametrize("load", [0.1, 0.5, 0.7, 0.9])
def test_the_response_time_of_a_steady_load_is_that_of_a_shared_processor(load: float) -> None:
    run = run_of(host(), vm("shop", vcpus=1, workload=constant(load, service_time_s=0.1)), assumptions=PLAIN)
    assert response_s(run, "shop").mean() == pytest.approx(mg1_ps_response(load / 0.1, 0.1))


def test_the_response_time_is_that_of_a_queue_simulated_request_by_request() -> None:
    """To 5 %, the accuracy of two hundred thousand requests; lognormal, because the law must not matter."""
    run = run_of(host(), vm("shop", vcpus=1, workload=constant(0.7, service_time_s=0.1)), assumptions=PLAIN)
    assert response_s(run, "shop").mean() == pytest.approx(
        mean_response("lognormal", lam=7.0, mean_service=0.1), rel=0.05
    )


def test_a_limit_just_above_the_load_is_dramatic() -> None:
    """Case que-14: responses of 0.2, 0.4 and 1.0 s at limits of 100, 75 and 60 % of a core."""
    found = []
    for limit in (1.0, 0.75, 0.6):
        shop = vm("shop", vcpus=1, limit_cores=limit, workload=constant(0.5, service_time_s=0.1))
        found.append(response_s(run_of(host(), shop, assumptions=PLAIN), "shop").mean())
    assert found == pytest.approx([0.1 / (1 - 0.5), 0.1 / (1 - 0.5 / 0.75), 0.1 / (1 - 0.5 / 0.6)])


def waits(arrivals_s: Floats, services_s: Floats, servers: int) -> Floats:
    """Return how long each request waits, first come first served, for the first of ``servers`` that is free."""
    free_s = [0.0] * servers
    waited = np.zeros(len(arrivals_s))
    for index, (arrival_s, service_s) in enumerate(zip(arrivals_s.tolist(), services_s.tolist(), strict=True)):
        start_s = max(arrival_s, free_s[0])
        waited[index] = start_s - arrival_s
        heapq.heapreplace(free_s, start_s + service_s)
    return waited


def test_pooling_four_servers_shortens_the_wait_as_the_closed_forms_say() -> None:
    """Case que-10 at a load of 0.7: four separate lines, one line for four servers; 200 000 requests, to 5 %."""
    random = np.random.default_rng(3)
    count, load = 200_000, 0.7
    services_s = random.standard_exponential(count)
    arrivals_s = np.cumsum(random.standard_exponential(count)) / (4 * load)
    together = waits(arrivals_s, services_s, 4)
    line = random.integers(0, 4, count)
    apart = np.concatenate([waits(arrivals_s[line == one], services_s[line == one], 1) for one in range(4)])
    assert apart.mean() == pytest.approx(mm1(load, 1.0).wait, rel=0.05)
    assert together.mean() == pytest.approx(mmc(4 * load, 1.0, 4).wait, rel=0.05)
    assert together.mean() < apart.mean() / 4


def test_a_shared_host_gives_each_of_many_what_a_server_of_its_own_could_not() -> None:
    """Four VMs that are busy in turn: on one host of four cores each has four, on its own server only one."""
    spikes = [
        {"pattern": "spike", "at_h": hour / 10, "length_s": 300, "spike_cores": 3.5, "base_cores": 0.1}
        for hour in range(4)
    ]
    shared = run_of(
        host(cores=4),
        *(vm(f"vm-{index}", vcpus=4, memory_mib=1024, workload=load) for index, load in enumerate(spikes)),
        assumptions=PLAIN,
    )
    apart = run_of(
        *(host(f"host-{index}", cores=1) for index in range(4)),
        *(
            vm(f"vm-{index}", f"host-{index}", vcpus=1, memory_mib=1024, workload=load)
            for index, load in enumerate(spikes)
        ),
        assumptions=PLAIN,
    )
    assert shared.lost_core_s.sum() == 0.0
    assert apart.lost_core_s.sum() == pytest.approx(4 * (2.6 * 300 - 10.0))


def test_a_backlog_grows_and_drains_at_the_rates_of_the_fluid_form() -> None:
    """Work that nobody gives up: arrivals of 3 on 2 cores for 600 s leave 600 core-s, gone after 600 s at 2 - 1."""
    load = {"pattern": "spike", "base_cores": 1.0, "spike_cores": 2.0, "at_h": 0.25, "length_s": 600, "timeout_s": None}
    run = run_of(host(), vm("shop", workload=load), assumptions=PLAIN)
    given = run.cpu_of("shop", "given_cores")
    assert given.integral(900, 1500) == pytest.approx(1200)
    assert given.at(2099) == pytest.approx(2.0)
    assert given.at(2101) == pytest.approx(1.0)
