"""What can be done to one machine or host: the menus are the registry of actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from pages.panels.counter import Counter
from pages.panels.fields import ask, label_of
from pages.panels.loads import ask_load
from pages.shell import keys
from pages.shell.session import free_name
from sim.actions import ACTIONS, Action, Target
from sim.actions.copies import GoBack
from sim.inventory import Machine
from sim.text import N_
from sim.units import clock

COMMON = frozenset({"kind", "at_s", "machine", "host", "part"})
GROWS_LIVE = N_("Growing is live; giving back needs a restart of the VM.")
CHANGES_LIVE = N_("A container changes live, both ways.")
ALWAYS_RESTARTS = N_("A microVM restarts to take another size.")
NEEDS_RESTART = N_("This gives back resources: {machine} will restart.")
IS_LIVE = N_("This is live: no restart.")


def deeds(target: Target, *, groups: Iterable[str]) -> dict[str, type[Action]]:
    """Return the actions on one kind of target, group after group."""
    return {
        kind: action
        for group in groups
        for kind, action in ACTIONS.items()
        if (action.target, action.group) == (target, group) and target in action.model_fields
    }


def show_deeds(counter: Counter, actions: Mapping[str, type[Action]], target: str) -> None:
    """Show a button for each action that asks nothing more, and a small form for each that does."""
    actions = {kind: action for kind, action in actions.items() if action.group not in counter.lab.locked}
    quick = {kind: action for kind, action in actions.items() if not _extra(action)}
    with st.container(horizontal=True):
        for kind, action in quick.items():
            _quick(counter, kind, action, target)
    reasons = [counter.obstacle(action, target) for action in quick.values()]
    st.caption(" ".join(dict.fromkeys(filter(None, reasons))))
    for kind, action in actions.items():
        if _extra(action):
            with st.expander(counter.words._(action.label), key=_form(kind, target)):
                _form_for(counter, kind, action, target)


def _quick(counter: Counter, kind: str, action: type[Action], target: str) -> None:
    counter.act_button(
        _form(kind, target),
        counter.words._(action.label),
        lambda: {"kind": kind, action.target: target},
        obstacle=counter.obstacle(action, target),
    )


def _form_for(counter: Counter, kind: str, action: type[Action], target: str) -> None:
    form = _form(kind, target)
    answers = _ask(counter, action, form, target)
    obstacle = counter.obstacle(action, target)
    if obstacle:
        st.caption(obstacle)
    clears = (keys.field(form, "clone"),) if "clone" in answers else ()
    counter.act_button(
        form,
        counter.words._(action.label),
        lambda: {"kind": kind, action.target: target, **answers},
        obstacle=obstacle,
        clears=clears,
    )


def _ask(counter: Counter, action: type[Action], form: str, target: str) -> dict[str, Any]:
    words, names = counter.words, _extra(action)
    if "workload" in names:
        return {"workload": ask_load(form, words, _spec(counter, target).workload)}
    if "to_host" in names:
        places = [host.name for host in counter.hosts]
        chosen = {"to_host": st.selectbox(label_of("to_host", words), places, key=keys.field(form, "to_host"))}
        return chosen | ask(action, [name for name in names if name != "to_host"], form=form, words=words)
    if "clone" in names:
        suggestion = free_name(target, counter.taken_names)
        typed = st.text_input(label_of("clone", words), placeholder=suggestion, key=keys.field(form, "clone"))
        return {"clone": typed or suggestion}
    if issubclass(action, GoBack):
        return {"taken_before_s": _ask_copy(counter, action, form, target)}
    current = _spec(counter, target).model_dump() if action.target == "machine" else None
    answers = ask(action, names, form=form, words=words, current=current)
    if action.model_fields.keys() >= {"vcpus", "memory_mib"}:
        st.caption(_size_note(counter, _spec(counter, target), answers))
    return answers


def _ask_copy(counter: Counter, action: type[GoBack], form: str, target: str) -> float | None:
    """Ask for the copy to go back to, the newest first."""
    copies = counter.run.copies_at(target, action.restores, counter.time_s)
    if not copies:
        st.caption(counter.words._("There is no copy to go back to at this time."))
        return None
    chosen: float | None = st.selectbox(
        counter.words._("The copy of"), copies[::-1], format_func=clock, key=keys.field(form, "taken_before_s")
    )
    return chosen


def _size_note(counter: Counter, spec: Machine, answers: Mapping[str, Any]) -> str:
    """Say before the resize whether it will be live."""
    _ = counter.words._
    if spec.kind == "container":
        return _(CHANGES_LIVE)
    if spec.kind == "microvm":
        return _(ALWAYS_RESTARTS)
    if (answers["vcpus"], answers["memory_mib"]) == (spec.vcpus, spec.memory_mib):
        return _(GROWS_LIVE)
    shrinks = answers["vcpus"] < spec.vcpus or answers["memory_mib"] < spec.memory_mib
    return _(NEEDS_RESTART).format(machine=spec.name) if shrinks else _(IS_LIVE)


def _spec(counter: Counter, machine: str) -> Machine:
    return next(spec for spec in counter.machines if spec.name == machine)


def _extra(action: type[Action]) -> list[str]:
    """Return the fields that an action needs beyond its target and its time."""
    return [name for name in action.model_fields if name not in COMMON]


def _form(kind: str, target: str) -> str:
    return keys.field(kind, target)
