"""Sums over quantities that are constant between two instants."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.steps import Steps, total

END_S = 100.0


@st.composite
def quantities(draw: st.DrawFn) -> Steps:
    """Return a quantity that begins somewhere in the run; an instant may stand twice."""
    times_s = sorted(draw(st.lists(st.integers(0, 100), min_size=1, max_size=8)))
    values = draw(st.lists(st.floats(-1e3, 1e3), min_size=len(times_s), max_size=len(times_s)))
    return Steps(np.array(times_s, dtype=float), np.array(values), END_S)


instants = st.floats(0.0, END_S)


@given(quantities(), instants)
def test_the_integral_is_the_sum_of_its_parts(quantity: Steps, middle_s: float) -> None:
    parts = quantity.integral(0.0, middle_s) + quantity.integral(middle_s, END_S)
    assert parts == pytest.approx(quantity.integral(), rel=1e-9, abs=1e-6)


@given(quantities(), st.lists(instants, min_size=2, max_size=6, unique=True).map(sorted))
def test_averages_times_their_lengths_are_the_integral(quantity: Steps, edges_s: list[float]) -> None:
    weighted = float((quantity.means(edges_s) * np.diff(edges_s)).sum())
    assert weighted == pytest.approx(quantity.integral(edges_s[0], edges_s[-1]), rel=1e-6, abs=1e-6)


@given(quantities(), st.lists(instants, max_size=6))
def test_sampling_many_instants_is_asking_one_by_one(quantity: Steps, times_s: list[float]) -> None:
    assert quantity.sample(times_s).tolist() == [quantity.at(time_s) for time_s in times_s]


@given(st.lists(quantities(), max_size=4), instants)
def test_the_total_is_the_sum_of_whatever_has_begun(parts: list[Steps], time_s: float) -> None:
    begun = sum(part.at(time_s) for part in parts if part.times_s[0] <= time_s)
    together = total(parts, END_S)
    if together.times_s[0] <= time_s:
        assert together.at(time_s) == pytest.approx(begun, abs=1e-6)
    assert together.integral() == pytest.approx(sum(part.integral() for part in parts), rel=1e-9, abs=1e-6)


def test_where_an_instant_stands_twice_the_last_value_counts() -> None:
    twice = Steps(np.array([0.0, 10.0, 10.0]), np.array([1.0, 99.0, 2.0]), 20.0)
    assert twice.at(10.0) == 2.0
    assert twice.integral() == 30.0
    assert twice.maximum() == 2.0


def test_before_its_first_instant_a_quantity_has_its_first_value_and_no_integral() -> None:
    late = Steps(np.array([10.0]), np.array([5.0]), 20.0)
    assert late.at(0.0) == 5.0
    assert late.integral(0.0, 15.0) == 25.0
    assert late.means([0.0, 10.0, 20.0]).tolist() == [0.0, 5.0]


def test_nothing_adds_up_to_nothing() -> None:
    assert total([], 20.0).integral() == 0.0
