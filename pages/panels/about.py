"""What the open scenario is about, and what the other tabs are for."""

from __future__ import annotations

import streamlit as st

from pages.panels.counter import Counter
from pages.shell import front


def show(counter: Counter) -> None:
    """Show what the scenario shows; little enough to be made anew with every click in the picture."""
    _, prepared = counter.words._, front.ready().get(counter.lab.scenario.key)
    if prepared:
        st.markdown(prepared.summary.in_language(counter.words.tag))
    st.caption(
        _(
            "Everything that can be done in the picture can be done by the plain forms of these tabs too. "
            "“Log & numbers” holds the table and the sentence behind each chart."
        )
    )
