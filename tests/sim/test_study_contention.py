"""The noisy neighbour as its victim sees it: a quiet gauge inside, waiting that only the host can tell."""

from __future__ import annotations

import pytest

from sim.study.contention import readings
from tests.sim.builders import PLAIN, constant, do, host, run_of, vm


def test_the_guests_own_gauge_looks_calm_while_it_waits_for_the_processor() -> None:
    run = run_of(
        host(cores=8, memory_mib=65_536),
        vm("shop", vcpus=4, shares=1000, workload=constant(2.4)),
        vm("db", vcpus=2, shares=1000, workload=constant(0.8)),
        *(vm(f"batch-{n}", vcpus=4, shares=1000, workload=constant(4.0, timeout_s=None)) for n in range(3)),
        do("set_cpu_controls", 1800, machine="shop", shares=4000),
        assumptions=PLAIN,
    )

    before = {reading.title: reading for reading in readings(run, "shop", 600, 1200)}
    after = {reading.title: reading for reading in readings(run, "shop", 3000, 3600)}

    # 8 cores less 0.8 for db, in four equal parts: 1.8 of the 2.4 that it wants; of 4 vCPU 45 % and 15 %.
    assert before["CPU as its own system sees it"].mean == pytest.approx(45.0)
    assert before["Ready, per vCPU (steal)"].mean == pytest.approx(15.0)
    assert before["Ready, per vCPU (steal)"].verdict == "problem"
    assert before["Response time"].mean == pytest.approx(10.0)
    assert before["Of which by its own limit (MLMTD)"].highest == 0.0
    assert after["Ready, per vCPU (steal)"].verdict == "fine"
    assert after["Response time"].mean < 0.5


def test_a_stopped_machine_shows_nothing_at_disks() -> None:
    run = run_of(host(), vm("shop", on=False))

    assert [reading.title for reading in readings(run, "shop", 0, 600)][-1] == "Response time"
