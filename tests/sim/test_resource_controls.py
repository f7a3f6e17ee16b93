"""Shares, reservations and limits of memory, disk and network, set while machines run."""

from __future__ import annotations

from typing import Any

import pytest

from sim.inventory import Machine
from sim.mechanisms.reclamation import GuestMemory, reclaim
from sim.run import Run
from sim.scenario import Scenario
from sim.study.devices import latency_s
from sim.study.metrics import resident_mib
from tests.sim.builders import PLAIN, constant, do, host, run_of, state, vm, why_refused

OVERCOMMITTED = {"overcommit_max": 2.0, "swap": "hdd"}
FOUR_DISKS = {"disks": ({"kind": "hdd_15k"},) * 4, "raid": "raid0"}
"""Disks that read 800 blocks per second, 5 ms each."""


def greedy(name: str, memory_mib: int = 10_240, **fields: Any) -> Machine:
    """A machine that touches all of its memory: two of them do not fit on the host of 16 GiB."""
    return vm(name, memory_mib=memory_mib, workload=constant(0.5, active_memory=1.0), **fields)


def memory(run: Run, machine: str, column: str, at_s: float = 3000) -> float:
    return run.memory_of(machine, column).at(at_s)


# Memory


def test_reserved_memory_is_never_taken_back() -> None:
    run = run_of(
        host(),
        greedy("quiet"),
        greedy("noisy"),
        do("set_memory_controls", 1800, machine="quiet", memory_reservation_mib=10_240),
        memory=OVERCOMMITTED,
    )

    assert memory(run, "quiet", "swapped_mib", 1000) > 1000
    assert memory(run, "quiet", "throughput", 1000) < 0.5
    assert memory(run, "quiet", "swapped_mib") == memory(run, "quiet", "ballooned_mib") == 0.0
    assert memory(run, "quiet", "throughput") == 1.0
    assert memory(run, "noisy", "throughput") < memory(run, "noisy", "throughput", 1000)


def test_memory_is_taken_from_whoever_has_fewer_shares() -> None:
    run = run_of(
        host(),
        greedy("quiet"),
        greedy("noisy"),
        do("set_memory_controls", 1800, machine="quiet", memory_shares=400_000),
        memory=OVERCOMMITTED,
    )

    assert memory(run, "quiet", "swapped_mib", 1000) == pytest.approx(memory(run, "noisy", "swapped_mib", 1000))
    assert memory(run, "quiet", "swapped_mib") == 0.0


def test_a_limit_takes_memory_back_on_an_empty_host_and_gives_it_again_when_it_is_lifted() -> None:
    run = run_of(
        host(),
        vm("shop", memory_mib=8192, workload=constant(0.5, active_memory=0.5)),
        do("set_memory_controls", 600, machine="shop", memory_limit_mib=6144),
        do("set_memory_controls", 1200, machine="shop", memory_limit_mib=2048),
        do("set_memory_controls", 1800, machine="shop"),
    )

    # What is idle goes first, and nobody notices; of 4096 active MiB 2048 are on the disk afterwards.
    assert memory(run, "shop", "ballooned_mib", 900) == 2048
    assert memory(run, "shop", "throughput", 900) == 1.0
    assert (memory(run, "shop", "ballooned_mib", 1500), memory(run, "shop", "swapped_mib", 1500)) == (4096, 2048)
    assert memory(run, "shop", "throughput", 1500) == pytest.approx(1 / (1 + 5000 * 0.5 * 100e-6))
    assert resident_mib(run, "shop").at(1500) == 2048
    assert memory(run, "shop", "throughput") == 1.0
    assert resident_mib(run, "shop").at(3000) == 8192


def test_the_limit_of_one_leaves_its_neighbours_alone() -> None:
    run = run_of(host(), vm("limited", memory_limit_mib=1024), vm("full", memory_mib=12_288))

    assert memory(run, "limited", "ballooned_mib") + memory(run, "limited", "swapped_mib") == 3072
    assert resident_mib(run, "full").at(3000) == 12_288


def test_a_limited_guest_makes_room_before_anybody_else_must() -> None:
    guest = GuestMemory(configured_mib=8192, consumed_mib=8192, active_mib=4096, shares=81_920)
    limited = GuestMemory(configured_mib=8192, consumed_mib=8192, active_mib=4096, shares=81_920, limit_mib=4096)

    crowded = reclaim(16_384, 500, [guest, guest])
    roomy = reclaim(16_384, 500, [guest, limited])

    assert crowded.guests[0].ballooned_mib > 0
    assert roomy.guests[0].whole
    assert roomy.guests[1].ballooned_mib == 4096
    assert roomy.state == "high"


def test_a_machine_does_not_start_where_its_reservation_does_not_fit() -> None:
    run = run_of(
        host(),
        vm("quiet", memory_mib=10_240, memory_reservation_mib=10_240),
        do("add_machine", 600, machine={"name": "new", "memory_mib": 8192, "memory_reservation_mib": 6144}),
        do("add_machine", 700, machine={"name": "modest", "memory_mib": 8192, "memory_reservation_mib": 4096}),
        memory=OVERCOMMITTED,
    )

    assert why_refused(run) == [
        "No host takes new. host-a cannot guarantee 6144 MiB to new: 5245 MiB can still be reserved."
    ]
    assert state(run, "modest", 3000) == "running"


REFUSALS = {
    "more than it has": ({"memory_reservation_mib": 5000}, "mail has 4096 MiB: more cannot be reserved for it."),
    "a limit below the reservation": (
        {"memory_reservation_mib": 2048, "memory_limit_mib": 1024},
        "The limit (1024 MiB) must not be below the reservation (2048 MiB).",
    ),
    "more than the host has left": (
        {"memory_reservation_mib": 4096},
        "host-a cannot guarantee 4096 MiB to mail: 1 MiB can still be reserved.",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_cannot_be_guaranteed_is_refused_with_the_reason(name: str) -> None:
    controls, reason = REFUSALS[name]
    run = run_of(
        host(memory_mib=18_432 + 900),
        vm("mail"),
        vm("full", memory_mib=16_384, memory_reservation_mib=16_384),
        do("set_memory_controls", 600, machine="mail", **controls),
        memory={"overcommit_max": 2.0},
    )

    assert why_refused(run) == [reason]
    assert run.spec_history("mail") == run.spec_history("mail")[:1]


def test_a_machine_does_not_shrink_below_what_is_reserved_for_it() -> None:
    run = run_of(
        host(),
        vm("mail", memory_reservation_mib=3072),
        do("resize_machine", 600, machine="mail", vcpus=2, memory_mib=2048),
    )

    assert why_refused(run) == ["mail has 3072 MiB reserved: it cannot be smaller."]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"memory_reservation_mib": 8192}, "more memory is reserved than it has"),
        ({"memory_reservation_mib": 2048, "memory_limit_mib": 1024}, "memory limit is below its reservation"),
    ],
)
def test_a_scenario_that_contradicts_itself_is_refused(fields: dict[str, int], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Scenario.checked({"hosts": [{"name": "host-a"}], "machines": [{"name": "mail", **fields}]})


# Disks and network


def reader(name: str, cores: float, **fields: Any) -> Machine:
    return vm(name, workload=constant(cores, disk_iops_per_core=1000, disk_read_fraction=1.0), **fields)


def given(run: Run, at_s: float, *names: str) -> list[float]:
    return [round(run.cpu_of(name, "given_cores").at(at_s), 6) for name in names]


def test_io_control_shares_and_limits_act_from_the_moment_they_are_set() -> None:
    run = run_of(
        host(**FOUR_DISKS),
        reader("quiet", 0.6),
        reader("noisy", 1.4),
        do("set_disk_controls", 500, machine="quiet", disk_shares=3000, limit_iops=None),
        do("set_io_control", 1000, enabled=True),
        do("set_io_control", 1500, enabled=False),
        do("set_disk_controls", 2000, machine="noisy", disk_shares=1000, limit_iops=200),
        shared_storage=False,
        assumptions=PLAIN,
    )

    assert given(run, 900, "quiet", "noisy") == [0.24, 0.56], "shares mean nothing while nobody controls"
    assert given(run, 1200, "quiet", "noisy") == [0.6, 0.2]
    assert given(run, 1900, "quiet", "noisy")[1] > 0.4
    assert given(run, 3000, "quiet", "noisy") == [0.6, 0.2]
    assert [change.enabled for change in run.io_control] == [False, True, False]


def test_an_action_that_changes_nothing_changes_nothing() -> None:
    patient = vm("noisy", workload=constant(1.4, disk_iops_per_core=1000, disk_read_fraction=1.0, timeout_s=None))
    run = run_of(
        host(**FOUR_DISKS),
        reader("quiet", 0.6),
        patient,
        do("set_io_control", 1800, enabled=False),
        shared_storage=False,
        assumptions=PLAIN,
    )

    assert given(run, 1000, "quiet", "noisy") == given(run, 3000, "quiet", "noisy") == [0.24, 0.56]


@pytest.mark.parametrize(("congestion_ms", "latency"), [(None, 0.050), (30.0, 0.030), (10.0, 0.010)])
def test_the_congestion_threshold_is_the_latency_that_a_crowded_datastore_keeps(
    congestion_ms: float | None, latency: float
) -> None:
    run = run_of(
        host(**FOUR_DISKS),
        reader("quiet", 0.1),
        reader("noisy", 1.8),
        do("set_io_control", 1800, enabled=True, congestion_ms=congestion_ms),
        shared_storage=False,
        assumptions=PLAIN,
    )

    assert latency_s(run, "host-a").at(1000) == pytest.approx(0.5)
    assert latency_s(run, "host-a").at(3000) == pytest.approx(latency)


def test_network_shares_and_limits_act_from_the_moment_they_are_set() -> None:
    def sender(name: str, cores: float) -> Machine:
        return vm(name, workload=constant(cores, network_mib_per_core=100, disk_iops_per_core=0))

    run = run_of(
        host(nics=({"gbit_per_s": 1.0},)),
        sender("quiet", 0.7),
        sender("noisy", 2.0),
        do("set_network_controls", 1000, machine="quiet", network_shares=100),
        do("set_network_controls", 2000, machine="quiet", network_shares=50),
        do("set_network_controls", 2000, machine="noisy", limit_mib_per_s=40),
        assumptions=PLAIN,
    )

    # 1 Gbit/s carries 112.2 MiB/s.
    assert given(run, 900, "quiet", "noisy") == pytest.approx([0.561, 0.561], abs=1e-3)
    assert given(run, 1900, "quiet", "noisy") == pytest.approx([0.7, 0.422], abs=1e-3)
    assert given(run, 3000, "quiet", "noisy") == pytest.approx([0.7, 0.4], abs=1e-3)
