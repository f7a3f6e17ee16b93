"""What protects against what: every protection alone, against every threat."""

from __future__ import annotations

import streamlit as st

from pages.panels.counter import Counter
from pages.shell import keys
from pages.views import promises as view

FORM = "promises"


def show(counter: Counter) -> None:
    """Show the table, and how it was found out."""
    words = counter.words
    with st.expander(words._("What protects against what"), key=keys.field(FORM, "box")):
        st.caption(
            words._(
                "One VM of 200 GB, one protection at a time, one day each, simulated: hardware is replaced after four hours, somebody comes after ten minutes, and copies are made every four hours from midnight."
            )
        )
        st.table(view.rows(words), hide_index=True)
        st.caption(words.say(view.sentence()))
