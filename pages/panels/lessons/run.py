"""Run: the simulation plays, and the student looks at what matters."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.panels.lessons import stand
from pages.panels.lessons.sheet import Sheet
from sim.teaching.lesson import Step


def show(sheet: Sheet) -> None:
    """Show what to look at on the left, the lab on the right."""
    sheet.desk.begin_run(sheet.lesson)
    left, right = st.columns([1, 2.4], gap="medium")
    with left:
        _things_to_see(sheet)
        with st.expander(sheet.words._("Try it yourself"), key=sheet.key("yourself")):
            stand.ask_settings(sheet, "run")
            st.caption(sheet.words._("Click a machine in the picture: what can be done to it stands beside it."))
    with right:
        stand.show(sheet, "run")


def _things_to_see(sheet: Sheet) -> None:
    _ = sheet.words._
    for number, step in enumerate(sheet.lesson.steps, start=1):
        st.markdown(f"**{number}.** {sheet.say(step.text)}")
        st.button(_("Show me"), key=sheet.key("show", number), on_click=partial(_play, sheet, step))
    st.button(_("I have seen it"), key=sheet.key("next"), type="primary", on_click=sheet.go_on)


def _play(sheet: Sheet, step: Step) -> None:
    attempt = sheet.lesson.bench.attempt(step.attempt)
    if attempt is not None:
        sheet.desk.show(sheet.lesson, attempt, step.at_s)
