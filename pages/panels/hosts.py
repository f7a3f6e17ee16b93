"""Hosts: add one, and do things to one; and the rule by which machines find their host."""

from __future__ import annotations

import streamlit as st

from pages.panels import pools
from pages.panels.counter import Counter
from pages.panels.deeds import deeds, show_deeds
from pages.panels.fields import ask
from pages.panels.machines import STATES
from pages.shell import keys
from pages.shell.session import free_name
from sim.actions.resources import SetIoControl
from sim.inventory import Host
from sim.policies import PLACEMENTS
from sim.scenario import MemoryRules
from sim.text import N_, Message

FORM, MEMORY, IO_CONTROL = "add_host", "memory_rules", "set_io_control"
NAME, PICK, PLACEMENT = keys.field(FORM, "name"), keys.field("hosts", "name"), keys.field("rules", "placement")


def show(counter: Counter) -> None:
    """Show the form for a new host, everything that can be done to one, and the placement rule."""
    _ = counter.words._
    with st.expander(_("Add a host"), key=keys.field(FORM, "box")):
        _new_host(counter)
    names = [host.name for host in counter.hosts]
    if names:
        picked = names.index(counter.lab.selected) if counter.lab.selected in names else 0
        name = st.selectbox(_("Host"), names, index=picked, key=PICK)
        st.caption(_describe(counter, next(host for host in counter.hosts if host.name == name)))
        show_deeds(counter, deeds("host", groups=("power", "build", "resources", "isolation")), name)
    _placement(counter)
    with st.expander(_("Resource pools"), key=keys.field(pools.SET, "box")):
        pools.show(counter)
    with st.expander(_(SetIoControl.label), key=keys.field(IO_CONTROL, "box")):
        _io_control(counter)
    with st.expander(_("Memory"), key=keys.field(MEMORY, "box")):
        _memory(counter)


def _describe(counter: Counter, host: Host) -> str:
    words = counter.words
    return words._("{cores} · {memory} · {state}").format(
        cores=words.cores(host.cores),
        memory=words.memory(host.memory_mib),
        state=words._(STATES.get(counter.state_of(host.name), "")),
    )


def _new_host(counter: Counter) -> None:
    _ = counter.words._
    suggestion = free_name("host", counter.taken_names)
    name = st.text_input(_("Name"), placeholder=suggestion, key=NAME) or suggestion
    answers = ask(Host, ("cores", "memory_mib", "cpu_family", "cpu_generation"), form=FORM, words=counter.words)
    counter.act_button(FORM, _("Add"), lambda: {"kind": "add_host", "host": {"name": name} | answers}, clears=(NAME,))


def _io_control(counter: Counter) -> None:
    _ = counter.words._
    now = [change for change in counter.run.io_control if change.time_s <= counter.time_s][-1]
    st.caption(_("Storage I/O control is on.") if now.enabled else _("Storage I/O control is off."))
    current = {"enabled": True, "congestion_ms": now.congestion_ms}
    answers = ask(SetIoControl, current, form=IO_CONTROL, words=counter.words, current=current)
    counter.act_button(IO_CONTROL, _("Set"), lambda: {"kind": IO_CONTROL} | answers)


def _memory(counter: Counter) -> None:
    words, scenario = counter.words, counter.lab.scenario
    answers = ask(MemoryRules, MemoryRules.model_fields, form=MEMORY, words=words, current=scenario.memory.model_dump())
    st.caption(words._("These rules hold from the start of the run."))
    if st.button(words._("Set"), key=keys.button(MEMORY)):
        rules = MemoryRules.model_validate(answers)
        counter.lab.define(scenario.model_copy(update={"memory": rules}), Message(N_("Memory has other rules now.")))
        st.rerun()


def _placement(counter: Counter) -> None:
    _ = counter.words._
    scenario, policies = counter.lab.scenario, list(PLACEMENTS)
    chosen = st.selectbox(
        _("A new machine goes to"),
        policies,
        index=policies.index(scenario.placement),
        format_func=lambda one: f"{_(PLACEMENTS[one].title)} – {_(PLACEMENTS[one].reason)}",
        key=PLACEMENT,
        help=_("These rules hold from the start of the run."),
    )
    if chosen != scenario.placement:
        message = Message(N_("Placement is now: {placement_title}."), {"placement_title": PLACEMENTS[chosen].title})
        counter.lab.define(scenario.model_copy(update={"placement": chosen}), message)
        st.rerun()
