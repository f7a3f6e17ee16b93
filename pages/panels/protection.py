"""Protection: what brings machines back after a fault, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.panels.counter import Counter
from pages.shell import keys
from pages.shell.session import with_machine
from sim.inventory import Machine, RestartPriority
from sim.scenario import HighAvailability
from sim.text import N_, Message

PRIORITIES: Mapping[str, str] = {
    "high": N_("high: first"),
    "medium": N_("medium"),
    "low": N_("low: last"),
    "never": N_("never"),
}
PROFILES: Mapping[str, str] = {
    "vsphere": N_("vSphere: 18 s to detect"),
    "proxmox": N_("Proxmox: 120 s to detect and fence"),
}
FORM = "set_high_availability"
PROFILE, PICK = keys.field("protection", "profile"), keys.field("protection", "machine")


def show(counter: Counter) -> None:
    """Show the switch of high availability, its timings, and each machine's place in the queue."""
    _ = counter.words._
    enabled = _enabled(counter)
    st.markdown(
        _("High availability is **on**: machines of a failed host restart on the others.")
        if enabled
        else _("High availability is **off**: machines of a failed host wait for its repair.")
    )
    label = _("Turn it off") if enabled else _("Turn it on")
    counter.act_button(FORM, label, lambda: {"kind": "set_high_availability", "enabled": not enabled})
    first, second, third = st.columns(3)
    with first:
        _profile(counter)
    _priority(counter, second, third)
    st.caption(_("Timings and priorities hold from the start of the run."))


def _enabled(counter: Counter) -> bool:
    changes = [change for change in counter.run.protection if change.time_s <= counter.time_s]
    return changes[-1].high_availability if changes else counter.lab.scenario.high_availability.enabled


def _profile(counter: Counter) -> None:
    _ = counter.words._
    current = counter.lab.scenario.high_availability
    profiles = list(get_args(HighAvailability.model_fields["profile"].annotation))
    chosen = st.selectbox(
        _("Timings of"),
        profiles,
        index=profiles.index(current.profile),
        format_func=lambda one: _(PROFILES.get(one, one)),
        key=PROFILE,
    )
    if chosen != current.profile:
        changed = current.model_copy(update={"profile": chosen})
        scenario = counter.lab.scenario.model_copy(update={"high_availability": changed})
        counter.lab.define(scenario, Message(N_("High availability has other timings now.")))
        st.rerun()


def _priority(counter: Counter, first: DeltaGenerator, second: DeltaGenerator) -> None:
    _ = counter.words._
    machines = {machine.name: machine for machine in counter.machines if machine.kind != "physical"}
    if not machines:
        return
    name = first.selectbox(_("Restart priority of"), list(machines), key=PICK)
    priorities = list(get_args(RestartPriority))
    current = machines[name].restart_priority
    chosen = second.selectbox(
        _("is"),
        priorities,
        index=priorities.index(current),
        format_func=lambda one: _(PRIORITIES.get(one, one)),
        key=keys.field("protection", f"priority.{name}"),
    )
    if chosen != current:
        _set_priority(counter, machines[name], chosen)
        st.rerun()


def _set_priority(counter: Counter, machine: Machine, priority: str) -> None:
    scenario = with_machine(counter.lab.scenario, machine.name, {"restart_priority": priority})
    if scenario is None:
        facts = {"machine": machine.name}
        counter.lab.refuse(Message(N_("{machine} is a copy: it has the restart priority of its original."), facts))
        return
    counter.lab.define(scenario, Message(N_("{machine} has another restart priority now."), {"machine": machine.name}))
