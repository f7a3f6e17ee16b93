"""How far faults reach: what the graph says before is what a run says after."""

from __future__ import annotations

import pytest

from sim.engine import simulate
from sim.importers.ready import ReadyScenario, ready_scenarios
from sim.services import Services
from sim.study.blast_radius import possible_faults, reach, title_of
from sim.study.fault_map import fault_map, rows
from sim.study.what_if import WhatIf, compare
from tests.places import ROOT
from tests.sim.builders import constant, container, do, ha, host, run_of, vm

READY = ready_scenarios(ROOT / "assets" / "scenarios")


@pytest.mark.parametrize("ready", READY, ids=lambda ready: ready.key)
def test_what_the_graph_says_of_every_fault_on_every_component_is_what_a_run_shows(ready: ReadyScenario) -> None:
    # What people and services do later in the story may meet the fault; how far it reaches by itself is the question here.
    done = tuple(action for action in ready.scenario.actions if action.at_s <= ready.open_at_s)
    run = simulate(ready.scenario.model_copy(update={"actions": done, "services": Services()}))
    for cell in fault_map(run, ready.open_at_s):
        if cell.reach is not None:
            where = f"{cell.fault.kind} on {cell.fault.target_name}"
            assert set(cell.reach.stops) == {absence.machine for absence in cell.outcome.absences}, where
            if cell.fault.breaks == "data":  # what spreads through shared folders is no matter of hardware
                assert set(cell.reach.damaged) <= set(cell.outcome.damaged), where
            else:
                assert cell.reach.damaged == cell.outcome.damaged, where


@pytest.mark.parametrize("ready", READY, ids=lambda ready: ready.key)
def test_the_fault_map_is_what_full_runs_show_fault_by_fault(ready: ReadyScenario) -> None:
    # Services go on after the hours that a quick look covers: the pauses of their later moves would be missing there.
    scenario, step = ready.scenario.model_copy(update={"services": Services()}), 11
    run = simulate(scenario)
    what_if = WhatIf(run)
    for fault in list(possible_faults(run, ready.open_at_s))[::step]:
        full = compare(fault, run, simulate(scenario.with_action(fault)))
        quick = what_if.outcome(fault)
        assert (full.absences, full.damaged) == (quick.absences, quick.damaged), f"{fault.kind} on {fault.target_name}"


def test_a_fault_says_its_chain_and_its_wall() -> None:
    run = run_of(host(), vm("mail"))
    both = reach(run, do("feed_fails", 600, part="feed A"))
    assert both is not None
    assert both.stops == {}
    assert [title_of(node).english() for node in both.bare][-1] == "the power of host-a"
    assert "other power supplies carry the load" in both.walls[-1].english()

    one = run_of(host(power_supplies=1), vm("mail"))
    single = reach(one, do("feed_fails", 600, part="feed A"))
    assert single is not None
    names = [title_of(node).english() for node in single.stops["mail"]]
    assert names == ["feed A", "power supply 1 of host-a", "the power of host-a", "host-a", "mail"]


def test_what_has_failed_already_counts() -> None:
    run = run_of(host(), vm("mail"), do("psu_fails", 500, part="host-a psu 1"))
    before = reach(run, do("psu_fails", 400, part="host-a psu 2"))
    after = reach(run, do("psu_fails", 600, part="host-a psu 2"))
    assert before is not None
    assert after is not None
    assert (list(before.stops), list(after.stops)) == ([], ["mail"])


def test_batteries_only_delay_a_power_cut_that_no_generator_ends() -> None:
    run = run_of(host(), vm("mail"), site={"generator": False})
    cut = do("utility_fails", 600, part="utility")
    far, outcome = reach(run, cut), WhatIf(run).outcome(cut)
    assert far is not None
    assert list(far.stops) == ["mail"]
    assert [(absence.away_s, absence.back) for absence in outcome.absences] == [(2400.0, False)]


def test_how_long_somebody_is_missed_comes_from_a_run_with_high_availability() -> None:
    run = run_of(host(), host("host-b"), vm("mail"), high_availability=ha())
    outcome = WhatIf(run).outcome(do("crash_host", 600, host="host-a"))
    assert [(absence.machine, absence.away_s, absence.back) for absence in outcome.absences] == [("mail", 73.0, True)]
    assert outcome.story[0].message.english() == "host-a crashed."


def test_a_busy_host_without_fans_is_seen_to_overheat_and_a_quiet_one_is_not() -> None:
    fails = do("fans_fail", 600, part="host-a fans")
    busy, calm = (
        reach(run_of(host(), vm("mail", workload=constant(2.0))), fails),
        reach(run_of(host(), vm("mail")), fails),
    )
    assert busy is not None
    assert calm is not None
    assert (list(busy.stops), busy.slowed) == (["mail"], ("host-a",))
    assert list(calm.stops) == []


def test_faults_that_do_the_same_to_the_parts_of_one_owner_stand_in_one_row() -> None:
    run = run_of(host(), vm("docker"), container("web", "docker"))
    together = rows(fault_map(run, 600.0))
    modules = [row for row in together if row.first.fault.kind == "dimm_correctable"]
    assert [len(row.cells) for row in modules] == [8]


def test_fault_tolerance_is_a_wall_against_its_host_and_not_against_its_own_system() -> None:
    run = run_of(host(), host("host-b"), vm("mail", fault_tolerant=True), high_availability=ha())
    crash, panic = do("crash_host", 1800, host="host-a"), do("panic_kernel", 1800, machine="mail")
    around, inside = reach(run, crash), reach(run, panic)
    assert around is not None
    assert inside is not None
    assert (list(around.stops), list(inside.stops)) == ([], ["mail"])
    assert WhatIf(run).outcome(crash).absences == ()
    assert "goes on in its secondary on host-b" in around.walls[-1].english()


def test_an_attack_is_left_to_the_run() -> None:
    run = run_of(host(), vm("mail"))
    assert reach(run, do("ransomware", 600, machine="mail")) is None
    assert WhatIf(run).outcome(do("ransomware", 600, machine="mail")).damaged == ("mail",)
