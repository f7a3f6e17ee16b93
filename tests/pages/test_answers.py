"""What Python answers to the live view before somebody acts there."""

from __future__ import annotations

from typing import Any

from pages.shell.words import words_for
from pages.views.answers import answer
from sim.engine import simulate
from sim.inventory import Host, Machine
from sim.run import Run
from sim.scenario import Scenario

AT_S = 3600.0
WORDS = words_for("en")


def _run() -> Run:
    machines = (Machine(name="mail", runs_on="host-a"), Machine(name="tiny", kind="microvm", runs_on="host-a"))
    return simulate(Scenario(hosts=(Host(name="host-a"), Host(name="host-b", cores=16)), machines=machines))


def _moves(machine: str, allowed: tuple[str, ...] | None = None) -> dict[str, Any]:
    question = {"id": "1", "at_s": AT_S, "about": "moves", "machine": machine}
    told = answer(_run(), question, allowed, WORDS)
    assert told is not None
    return {place["place"]: place for place in told["places"]}


def test_a_vm_goes_live_and_a_microvm_with_a_restart() -> None:
    assert _moves("mail")["host-b"]["kind"] in ("migrate_machine", "migrate_storage")
    assert _moves("mail")["host-a"]["kind"] is None
    assert _moves("tiny")["host-b"]["kind"] == "move_machine"
    assert "Firecracker" in _moves("tiny")["host-b"]["why"]


def test_what_a_lesson_leaves_out_is_refused() -> None:
    assert _moves("tiny", allowed=("migrate_machine",))["host-b"] == {
        "place": "host-b",
        "kind": None,
        "why": "That way of moving is locked here.",
    }


def test_a_crash_is_foretold_with_everybody_it_stops() -> None:
    question = {"id": "2", "at_s": AT_S, "about": "reach", "action": {"kind": "crash_host", "host": "host-a"}}
    told = answer(_run(), question, None, WORDS)

    assert told is not None
    assert sorted(told["missed"]) == ["mail", "tiny"]
    assert "host-a" in told["console"]


def test_nonsense_and_the_end_of_the_run_are_not_answered() -> None:
    run = _run()
    asked = {"id": "3", "about": "reach", "action": {"kind": "crash_host"}}
    assert answer(run, {**asked, "at_s": AT_S}, None, WORDS) is None
    assert answer(run, {**asked, "at_s": run.end_s}, None, WORDS) is None
    nobody = {"id": "4", "at_s": AT_S, "about": "moves", "machine": "nobody"}
    assert answer(run, nobody, None, WORDS) is None
