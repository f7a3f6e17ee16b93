"""What machines wait for a core, by every definition: steady shortage, the own limit, chance; and machines wider than a node."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms.cpu import random_overlap_ready, ready_percent
from sim.mechanisms.overlap import overlap_only, waiting_vcpus
from sim.run import Run
from sim.study.metrics import limited_pct, ready_pct, response_s
from sim.study.ready import (
    host_overlap_pct,
    overlap_ready_pct,
    ready_in_all_pct,
    ready_summation_ms,
    slowdown_pct,
    steal_pct,
)
from tests.sim.builders import PLAIN, constant, container, do, host, physical, run_of, vm


def crowd(count: int, cores: float, *, host_cores: int = 4, **fields: object) -> Run:
    """Machines of one vCPU that all want the same."""
    machines = [vm(f"m{n}", vcpus=1, memory_mib=256, workload=constant(cores, **fields)) for n in range(count)]
    return run_of(host(cores=host_cores), *machines, assumptions=PLAIN)


# Chance


@given(st.integers(1, 60), st.floats(0.0, 1.0), st.integers(1, 20))
def test_many_instants_at_once_are_the_formula_for_one(vcpus: int, p: float, cores: int) -> None:
    waits = waiting_vcpus(vcpus, np.array([p, p]), cores) / vcpus
    assert waits == pytest.approx([random_overlap_ready(vcpus, p, cores)] * 2, rel=1e-9, abs=1e-12)


@given(st.integers(1, 60), st.floats(0.0, 1.0), st.integers(1, 20))
def test_chance_only_adds_to_what_is_short_on_average(vcpus: int, p: float, cores: int) -> None:
    (waits,) = overlap_only(vcpus, np.array([p]), cores)
    assert 0.0 <= waits <= vcpus


def test_a_host_that_is_not_full_makes_wait_by_chance() -> None:
    run = crowd(16, 0.2)

    assert ready_pct(run, "m0").maximum() == 0.0
    assert overlap_ready_pct(run, "m0").at(100.0) == pytest.approx(1.992894, abs=1e-5)
    assert host_overlap_pct(run, "host-a").at(100.0) == pytest.approx(1.992894, abs=1e-5)
    assert slowdown_pct(run, "m0").at(100.0) == pytest.approx(100 * 1.992894 / 21.992894, abs=1e-5)


def test_the_ratio_alone_says_nothing() -> None:
    """Eight vCPUs per core wait less than three do, when each wants little."""
    many, few = crowd(64, 0.1, host_cores=8), crowd(24, 0.3, host_cores=8)

    assert overlap_ready_pct(many, "m0").at(100.0) == pytest.approx(0.59, abs=0.01)
    assert overlap_ready_pct(few, "m0").at(100.0) == pytest.approx(2.29, abs=0.01)


def test_on_a_full_host_everybody_waits_steadily_and_not_by_chance() -> None:
    run = crowd(8, 1.0)

    assert ready_pct(run, "m0").at(100.0) == pytest.approx(50.0)
    assert overlap_ready_pct(run, "m0").at(100.0) == pytest.approx(0.0, abs=1e-9)
    assert steal_pct(run, "m0").at(100.0) == ready_in_all_pct(run, "m0").at(100.0) == pytest.approx(50.0)


def test_a_machine_with_a_host_to_itself_never_waits_by_chance() -> None:
    run = run_of(host(), vm("alone", vcpus=8, workload=constant(6.0)), do("stop_machine", 600.0, machine="alone"))

    assert overlap_ready_pct(run, "alone").maximum() == 0.0


def test_containers_in_a_vm_run_on_its_vcpus() -> None:
    inside = [container(f"c{n}", "docker", workload=constant(0.4)) for n in range(8)]
    run = run_of(host(cores=4), vm("docker", vcpus=4, memory_mib=8192), *inside, assumptions=PLAIN)

    assert overlap_ready_pct(run, "c0").maximum() == 0.0, "four vCPUs on four cores"


# Definitions


def test_what_vcenter_sums_up_is_the_percentage_per_vcpu() -> None:
    run = crowd(8, 1.0)

    (summed_ms,) = ready_summation_ms(run, "m0", [100.0, 120.0])

    assert summed_ms == pytest.approx(10_000.0)
    assert ready_percent(summed_ms, interval_s=20.0, vcpus=1) == pytest.approx(50.0)


def test_what_the_own_limit_holds_back_is_named_apart() -> None:
    run = run_of(host(), vm("limited", vcpus=2, limit_cores=1.0, workload=constant(2.0)), assumptions=PLAIN)

    assert ready_pct(run, "limited").at(100.0) == pytest.approx(50.0)
    assert limited_pct(run, "limited").at(100.0) == pytest.approx(50.0)


# Machines wider than a node


def used(run: Run, name: str) -> float:
    return run.cpu_of(name, "given_cores").at(100.0)


def test_a_machine_wider_than_a_node_needs_more_core_for_the_same_work() -> None:
    run = run_of(
        host(cores=16, memory_mib=65_536),
        vm("fits", vcpus=8, workload=constant(0.9)),
        vm("wide", vcpus=10, workload=constant(0.9)),
        vm("large", memory_mib=40_960, workload=constant(0.9)),
        assumptions=PLAIN,
        memory={"overcommit_max": 2.0},
    )

    assert [used(run, name) for name in ("fits", "wide", "large")] == pytest.approx([0.9, 1.0, 1.0])
    assert response_s(run, "wide").at(100.0) > response_s(run, "fits").at(100.0)


def test_small_hosts_physical_servers_and_one_node_know_no_wide_machines() -> None:
    run = run_of(
        host(cores=8),
        host("host-b", cores=32, numa_nodes=1),
        host("host-c", cores=32, bare_metal=True),
        vm("small", vcpus=8, workload=constant(0.9)),
        vm("one-node", "host-b", vcpus=32, workload=constant(0.9)),
        physical("own", "host-c", vcpus=32, workload=constant(0.9)),
        assumptions=PLAIN,
    )

    assert [used(run, name) for name in ("small", "one-node", "own")] == pytest.approx([0.9] * 3)


def test_a_machine_that_grows_beyond_a_node_slows_down_live() -> None:
    run = run_of(
        host(cores=16, memory_mib=65_536),
        vm("shop", vcpus=8, workload=constant(0.9)),
        do("resize_machine", 600.0, machine="shop", vcpus=12, memory_mib=4096),
        assumptions=PLAIN,
    )

    assert used(run, "shop") == pytest.approx(0.9)
    assert run.cpu_of("shop", "given_cores").at(700.0) == pytest.approx(1.0)
