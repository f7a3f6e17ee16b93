"""A balancing policy made of weights: each weight does what its name says, and thresholds say when."""

from __future__ import annotations

from typing import Any

import pytest

from sim.policies.cluster import Cluster, HostLoad, MachineLoad
from sim.policies.weighing import Weights, best_weighed_move, out_of_band, price, terms
from sim.run import Run
from sim.scenario import Scenario
from sim.study.services import brought, followed_by_hand, left_to, open_advice, own_weights, without
from tests.sim.builders import do
from tests.sim.test_services import places, rack, ran

NOTHING = dict.fromkeys(("cpu", "memory", "power", "together", "moving", "least_gain"), 0.0)
ALWAYS = {"above_pct": 0.0, "below_pct": 0.0}


def weights(**chosen: float) -> Weights:
    """Return weights that leave out all that is not named, and always act."""
    return Weights.model_validate(NOTHING | {"below_pct": 100.0, "above_pct": 100.0} | chosen)


def cluster(*machines: MachineLoad) -> Cluster:
    """Return three hosts of 8 cores and 8 GiB that draw 100 to 200 W."""
    hosts = tuple(HostLoad(name, 8.0, 8192.0, lambda use: 100.0 + 100.0 * use) for name in "abc")
    return Cluster(hosts, machines, lambda _machine, _host: None)


def test_each_term_is_what_it_says() -> None:
    both = cluster(MachineLoad("web", "a", 4.0, 2048.0, partners=("db",)), MachineLoad("db", "b", 4.0, 2048.0))
    found = terms(both)
    assert found.cpu == pytest.approx(0.2357, abs=1e-4)
    assert found.memory == pytest.approx(0.1179, abs=1e-4)
    assert found.power == pytest.approx(300.0 / 600.0)
    assert found.together == 1.0


@pytest.mark.parametrize(
    ("chosen", "machines", "expected"),
    [
        (
            {"cpu": 1.0},
            (("big", "a", 6.0, 512.0), ("small", "a", 1.0, 4096.0), ("idle", "b", 0.5, 512.0)),
            ("big", "c"),
        ),
        (
            {"memory": 1.0},
            (("big", "a", 5.0, 512.0), ("wide", "a", 1.0, 3072.0), ("other", "a", 1.0, 2048.0)),
            ("wide", "b"),
        ),
        ({"power": 1.0}, (("one", "a", 1.0, 512.0), ("two", "b", 1.0, 512.0)), ("one", "b")),
    ],
)
def test_a_weight_alone_moves_what_it_cares_for(
    chosen: dict[str, float], machines: tuple[tuple[str, str, float, float], ...], expected: tuple[str, str]
) -> None:
    move = best_weighed_move(cluster(*(MachineLoad(*one) for one in machines)), weights(**chosen))
    assert move is not None
    assert (move.machine.name, move.target) == expected


def test_machines_that_need_each_other_come_together() -> None:
    parted = cluster(MachineLoad("web", "a", 1.0, 512.0, partners=("db",)), MachineLoad("db", "b", 1.0, 512.0))
    move = best_weighed_move(parted, weights(together=1.0))
    assert move is not None
    assert (move.before, move.after) == (1.0, 0.0)


def test_a_move_that_costs_more_than_it_brings_is_not_made() -> None:
    uneven = cluster(MachineLoad("heavy", "a", 2.0, 8192.0), MachineLoad("light", "a", 2.0, 1024.0))
    assert price(uneven, uneven.machines[0], weights(moving=0.5)) == 0.5
    move = best_weighed_move(uneven, weights(cpu=1.0, moving=0.5))
    assert move is not None
    assert move.machine.name == "light"
    assert best_weighed_move(uneven, weights(cpu=1.0, moving=5.0)) is None
    assert best_weighed_move(uneven, weights(cpu=1.0, least_gain=0.5)) is None


def test_between_the_thresholds_nothing_is_done_and_no_host_is_filled_beyond_the_upper_one() -> None:
    calm = cluster(MachineLoad("one", "a", 4.0, 512.0), MachineLoad("two", "b", 2.0, 512.0))
    assert out_of_band(calm, Weights(above_pct=60.0, below_pct=20.0)) == ()
    assert best_weighed_move(calm, Weights(above_pct=60.0, below_pct=20.0)) is None
    busy = cluster(
        MachineLoad("one", "a", 4.0, 512.0), MachineLoad("two", "b", 2.0, 512.0), MachineLoad("x", "a", 3.0, 512.0)
    )
    move = best_weighed_move(busy, Weights(above_pct=60.0, below_pct=0.0))
    assert move is not None
    assert all(one.why_not is None or "more than" in one.why_not.english() for one in move.candidates)


# In a run


def own(mode: str = "automatic", **chosen: Any) -> dict[str, Any]:
    return {"balancing": {"mode": mode, "rule": "own", "weights": chosen}}


def by_weights(**chosen: Any) -> Run:
    return ran(rack(own(**chosen)))


def test_weights_for_even_cpu_spread_and_weights_for_little_power_pack() -> None:
    assert places(by_weights(above_pct=40.0), 0.0) == ["host-a"] * 6
    spread = by_weights(above_pct=40.0, moving=0.0)
    assert len(set(places(spread, 3600.0))) == 3
    split = [do("migrate_machine", 60.0, machine=f"vm-{n}", to_host="host-b") for n in range(3)]
    packed = ran(rack(own(**NOTHING | {"power": 1.0, "below_pct": 50.0, "above_pct": 90.0}), *split))
    assert len(set(places(packed, 10_000.0))) == 1


def test_the_reason_names_every_term_and_what_was_expected_is_measured_afterwards() -> None:
    run = by_weights(above_pct=40.0, moving=0.0)
    assert run.advice[0].reason.english().startswith("host-a is used to ")
    assert "uneven memory" in run.advice[0].reason.english()
    assert brought(run, run.advice[-1]) == pytest.approx(run.advice[-1].after, rel=0.02)


def test_weights_are_a_part_of_the_scenario_and_compete_with_the_services() -> None:
    world = rack(own("recommend", cpu=2.5, above_pct=40.0))
    assert Scenario.from_json(world.to_json()).services == world.services
    assert left_to("own", world).services.balancing.weights.cpu == 2.5
    later = world.with_action(do("set_services", 60.0, services=own(cpu=7.0)))
    assert own_weights(later).cpu == 7.0


def test_advice_that_was_followed_is_no_longer_open_and_says_what_it_brought() -> None:
    world = rack({"balancing": {"mode": "recommend"}})
    advice = open_advice(ran(world), 400.0)
    deed = do("migrate_machine", 400.0, machine=advice[0].machine, to_host=advice[0].target)
    run = ran(world.with_action(deed))
    assert open_advice(run, 398.0) == advice
    assert open_advice(run, 400.0) == advice[1:]
    assert followed_by_hand(run, 398.0) == []
    assert followed_by_hand(run, 1000.0) == advice[:1]


def test_advice_that_was_followed_at_the_next_look_says_what_it_brought_too() -> None:
    world = rack({"balancing": {"mode": "recommend"}})
    advice = open_advice(ran(world), 300.0)[0]
    run = ran(world.with_action(do("migrate_machine", 600.0, machine=advice.machine, to_host=advice.target)))
    assert followed_by_hand(run, 900.0) == [advice]
    assert brought(run, advice) == pytest.approx(advice.after, rel=0.02)
    instead = ran(without(run, advice))
    assert instead.migrations == ()
    assert brought(run, advice, instead) == pytest.approx(advice.before, rel=0.02)
