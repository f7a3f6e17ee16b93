"""Hosts that have promised more memory than they have: what is taken back, who becomes slow, who is killed."""

from __future__ import annotations

import pytest

from sim.actions.machines import AddMachine, StopMachine
from sim.engine import simulate
from sim.inventory import Host, Machine
from sim.run import Run
from sim.scenario import MemoryRules, Scenario
from sim.study.checks import conservation
from sim.study.metrics import response_s
from sim.workloads.constant import Constant
from sim.workloads.leak import Leak

BUSY_5_OF_8_GIB = Constant(cores=0.25, active_memory=0.625)


def guests(count: int) -> tuple[Machine, ...]:
    return tuple(
        Machine(name=f"vm-{number}", vcpus=2, memory_mib=8192, workload=BUSY_5_OF_8_GIB)
        for number in range(1, count + 1)
    )


def crowded(count: int, **rules: object) -> Scenario:
    """One host with 62 GiB for machines of 8 GiB each, of which 5 GiB are active."""
    memory = MemoryRules.model_validate({"overcommit_max": 2, "swap": "hdd"} | rules)
    return Scenario(hosts=(Host(name="host-a"),), machines=guests(count), memory=memory, duration_s=3600)


def speed(run: Run) -> float:
    return run.memory_of("vm-1", "throughput").at(3000)


def test_memory_that_nobody_touches_is_taken_back_and_nobody_notices() -> None:
    run = simulate(crowded(12))

    assert sum(run.memory_of(machine.name, "configured_mib").at(0) for machine in run.machines) == 12 * 8192
    assert run.memory_of("vm-1", "ballooned_mib").at(3000) > 2500
    assert run.memory_of("vm-1", "swapped_mib").at(3000) == 0
    assert speed(run) == 1.0
    assert run.memory_states[-1].state == "soft"


def test_one_machine_more_than_active_memory_allows_and_everybody_falls_off_the_cliff() -> None:
    speeds = [speed(simulate(crowded(count))) for count in (12, 13, 14, 15)]

    assert speeds[0] == 1.0
    assert [1 / one for one in speeds[1:]] == pytest.approx([3.74, 6.45, 8.79], rel=0.01)


def test_an_ssd_softens_the_fall_and_compression_softens_it_too() -> None:
    assert speed(simulate(crowded(13, swap="ssd"))) > 0.95
    assert speed(simulate(crowded(13, compression=True))) > speed(simulate(crowded(13)))


def test_page_sharing_makes_room_for_another_machine() -> None:
    assert speed(simulate(crowded(13, sharing="ksm"))) == 1.0


def test_users_feel_swapping_although_the_processor_is_idle() -> None:
    calm, swapping = simulate(crowded(12)), simulate(crowded(14))

    assert response_s(swapping, "vm-1").at(3000) > 4 * response_s(calm, "vm-1").at(3000)
    assert swapping.host_cpu_of("host-a", "used_cores").at(3000) < 0.3 * 16


def test_memory_comes_back_when_a_machine_stops() -> None:
    scenario = crowded(13).with_action(StopMachine(at_s=1800, machine="vm-13"))

    run = simulate(scenario)

    assert run.memory_of("vm-1", "throughput").at(1700) < 0.5
    assert run.memory_of("vm-1", "throughput").at(1800) == 1.0
    assert run.story() == [
        "00:00:00 host-a is short of memory: it compresses and swaps pages, and its machines become slow.",
        "00:00:00 Machines running: 13; hosts on: 1.",
        "00:30:00 You stopped vm-13.",
        "00:30:00 host-a has enough memory again.",
    ]


def test_a_host_that_may_not_overcommit_refuses_the_machine_that_does_not_fit() -> None:
    late = Machine(name="vm-8", vcpus=2, memory_mib=8192)

    run = simulate(crowded(7, overcommit_max=1).with_action(AddMachine(at_s=60, machine=late)))

    assert [why.english() for _, why in run.refused] == [
        "No host takes vm-8. host-a has 6144 MiB of memory free; vm-8 needs 8192 MiB."
    ]


def test_the_kernel_of_a_host_kills_the_container_that_holds_most_and_nobody_else() -> None:
    leaky = Machine(
        name="leaky",
        kind="container",
        memory_mib=90_000,
        runs_on="host-a",
        workload=Leak(leak_mib_per_s=20, active_memory=0.01),
    )
    small = Machine(name="small", kind="container", memory_mib=512, runs_on="host-a")
    vm = Machine(name="vm", memory_mib=32_768, runs_on="host-a", workload=Constant(active_memory=1))
    scenario = Scenario(
        hosts=(Host(name="host-a"),),
        machines=(vm, small, leaky),
        memory=MemoryRules(overcommit_max=2),
        duration_s=7200,
    )

    run = simulate(scenario)

    assert [run.history(name)[-1].state for name in ("vm", "small", "leaky")] == ["running", "running", "crashed"]
    assert any("host-a has no memory left: its kernel kills leaky." in line for line in run.story())


@pytest.mark.parametrize("count", [7, 12, 13, 15])
@pytest.mark.parametrize("sharing", ["off", "ksm", "esxi"])
def test_the_books_balance_however_short_memory_is(count: int, sharing: str) -> None:
    assert all(check.holds for check in conservation(simulate(crowded(count, sharing=sharing, compression=True))))
