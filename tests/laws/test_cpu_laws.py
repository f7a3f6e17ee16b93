"""What no division of a processor may ever do, whoever claims whatever."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.mechanisms.cpu import Claim, smt_capacity, waiting, waterfill, waterfill_rows
from sim.mechanisms.cpu_settings import CgroupCpu, CpuControl, ProxmoxCpu, VsphereCpu, XenCpu
from sim.mechanisms.pools import Part, Pool, waterfill_pools, waterfill_tree

EXACT = 1e-9
"""How far floating point may be off, relative to the amounts at stake."""

amounts = st.floats(0.0, 64.0) | st.sampled_from([0.0, 1.0, 2.0, 4.0])
capacities = st.floats(0.0, 256.0) | st.sampled_from([0.0, 1.0, 8.0, 16.0])
weights = st.integers(1, 100_000).map(float)


@st.composite
def claim(draw: st.DrawFn) -> Claim:
    """One machine: its shares, its reservation (never more than it wants) and what it wants."""
    cap = draw(amounts)
    return draw(weights), min(draw(st.just(0.0) | amounts), cap), cap


@st.composite
def contention(draw: st.DrawFn, min_size: int = 1) -> tuple[float, list[Claim]]:
    """A host and its machines, admitted so that the reservations fit."""
    claims = draw(st.lists(claim(), min_size=min_size, max_size=12))
    reserved = sum(floor for _, floor, _ in claims)
    return reserved + draw(capacities), claims


def bisected(capacity: float, claims: list[Claim]) -> list[float]:
    """Divide by halving the interval in which the level must lie: slow, simple, and written independently."""
    if sum(cap for _, _, cap in claims) <= capacity:
        return [cap for _, _, cap in claims]

    def at(level: float) -> list[float]:
        return [min(max(level * shares, floor), cap) for shares, floor, cap in claims]

    low, high = 0.0, max(cap / shares for shares, _, cap in claims)
    for _ in range(200):
        middle = (low + high) / 2.0
        low, high = (middle, high) if sum(at(middle)) < capacity else (low, middle)
    return at(high)


def scale_of(capacity: float, claims: list[Claim]) -> float:
    return EXACT * max(1.0, capacity, *(cap for _, _, cap in claims))


@given(contention())
def test_nobody_gets_less_than_is_guaranteed_or_more_than_it_wants(host: tuple[float, list[Claim]]) -> None:
    capacity, claims = host
    slack = scale_of(capacity, claims)
    for part, (_, floor, cap) in zip(waterfill(capacity, claims), claims, strict=True):
        assert floor - slack <= part <= cap + slack


@given(contention())
def test_the_host_is_used_up_or_everybody_is_served(host: tuple[float, list[Claim]]) -> None:
    capacity, claims = host
    wanted = sum(cap for _, _, cap in claims)
    assert sum(waterfill(capacity, claims)) == pytest.approx(min(capacity, wanted), abs=scale_of(capacity, claims))


@given(contention())
def test_the_capacity_is_never_exceeded(host: tuple[float, list[Claim]]) -> None:
    capacity, claims = host
    assert sum(waterfill(capacity, claims)) <= capacity * (1.0 + EXACT)


@given(contention(), st.floats(0.001, 1000.0))
def test_only_the_ratio_of_shares_counts(host: tuple[float, list[Claim]], factor: float) -> None:
    capacity, claims = host
    scaled = [(shares * factor, floor, cap) for shares, floor, cap in claims]
    assert waterfill(capacity, scaled) == pytest.approx(waterfill(capacity, claims), abs=scale_of(capacity, claims))


@given(contention(), st.floats(1.0, 100.0))
def test_more_shares_never_mean_less(host: tuple[float, list[Claim]], factor: float) -> None:
    capacity, claims = host
    (shares, floor, cap), *others = claims
    before = waterfill(capacity, claims)[0]
    after = waterfill(capacity, [(shares * factor, floor, cap), *others])[0]
    assert after >= before - scale_of(capacity, claims)


@given(contention(min_size=2), amounts)
def test_wanting_more_never_helps_anybody_else(host: tuple[float, list[Claim]], more: float) -> None:
    capacity, claims = host
    (shares, floor, cap), *others = claims
    before = waterfill(capacity, claims)[1:]
    after = waterfill(capacity, [(shares, floor, cap + more), *others])[1:]
    assert all(late <= early + scale_of(capacity, claims) for early, late in zip(before, after, strict=True))


@given(contention(min_size=2))
def test_between_floor_and_cap_parts_are_in_the_ratio_of_shares(host: tuple[float, list[Claim]]) -> None:
    capacity, claims = host
    slack = scale_of(capacity, claims)
    levels = [
        part / shares
        for part, (shares, floor, cap) in zip(waterfill(capacity, claims), claims, strict=True)
        if floor + slack < part < cap - slack
    ]
    assert levels == pytest.approx([*levels[:1]] * len(levels), rel=1e-6)


@given(contention())
def test_the_order_of_machines_does_not_matter(host: tuple[float, list[Claim]]) -> None:
    capacity, claims = host
    backwards = waterfill(capacity, claims[::-1])[::-1]
    assert backwards == pytest.approx(waterfill(capacity, claims), abs=scale_of(capacity, claims))


@given(contention())
def test_three_ways_to_divide_agree(host: tuple[float, list[Claim]]) -> None:
    capacity, claims = host
    shares, floors, caps = np.array(claims).T
    parts = waterfill(capacity, claims)
    assert parts == pytest.approx(bisected(capacity, claims), abs=10 * scale_of(capacity, claims))
    rows = waterfill_rows(capacity, shares, floors, caps[np.newaxis])
    assert rows[0].tolist() == pytest.approx(parts, abs=scale_of(capacity, claims))


@given(st.lists(st.tuples(capacities, st.lists(claim(), min_size=4, max_size=4)), min_size=1, max_size=8))
def test_rows_do_not_influence_each_other(hosts: list[tuple[float, list[Claim]]]) -> None:
    table = np.array([claims for _, claims in hosts])
    room = np.array([capacity for capacity, _ in hosts])
    rows = waterfill_rows(room, table[..., 0], table[..., 1], table[..., 2])
    for row, (capacity, claims) in zip(rows, hosts, strict=True):
        assert row.tolist() == pytest.approx(waterfill(capacity, claims), abs=scale_of(capacity, claims))


@given(contention(), st.integers(1, 4))
def test_a_row_may_be_filled_up_with_nobody(host: tuple[float, list[Claim]], nobodies: int) -> None:
    capacity, claims = host
    shares, floors, caps = np.array([*claims, *[(0.0, 0.0, 0.0)] * nobodies]).T
    rows = waterfill_rows(capacity, shares, floors, caps[np.newaxis])
    assert rows[0].tolist() == pytest.approx(
        waterfill(capacity, claims) + [0.0] * nobodies, abs=scale_of(capacity, claims)
    )


@given(st.lists(claim(), min_size=1, max_size=8), st.floats(0.0, 1.0))
def test_guarantees_that_no_longer_fit_shrink_by_one_factor(claims: list[Claim], left: float) -> None:
    floors = [floor for _, floor, _ in claims]
    wanted = sum(cap for _, _, cap in claims)
    capacity = left * sum(floors)
    assume(wanted > capacity)
    assert waterfill(capacity, claims) == pytest.approx([left * floor for floor in floors], abs=EXACT * wanted)


@given(capacities, st.lists(st.lists(claim(), min_size=1, max_size=4), min_size=1, max_size=4), st.data())
def test_pools_hand_on_exactly_what_they_get(capacity: float, groups: list[list[Claim]], data: st.DataObject) -> None:
    pools = [Pool(data.draw(weights), tuple(group), limit=data.draw(amounts)) for group in groups]
    for pool, (part, parts) in zip(pools, waterfill_pools(capacity, pools), strict=True):
        assert sum(parts) == pytest.approx(part, abs=EXACT * max(1.0, part))
        assert part <= pool.limit
    whole = sum(part for part, _ in waterfill_pools(capacity, pools))
    assert whole <= capacity * (1.0 + EXACT)


pools_of_pools = st.recursive(
    claim(),
    lambda inner: st.builds(
        Pool,
        weights,
        st.lists(inner, min_size=1, max_size=3).map(tuple),
        st.just(0.0) | amounts,
        amounts,
        st.booleans(),
    ),
    max_leaves=12,
)


@given(capacities, st.lists(pools_of_pools, min_size=1, max_size=4))
def test_a_tree_of_any_depth_hands_on_exactly_what_it_gets(capacity: float, tree: list[Claim | Pool]) -> None:
    def check(member: Claim | Pool, part: Part) -> None:
        if not isinstance(member, Pool):
            assert part.members == ()
            assert part.given <= member[2] * (1.0 + EXACT)
            return
        assert part.given <= member.limit * (1.0 + EXACT)
        assert sum(inner.given for inner in part.members) == pytest.approx(part.given, abs=1e-6)
        for each, inner in zip(member.members, part.members, strict=True):
            check(each, inner)

    parts = waterfill_tree(capacity, tree)
    assert sum(part.given for part in parts) <= capacity * (1.0 + EXACT)
    for member, part in zip(tree, parts, strict=True):
        check(member, part)


@given(contention())
def test_a_pool_of_one_and_a_pool_around_all_change_nothing(host: tuple[float, list[Claim]]) -> None:
    capacity, claims = host
    plain = waterfill(capacity, claims)
    wrapped = waterfill_tree(capacity, [Pool(claims[0][0], (claims[0],)), *claims[1:]])
    around = waterfill_tree(capacity, [Pool(1.0, tuple(claims))])[0].members
    slack = 10 * scale_of(capacity, claims)
    assert [part.given for part in wrapped] == pytest.approx(plain, abs=slack)
    assert [part.given for part in around] == pytest.approx(plain, abs=slack)


@given(st.floats(0.0, 64.0), st.floats(0.0, 1.0), st.integers(1, 32), st.floats(0.0, 64.0))
def test_waiting_is_a_part_of_the_time_and_the_own_limit_a_part_of_waiting(
    wanted: float, served: float, vcpus: int, limit: float
) -> None:
    waits = waiting(wanted, served * min(wanted, vcpus, limit), vcpus, limit_cores=limit)
    assert 0.0 <= waits.limited <= waits.ready <= 1.0
    assert waits.contended >= 0.0
    if served == 1.0:
        assert waits.contended == pytest.approx(0.0, abs=EXACT)


@given(
    st.integers(100, 10_000).map(lambda weight: weight * 10.0),
    st.just(float("inf")) | st.integers(1, 6400).map(lambda hundredths: hundredths / 100),
)
def test_a_setting_means_the_same_in_every_product(shares: float, limit: float) -> None:
    control = CpuControl(shares, 0.0, limit)
    again = [
        VsphereCpu.of(control, core_mhz=2500).control(core_mhz=2500),
        XenCpu.of(control).control,
        CgroupCpu.of(control).control,
        ProxmoxCpu.of(control).control,
    ]
    for back in again:
        assert back.limit_cores == pytest.approx(limit)
        assert back.shares == pytest.approx(shares, rel=0.005)


@given(st.integers(1, 256), st.floats(0.0, 1.0), st.floats(0.0, 1024.0), st.floats(0.0, 64.0))
def test_second_threads_help_but_never_double(cores: int, gain: float, runnable: float, more: float) -> None:
    throughput = smt_capacity(cores, gain, runnable)
    assert min(runnable, cores) <= throughput <= (1.0 + gain) * cores * (1.0 + EXACT)
    assert smt_capacity(cores, gain, runnable + more) >= throughput
