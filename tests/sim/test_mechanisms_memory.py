"""Memory: what the products' manuals say of states, entitlement and cost, and the cliff at the end of the ladder."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms.memory import (
    MemoryClaim,
    entitlements_mib,
    esxi_min_free_mib,
    free_mib,
    leak_seconds,
    out_of_memory_victim,
    proxmox_extra,
    shared_mib,
    vm_overhead_mib,
)
from sim.mechanisms.memory_settings import ProxmoxMemory, XenMemory
from sim.mechanisms.reclamation import (
    GuestMemory,
    HostMemory,
    MemoryAssumptions,
    MemoryState,
    Sharing,
    SwapDisk,
    memory_state,
    reclaim,
)

GIB = 1024
MIN_FREE_MIB = esxi_min_free_mib(64 * GIB)
NO_COMPRESSION = MemoryAssumptions(compressible=0.0)


def guest(  # noqa: PLR0913 - a test names only what it is about
    *,
    configured_gib: float = 8.0,
    consumed_gib: float | None = None,
    active_gib: float = 5.0,
    shares: float = 1000.0,
    reservation_gib: float = 0.0,
    family: str = "linux",
    balloonable: bool = True,
    container: bool = False,
) -> GuestMemory:
    return GuestMemory(
        configured_mib=configured_gib * GIB,
        consumed_mib=(configured_gib if consumed_gib is None else consumed_gib) * GIB,
        active_mib=active_gib * GIB,
        overhead_mib=0.0 if container else vm_overhead_mib(configured_gib * GIB, 2),
        shares=shares,
        reservation_mib=reservation_gib * GIB,
        family=family,
        balloonable=balloonable,
        container=container,
    )


def company(  # noqa: PLR0913 - the hypervisor's choices
    count: int,
    *,
    sharing: Sharing = "off",
    swap: SwapDisk = "hdd",
    assumptions: MemoryAssumptions = NO_COMPRESSION,
    previous_state: MemoryState = "high",
    member: GuestMemory | None = None,
) -> HostMemory:
    """A host of 64 GiB of which the hypervisor keeps 2, and VMs of 8 GiB that really use 5."""
    return reclaim(
        62 * GIB,
        MIN_FREE_MIB,
        [member or guest()] * count,
        sharing=sharing,
        swap=swap,
        previous_state=previous_state,
        assumptions=assumptions,
    )


# The states


def test_a_state_is_entered_at_its_threshold_and_left_a_tenth_above_it() -> None:
    falling = [memory_state(ratio) for ratio in (1.0, 0.999, 0.64, 0.639, 0.32, 0.319, 0.16, 0.159)]
    assert falling == ["high", "clear", "clear", "soft", "soft", "hard", "hard", "low"]
    rising: list[MemoryState] = []
    state: MemoryState = "low"
    for ratio in (0.17, 0.18, 0.34, 0.36, 0.70, 0.71, 1.09, 1.11):
        state = memory_state(ratio, state)
        rising.append(state)
    assert rising == ["low", "hard", "hard", "soft", "soft", "clear", "clear", "high"]


def test_a_host_that_swings_around_a_threshold_stays_in_its_state() -> None:
    state: MemoryState = "high"
    seen = []
    for ratio in (0.63, 0.66, 0.63, 0.66):
        state = memory_state(ratio, state)
        seen.append(state)
    assert seen == ["soft"] * 4


def test_memory_that_suddenly_comes_free_ends_all_states_at_once() -> None:
    assert memory_state(4.0, "low") == "high"
    assert memory_state(-0.5, "high") == "low"


# The ladder


def test_with_enough_memory_nothing_is_taken() -> None:
    host = company(7)
    assert (host.state, host.short_mib) == ("high", 0.0)
    assert {layers.resident_mib for layers in host.guests} == {8192.0}
    assert host.free_mib == pytest.approx(62 * GIB - 7 * (8192 + 83.14), abs=0.1)


def test_the_processor_bends_but_the_memory_breaks() -> None:
    """The lesson's company: 155 % promised at full speed, and one machine more is several times slower."""
    slower = {count: 1.0 / company(count).guests[0].throughput for count in range(7, 16)}
    print({count: f"÷{factor:.2f}" for count, factor in slower.items()})  # noqa: T201 - the figures of the lesson
    assert all(slower[count] == 1.0 for count in range(7, 13))
    assert [slower[count] for count in (13, 14, 15)] == pytest.approx([3.74, 6.45, 8.79], abs=0.01)
    assert company(12).state == "soft"
    assert company(13).state == "hard"


def test_without_a_margin_and_without_overhead_the_cliff_is_that_of_the_missing_pages_alone() -> None:
    bare = GuestMemory(configured_mib=8 * GIB, consumed_mib=8 * GIB, active_mib=5 * GIB, shares=1.0)
    for count, missing_gib in ((13, 3), (14, 8), (15, 13)):
        host = reclaim(62 * GIB, 1e-9, [bare] * count, swap="hdd", assumptions=NO_COMPRESSION)
        slower = 1.0 + 5000 * 8e-3 * missing_gib / (5 * count)
        assert 1.0 / host.guests[0].throughput == pytest.approx(slower)


def test_compression_softens_the_cliff_and_an_ssd_makes_it_a_slope() -> None:
    hdd = 1.0 / company(14).guests[0].throughput
    compressed = 1.0 / company(14, assumptions=MemoryAssumptions()).guests[0].throughput
    ssd = 1.0 / company(14, swap="ssd").guests[0].throughput
    assert 1.0 < ssd < 1.1 < compressed < hdd


def test_page_sharing_makes_room_for_two_machines_more() -> None:
    assert company(14, sharing="ksm").guests[0].throughput == 1.0
    assert company(15, sharing="ksm").guests[0].throughput < 0.5


def test_ksm_shares_always_and_esxi_only_when_memory_is_short() -> None:
    assert company(4, sharing="esxi").guests[0].shared_mib == 0.0
    assert company(4, sharing="ksm").guests[0].shared_mib == pytest.approx(0.15 * 8192 * 3 / 4)
    short = company(8, sharing="esxi")
    assert short.state == "clear"
    assert short.guests[0].shared_mib == pytest.approx(0.15 * 8192 * 7 / 8)


def test_only_machines_of_one_family_share() -> None:
    guests = [guest(family="linux"), guest(family="windows"), guest(family="linux", container=True)]
    host = reclaim(62 * GIB, MIN_FREE_MIB, guests, sharing="ksm")
    assert [layers.shared_mib for layers in host.guests] == [0.0, 0.0, 0.0]


def test_balloons_take_idle_pages_only_and_first_from_whoever_has_most_of_them() -> None:
    idle, busy = guest(configured_gib=32, active_gib=2), guest(configured_gib=32, active_gib=30)
    host = reclaim(62 * GIB, MIN_FREE_MIB, [idle, busy])
    assert host.state == "soft"
    assert host.guests[0].ballooned_mib > 0.0
    assert host.guests[1].ballooned_mib == 0.0
    assert host.free_mib == pytest.approx(0.64 * MIN_FREE_MIB)
    assert [layers.throughput for layers in host.guests] == [1.0, 1.0]


def test_more_shares_protect_from_the_balloon() -> None:
    host = reclaim(12 * GIB, MIN_FREE_MIB, [guest(active_gib=1, shares=2000), guest(active_gib=1, shares=1000)])
    favoured, other = host.guests
    assert 0.0 <= favoured.ballooned_mib < other.ballooned_mib


def test_a_machine_without_a_balloon_driver_is_swapped_where_another_would_hand_over_idle_pages() -> None:
    with_driver = company(10)
    without = company(10, member=guest(balloonable=False))
    assert with_driver.guests[0].throughput == 1.0
    assert without.state == "hard"
    assert without.guests[0].swapped_mib > 0.0
    assert without.guests[0].throughput < 0.2


def test_reserved_memory_stays_and_the_others_pay() -> None:
    host = reclaim(30 * GIB, MIN_FREE_MIB, [guest(active_gib=8, reservation_gib=8), *[guest(active_gib=8)] * 3])
    safe, *others = host.guests
    assert safe.resident_mib == 8 * GIB
    assert safe.throughput == 1.0
    assert all(layers.swapped_mib > 0.0 for layers in others)


def test_what_is_reserved_or_belongs_to_containers_cannot_be_had() -> None:
    host = reclaim(14 * GIB, MIN_FREE_MIB, [guest(reservation_gib=8), guest(container=True)])
    assert (host.state, host.free_mib) == ("low", 0.0)
    assert host.short_mib == pytest.approx(2 * GIB + 83.14, abs=0.1)
    assert {layers.resident_mib for layers in host.guests} == {8 * GIB}


def test_the_cache_of_compressed_pages_is_a_tenth_of_the_machine_at_most() -> None:
    host = company(17, assumptions=MemoryAssumptions(compressible=1.0))
    layers = host.guests[0]
    assert layers.compressed_mib == pytest.approx(2 * 0.1 * 8192)
    assert layers.swapped_mib > 0.0


def test_a_host_that_was_worse_off_keeps_its_state_until_it_is_clearly_better() -> None:
    one = [guest(consumed_gib=4)]
    enough_mib = 4 * GIB + 83.14 + 1.05 * MIN_FREE_MIB
    assert reclaim(enough_mib, MIN_FREE_MIB, one).state == "high"
    assert reclaim(enough_mib, MIN_FREE_MIB, one, previous_state="clear").state == "clear"


def test_an_empty_host_has_all_its_memory_free() -> None:
    host = reclaim(62 * GIB, MIN_FREE_MIB, [], sharing="ksm")
    assert (host.state, host.free_mib, host.guests) == ("high", 62 * GIB, ())


# Amounts


def test_the_overhead_table_is_met_and_goes_on_beyond_its_edges() -> None:
    assert vm_overhead_mib(256, 1) == 20.29
    assert vm_overhead_mib(16384, 8) == pytest.approx(168.6)
    assert vm_overhead_mib(32768, 8) > 168.6
    assert vm_overhead_mib(16384, 16) > 168.6
    assert vm_overhead_mib(64, 1) > 0.0


def test_a_tax_of_everything_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to below 1"):
        entitlements_mib(1000, [MemoryClaim(1, 100)], tax=1.0)


def test_floors_and_caps_hold_whatever_the_shares_say() -> None:
    claims = [MemoryClaim(1000, 0, cap_mib=100), MemoryClaim(1, 0, floor_mib=300), MemoryClaim(1000, 0)]
    assert entitlements_mib(1000, claims) == pytest.approx([100, 300, 600])
    assert entitlements_mib(150, claims) == pytest.approx([0, 150, 0])


def test_proxmox_gives_nothing_above_its_target() -> None:
    assert proxmox_extra(32, used=30, shares=[1000, 1000]) == [0.0, 0.0]


def test_small_things() -> None:
    assert shared_mib([]) == []
    assert shared_mib([600.0, 300.0]) == pytest.approx([200.0, 100.0])
    assert free_mib(1024, []) == 1024.0
    assert leak_seconds(9000, 1.0, 8192) == 0.0
    assert out_of_memory_victim([1.0, 3.0, 2.0]) == 1


@given(st.integers(0, 4096), st.integers(1, 4096), st.integers(1, 50_000))
def test_memory_settings_of_proxmox_and_xen_mean_what_they_came_from(floor: int, above: int, shares: int) -> None:
    xen = XenMemory(8192, floor, floor + above)
    assert XenMemory.of(xen.control(shares=1.0), 8192) == replace(xen, dynamic_max_mib=min(floor + above, 8192))
    proxmox = ProxmoxMemory(8192, floor, shares)
    assert ProxmoxMemory.of(proxmox.control, 8192) == proxmox


def test_a_balloon_that_is_switched_off_takes_nothing() -> None:
    off = [ProxmoxMemory(4096, 0).control, ProxmoxMemory(4096, 1024, shares=0).control]
    assert [control.reservation_mib for control in off] == [4096, 4096]
