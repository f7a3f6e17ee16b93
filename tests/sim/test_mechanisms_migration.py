"""Migrations at constant rates: the rounds against the closed form, and what never converges."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.mechanisms.migration import AutoConverge, Pages, precopy, precopy_closed_form

memories = st.floats(64.0, 65_536.0)
rates = st.floats(50.0, 3000.0)


@settings(max_examples=80)
@given(memories, rates, st.floats(0.01, 0.9))
def test_the_rounds_are_a_geometric_series_where_less_is_written_than_sent(
    memory_mib: float, rate: float, ratio: float
) -> None:
    plan = precopy(Pages(memory_mib, ratio * rate), rate, max_rounds=1000)
    form = precopy_closed_form(Pages(memory_mib, ratio * rate), rate)
    if math.isclose(plan.downtime_s, 0.3, rel_tol=1e-9) or math.isclose(form.downtime_s, 0.3, rel_tol=1e-9):
        return  # on the edge of the limit, a rounding error is a round
    assert len(plan.rounds_mib) == form.rounds
    assert plan.total_s == pytest.approx(form.total_s)
    assert plan.downtime_s == pytest.approx(form.downtime_s)
    assert plan.data_mib == pytest.approx(form.data_mib)
    assert plan.downtime_s <= 0.3


@settings(max_examples=60)
@given(memories, rates, st.floats(0.0, 5.0), st.floats(0.0, 1.0), st.integers(1, 40))
def test_nothing_is_sent_twice_that_was_not_written_meanwhile(
    memory_mib: float, rate: float, ratio: float, part: float, max_rounds: int
) -> None:
    working_set_mib = part * memory_mib
    plan = precopy(Pages(memory_mib, ratio * rate, working_set_mib), rate, max_rounds=max_rounds)
    assert plan.rounds_mib[0] == memory_mib
    assert 1 <= len(plan.rounds_mib) <= max_rounds
    later = (*plan.rounds_mib[1:], plan.stop_copy_mib)
    for sent, again in zip(plan.rounds_mib, later, strict=True):
        assert again == pytest.approx(min(ratio * sent, working_set_mib))
    assert plan.data_mib == pytest.approx(plan.total_s * rate)


def test_what_writes_faster_than_the_link_carries_is_stopped_by_force() -> None:
    """A database of 16 GiB with a working set of 6 GiB on 1 Gbit/s: the classic that never converges."""
    database = Pages(16_384, 200, 6144)
    plan = precopy(database, 112)
    assert len(plan.rounds_mib) == 30
    assert plan.downtime_s == pytest.approx(54.86, abs=0.01)
    assert precopy(database, 1100).downtime_s < 0.3


def test_a_steady_page_rate_below_the_bandwidth_is_what_the_closed_form_needs() -> None:
    with pytest.raises(ValueError, match="between 0 and the bandwidth"):
        precopy_closed_form(Pages(4096, 150), 100)


def test_a_machine_can_be_slowed_down_to_a_hundredth_and_no_further() -> None:
    assert list(AutoConverge().steps(100_000, 100))[-1] == 0.99
    assert list(AutoConverge().steps(50, 100)) == []
