"""What no host may ever do with its memory, whatever its guests touch."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms.memory import MemoryClaim, entitlements_mib
from sim.mechanisms.reclamation import (
    STATES,
    GuestMemory,
    HostMemory,
    MemoryAssumptions,
    memory_state,
    reclaim,
)

ROUNDING_MIB = 1e-5
"""How far floating point may be off."""

fractions = st.floats(0.0, 1.0) | st.sampled_from([0.0, 0.5, 1.0])
amounts = st.floats(0.0, 65536.0)
states = st.sampled_from(STATES)


@st.composite
def guest(draw: st.DrawFn) -> GuestMemory:
    configured = draw(st.floats(16.0, 65536.0))
    consumed = configured * draw(fractions)
    kind = draw(st.sampled_from(["vm", "vm", "vm without driver", "container"]))
    reserved = configured * draw(st.just(0.0) | fractions)
    limit = draw(st.none() | fractions)
    return GuestMemory(
        configured_mib=configured,
        consumed_mib=consumed,
        active_mib=consumed * draw(fractions),
        overhead_mib=0.0 if kind == "container" else draw(st.floats(0.0, 200.0)),
        shares=draw(st.floats(1.0, 1e6)),
        reservation_mib=reserved,
        limit_mib=math.inf if limit is None else reserved + limit * (configured - reserved),
        family=draw(st.sampled_from(["linux", "windows"])),
        balloonable=kind == "vm",
        container=kind == "container",
    )


@st.composite
def host(draw: st.DrawFn) -> tuple[float, float, list[GuestMemory], dict[str, object]]:
    options: dict[str, object] = {
        "sharing": draw(st.sampled_from(["off", "ksm", "esxi"])),
        "swap": draw(st.sampled_from(["ssd", "hdd"])),
        "previous_state": draw(states),
        "assumptions": MemoryAssumptions(compressible=draw(fractions), common_fraction=draw(st.floats(0.0, 0.5))),
    }
    guests = draw(st.lists(guest(), min_size=1, max_size=8))
    return draw(st.floats(256.0, 262_144.0)), draw(st.floats(10.0, 5000.0)), guests, options


Host = tuple[float, float, list[GuestMemory], dict[str, object]]


def settled(case: Host) -> HostMemory:
    capacity, min_free, guests, options = case
    return reclaim(capacity, min_free, guests, **options)  # type: ignore[arg-type]  # drawn of the right kinds


@given(host())
def test_the_layers_add_up_to_what_was_touched(case: Host) -> None:
    for guest_memory, layers in zip(case[2], settled(case).guests, strict=True):
        parts = (
            layers.resident_mib,
            layers.shared_mib,
            layers.ballooned_mib,
            layers.compressed_mib,
            layers.swapped_mib,
        )
        assert min(parts) >= 0.0
        assert sum(parts) == pytest.approx(guest_memory.consumed_mib, abs=ROUNDING_MIB)


@given(host())
def test_memory_is_neither_conjured_nor_lost(case: Host) -> None:
    capacity, _, guests, _ = case
    result = settled(case)
    held = sum(layers.host_mib for layers in result.guests) + sum(one.overhead_mib for one in guests)
    assert held + result.free_mib - result.short_mib == pytest.approx(capacity, abs=ROUNDING_MIB)
    assert min(result.free_mib, result.short_mib) == 0.0


@given(host())
def test_each_means_keeps_to_its_bounds(case: Host) -> None:
    for guest_memory, layers in zip(case[2], settled(case).guests, strict=True):
        assert layers.ballooned_mib <= 0.65 * guest_memory.configured_mib + ROUNDING_MIB
        idle = guest_memory.consumed_mib - guest_memory.active_mib
        assert layers.ballooned_mib <= idle + ROUNDING_MIB
        assert 0.5 * layers.compressed_mib <= 0.1 * guest_memory.configured_mib + ROUNDING_MIB
        assert 0.0 < layers.throughput <= 1.0
        if layers.swapped_mib + layers.compressed_mib == 0.0:
            assert layers.throughput == 1.0


@given(host())
def test_what_is_reserved_is_never_taken(case: Host) -> None:
    for guest_memory, layers in zip(case[2], settled(case).guests, strict=True):
        own = guest_memory.within_limit_mib - layers.shared_mib
        assert layers.host_mib >= min(guest_memory.reservation_mib, own) - ROUNDING_MIB


@given(host())
def test_nobody_has_more_of_its_host_than_its_limit(case: Host) -> None:
    for guest_memory, layers in zip(case[2], settled(case).guests, strict=True):
        assert layers.host_mib <= guest_memory.limit_mib + ROUNDING_MIB


@given(host())
def test_a_container_keeps_its_pages_and_a_guest_without_driver_has_no_balloon(case: Host) -> None:
    for guest_memory, layers in zip(case[2], settled(case).guests, strict=True):
        if guest_memory.container:
            assert layers.host_mib == pytest.approx(guest_memory.within_limit_mib, abs=ROUNDING_MIB)
        if not guest_memory.balloonable:
            assert layers.ballooned_mib == 0.0


@given(host())
def test_nothing_is_swapped_while_the_state_is_better_than_hard(case: Host) -> None:
    result = settled(case)
    unlimited = [
        layers
        for guest_memory, layers in zip(case[2], result.guests, strict=True)
        if guest_memory.limit_mib == math.inf
    ]
    paged = sum(layers.swapped_mib + layers.compressed_mib for layers in unlimited)
    ballooned = sum(layers.ballooned_mib for layers in unlimited)
    if result.state in {"high", "clear", "soft"}:
        assert paged == 0.0
    if result.state in {"high", "clear"}:
        assert ballooned == 0.0
    if result.short_mib > ROUNDING_MIB:
        assert result.state == "low"


@given(host(), st.floats(0.001, 1000.0))
def test_only_the_ratio_of_shares_counts(case: Host, factor: float) -> None:
    capacity, min_free, guests, options = case
    scaled = [GuestMemory(**_fields(one) | {"shares": one.shares * factor}) for one in guests]
    before, after = settled(case), settled((capacity, min_free, scaled, options))
    for one, other in zip(before.guests, after.guests, strict=True):
        assert other.host_mib == pytest.approx(one.host_mib, rel=1e-6, abs=0.01)


@given(host(), st.floats(0.0, 65536.0))
def test_more_memory_in_the_host_never_slows_its_guests_as_a_whole(case: Host, more: float) -> None:
    capacity, min_free, guests, options = case
    before, after = settled(case), settled((capacity + more, min_free, guests, options))
    # Sharing that ESXi only begins under pressure can leave a shorter host with less to take.
    if options["sharing"] != "esxi":
        taken_before = sum(layers.swapped_mib for layers in before.guests)
        assert sum(layers.swapped_mib for layers in after.guests) <= taken_before + 0.01


@given(host())
def test_settling_twice_changes_nothing(case: Host) -> None:
    capacity, min_free, guests, options = case
    first = settled(case)
    second = settled((capacity, min_free, guests, options | {"previous_state": first.state}))
    third = settled((capacity, min_free, guests, options | {"previous_state": second.state}))
    assert third == second


def _fields(one: GuestMemory) -> dict[str, object]:
    return {name: getattr(one, name) for name in GuestMemory.__slots__}


# Entitlement


@st.composite
def claim(draw: st.DrawFn) -> MemoryClaim:
    cap = draw(amounts)
    return MemoryClaim(draw(st.floats(1.0, 1e6)), cap * draw(fractions), cap * draw(fractions), cap)


@given(st.floats(0.0, 262_144.0), st.lists(claim(), min_size=1, max_size=8), st.floats(0.0, 0.95))
def test_memory_is_divided_completely_within_floors_and_caps(
    total: float, claims: list[MemoryClaim], tax: float
) -> None:
    parts = entitlements_mib(total, claims, tax)
    wanted = sum(one.cap_mib for one in claims)
    assert sum(parts) == pytest.approx(min(total, wanted), rel=1e-9, abs=ROUNDING_MIB)
    fit = sum(one.floor_mib for one in claims) <= total
    for part, one in zip(parts, claims, strict=True):
        assert part <= one.cap_mib + ROUNDING_MIB
        if fit:
            assert part >= one.floor_mib - ROUNDING_MIB


@given(st.floats(100.0, 262_144.0), st.lists(claim(), min_size=2, max_size=8), st.floats(0.0, 0.95))
def test_in_balance_everybody_has_the_same_shares_per_page(total: float, claims: list[MemoryClaim], tax: float) -> None:
    price = 1.0 / (1.0 - tax)
    ratios = []
    for part, one in zip(entitlements_mib(total, claims, tax), claims, strict=True):
        if one.floor_mib + 0.01 < part < one.cap_mib - 0.01 and part > 1.0:
            active = min(one.active_mib / part, 1.0)
            ratios.append(one.shares / (part * (active + price * (1.0 - active))))
    assert ratios == pytest.approx([*ratios[:1]] * len(ratios), rel=1e-4)


@given(st.floats(-1.0, 5.0), states)
def test_a_state_once_reached_is_kept_while_nothing_changes(ratio: float, previous: str) -> None:
    state = memory_state(ratio, previous)  # type: ignore[arg-type]  # one of the five
    assert memory_state(ratio, state) == state
