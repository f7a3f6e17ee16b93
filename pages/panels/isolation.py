"""Isolation: who can harm whom, over which bridge; and the forms that build bridges and walls."""

from __future__ import annotations

from functools import partial
from typing import Any, get_args

import streamlit as st

from pages.panels.counter import Counter
from pages.panels.deeds import deeds, show_deeds
from pages.shell import keys
from pages.views import isolation as view
from pages.views.assumptions import CHOICES
from sim.inventory import Machine, Traffic
from sim.study.isolation import QUESTIONS, matrix
from sim.text import N_

FORM = "isolation"
SEEN_WHOLE = 24
"""Machines up to which the matrix stands on the page whole; a larger one is scrolled in its place."""
PICK, RULE = keys.field(FORM, "machine"), "firewall"
TRAFFIC = {"application": N_("only applications that depend on each other"), "everything": N_("everything")}


def show(counter: Counter) -> None:
    """Show the matrix of all pairs, then what connects one machine to others, then the firewall."""
    _ = counter.words._
    if not counter.machines:
        st.info(_("There is no machine at this time: add one."))
        return
    _matrix(counter)
    with st.expander(_("What connects a machine"), expanded=True, key=keys.field(FORM, "bridges")):
        _bridges(counter)
    with st.expander(_("Firewall between networks"), key=keys.field(FORM, "firewall")):
        _firewall(counter)


def _matrix(counter: Counter) -> None:
    words, _ = counter.words, counter.words._
    threat = st.selectbox(
        _("What happens in one machine"),
        list(QUESTIONS),
        format_func=lambda one: _(QUESTIONS[one].title),
        key=keys.field(FORM, "threat"),
    )
    cells = matrix(counter.run, threat, counter.time_s)
    if not cells:
        return
    st.caption(words.say(view.sentence(cells, threat)))
    table = view.matrix_rows(cells, threat, words)
    chosen = st.dataframe(
        table,
        hide_index=True,
        height="content" if len(table) <= SEEN_WHOLE else "auto",
        column_config={table.columns[0]: {"pinned": True}},
        on_select="rerun",
        selection_mode="single-cell",
        key=keys.field(FORM, "matrix"),
    )
    _reason(counter, cells, chosen.get("selection", {}).get("cells", []))
    with st.expander(_("Every pair, and why"), key=keys.field(FORM, "reasons")):
        st.dataframe(view.reason_rows(cells, threat, words), hide_index=True)


def _reason(counter: Counter, cells: view.Cells, selected: list[Any]) -> None:
    """Show the way or the wall of the cell that was picked."""
    names = view.names(cells)
    row, target = selected[0] if selected else (0, "")
    cell = cells.get((names[row], target)) if row < len(names) else None
    if cell is None:
        st.caption(counter.words._("Pick a cell to see the way, or the wall."))
        return
    st.info(" ".join(filter(None, [f"{names[row]} → {target}:", counter.words.say(cell.reason), view.path(cell)])))


def _bridges(counter: Counter) -> None:
    _ = counter.words._
    names = [machine.name for machine in counter.machines]
    picked = names.index(counter.lab.selected) if counter.lab.selected in names else 0
    name = st.selectbox(_("Machine"), names, index=picked, key=PICK)
    st.caption(_describe(counter, next(machine for machine in counter.machines if machine.name == name)))
    show_deeds(counter, deeds("machine", groups=("isolation",)), name)


def _describe(counter: Counter, machine: Machine) -> str:
    _ = counter.words._
    folders = ", ".join(f"{folder.name} ({_(CHOICES[folder.access])})" for folder in machine.folders)
    return _("Folders: {folders} · Network: {network}, {card} · Password: {password} · Updates: {updates}").format(
        folders=folders or _("none"),
        network=machine.network,
        card=_("plugged in") if machine.connected else _("unplugged"),
        password=machine.administrator or _("of its own"),
        updates=_("installed") if machine.patched else _("forgotten"),
    )


def _firewall(counter: Counter) -> None:
    _ = counter.words._
    networks = sorted({machine.network for machine in counter.machines})
    rules = counter.run.walls_at(counter.time_s).firewall
    st.caption(_("Machines in one network reach each other; from one network to another only what a rule lets pass."))
    for number, rule in enumerate(rules):
        first, second = st.columns([3, 1], vertical_alignment="center")
        first.markdown(f"{rule.source} → {rule.target}: {_(TRAFFIC[rule.lets])}")
        with second:
            counter.act_button(
                keys.field(RULE, str(number)),
                _("Remove"),
                partial(dict, kind="block_traffic", source=rule.source, to=rule.target),
            )
    if len(networks) == 1:
        st.caption(_("All machines are in one network: move some to another, and rules between the two can be added."))
        return
    first, second, third = st.columns(3)
    source = first.selectbox(_("From"), networks, key=keys.field(RULE, "source"))
    target = second.selectbox(_("To"), networks, index=1, key=keys.field(RULE, "to"))
    lets = third.selectbox(
        _("What may pass"), get_args(Traffic), format_func=lambda one: _(TRAFFIC[one]), key=keys.field(RULE, "lets")
    )
    counter.act_button(
        RULE, _("Add the rule"), lambda: {"kind": "allow_traffic", "source": source, "to": target, "lets": lets}
    )
