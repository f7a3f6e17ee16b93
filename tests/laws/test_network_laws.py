"""What no division of a network may ever do, whoever sends whatever along whichever links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms.cpu import waterfill
from sim.mechanisms.network import Flow, fair_rates

ROUNDING = 1e-6
"""How far floating point may be off, relative to the capacities at stake."""
LINKS = ("a", "b", "c", "d")

demands = st.floats(0.0, 100.0) | st.sampled_from([0.0, 1.0, 10.0, float("inf")])
weights = st.floats(0.1, 100.0)
capacities = st.fixed_dictionaries({link: st.floats(0.0, 50.0) | st.sampled_from([0.0, 10.0]) for link in LINKS})
Network = dict[str, float]


@st.composite
def flow(draw: st.DrawFn) -> Flow:
    links = draw(st.lists(st.sampled_from(LINKS), min_size=1, max_size=4, unique=True))
    return Flow(tuple(links), draw(demands), draw(weights))


flows = st.lists(flow(), min_size=1, max_size=10)


def load_of(link: str, sent: list[Flow], rates: list[float]) -> float:
    return sum(rate for rate, one in zip(rates, sent, strict=True) if link in one.links)


@given(capacities, flows)
def test_nobody_sends_more_than_it_wants_and_no_link_carries_more_than_it_can(
    network: Network, sent: list[Flow]
) -> None:
    rates = fair_rates(network, sent)
    assert all(0.0 <= rate <= one.demand for rate, one in zip(rates, sent, strict=True))
    for link, capacity in network.items():
        assert load_of(link, sent, rates) <= capacity + ROUNDING


@given(capacities, flows)
def test_whoever_wants_more_passes_a_full_link_on_which_nobody_has_more_per_weight(
    network: Network, sent: list[Flow]
) -> None:
    """The definition of weighted max-min fairness (Bertsekas & Gallager, section 6.5.2)."""
    rates = fair_rates(network, sent)
    for rate, one in zip(rates, sent, strict=True):
        if rate < one.demand - ROUNDING:
            assert any(
                load_of(link, sent, rates) >= network[link] - ROUNDING
                and all(
                    other_rate / other.weight <= rate / one.weight + ROUNDING
                    for other_rate, other in zip(rates, sent, strict=True)
                    if link in other.links
                )
                for link in one.links
            )


@given(capacities, flows, st.floats(0.01, 100.0))
def test_only_the_ratio_of_weights_counts(network: Network, sent: list[Flow], factor: float) -> None:
    scaled = [Flow(one.links, one.demand, one.weight * factor) for one in sent]
    assert fair_rates(network, scaled) == pytest.approx(fair_rates(network, sent), rel=1e-6, abs=ROUNDING)


@given(capacities, flows)
def test_the_order_of_flows_does_not_matter(network: Network, sent: list[Flow]) -> None:
    assert fair_rates(network, sent[::-1])[::-1] == pytest.approx(fair_rates(network, sent), rel=1e-6, abs=ROUNDING)


@given(capacities, flows)
def test_links_that_nobody_shares_do_not_influence_each_other(network: Network, sent: list[Flow]) -> None:
    twin = network | {f"{link}-twin": capacity for link, capacity in network.items()}
    mirrored = [Flow(tuple(f"{link}-twin" for link in one.links), one.demand, one.weight) for one in sent]
    alone = fair_rates(network, sent)
    assert fair_rates(twin, [*sent, *mirrored]) == pytest.approx(alone * 2, rel=1e-6, abs=ROUNDING)


@given(st.floats(0.0, 100.0), st.lists(st.tuples(weights, st.floats(0.0, 50.0)), min_size=1, max_size=10))
def test_one_link_is_divided_like_any_other_resource(capacity: float, sent: list[tuple[float, float]]) -> None:
    rates = fair_rates({"a": capacity}, [Flow(("a",), demand, weight) for weight, demand in sent])
    parts = waterfill(capacity, [(weight, 0.0, demand) for weight, demand in sent])
    assert rates == pytest.approx(parts, rel=1e-6, abs=ROUNDING)


@given(st.floats(0.0, 100.0), st.lists(st.tuples(weights, st.floats(0.0, 50.0)), min_size=2, max_size=8), demands)
def test_on_one_link_wanting_more_never_helps_anybody_else(
    capacity: float, sent: list[tuple[float, float]], more: float
) -> None:
    """Over several links it can: whoever is held back on one link leaves more of the next."""
    before = [Flow(("a",), demand, weight) for weight, demand in sent]
    greedy = [Flow(("a",), before[0].demand + more, before[0].weight), *before[1:]]
    early, late = fair_rates({"a": capacity}, before)[1:], fair_rates({"a": capacity}, greedy)[1:]
    assert all(after <= rate + ROUNDING for rate, after in zip(early, late, strict=True))
