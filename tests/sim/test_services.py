"""Services: what balancing and power management do by themselves, what they say about it, and what they leave alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine import simulate
from sim.policies.balance import BALANCERS, Tuning, best_move
from sim.policies.cluster import Cluster, HostLoad, MachineLoad
from sim.policies.consolidation import SELECTORS, leaving
from sim.run import Run
from sim.scenario import Scenario
from sim.services import Services
from sim.study.checks import conservation
from tests.sim.builders import constant, do, host, scenario, vm

HOSTS = tuple(HostLoad(name, 8.0, 16_384.0) for name in ("a", "b", "c"))


def cluster(*machines: tuple[str, str, float]) -> Cluster:
    """Return three hosts of 8 cores with these machines of 1 GiB: name, host, cores."""
    return Cluster(
        HOSTS, tuple(MachineLoad(name, place, cores, 1024.0) for name, place, cores in machines), lambda _m, _h: None
    )


def rack(services: dict[str, Any], *actions: Any, hours: float = 3.0, **fields: Any) -> Scenario:
    """Return three hosts and six VMs of a core each, all of them on the first."""
    vms = [vm(f"vm-{number}", workload=constant(1.0), memory_mib=2048) for number in range(6)]
    parts = [host(name) for name in ("host-a", "host-b", "host-c")]
    return scenario(*parts, *vms, *actions, services=services, duration_s=hours * 3600.0, **fields)


def ran(world: Scenario) -> Run:
    """Return the run of a scenario whose books balance."""
    run = simulate(world)
    assert all(check.holds for check in conservation(run))
    return run


def places(run: Run, at_s: float) -> list[str]:
    return sorted(change.host for machine in run.machines if (change := run.state_at(machine.name, at_s)))


# The rules


@pytest.mark.parametrize("rule", BALANCERS)
def test_a_rule_measures_nothing_where_loads_are_equal_and_more_the_more_they_differ(rule: str) -> None:
    imbalance = BALANCERS[rule].imbalance
    assert imbalance([0.5, 0.5, 0.5]) == imbalance([0.0, 0.0]) == 0.0
    assert 0.0 < imbalance([0.4, 0.5, 0.6]) < imbalance([0.1, 0.5, 0.9])
    assert BALANCERS[rule].tolerated(Tuning(), 4) > 0.0


def test_the_best_move_takes_most_of_the_imbalance_away_and_names_its_rivals() -> None:
    move = best_move(
        cluster(("small", "a", 1.0), ("medium", "a", 2.0), ("large", "a", 4.0), ("other", "b", 1.0)),
        BALANCERS["drs"],
        0.1,
    )
    assert move is not None
    assert (move.machine.name, move.target) == ("large", "c")
    assert [candidate.host for candidate in move.candidates] == ["c", "b"]
    assert move.after == move.candidates[0].score


def test_one_machine_on_one_host_is_left_where_it_is_for_a_move_would_only_turn_things_round() -> None:
    assert best_move(cluster(("only", "a", 4.0)), BALANCERS["drs"], 0.1) is None


# Balancing


def test_balancing_spreads_what_was_put_on_one_host() -> None:
    run = ran(rack({"balancing": {"mode": "automatic"}}))
    assert places(run, 0.0) == ["host-a"] * 6
    assert places(run, run.end_s) == ["host-a"] * 3 + ["host-b"] * 2 + ["host-c"]
    assert len(run.migrations) == len(run.advice) == 3
    assert all(advice.followed and advice.after < advice.before for advice in run.advice)  # type: ignore[operator]
    assert "Balancing moves vm-0 to host-b." in "\n".join(run.story())


def test_recommending_moves_nothing_and_an_advice_can_be_followed_by_hand() -> None:
    only_said = ran(rack({"balancing": {"mode": "recommend"}}))
    first = only_said.advice[0]
    assert only_said.migrations == ()
    assert not first.followed
    deed = do(first.kind, first.time_s + 10.0, machine=first.machine, to_host=first.target)
    done = ran(rack({"balancing": {"mode": "recommend"}}, deed))
    assert [one.outcome for one in done.migrations] == ["done"]
    later = [advice for advice in done.advice if advice.time_s > deed.at_s]
    assert later[0].before == pytest.approx(first.after)


def test_proxmox_waits_three_rounds_and_level_one_of_drs_for_ever() -> None:
    proxmox = ran(rack({"balancing": {"mode": "automatic", "rule": "proxmox"}}))
    assert proxmox.migrations[0].asked_s == 900.0
    cautious = ran(rack({"balancing": {"mode": "automatic", "level": 1}}))
    assert cautious.migrations == ()


def test_what_cannot_leave_its_host_is_left_alone() -> None:
    pins = [do("pin_machine", 10.0, machine=f"vm-{number}") for number in range(6)]
    run = ran(rack({"balancing": {"mode": "automatic"}}, *pins))
    assert run.migrations == ()
    assert all(advice.why_not is not None for advice in run.advice)


def test_services_are_turned_on_and_off_while_time_passes() -> None:
    on = do("set_services", 3600.0, services={"balancing": {"mode": "automatic"}})
    off = do("set_services", 3700.0, services={})
    assert {one.asked_s for one in ran(rack({}, on)).migrations} == {3900.0}
    assert ran(rack({}, on, off)).migrations == ()


# Power management


def quiet(**power: Any) -> Scenario:
    return rack({"power": {"enabled": True} | power}, hours=2.0)


def test_hosts_that_are_not_needed_are_emptied_and_switched_off_but_for_the_one_kept_for_a_failure() -> None:
    run = ran(quiet())
    states = [run.host_state_at(name, run.end_s) for name in ("host-a", "host-b", "host-c")]
    assert sorted(map(str, states)) == ["off", "on", "on"]
    assert {advice.kind for advice in run.advice if advice.followed} >= {"switch_off_host"}
    refusals = [advice for advice in run.advice if advice.why_not is not None]
    assert "hosts that may fail: 1" in refusals[0].why_not.english()  # type: ignore[union-attr]
    alone = ran(quiet(spare_hosts=0, highest_pct=100.0, lowest_pct=90.0))
    assert [alone.host_state_at(name, alone.end_s) for name in ("host-b", "host-c")] == ["off", "off"]


def test_a_host_boots_when_the_others_get_busy_and_takes_machines_once_it_is_on() -> None:
    rush = [
        do("set_workload", 5400.0, machine=f"vm-{number}", workload={"pattern": "constant", "cores": 2.0})
        for number in range(6)
    ]
    run = ran(rack({"power": {"enabled": True, "spare_hosts": 0, "highest_pct": 75.0}}, *rush))
    switched = [advice for advice in run.advice if advice.kind == "switch_on_host"]
    assert switched
    assert switched[0].time_s >= 5400.0
    target = switched[0].target
    assert run.host_state_at(target, switched[0].time_s + 1.0) == "booting"
    on_s = next(
        change.time_s
        for change in run.host_history(target)
        if change.state == "on" and change.time_s > switched[0].time_s
    )
    assert on_s == switched[0].time_s + 240.0
    assert target in places(run, run.end_s)


# Consolidation


def test_consolidation_keeps_as_few_hosts_on_as_carry_the_load_and_relieves_them_when_it_grows() -> None:
    rush = [
        do("set_workload", 5400.0, machine=f"vm-{number}", workload={"pattern": "constant", "cores": 2.0})
        for number in range(6)
    ]
    run = ran(rack({"consolidation": {"enabled": True}}, *rush))
    on = [name for name in ("host-a", "host-b", "host-c") if run.host_state_at(name, 5300.0) == "on"]
    assert len(on) == 1
    relieved = [one for one in run.advice if one.service == "consolidation" and one.time_s > 5400.0]
    assert relieved[0].kind == "switch_on_host"
    assert [one.machine for one in relieved if one.kind == "migrate_machine"]
    assert len(set(places(run, run.end_s))) == 2


@pytest.mark.parametrize("selection", SELECTORS)
def test_a_selector_takes_machines_until_the_rest_is_not_too_much(selection: str) -> None:
    busy = cluster(("one", "a", 3.0), ("two", "a", 3.0), ("three", "a", 2.0))
    gone = leaving(busy, HOSTS[0], lambda use: use > 0.8, SELECTORS[selection], np.random.default_rng(1))
    assert sum(machine.cores for machine in gone) >= 2.0
    assert len(gone) == 1


def test_consolidation_and_balancing_do_not_work_against_each_other() -> None:
    with pytest.raises(Exception, match="packs machines"):
        Scenario.checked({"services": {"consolidation": {"enabled": True}, "power": {"enabled": True}}})


# Data


def test_services_survive_json_and_bad_settings_are_refused_with_one_sentence() -> None:
    given = rack({"power": {"enabled": True, "spare_hosts": 0}, "balancing": {"mode": "recommend", "rule": "proxmox"}})
    assert Scenario.from_json(given.to_json()) == given
    with pytest.raises(Exception, match="the first must be the lower"):
        Scenario.checked({"services": {"power": {"lowest_pct": 90.0}}})
    with pytest.raises(Exception, match="no balancing rule named"):
        Scenario.checked({"services": {"balancing": {"rule": "dsr"}}})
    assert not Services().any_on
