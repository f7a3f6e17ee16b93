"""The fault map of this moment: every fault on every component, and the story of each."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.panels.counter import Counter
from pages.shell import keys
from pages.shell.long_work import PAUSE_S, LongWork
from pages.shell.words import Words
from pages.views import fault_map as view
from sim.study.fault_map import Cell, Row, rows, tried_faults
from sim.text import N_, Message
from sim.units import clock

FORM = "fault_map"
PICKED = keys.field(FORM, "picked.{group}")
"""Whether the map or the table was picked last, and the row whose story is told."""
GROUPS = {
    "part": N_("Building and parts"),
    "host": N_("Hosts"),
    "machine": N_("Machines"),
}


def show(counter: Counter) -> None:
    """Show the button that makes the map, the map, its table, and the story of the row that is picked."""
    _ = counter.words._
    st.caption(
        _("What would every fault do at this moment? Each one is tried on a copy of the rack; yours is not touched.")
    )
    if st.button(_("Map all faults at {time}").format(time=clock(counter.time_s)), key=keys.button(FORM)):
        work: LongWork[Cell] = LongWork(tried_faults(counter.run, counter.time_s))
        st.session_state[keys.FAULT_WORK] = (counter.lab.scenario, counter.time_s, work)
        st.session_state.pop(keys.FAULT_MAP, None)
    if keys.FAULT_WORK in st.session_state:
        _go_on(counter.words)
        return
    kept = st.session_state.get(keys.FAULT_MAP)
    if kept is None:
        return
    scenario, at_s, found = kept
    if scenario != counter.lab.scenario:
        st.caption(_("The rack has changed since: map the faults again."))
        return
    _show_map(counter, found, at_s)


@st.fragment(run_every=PAUSE_S)
def _go_on(words: Words) -> None:
    """Try some more faults, and show how far that is; the person may stop it at any moment."""
    scenario, at_s, work = st.session_state[keys.FAULT_WORK]
    stopped = st.button(words._("Stop"), key=keys.button(f"{FORM}.stop"))
    if stopped or not work.go_on():
        del st.session_state[keys.FAULT_WORK]
        if not stopped:
            st.session_state[keys.FAULT_MAP] = (scenario, at_s, rows(work.found))
            for group in GROUPS:
                st.session_state.pop(PICKED.format(group=group), None)
        st.rerun()
    st.progress(work.part, words._("Every fault is tried on a copy of the rack…"))


def _show_map(counter: Counter, found: tuple[Row, ...], at_s: float) -> None:
    words, _ = counter.words, counter.words._
    group = st.segmented_control(
        _("Faults of"),
        list(GROUPS),
        format_func=lambda one: _(GROUPS[one]),
        default="part",
        required=True,
        key=keys.field(FORM, "group"),
    )
    shown = [row for row in found if row.first.fault.target == group]
    if not shown:
        st.info(_("There is nothing to break at this time."))
        return
    st.markdown(words.say(Message(N_("At {time}:"), {"time": clock(at_s)})))
    st.caption(words.say(view.sentence(shown)))
    machines = [machine.name for machine in counter.run.machines if machine.name in _present(shown, counter)]
    with st.container(key=keys.WIDE):
        st.plotly_chart(
            view.figure(shown, machines, words),
            key=keys.field(FORM, f"figure.{group}"),
            on_select=partial(_pick_cell, group, len(machines)),
            selection_mode="points",
            config={"displayModeBar": False},
        )
    st.caption(
        _("■ stays down until somebody acts. Pick a field of the map, or a row of the table, to read its story.")
    )
    below_map = st.container()
    st.dataframe(
        view.table(shown, words),
        hide_index=True,
        on_select=partial(_pick_row, group),
        selection_mode="single-row",
        key=keys.field(FORM, f"table.{group}"),
    )
    where, chosen = st.session_state.get(PICKED.format(group=group), ("", len(shown)))
    if chosen < len(shown):
        with below_map if where == "map" else st.container():
            _show_story(counter, shown[chosen], at_s)


def _pick_cell(group: str, machines: int) -> None:
    """Take the row of the field that was clicked in the map."""
    points = st.session_state[keys.field(FORM, f"figure.{group}")]["selection"]["points"]
    _pick(group, "map", [point["point_index"] // machines for point in points])


def _pick_row(group: str) -> None:
    """Take the row that was picked in the table."""
    _pick(group, "table", st.session_state[keys.field(FORM, f"table.{group}")]["selection"]["rows"])


def _pick(group: str, where: str, picked: list[int]) -> None:
    """Keep which row's story is told, and where the reader looks; picked twice, it is closed."""
    if picked:
        st.session_state[PICKED.format(group=group)] = (where, picked[0])
    else:
        st.session_state.pop(PICKED.format(group=group), None)


def _present(shown: list[Row], counter: Counter) -> set[str]:
    missed = {absence.machine for row in shown for absence in row.first.outcome.absences}
    return missed | {machine.name for machine in counter.machines}


def _show_story(counter: Counter, row: Row, at_s: float) -> None:
    words, _ = counter.words, counter.words._
    cell = row.first
    st.markdown(f"**{view.label(row, words)}**")
    if way := view.chain(cell.reach, words):
        st.markdown(way)
    lines = [f"{clock(event.time_s)} {words.say(event.message)}" for event in cell.outcome.story]
    st.code("\n".join(lines), language=None)
    if st.button(_("Break it"), key=keys.button(f"{FORM}.break")):
        counter.lab.act({"kind": cell.fault.kind, cell.fault.target: cell.fault.target_name}, at_s=at_s)
        st.rerun()
