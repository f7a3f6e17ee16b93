"""Services put to the question: open advice, what a move brought, and the learner against them."""

from __future__ import annotations

import pytest

from sim.engine import simulate
from sim.importers.ready import read_ready_scenario
from sim.scenario import Scenario
from sim.study.measures import MEASURES
from sim.study.outages import all_outages
from sim.study.services import CONTESTANTS, brought, least_hosts, left_to, moves_per_day, open_advice, services_at
from sim.study.settings import SETTINGS
from sim.units import HOUR_S
from tests.places import ROOT
from tests.sim.builders import do
from tests.sim.test_services import rack

TWO_CORES = {"pattern": "constant", "cores": 2.0}


def test_advice_is_open_until_the_next_look_and_gone_once_it_was_followed() -> None:
    run = simulate(rack({"balancing": {"mode": "recommend"}}))
    assert open_advice(run, 200.0) == []
    first = open_advice(run, 400.0)
    assert [one.time_s for one in first] == [300.0] * len(first)
    assert open_advice(run, 700.0)[0].time_s == 600.0
    assert open_advice(simulate(rack({"balancing": {"mode": "automatic"}})), 400.0) == []


def test_what_a_move_brought_is_measured_after_it_and_is_what_was_expected_where_nothing_else_happens() -> None:
    followed = simulate(rack({"balancing": {"mode": "automatic"}}))
    assert brought(followed, followed.advice[-1]) == pytest.approx(followed.advice[-1].after, rel=0.01)
    by_hand = do("migrate_machine", 400.0, machine="vm-0", to_host="host-b")
    run = simulate(rack({"balancing": {"mode": "recommend"}}, by_hand))
    assert brought(run, run.advice[0]) == pytest.approx(run.advice[0].after, rel=0.01)
    assert brought(run, run.advice[1]) is None


def test_a_service_takes_over_what_people_do_and_nothing_else() -> None:
    moved = do("migrate_machine", 400.0, machine="vm-0", to_host="host-b")
    crash = do("crash_guest", 500.0, machine="vm-1")
    taken_over = left_to("drs", rack({}, moved, crash))
    assert taken_over.actions == (crash,)
    assert services_at(simulate(taken_over), 0.0).balancing.mode == "automatic"


def test_balancing_beats_nobody_on_waiting_and_power_management_on_energy() -> None:
    world = rack({})
    runs = {name: simulate(left_to(name, world)) for name in CONTESTANTS}
    energy = {name: MEASURES["energy_kwh_per_day"].of(run) for name, run in runs.items()}
    assert energy["power"] < energy["nobody"]
    assert moves_per_day(runs["nobody"]) == 0.0
    assert MEASURES["moves_per_day"].of(runs["drs"]) == 3 * 8


def test_the_fewest_hosts_are_those_that_the_sum_of_all_machines_fills() -> None:
    assert least_hosts(simulate(rack({})), 3600.0) == (1, 3)
    crowded = rack({}, *(do("set_workload", 60.0, machine=f"vm-{n}", workload=TWO_CORES) for n in range(6)))
    assert least_hosts(simulate(crowded), 3600.0) == (2, 3)


def test_experiments_vary_who_moves_machines() -> None:
    setting = SETTINGS["services"]
    assert tuple(setting.values(rack({}))) == tuple(CONTESTANTS)
    assert setting.apply(rack({}), "power").services.power.enabled


# The ready scenarios


def ready(key: str) -> Scenario:
    """Return a ready scenario."""
    return read_ready_scenario(ROOT / "assets" / "scenarios" / f"{key}.yaml").scenario


def test_by_night_one_host_is_off_and_saves_a_fifth_and_its_crash_at_three_is_waited_for() -> None:
    night = ready("night-consolidation")
    run = simulate(night)
    assert [run.host_state_at(name, 3 * HOUR_S) for name in ("host-a", "host-b")] == ["off", "on"]
    assert [run.host_state_at(name, 10 * HOUR_S) for name in ("host-a", "host-b")] == ["on", "on"]
    energy = MEASURES["energy_kwh_per_day"].of
    assert energy(run) == pytest.approx(0.81 * energy(simulate(left_to("nobody", night))), rel=0.01)
    crashed = simulate(night.with_action(do("crash_host", 3 * HOUR_S, host="host-b")))
    assert max(outage.lasts_s for outage in all_outages(crashed)) > 500.0
