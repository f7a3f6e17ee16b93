"""The ready scenarios, side by side: a picture of each, what it is, and the way in."""

from __future__ import annotations

import unicodedata

import streamlit as st

from pages.panels.about import show_card
from pages.panels.card import card
from pages.shell import front, keys
from pages.shell.words import Words
from pages.views.thumbnail import thumbnail
from pages.views.typography import unbroken
from sim.importers.ready import ReadyScenario

PER_ROW = 4


def show(words: Words) -> None:
    """Show every ready scenario."""
    prepared = sorted(front.ready().values(), key=lambda one: _alphabetical(one.title.in_language(words.tag)))
    for first in range(0, len(prepared), PER_ROW):
        for column, one in zip(st.columns(PER_ROW), prepared[first : first + PER_ROW], strict=False):
            with column, card(one.key):
                _show_one(one, words)


def _show_one(prepared: ReadyScenario, words: Words) -> None:
    _, title = words._, unbroken(prepared.title.in_language(words.tag))
    hosts, machines = len(prepared.scenario.hosts), len(prepared.scenario.machines)
    told = words.n_("{hosts} host", "{hosts} hosts", hosts).format(hosts=hosts)
    told += ", " + words.n_("{machines} machine", "{machines} machines", machines).format(machines=machines)
    with st.container():
        st.image(thumbnail(prepared.scenario, told), width="stretch", alt=f"{title}: {told}")
        st.markdown(f"**{title}**")
        st.markdown(unbroken(prepared.summary.in_language(words.tag)))
        st.caption(told)
    with st.container(horizontal=True):
        if st.button(_("Open in the lab"), key=keys.field("gallery", prepared.key)):
            front.open_ready(prepared.key)
            st.switch_page("pages/lab.py")
        if prepared.card:
            with st.popover(_("More about it")):
                show_card(prepared.card, words)


def _alphabetical(title: str) -> str:
    """Return where a title stands in a list: É beside E, not after Z."""
    return unicodedata.normalize("NFD", title.casefold())
