"""Protection: what brings machines back after a fault, in which order, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import streamlit as st

from pages.panels import promises, rebuilds, recoveries
from pages.panels.counter import Counter
from pages.panels.deeds import deeds, show_deeds
from pages.panels.fields import ask
from pages.shell import keys
from pages.shell.session import with_machine
from pages.views import recovery as view
from sim.actions.protection import SETTINGS, SetHighAvailability
from sim.inventory import CopyKind, Machine, RestartPriority
from sim.scenario import CopyRules, HighAvailability
from sim.study.admission import room_at, settings_at
from sim.text import N_, Message
from sim.units import clock

PRIORITIES: Mapping[str, str] = {
    "high": N_("high: first"),
    "medium": N_("medium"),
    "low": N_("low: last"),
    "never": N_("never"),
}
FORM, HOW, COPIES = "set_high_availability", "high_availability", "copy_rules"
PICK = keys.field("protection", "machine")


def show(counter: Counter) -> None:
    """Show high availability with its settings, each machine's protection, every outage, and what protects from what."""
    _ = counter.words._
    settings = settings_at(counter.run, counter.time_s)
    st.markdown(
        _("High availability is **on**: machines of a failed host restart on the others.")
        if settings.enabled
        else _("High availability is **off**: machines of a failed host wait for its repair.")
    )
    label = _("Turn it off") if settings.enabled else _("Turn it on")
    counter.act_button(FORM, label, lambda: {"kind": FORM, "enabled": not settings.enabled})
    with st.expander(
        _("How it works: timings, VM monitoring, isolated hosts, room for failures"), key=keys.field(HOW, "box")
    ):
        _settings(counter, settings)
    with st.expander(_("Copies of all machines"), key=keys.field(COPIES, "box")):
        _copies(counter)
    _machine(counter)
    recoveries.show(counter)
    promises.show(counter)
    rebuilds.show(counter)


def _settings(counter: Counter, settings: HighAvailability) -> None:
    """Show the settings of high availability, which count from now on, and how much room there is for failures."""
    words = counter.words
    current = settings.model_dump(include=set(SETTINGS))
    answers = ask(SetHighAvailability, SETTINGS, form=HOW, words=words, current=current)
    changed = {name: value for name, value in answers.items() if value != current[name]}
    st.caption(words._("Settings count from the moment at which you make them; what has begun is finished as it was."))
    counter.act_button(
        HOW,
        words._("Set"),
        lambda: {"kind": FORM, "enabled": settings.enabled} | (changed or {"profile": settings.profile}),
    )
    room = room_at(counter.run, counter.time_s)
    st.table(view.room_rows(room, words), hide_index=True)
    st.caption(words.say(view.room_sentence(room)))


def _copies(counter: Counter) -> None:
    """Ask how often all machines are copied that say nothing themselves."""
    words, scenario = counter.words, counter.lab.scenario
    answers = ask(CopyRules, CopyRules.model_fields, form=COPIES, words=words, current=scenario.copies.model_dump())
    st.caption(words._("These rules hold from the start of the run."))
    if st.button(words._("Set"), key=keys.button(COPIES)):
        rules = CopyRules.model_validate(answers)
        counter.lab.define(scenario.model_copy(update={"copies": rules}), Message(N_("All machines are copied anew.")))
        st.rerun()


def _machine(counter: Counter) -> None:
    """Show one machine's place in the queue and its copies, and everything that protects it."""
    words = counter.words
    machines = {machine.name: machine for machine in counter.machines}
    if not machines:
        return
    first, second = st.columns(2)
    names = list(machines)
    picked = names.index(counter.lab.selected) if counter.lab.selected in names else 0
    name = first.selectbox(words._("Protect"), names, index=picked, key=PICK)
    if machines[name].kind != "physical":
        with second:
            _priority(counter, machines[name])
    st.caption(words.say(copies_sentence(counter, name)))
    show_deeds(counter, deeds("machine", groups=("protection",)), name)


def copies_sentence(counter: Counter, name: str) -> Message:
    """Say which copies of a machine there are at that time."""
    times = {
        kind: ", ".join(clock(at_s) for at_s in counter.run.copies_at(name, kind, counter.time_s))
        for kind in get_args(CopyKind)
    }
    return Message(
        N_("Snapshots: {snapshots}. Backups: {backups}."),
        {"snapshots": times["snapshot"] or "–", "backups": times["backup"] or "–"},
    )


def _priority(counter: Counter, machine: Machine) -> None:
    _ = counter.words._
    priorities = list(get_args(RestartPriority))
    chosen = st.selectbox(
        _("Restart priority (from the start of the run)"),
        priorities,
        index=priorities.index(machine.restart_priority),
        format_func=lambda one: _(PRIORITIES.get(one, one)),
        key=keys.field("protection", f"priority.{machine.name}"),
    )
    if chosen != machine.restart_priority:
        _set_priority(counter, machine, chosen)
        st.rerun()


def _set_priority(counter: Counter, machine: Machine, priority: str) -> None:
    scenario = with_machine(counter.lab.scenario, machine.name, {"restart_priority": priority})
    facts: dict[str, Any] = {"machine": machine.name}
    if scenario is None:
        counter.lab.refuse(Message(N_("{machine} is a copy: it has the restart priority of its original."), facts))
        return
    counter.lab.define(scenario, Message(N_("{machine} has another restart priority now."), facts))
