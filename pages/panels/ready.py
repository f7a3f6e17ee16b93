"""Which ready scenario is open, what to do first in it, and the way to another one."""

from __future__ import annotations

import streamlit as st

from pages.panels import present
from pages.shell import front, keys
from pages.shell.session import lab


def show() -> None:
    """Show the name of the open scenario, to be changed, and its one thing to do first."""
    words, mine, prepared = front.words(), lab(), front.ready()
    # The box shows what is open, whoever opened it: a link, a file, or this box.
    st.session_state[keys.READY] = mine.scenario.key if mine.scenario.key in prepared else None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.selectbox(
            words._("Scenario"),
            list(prepared),
            format_func=lambda key: prepared[key].title.in_language(words.tag),
            key=keys.READY,
            on_change=_open,
            placeholder=words._("a scenario of your own"),
            label_visibility="collapsed",
            width=320,
        )
        st.markdown(front.invitation(mine), width="stretch")
        present.offer_run(mine, words)


def _open() -> None:
    front.open_ready(st.session_state[keys.READY])
