"""What a person does to a scenario, without a page."""

from __future__ import annotations

import pytest

from pages.shell.session import Lab, Playhead, free_name, with_machine
from sim.scenario import Scenario
from tests.sim.builders import constant, do, host, scenario, vm


@pytest.fixture
def lab() -> Lab:
    """Return a lab with one machine on one of two hosts."""
    start = scenario(host("host-a"), host("host-b"), vm("mail", workload=constant(0.5)))
    return Lab(opening=start, scenario=start, playhead=Playhead(600.0))


def test_an_action_is_added_at_its_time(lab: Lab) -> None:
    assert lab.act({"kind": "stop_machine", "machine": "mail"})

    assert lab.scenario.actions[0].at_s == 600.0
    assert lab.notice.message.english() == "You stopped mail."


def test_a_refused_action_leaves_the_scenario_and_says_why(lab: Lab) -> None:
    before = lab.scenario

    assert not lab.act({"kind": "start_machine", "machine": "mail"})

    assert lab.scenario is before
    assert not lab.past
    assert lab.notice.message.english() == "mail is on already."


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        ({"kind": "dance"}, "no action named “dance”"),
        ({"kind": "stop_machine"}, "machine: this field is missing"),
        (
            {"kind": "resize_machine", "machine": "mail", "vcpus": 0, "memory_mib": 64},
            "vcpus: must be at least 1, got 0",
        ),
        ({"kind": "add_machine", "machine": {"name": "mail"}}, "The name mail is taken"),
        (
            {"kind": "set_workload", "machine": "mail", "workload": {"pattern": "custom", "levels": ["x"] * 24}},
            "workload.levels.0: must be a number",
        ),
    ],
)
def test_nonsense_gets_a_sentence(lab: Lab, action: dict[str, object], sentence: str) -> None:
    assert not lab.act(action)

    assert lab.notice.message.english().startswith(sentence)


def test_several_actions_are_one_step(lab: Lab) -> None:
    lab.act({"kind": "pause_machine", "machine": "mail"}, {"kind": "resume_machine", "machine": "mail"})

    lab.undo()

    assert lab.scenario == lab.opening


def test_of_several_actions_all_are_done_or_none(lab: Lab) -> None:
    assert not lab.act({"kind": "pause_machine", "machine": "mail"}, {"kind": "pause_machine", "machine": "mail"})

    assert lab.scenario == lab.opening


def test_the_same_action_twice_is_judged_by_itself(lab: Lab) -> None:
    lab.act({"kind": "corrupt_data", "machine": "mail"})

    assert not lab.act({"kind": "corrupt_data", "machine": "mail"})
    assert len(lab.scenario.actions) == 1


def test_nothing_can_be_done_after_the_end(lab: Lab) -> None:
    assert not lab.act({"kind": "stop_machine", "machine": "mail"}, at_s=lab.scenario.duration_s)

    assert "go back in time" in lab.notice.message.english()


def test_an_action_in_the_past_keeps_what_comes_later(lab: Lab) -> None:
    lab.act({"kind": "stop_machine", "machine": "mail"}, at_s=1200.0)
    lab.act({"kind": "crash_host", "host": "host-b"}, at_s=300.0)

    assert [action.kind for action in lab.scenario.actions] == ["crash_host", "stop_machine"]


def test_a_new_step_forgets_what_was_undone(lab: Lab) -> None:
    lab.act({"kind": "stop_machine", "machine": "mail"})
    lab.undo()
    lab.act({"kind": "pause_machine", "machine": "mail"})

    lab.redo()

    assert [action.kind for action in lab.scenario.actions] == ["pause_machine"]


def test_the_playhead_plays_by_itself_and_stops_at_the_end() -> None:
    assert Playhead(10.0, playing=True, speed=960.0, seen_s=0.0).now_s(500.0) == 500.0
    assert Playhead(10.0, playing=False).now_s(500.0) == 10.0


def test_a_machine_is_defined_otherwise_wherever_it_is_defined() -> None:
    start = scenario(
        host(),
        vm("mail"),
        do("add_machine", 60.0, machine=vm("late")),
        do("clone_machine", 90.0, machine="mail", clone="copy"),
    )

    assert with_machine(start, "mail", {"restart_priority": "low"}).machines[0].restart_priority == "low"
    assert with_machine(start, "late", {"restart_priority": "low"}).actions[0].machine.restart_priority == "low"
    assert with_machine(start, "copy", {"restart_priority": "low"}) is None


def test_free_names_avoid_all_that_were_ever_used() -> None:
    assert free_name("vm", ["vm-1", "vm-2", "mail"]) == "vm-3"


def test_the_same_scenario_is_simulated_once(lab: Lab) -> None:
    again = Scenario.from_json(lab.scenario.to_json())

    assert Lab(opening=again, scenario=again, playhead=Playhead(0.0)).run is lab.run
