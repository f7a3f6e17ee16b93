"""Packing: the rules against the best possible, and the best possible against trying everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policies import binpacking

CAPACITY = 20.0
sizes_of_bins = st.lists(st.integers(1, 20).map(float), max_size=8)
policies = pytest.mark.parametrize("policy", ["first_fit", "best_fit", "worst_fit"])


def fewest_by_trying_everything(sizes: list[float]) -> int:
    """Put each size into every bin there is and into a new one, and keep the smallest number of bins."""

    def search(remaining: list[float], free: tuple[float, ...]) -> int:
        if not remaining:
            return len(free)
        size, *rest = remaining
        counts = [search(rest, (*free, CAPACITY - size))]
        counts += [
            search(rest, (*free[:index], room - size, *free[index + 1 :]))
            for index, room in enumerate(free)
            if room >= size
        ]
        return min(counts)

    return search(sizes, ())


@given(st.lists(st.integers(1, 20).map(float), max_size=6))
def test_the_best_packing_is_the_best(sizes: list[float]) -> None:
    assert binpacking.fewest_bins(CAPACITY, sizes) == fewest_by_trying_everything(sizes)


@policies
@given(sizes_of_bins)
def test_every_size_is_packed_once_and_no_bin_overflows(policy: str, sizes: list[float]) -> None:
    bins = binpacking.pack(CAPACITY, sizes, policy)
    assert sorted(size for held in bins for size in held) == sorted(sizes)
    assert all(sum(held) <= CAPACITY for held in bins)


@given(sizes_of_bins)
def test_bounds_best_and_rules_stand_in_order(sizes: list[float]) -> None:
    best = binpacking.fewest_bins(CAPACITY, sizes)
    assert binpacking.lower_bound_l1(CAPACITY, sizes) <= binpacking.lower_bound_l2(CAPACITY, sizes) <= best
    assert best <= len(binpacking.pack_decreasing(CAPACITY, sizes)) <= 11 / 9 * best + 6 / 9
    assert len(binpacking.pack(CAPACITY, sizes)) <= 1.7 * best
    assert len(binpacking.next_fit(CAPACITY, sizes)) <= max(2 * best - 1, 0)


def test_sizes_that_add_up_to_a_bin_fill_it_despite_binary_fractions() -> None:
    assert binpacking.pack(0.3, [0.1, 0.2]) == [[0.1, 0.2]]
    assert binpacking.lower_bound_l1(0.1, [0.1, 0.1, 0.1]) == 3


@pytest.mark.parametrize("sizes", [[11.0], [-1.0]])
def test_what_cannot_be_packed_is_refused(sizes: list[float]) -> None:
    with pytest.raises(ValueError, match=r"does not fit|negative"):
        binpacking.pack(10.0, sizes)
