"""What the live view asks before somebody acts: where a machine could go, and what a fault would do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import ValidationError

from pages.shell.words import Words
from pages.views.fault_map import chain, console, prediction
from sim.actions import ACTIONS, Action
from sim.errors import SimError
from sim.frozen import plugin_from
from sim.run import Run
from sim.study.blast_radius import reach
from sim.study.moving import Prospect, prospects
from sim.study.what_if import WhatIf
from sim.text import N_, Message

NOT_ALLOWED = Message(N_("That way of moving is locked here."))


def answer(
    run: Run, question: Mapping[str, Any], allowed: Collection[str] | None, words: Words
) -> dict[str, Any] | None:
    """Return what Python answers, with the question's id; None where there is nothing to say, as past the end of the run.

    ``allowed`` names the kinds of action that are possible here; None for all.
    """
    at_s = float(question["at_s"])
    if not 0.0 <= at_s < run.end_s:
        return None
    if question.get("about") == "moves":
        told = _moves(run, str(question["machine"]), at_s, allowed, words)
    else:
        told = _reach(run, {**question["action"], "at_s": at_s}, words)
    return {"id": str(question["id"])} | told if told is not None else None


def _moves(run: Run, machine: str, at_s: float, allowed: Collection[str] | None, words: Words) -> dict[str, Any] | None:
    if all(each.name != machine for each in run.machines):
        return None
    return {"places": [_place(each, allowed, words) for each in prospects(run, machine, at_s)]}


def _place(prospect: Prospect, allowed: Collection[str] | None, words: Words) -> dict[str, Any]:
    """Return where a machine would go, by which action, and why not or not while it runs."""
    kind, why = prospect.kind, prospect.why
    if kind is not None and allowed is not None and kind not in allowed:
        kind, why = None, NOT_ALLOWED
    return {"place": prospect.place, "kind": kind, "why": words.say(why) if why is not None else ""}


def _reach(run: Run, wanted: Mapping[str, Any], words: Words) -> dict[str, Any] | None:
    fault = _fault(wanted)
    if fault is None:
        return None
    outcome, far = WhatIf(run).outcome(fault), reach(run, fault)
    if outcome.refused is not None:
        return {"missed": [], "damaged": [], "said": [words.say(outcome.refused)], "chain": "", "console": ""}
    return {
        "missed": [absence.machine for absence in outcome.absences],
        "damaged": list(outcome.damaged),
        "said": [words.say(line) for line in prediction(far, outcome)],
        "chain": chain(far, words),
        "console": console(fault),
    }


def _fault(wanted: Mapping[str, Any]) -> Action | None:
    """Return the fault that is meant; None for anything else."""
    try:
        action = plugin_from(ACTIONS, "kind", dict(wanted))
    except (SimError, ValidationError):
        return None
    return action if action.group == "fault" else None
