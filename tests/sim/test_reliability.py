"""Outages with what was waited for, and promises measured beside what the textbook predicts."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import simulate
from sim.mechanisms import availability as formulas
from sim.run import Run
from sim.study.measures import MEASURES
from sim.study.metrics import availability
from sim.study.outages import PHASES, all_outages, outages
from sim.study.reliability import (
    Promise,
    applications,
    group_availability,
    predicted_availability,
    reliability,
    restart_s,
)
from sim.study.replications import compared, promised, with_random_crashes
from sim.study.sweep import estimate
from sim.units import DAY_S, HOUR_S
from tests.laws.worlds import worlds
from tests.sim.builders import do, ha, host, run_of, scenario, vm

RACK = (host(), host("host-b"), host("host-c"))


def strip(run: Run, machine: str) -> list[tuple[str, float]]:
    """Return what was waited for in all outages of a machine, with how long."""
    return [(phase.kind, phase.lasts_s) for outage in outages(run, machine) for phase in outage.phases]


# Outages


@pytest.mark.parametrize(
    ("profile", "noticed"), [("vsphere", [("detection", 18.0)]), ("proxmox", [("detection", 60.0), ("fencing", 60.0)])]
)
def test_an_outage_with_high_availability_has_its_published_parts(profile: str, noticed: list[Any]) -> None:
    run = run_of(*RACK, vm("mail"), do("crash_host", 600, host="host-a"), high_availability=ha(profile))
    assert strip(run, "mail") == [*noticed, ("placement", 5.0), ("boot", 30.0), ("application", 20.0)]
    assert sum(lasts_s for _, lasts_s in strip(run, "mail")) == restart_s(run.scenario, run.machines[0])


def test_without_high_availability_users_wait_for_somebody_and_for_the_host() -> None:
    run = run_of(*RACK, vm("mail"), do("crash_host", 600, host="host-a"), do("repair_host", 1500, host="host-a"))
    assert strip(run, "mail") == [("repair", 900.0), ("host_boot", 240.0), ("boot", 30.0), ("application", 20.0)]


def test_without_room_the_wait_for_it_is_told_apart() -> None:
    run = run_of(
        host(),
        host("host-b"),
        vm("mail", memory_mib=8192),
        vm("big", "host-b", memory_mib=12_288),
        do("crash_host", 600, host="host-a"),
        do("stop_machine", 900, machine="big"),
        high_availability=ha(),
    )
    assert strip(run, "mail") == [
        ("detection", 18.0),
        ("placement", 5.0),
        ("no_room", 277.0),
        ("boot", 30.0),
        ("application", 20.0),
    ]


def test_wrong_data_are_an_outage_until_they_are_restored() -> None:
    run = run_of(
        host(),
        vm("files", disk_gib=1),
        do("take_snapshot", 300, machine="files"),
        do("corrupt_data", 600, machine="files"),
        do("roll_back", 1200, machine="files"),
    )
    assert strip(run, "files") == [("wrong_data", 600.0), ("restore", 10.0), ("boot", 30.0), ("application", 20.0)]
    found = reliability(run, "files")
    assert (found.rto_s, found.rpo_s, found.data_lost_s, found.failures) == (660.0, 300.0, 300.0, 1)


def test_an_outage_that_the_run_does_not_outlast_is_not_over() -> None:
    run = run_of(host(), vm("mail"), do("crash_guest", 600, machine="mail"))
    assert [(outage.began_s, outage.ended_s, outage.over) for outage in all_outages(run)] == [(600.0, 3600.0, False)]


def test_a_vm_that_is_monitored_is_noticed_before_it_boots() -> None:
    run = run_of(host(), vm("mail"), do("crash_guest", 600, machine="mail"), high_availability=ha(vm_monitoring=True))
    assert strip(run, "mail") == [("detection", 30.0), ("boot", 30.0), ("application", 20.0)]


@settings(max_examples=20)
@given(worlds())
def test_outages_are_the_time_that_a_machine_was_missed_and_their_phases_have_no_gaps(world: Any) -> None:
    run = simulate(world)
    for machine in run.machines:
        found = outages(run, machine.name)
        for outage in found:
            ends_s = [phase.ended_s for phase in outage.phases]
            assert [phase.began_s for phase in outage.phases[1:]] == ends_s[:-1]
            assert all(phase.kind in PHASES and phase.lasts_s > 0 for phase in outage.phases)
        right = [p for outage in found for p in outage.phases if p.kind != "wrong_data"]
        expected_s = sum(phase.lasts_s for phase in right)
        down = 1.0 - availability(run, machine.name)[0]
        from sim.study.metrics import wanted_up  # noqa: PLC0415 - only here

        assert expected_s == pytest.approx(down * wanted_up(run, machine.name).integral(), abs=1e-6)


# Figures of one run


def test_the_figures_of_a_run_can_be_checked_by_hand() -> None:
    run = run_of(
        *RACK,
        vm("mail"),
        vm("calm", "host-c"),
        do("crash_host", 600, host="host-a"),
        do("crash_host", 1800, host="host-b"),
        high_availability=ha(),
    )
    mail, calm = reliability(run, "mail"), reliability(run, "calm")
    assert (mail.failures, mail.mttr_s, mail.rto_s) == (2, 73.0, 73.0)
    assert mail.mtbf_s == (3600 - 146) / 2
    assert mail.availability == pytest.approx(1 - 146 / 3600)
    assert mail.nines == pytest.approx(1.392, abs=0.001)
    assert (calm.availability, calm.failures, calm.nines) == (1.0, 0, math.inf)
    assert math.isnan(calm.mttr_s)
    assert applications(run) == ["mail", "calm"]


# Promises, predicted and measured


@pytest.mark.parametrize("promise", ["none", "high_availability", "fault_tolerance"])
def test_what_is_measured_over_seeds_agrees_with_the_textbook(promise: Promise) -> None:
    world = scenario(*RACK, vm("mail", None, workload={"pattern": "web"}), do("crash_host", 60, host="host-a"))
    found = compared(promised(world, "mail", promise), "mail", promise, mtbf_h=50, mttr_h=4)
    assert found.agrees, found
    assert found.measured.high - found.measured.low < 0.02


def test_each_promise_is_worth_more_than_the_one_before() -> None:
    world = scenario(host(), host("host-b"))
    promises: tuple[Promise, ...] = ("none", "high_availability", "fault_tolerance")
    values = [predicted_availability(world, vm("mail"), promise, 50_000, 24) for promise in promises]
    assert values == sorted(values)


@pytest.mark.parametrize("needed", [1, 2, 3])
def test_groups_in_parallel_in_series_and_k_of_n_agree_with_their_formulas(needed: int) -> None:
    world = scenario(*RACK, *(vm(f"m{n}", f"host-{n}") for n in "abc"), duration_s=31 * DAY_S)
    samples = []
    for seed in range(12):
        run = simulate(with_random_crashes(world.model_copy(update={"seed": seed}), 50, 10))
        samples.append(group_availability(run, ["ma", "mb", "mc"], needed))
    found = estimate(samples)
    alone = predicted_availability(world, vm("ma"), "none", 50, 10)
    predicted = formulas.k_of_n(needed, 3, alone)
    assert found.low <= predicted <= found.high
    if needed == 3:
        assert predicted == pytest.approx(formulas.series([alone] * 3))
    if needed == 1:
        assert predicted == pytest.approx(formulas.parallel([alone] * 3))


def test_crashes_come_from_the_seed_and_leave_other_hosts_alone() -> None:
    world = scenario(*RACK, duration_s=31 * DAY_S)
    once, again = (with_random_crashes(world, 50, 4) for _ in range(2))
    assert once == again
    fewer = with_random_crashes(world.model_copy(update={"hosts": world.hosts[:2]}), 50, 4)
    assert [action for action in once.actions if action.target_name != "host-c"] == list(fewer.actions)


# A law


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.sampled_from(["host-a", "host-b", "host-c"]), st.integers(1, 20)), max_size=4),
    st.lists(st.sampled_from([2048, 6144, 10_240]), min_size=1, max_size=5),
)
def test_protection_lowers_nobodys_availability_unless_the_run_shows_why(
    crashes: list[tuple[str, int]], sizes: list[int]
) -> None:
    breaking = [do("crash_host", hour * HOUR_S, host=name) for name, hour in crashes]
    mending = [do("repair_host", hour * HOUR_S + 1800, host=name) for name, hour in crashes]

    def day(*, enabled: bool) -> Run:
        machines = [vm(f"m{n}", None, memory_mib=mib) for n, mib in enumerate(sizes)]
        return simulate(
            scenario(
                *RACK,
                *machines,
                *breaking,
                *mending,
                duration_s=DAY_S,
                high_availability=ha(enabled=enabled),
                placement="worst_fit",
            )
        )

    with_it, without = day(enabled=True), day(enabled=False)
    for machine in with_it.machines:
        if availability(with_it, machine.name)[0] < availability(without, machine.name)[0] - 1e-12:
            # It was moved to a host that crashed later, or waited for room that the others took.
            hosts = {change.host for change in with_it.history(machine.name)}
            waited = any(event.kind == "refused" and event.machine == machine.name for event in with_it.events)
            assert len(hosts) > 1 or waited


def test_the_longest_outage_and_the_work_lost_are_measures_of_a_run() -> None:
    run = run_of(
        host(),
        vm("files"),
        do("take_snapshot", 300, machine="files"),
        do("corrupt_data", 1200, machine="files"),
        do("roll_back", 1800, machine="files"),
    )
    assert MEASURES["longest_outage_s"].of(run) == 660.0
    assert MEASURES["data_lost_h"].of(run) == 0.25


def test_who_is_cut_off_or_waits_for_disks_is_told_apart() -> None:
    run = run_of(
        *RACK,
        vm("mail"),
        vm("far", "host-b"),
        do("pull_wrong_cables", 600, host="host-a"),
        do("array_fails", 1800, part="array enclosure", repair_after_s=600),
    )
    assert {kind for kind, _ in strip(run, "far")} == {"no_storage"}
    assert "cut_off" in {kind for kind, _ in strip(run, "mail")}
