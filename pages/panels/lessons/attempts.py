"""The usual attempts at a challenge, and what the runs say to each: nobody has to take our word for it."""

from __future__ import annotations

import streamlit as st

from pages.panels.lessons.sheet import Sheet
from pages.shell import library


def show(sheet: Sheet) -> None:
    """Show each usual attempt with the first criterion that it misses."""
    title = sheet.words._("What many try first")
    st.markdown(f"**{title}**")
    for usual in sheet.lesson.challenge.fixtures.misconceptions:
        result = library.result_of(sheet.lesson, usual.attempt, sheet.desk.book.variant)
        missed = result.obstacle or next((finding for finding in result.findings if not finding.met), None)
        if missed:
            st.markdown(f"- {sheet.title(usual.label)} – {sheet.say(missed.text)} *{sheet.say(missed.status)}*")
