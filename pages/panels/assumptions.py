"""The numbers that a run rests on, to be changed: the lab goes on with the new ones."""

from __future__ import annotations

import streamlit as st

from pages.panels.fields import ask
from pages.shell import keys
from pages.shell.session import Lab
from pages.shell.words import Words
from sim.scenario import Assumptions
from sim.text import N_, Message

FORM = "assumptions"
FIELDS = tuple(name for name in Assumptions.model_fields if name != "country")
"""The country is chosen where its electricity counts: on the page of savings."""


def show(lab: Lab, words: Words) -> None:
    """Show an input for each assumption and the button that counts with them."""
    current = lab.scenario.assumptions.model_dump()
    answers = ask(Assumptions, FIELDS, form=FORM, words=words, current=current)
    if st.button(words._("Run with these"), key=keys.button(FORM)):
        changed = lab.scenario.assumptions.model_copy(update=answers)
        lab.define(
            lab.scenario.model_copy(update={"assumptions": changed}), Message(N_("The run rests on other numbers now."))
        )
        st.rerun()
    if lab.notice is not None and lab.notice.level == "warning":
        st.warning(words.say(lab.notice.message))
