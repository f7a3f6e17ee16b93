"""Networks: fair rates over several links, traffic types that compete, bonds."""

from __future__ import annotations

import pytest

from sim.mechanisms.cpu import waterfill
from sim.mechanisms.network import Bond, Flow, fair_rates, mib_per_s, traffic_weights


def test_the_textbook_example_of_max_min_fairness() -> None:
    flows = [Flow(("link",), demand) for demand in (2.0, 2.6, 4.0, 5.0)]
    assert fair_rates({"link": 10.0}, flows) == pytest.approx([2.0, 2.6, 2.7, 2.7])


def test_network_io_control_divides_by_the_shares_of_whoever_is_active() -> None:
    def rates(*demands: float) -> list[float]:
        flows = [Flow(("uplink",), demand, shares) for demand, shares in zip(demands, (100, 100, 50), strict=True)]
        return fair_rates({"uplink": 10.0}, flows)

    assert rates(10, 10, 10) == pytest.approx([4, 4, 2])
    assert rates(10, 10, 0) == pytest.approx([5, 5, 0])


def test_on_one_link_it_is_water_filling() -> None:
    claims = [(300.0, 0.0, 1.0), (100.0, 0.0, 9.0), (50.0, 0.0, 9.0)]
    flows = [Flow(("link",), cap, shares) for shares, _, cap in claims]
    assert fair_rates({"link": 4.0}, flows) == pytest.approx(waterfill(4.0, claims))


def test_a_flow_held_back_elsewhere_leaves_its_part_to_the_others() -> None:
    """The parking lot: one long flow over three links, one short flow on each."""
    links = {"a": 1.0, "b": 2.0, "c": 4.0}
    flows = [Flow(("a", "b", "c")), Flow(("a",)), Flow(("b",)), Flow(("c",))]
    assert fair_rates(links, flows) == pytest.approx([0.5, 0.5, 1.5, 3.5])


def test_a_migration_and_the_guests_meet_on_the_uplink_of_the_busier_host() -> None:
    """Two hosts at one top-of-rack switch: the migration passes both uplinks, each guest one."""
    capacities = {"host-a": mib_per_s(1), "host-b": mib_per_s(1)}
    guest, migration = traffic_weights(["guest", "migration"])
    flows = [Flow(("host-a", "host-b"), weight=migration), Flow(("host-b",), weight=guest)]
    moved, served = fair_rates(capacities, flows)
    assert moved == pytest.approx(mib_per_s(1) / 3)
    assert served == pytest.approx(mib_per_s(1) * 2 / 3)


def test_flows_of_one_type_divide_its_shares() -> None:
    assert traffic_weights(["guest", "guest", "storage"]) == [50.0, 50.0, 100.0]
    assert traffic_weights([]) == []


def test_nothing_passes_a_dead_link_and_local_traffic_needs_none() -> None:
    assert fair_rates({"dead": 0.0}, [Flow(("dead",), 5.0), Flow((), 3.0)]) == [0.0, 3.0]
    assert fair_rates({}, []) == []


def test_an_unknown_link_is_refused() -> None:
    with pytest.raises(KeyError):
        fair_rates({}, [Flow(("nowhere",))])


def test_a_bond_loses_a_link_and_keeps_the_rest() -> None:
    bond = Bond((10.0, 10.0, 1.0))
    assert (bond.gbit_per_s, bond.flow_gbit_per_s) == (21.0, 10.0)
    assert bond.without(0).without(0) == Bond((1.0,))
    assert (Bond(()).gbit_per_s, Bond(()).flow_gbit_per_s) == (0.0, 0.0)
