"""Isolation as a theorem: without a way nothing comes to another machine's data, with enough for all nothing to its work."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.actions import ACTIONS
from sim.engine import simulate
from sim.mechanisms.contagion import Attack, reach
from sim.run import Run
from sim.scenario import Scenario
from sim.study.isolation import standings_at
from sim.study.metrics import work
from tests.laws.worlds import loads, racks

AT_S = 10.0
ATTACKS: dict[str, tuple[Attack, dict[str, Any]]] = {
    "corrupt_data": (Attack("corruption"), {}),
    "ransomware": (Attack("ransomware", worm=True), {"worm": True}),
    "leak_data": (Attack("leak"), {}),
    "container_escape": (Attack("container_escape", known_flaw=True), {"known_flaw": True}),
    "vm_escape": (Attack("vm_escape"), {}),
    "side_channel": (Attack("side_channel"), {}),
}


@st.composite
def attacked_racks(draw: st.DrawFn) -> tuple[Scenario, str, str]:
    """Return a rack whose machines come and go by nobody's hand, and an attack on one of them."""
    rack = draw(racks())
    for machine in rack["machines"]:
        machine["workload"] = {"pattern": "idle"}
    assume(rack["machines"])
    names = [machine["name"] for machine in rack["machines"]]
    return Scenario.checked(rack), draw(st.sampled_from(sorted(ATTACKS))), draw(st.sampled_from(names))


def harmed(run: Run, harm: str) -> dict[str, float]:
    """Return since when the data of which machines are as an attack makes them; a mirror is what it mirrors."""
    return {
        machine.name: change.time_s
        for machine in run.machines
        if machine.name not in run.mirrors
        for change in run.data_history(machine.name)[:1]
        if (change.exposed if harm == "exposed" else change.state == harm)
    }


@given(attacked_racks())
@settings(max_examples=40)
def test_harm_comes_to_those_to_whom_a_way_leads_when_the_way_says_and_to_nobody_else(
    world: tuple[Scenario, str, str],
) -> None:
    scenario, kind, origin = world
    attack, fields = ATTACKS[kind]
    quiet = simulate(scenario)
    action = ACTIONS[kind].model_validate({"kind": kind, "at_s": AT_S, "machine": origin, **fields})
    run = simulate(scenario.with_action(action))
    assume(not run.refused)

    standings, rules = standings_at(quiet, AT_S), quiet.walls_at(AT_S).firewall
    predicted = {
        name: AT_S + one.after_s
        for name, one in reach(attack, origin, standings, rules).items()
        if AT_S + one.after_s < run.end_s
    }

    assert harmed(run, attack.harm).keys() == predicted.keys()
    for name, since_s in harmed(run, attack.harm).items():
        assert abs(since_s - predicted[name]) < 1e-6
    assert quiet.data == ()
    assert [change for change in run.states if change.time_s > AT_S] == [
        change for change in quiet.states if change.time_s > AT_S
    ], "an attack on data stops nobody"


@st.composite
def neighbours(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], bool]:
    """Return a machine that must not be disturbed, the wildest of neighbours, and whether a limit or a reservation protects."""
    vcpus = draw(st.integers(1, 4))
    calm = {"name": "calm", "vcpus": vcpus, "memory_mib": 1024, "runs_on": "h", "workload": draw(loads)}
    wild = {
        "name": "wild",
        "vcpus": draw(st.integers(1, 8)),
        "memory_mib": 1024,
        "runs_on": "h",
        "workload": draw(loads),
        "shares": draw(st.sampled_from([None, 100_000])),
    }
    return calm, wild, draw(st.booleans())


@given(neighbours(), loads)
@settings(max_examples=40)
def test_with_enough_reserved_or_the_neighbour_limited_nobody_is_slowed_whatever_the_neighbour_does(
    pair: tuple[dict[str, Any], dict[str, Any], bool], outburst: dict[str, Any]
) -> None:
    calm, wild, by_limit = pair
    assume("leak" not in (calm["workload"]["pattern"], outburst["pattern"]))
    cores, kept = 8, 0.02
    if by_limit:
        wild = wild | {"limit_cores": cores * (1 - kept) - calm["vcpus"]}
    else:
        calm = calm | {"reservation_cores": float(calm["vcpus"])}
    rack = {
        "hosts": [{"name": "h", "cores": cores, "memory_mib": 8192}],
        "machines": [calm, wild],
        "duration_s": 3600.0,
        "assumptions": {"hypervisor_cpu_fraction": kept},
    }
    deed = {"kind": "set_workload", "at_s": 600.0, "machine": "wild", "workload": outburst}
    runs = [simulate(Scenario.checked(rack | {"actions": actions})) for actions in ([], [deed])]

    times_s = np.linspace(0.0, 3599.0, 300)
    for part in ("done", "waiting", "lost"):
        quiet, loud = (getattr(work(run, "calm", times_s), part) for run in runs)
        np.testing.assert_allclose(loud, quiet, rtol=1e-9, atol=1e-6)
