"""Single requests of a finished run: against closed forms, and through overload, restarts and slow disks."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.mechanisms.queueing import mm1, mmc
from sim.study import requests
from sim.study.requests import TooManyRequestsError, answers, expected_requests
from sim.units import HOUR_S
from tests.sim.builders import PLAIN, constant, container, do, host, run_of, vm

SERVICE_S = 0.05
BUSY = {"service_time_s": SERVICE_S, "disk_iops_per_core": 0, "timeout_s": 10.0}
PATIENT = {**BUSY, "timeout_s": None}


def test_one_vcpu_is_an_mm1_queue() -> None:
    run = run_of(host(), vm("shop", vcpus=1, workload=constant(0.8, **BUSY)), assumptions=PLAIN, duration_s=24 * HOUR_S)

    took = answers(run, "shop", 0, 23 * HOUR_S)

    mean_s = mm1(0.8 / SERVICE_S, 1.0 / SERVICE_S).response
    assert len(took.response_s) == pytest.approx(expected_requests(run, "shop", 0, 23 * HOUR_S), rel=0.005)
    assert took.response_s.mean() == pytest.approx(mean_s, rel=0.03)
    assert took.p50_p95_p99_s == pytest.approx([mean_s * math.log(1 / left) for left in (0.5, 0.05, 0.01)], rel=0.05)


def test_several_vcpus_are_an_mmc_queue_whatever_virtualization_costs() -> None:
    run = run_of(host(), vm("shop", vcpus=4, workload=constant(3.2 * 0.96, **BUSY)), duration_s=12 * HOUR_S)

    took = answers(run, "shop", 0, 11 * HOUR_S)

    expected_s = mmc(3.2 * 0.96 / SERVICE_S, 0.96 / SERVICE_S, 4).response
    assert took.response_s.mean() == pytest.approx(expected_s, rel=0.03)


def test_the_same_window_has_the_same_requests_and_another_machine_others() -> None:
    run = run_of(host(), *(vm(name, workload=constant(0.5, **BUSY)) for name in ("shop", "mail")))

    once, again, other = answers(run, "shop", 60, 600), answers(run, "shop", 60, 600), answers(run, "mail", 60, 600)

    assert np.array_equal(once.response_s, again.response_s)
    assert 60 <= once.arrivals_s[0] <= once.arrivals_s[-1] <= 600
    assert once.arrivals_s[0] != other.arrivals_s[0]


def test_who_comes_while_a_machine_restarts_waits_for_it() -> None:
    run = run_of(
        host(), vm("shop", workload=constant(0.2, **BUSY)), do("restart_machine", 1000, machine="shop"), duration_s=2000
    )

    took = answers(run, "shop")

    during = (took.arrivals_s > 1000) & (took.arrivals_s < 1040)
    assert took.response_s[during].min() > 10.0
    assert took.response_s[took.arrivals_s < 900].max() < 2.0
    assert 0.0 < took.timeout_fraction < 0.1


def test_a_neighbour_that_takes_the_cpu_is_felt_in_the_slowest_requests() -> None:
    quiet, noisy = vm("quiet", workload=constant(1.0, **BUSY)), vm("noisy", vcpus=4, workload=constant(4.0))

    alone, beside = (
        answers(run_of(host(cores=4), *machines, assumptions=PLAIN), "quiet") for machines in ((quiet,), (quiet, noisy))
    )

    assert beside.p50_p95_p99_s[2] > 1.5 * alone.p50_p95_p99_s[2]


def test_work_that_waits_when_the_window_begins_is_in_front() -> None:
    run = run_of(
        host(),
        vm("shop", vcpus=1, workload=constant(2.0, **PATIENT)),
        do("set_workload", 600, machine="shop", workload={"pattern": "constant", "cores": 0.1, **PATIENT}),
        assumptions=PLAIN,
    )

    assert run.cpu_of("shop", "backlog_core_s").at(600) == pytest.approx(600.0)
    assert answers(run, "shop", 600, 700).response_s[0] > 590.0


def test_disks_add_their_time_to_every_request() -> None:
    machine = vm("shop", workload=constant(0.1, service_time_s=SERVICE_S, disk_iops_per_core=200))
    slow = {"disks": ({"kind": "hdd_7k2"},) * 2}

    on_ssd, on_hdd = (
        answers(run_of(host(**disks), machine, shared_storage=False), "shop").response_s.mean() for disks in ({}, slow)
    )

    assert on_hdd - on_ssd > 200 * SERVICE_S * 0.01


def test_a_container_in_a_vm_has_requests_too() -> None:
    run = run_of(host(), vm("box"), container("app", "box", workload=constant(0.5, **BUSY)))

    assert answers(run, "app").response_s.mean() > SERVICE_S


def test_nobody_asks_anything_of_a_machine_without_users() -> None:
    took = answers(run_of(host(), vm("shop", workload=constant(0.0))), "shop")

    assert took.timeout_fraction == 0.0
    assert all(math.isnan(value) for value in took.p50_p95_p99_s)


def test_too_many_requests_are_refused_with_the_window_that_would_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "MOST_REQUESTS", 10_000)
    run = run_of(host(), vm("shop", workload=constant(1.0, **BUSY)), assumptions=PLAIN)

    with pytest.raises(TooManyRequestsError, match=r"72000 requests.*choose 500 s or less"):
        answers(run, "shop")

    assert len(answers(run, "shop", 0, 499).arrivals_s) > 9000
