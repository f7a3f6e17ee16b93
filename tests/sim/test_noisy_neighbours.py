"""The noisy neighbour in four resources: the ready scenarios, and what each remedy that they propose does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.engine import simulate
from sim.importers.ready import read_ready_scenario
from sim.run import Run
from sim.study.checks import conservation
from sim.study.metrics import blocked_pct, guest_cpu_pct, paging_pct, ready_pct, response_s
from sim.study.requests import answers
from sim.units import HOUR_S
from tests.places import ROOT
from tests.sim.builders import do

Deed = tuple[str, dict[str, Any]]
SHOP, NEIGHBOUR = {"machine": "shop"}, {"machine": "neighbour"}
CONTROL: Deed = ("set_io_control", {"enabled": True})
STORIES: dict[str, dict[str, list[Deed]]] = {
    "neighbour-cpu": {
        "nothing": [],
        "shares": [("set_cpu_controls", SHOP | {"shares": 8000})],
        "reservation": [("set_cpu_controls", SHOP | {"reservation_cores": 2})],
        "limit": [("set_cpu_controls", NEIGHBOUR | {"limit_cores": 2})],
    },
    "neighbour-memory": {
        "nothing": [],
        "shares": [("set_memory_controls", SHOP | {"memory_shares": 200_000})],
        "reservation": [("set_memory_controls", SHOP | {"memory_reservation_mib": 8192})],
        "limit": [("set_memory_controls", NEIGHBOUR | {"memory_limit_mib": 6144})],
    },
    "neighbour-disk": {
        "nothing": [],
        "control": [CONTROL],
        "shares": [CONTROL, ("set_disk_controls", SHOP | {"disk_shares": 2000})],
        "limit": [("set_disk_controls", NEIGHBOUR | {"limit_iops": 250})],
    },
    "neighbour-network": {
        "nothing": [],
        "shares": [("set_network_controls", SHOP | {"network_shares": 100})],
        "limit": [("set_network_controls", NEIGHBOUR | {"limit_mib_per_s": 40})],
    },
}
COMPUTING = [f"compute-{number}" for number in (1, 2, 3)]
THREE = {
    "nothing": [],
    "8 vCPU": [("resize_machine", SHOP | {"vcpus": 8, "memory_mib": 8192})],
    "shares x2": [("set_cpu_controls", SHOP | {"shares": 2000})],
    "shares x4": [("set_cpu_controls", SHOP | {"shares": 4000})],
    "reservation": [("set_cpu_controls", SHOP | {"shares": 1000, "reservation_cores": 3.2})],
    "limit": [("set_cpu_controls", {"machine": name, "shares": 1000, "limit_cores": 1}) for name in COMPUTING],
}
"""What learners try against three neighbours that compute."""
TRIED: dict[str, dict[str, list[Deed]]] = {"noisy-neighbour": THREE} | STORIES
REMEDIES = [(story, remedy) for story, remedies in TRIED.items() for remedy in remedies]
REMEDY_S, BEFORE_S, LATER_S = 11 * HOUR_S, 9.5 * HOUR_S, 12.5 * HOUR_S


def told(story: str, remedy: str) -> Run:
    """Return the run of a ready scenario in which somebody takes a remedy an hour after the neighbour got noisy."""
    scenario = read_ready_scenario(ROOT / "assets" / "scenarios" / f"{story}.yaml").scenario
    for kind, fields in TRIED[story][remedy]:
        scenario = scenario.with_action(do(kind, REMEDY_S, **fields))
    run = simulate(scenario)
    assert run.refused == ()
    assert all(check.holds for check in conservation(run))
    return run


def line_of(story: str, remedy: str, run: Run) -> str:
    """Return a run as one line: what the shop gets and feels, and what is left for its neighbour."""
    wanted, shop = (run.cpu_of("shop", column).at(LATER_S) for column in ("demand_cores", "given_cores"))
    others = [machine.name for machine in run.machines if machine.name not in ("shop", "db")]
    rest = sum(run.cpu_of(name, "given_cores").at(LATER_S) for name in others)
    percent = [metric(run, "shop").at(LATER_S) for metric in (guest_cpu_pct, ready_pct, blocked_pct, paging_pct)]
    timed = answers(run, "shop", 12 * HOUR_S, 12.1 * HOUR_S)
    return (
        f"{story:18}{remedy:12} shop {shop:.3f} of {wanted:.3f} cores (guest {percent[0]:.0f} %, ready {percent[1]:.0f} %, "
        f"blocked {percent[2]:.0f} %, paging {percent[3]:.0f} %), answers in {response_s(run, 'shop').at(LATER_S):.2f} s, "
        f"{100 * timed.timeout_fraction:.0f} % too late; others {rest:.3f} cores"
    )


def test_each_remedy_does_what_it_does_in_a_real_rack(golden: Callable[[str, str], None]) -> None:
    lines = [line_of(story, remedy, told(story, remedy)) for story, remedy in REMEDIES]

    golden("noisy_neighbours", "\n".join(lines) + "\n")


@pytest.mark.parametrize("story", STORIES)
def test_everybody_is_well_until_ten_and_the_shop_times_out_afterwards(story: str) -> None:
    run = told(story, "nothing")

    assert response_s(run, "shop").at(BEFORE_S) == pytest.approx(0.64, abs=0.01)
    assert response_s(run, "shop").at(LATER_S) == 10.0


def test_more_vcpus_only_divide_the_same_waiting_by_more() -> None:
    usual, oversized = (told("noisy-neighbour", remedy) for remedy in ("nothing", "8 vCPU"))

    assert response_s(oversized, "shop").at(LATER_S) == response_s(usual, "shop").at(LATER_S) == 10.0
    assert ready_pct(oversized, "shop").at(LATER_S) == pytest.approx(ready_pct(usual, "shop").at(LATER_S) / 2)


def test_the_numbers_can_be_worked_out_by_hand() -> None:
    def given(story: str, remedy: str) -> list[float]:
        run = told(story, remedy)
        return [run.cpu_of(name, "given_cores").at(LATER_S) for name in ("shop", "neighbour")]

    # 4 cores less 2 % for the hypervisor, by shares of 2000 and 4000.
    assert given("neighbour-cpu", "nothing") == pytest.approx([3.92 / 3, 3.92 * 2 / 3])
    # 800 reads, half each: 400 / 300 core-seconds of work in the shop, which cost 1 / 0.96 in a VM.
    assert given("neighbour-disk", "control")[0] == pytest.approx(400 / 300 / 0.96)
    # 112.2 MiB/s, half each, at 40 MiB per core-second of work.
    assert given("neighbour-network", "nothing")[0] == pytest.approx(112.2 / 2 / 40 / 0.96, rel=1e-3)
    assert given("neighbour-network", "limit")[1] == pytest.approx(40 / 60 / 0.96)
