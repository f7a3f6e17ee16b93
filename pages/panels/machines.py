"""Machines: add one, and do things to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import streamlit as st

from pages.panels import products
from pages.panels.counter import Counter
from pages.panels.deeds import deeds, show_deeds
from pages.panels.loads import ask_load
from pages.shell import keys
from pages.shell.session import free_name
from sim.catalogue.systems import SYSTEMS
from sim.inventory import Host, Machine, MachineKind
from sim.text import N_
from sim.workloads.web import Web

KINDS: Mapping[str, str] = {
    "vm": N_("VM"),
    "container": N_("Container"),
    "microvm": N_("microVM"),
    "physical": N_("Physical server"),
}
STEMS: Mapping[str, str] = {"vm": "vm", "container": "container", "microvm": "microvm", "physical": "server"}
"""How a machine is called that nobody named."""
SIZES: Mapping[str, tuple[int, int]] = {
    "vm": (2, 4096),
    "container": (1, 512),
    "microvm": (1, 256),
    "physical": (4, 16_384),
}
"""vCPU and MiB of a machine that nobody sized."""
FORM = "add_machine"
NAME, PICK = keys.field(FORM, "name"), keys.field("machines", "name")
FOLLOWED = keys.field("machines", "followed")


def show(counter: Counter) -> None:
    """Show the form for a new machine, then everything that can be done to one of those that are there."""
    _ = counter.words._
    with st.expander(_("Add a machine"), expanded=True, key=keys.field(FORM, "box")):
        new_machine(counter)
    names = [machine.name for machine in counter.machines]
    if not names:
        st.info(_("There is no machine at this time: add one."))
        return
    _follow_the_picture(counter, names)
    name = st.selectbox(_("Machine"), names, key=PICK)
    st.caption(_describe(counter, next(machine for machine in counter.machines if machine.name == name)))
    show_deeds(counter, deeds("machine", groups=("power", "build", "resources")), name)
    machine = next(machine for machine in counter.machines if machine.name == name)
    if machine.kind != "physical":
        with st.expander(_("The same settings in vSphere, Linux, Proxmox and Xen"), key=keys.field("products", "box")):
            products.show(counter, machine)


def _follow_the_picture(counter: Counter, names: list[str]) -> None:
    """Pick the machine that was just selected in the picture; what is picked here afterwards stays."""
    selected = counter.lab.selected
    if selected in names and st.session_state.get(FOLLOWED) != selected:
        st.session_state[PICK] = selected
    st.session_state[FOLLOWED] = selected


def _describe(counter: Counter, machine: Machine) -> str:
    words, state = counter.words, counter.run.state_at(machine.name, counter.time_s)
    return words._("{kind} · {system} · {vcpus} vCPU · {memory} · {place} · {state}").format(
        kind=words._(KINDS[machine.kind]),
        system=machine.os.title,
        vcpus=machine.vcpus,
        memory=words.memory(machine.memory_mib),
        place=state.place if state and state.place else "–",
        state=words._(STATES.get(state.state, "")) if state else "–",
    )


STATES: Mapping[str, str] = {
    "defined": N_("defined"),
    "placing": N_("looking for a place"),
    "booting": N_("booting"),
    "running": N_("running"),
    "isolated": N_("cut off from the network"),
    "stalled": N_("waits for its disks"),
    "paused": N_("paused"),
    "migrating": N_("moving"),
    "switching": N_("pausing to switch over"),
    "stopped": N_("stopped"),
    "crashed": N_("crashed"),
    "removed": N_("removed"),
    "on": N_("on"),
    "off": N_("off"),
    "failed": N_("failed"),
    "maintenance": N_("in maintenance"),
}


def new_machine(counter: Counter) -> None:
    """Show the form for a new machine."""
    _ = counter.words._
    first, second, third, fourth = st.columns(4)
    kind: MachineKind = first.selectbox(
        _("Kind"), get_args(MachineKind), format_func=lambda one: _(KINDS[one]), key=keys.field(FORM, "kind")
    )
    suggestion = free_name(STEMS[kind], counter.taken_names)
    name = second.text_input(_("Name"), placeholder=suggestion, key=NAME) or suggestion
    system = third.selectbox(_("Operating system"), list(SYSTEMS), format_func=_system, key=keys.field(FORM, "system"))
    place = _ask_place(counter, kind, fourth)
    first, second, third = st.columns([1, 1, 2])
    usual_vcpus, usual_mib = SIZES[kind]
    vcpus = first.number_input(_("vCPU"), 1, 512, usual_vcpus, key=keys.field(FORM, f"vcpus.{kind}"))
    memory_mib = second.number_input(
        _("Memory (MiB)"), 16, 10_000_000, usual_mib, 512, key=keys.field(FORM, f"memory_mib.{kind}")
    )
    workload = ask_load(FORM, counter.words, Web(), beside=third)
    machine = {
        "name": name,
        "kind": kind,
        "system": system,
        "vcpus": vcpus,
        "memory_mib": memory_mib,
        "runs_on": place,
        "workload": workload,
    }
    counter.act_button(FORM, _("Add"), lambda: _additions(machine), clears=(NAME,))


def _system(name: str) -> str:
    return SYSTEMS[name].title


def _ask_place(counter: Counter, kind: MachineKind, column: Any) -> str | None:
    """Ask where it is to run; a physical server is its own place."""
    _ = counter.words._
    if kind == "physical":
        column.text_input(_("Runs on"), _("a server of its own"), disabled=True, key=keys.field(FORM, "own"))
        return None
    places = [host.name for host in counter.hosts if not host.bare_metal]
    if kind == "container":
        places += [machine.name for machine in counter.machines if machine.kind == "vm"]
    chosen: str = column.selectbox(
        _("Runs on"),
        ["", *places],
        format_func=lambda one: one or _("automatic placement"),
        key=keys.field(FORM, f"runs_on.{kind}"),
    )
    return chosen or None


def _additions(machine: dict[str, Any]) -> list[Mapping[str, Any]]:
    """Return the actions that bring a machine in; with a physical server comes the server."""
    if machine["kind"] != "physical":
        return [{"kind": "add_machine", "machine": machine}]
    server = f"host of {machine['name']}"[:40].rstrip(" .-")
    size = {"cores": machine["vcpus"], "memory_mib": max(machine["memory_mib"], 256)}
    host = Host.model_construct(name=server, bare_metal=True, **size).model_dump(mode="json", exclude_defaults=True)
    return [
        {"kind": "add_host", "host": host},
        {"kind": "add_machine", "machine": machine | {"runs_on": server}},
    ]
