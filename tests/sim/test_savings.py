"""What is saved must be the difference of two simulated worlds, and the prices must add up."""

from __future__ import annotations

import pytest

from sim.mechanisms.sourcing import Prices, plans
from sim.scenario import Assumptions, Costs
from sim.study.savings import bills, estimated, saved_pct
from sim.workloads.office import Office
from tests.sim.builders import constant, do, host, scenario, vm

YEAR_H = 8760


def test_a_constant_load_costs_what_can_be_done_in_the_head() -> None:
    world = scenario(
        host(power={"model": "linear", "idle_w": 100, "max_w": 100}),
        vm("a", workload=constant(1.0)),
        vm("b", workload=constant(1.0)),
        assumptions=Assumptions(pue=2.0, price_per_kwh_eur=0.5, country="FRA"),
        legacy_server={"idle_w": 50, "max_w": 50},
        costs=Costs(host_price_eur=8000, legacy_price_eur=2000, life_years=4, embodied_kg=1000),
    )
    found = bills(world, [1])
    before, now, spare = (found[name][0] for name in ("before", "now", "spare"))
    assert now.energy_kwh == pytest.approx(0.1 * YEAR_H * 2)
    assert before.energy_kwh == pytest.approx(0.1 * YEAR_H * 2)
    assert spare.energy_kwh == pytest.approx(0.2 * YEAR_H * 2)
    assert now.electricity_eur == pytest.approx(now.energy_kwh * 0.5)
    assert (before.hardware_eur, now.hardware_eur, spare.hardware_eur) == (1000, 2000, 4000)
    assert now.carbon_kg == pytest.approx(now.energy_kwh * 0.056 + 250)
    assert (before.stopped_by_one_failure, now.stopped_by_one_failure) == (1, 2)


def test_the_price_of_a_failure_is_on_the_bill() -> None:
    world = scenario(
        host(),
        vm("a", workload=constant(1.0)),
        vm("b", workload=constant(1.0)),
        do("crash_host", 1800.0, host="host-a"),
    )
    found = bills(world, [1])
    assert found["now"][0].worst_availability_pct == pytest.approx(50.0)
    assert found["now"][0].unserved_pct > found["before"][0].unserved_pct > 0.0


def test_intervals_come_from_seeds_and_hold_the_mean() -> None:
    world = scenario(host(), vm("a", workload=Office()), duration_s=86_400.0)
    found = bills(world, range(1, 6))
    energy = saved_pct(found, "now", "energy_kwh")
    assert energy.low < energy.mean < energy.high
    assert estimated(found["now"])["cost_eur"].replications == 5


@pytest.mark.parametrize(
    ("needs", "own_eur", "rent_eur", "best_eur"),
    [
        ([20.0] * 12, 5400, 8640, 5400),
        ([2.0] * 11 + [40.0], 9000, 2232, 2232),
        ([1.0, 2.0, 4.0, 8.0, 16.0, 32.0] + [64.0] * 6, 10_800, 16_092, 7416),
    ],
    ids=["steady", "seasonal", "start-up"],
)
def test_who_should_own(needs: list[float], own_eur: float, rent_eur: float, best_eur: float) -> None:
    found = {plan.way: plan.cost_eur for plan in plans(needs, Prices())}
    assert found["own"] == pytest.approx(own_eur)
    assert found["rent"] == pytest.approx(rent_eur)
    assert min(found.values()) == pytest.approx(best_eur)
