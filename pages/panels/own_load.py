"""Your own load: a measured CPU trace becomes machines of the lab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.panels.counter import Counter
from pages.shell import keys, uploads
from sim.errors import SimError
from sim.importers.series import MachineTrace
from sim.importers.traces import data_centre, machines_from, read_traces
from sim.inventory import Host
from sim.text import N_, Message

FORM = "own_load"
UPLOAD = keys.field(FORM, "upload")
HOST = Host(name="host", cores=32, memory_mib=262_144)
"""What a data centre of one's own is built of."""


def show(counter: Counter) -> None:
    """Show the upload; what was read becomes machines at the push of a button, what cannot be read one sentence."""
    _ = counter.words._
    st.caption(
        _(
            "CSV with columns time, machine, cpu (percent); or the PlanetLab form, one file per machine with one"
            " percentage every five minutes; or a zip archive of such files. The file stays in this session."
        )
    )
    file = uploads.ask(_("CPU trace"), ["csv", "txt", "zip", "tsv"], UPLOAD, counter.words)
    if file is None:
        return
    try:
        traces = _read(file.name, file.getvalue())
    except SimError as error:
        st.error(counter.words.say(error.message))
        return
    _offer(counter, traces)


@st.cache_data(max_entries=8, show_spinner=False)
def _read(name: str, content: bytes) -> tuple[MachineTrace, ...]:
    """Read an upload once, not at every rerun."""
    return read_traces(name, content)


def _offer(counter: Counter, traces: tuple[MachineTrace, ...]) -> None:
    words = counter.words
    samples = sum(len(trace.percentages) for trace in traces)
    found = words.n_("{n} machine, {samples} samples.", "{n} machines, {samples} samples.", len(traces))
    st.success(found.format(n=words.number(len(traces)), samples=words.number(samples, 0)))
    first, second, third = st.columns(3, vertical_alignment="bottom")
    vcpus = first.number_input(words._("vCPU each"), 1, 512, 2, key=keys.field(FORM, "vcpus"))
    memory_mib = second.number_input(
        words._("Memory each (MiB)"), 16, 10_000_000, 2048, 1024, key=keys.field(FORM, "memory_mib")
    )
    with third:
        counter.act_button(FORM, words._("Add them all"), lambda: _additions(counter, traces, vcpus, memory_mib))
    st.caption(
        words.say(
            Message(
                N_(
                    "Or let them have a data centre of their own, on as few hosts of {cores} cores and {memory_mib} as hold them;"
                    " your rack of now is left behind."
                ),
                {"cores": HOST.cores, "memory_mib": HOST.memory_mib},
            )
        )
    )
    if st.button(words._("Open as a data centre"), key=keys.button(f"{FORM}.open")):
        _open(counter, traces, vcpus, memory_mib)


def _open(counter: Counter, traces: tuple[MachineTrace, ...], vcpus: int, memory_mib: int) -> None:
    try:
        scenario = data_centre(traces, vcpus=vcpus, memory_mib=memory_mib, host=HOST)
    except SimError as error:
        counter.lab.refuse(error.message)
    else:
        counter.lab.open(scenario, scenario, Message(N_("Your loads have a data centre of their own now.")))
    st.rerun()


def _additions(
    counter: Counter, traces: tuple[MachineTrace, ...], vcpus: int, memory_mib: int
) -> list[Mapping[str, Any]]:
    machines = machines_from(traces, vcpus=vcpus, memory_mib=memory_mib, taken_names=counter.taken_names)
    return [{"kind": "add_machine", "machine": machine.model_dump()} for machine in machines]
