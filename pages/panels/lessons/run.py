"""Run: the simulation plays, and the student looks at what matters."""

from __future__ import annotations

from functools import partial
from typing import Literal

import streamlit as st

from pages.panels.lessons import stand
from pages.panels.lessons.sheet import Sheet

Kind = Literal["primary", "secondary"]


def show(sheet: Sheet) -> None:
    """Show what to look at on the left, the lab on the right."""
    sheet.desk.begin_run(sheet.lesson)
    left, right = st.columns([1, 2.4], gap="medium")
    with left:
        with st.container(gap="xsmall"):  # what follows the last of them should be seen at once
            _things_to_see(sheet)
        with st.expander(sheet.words._("Try it yourself"), key=sheet.key("yourself")):
            stand.ask_settings(sheet, "run")
            st.caption(sheet.words._("Click a machine in the picture: what can be done to it stands beside it."))
    with right:
        stand.show(sheet, "run")


def _things_to_see(sheet: Sheet) -> None:
    _ = sheet.words._
    seen = sheet.work.seen
    unseen = [number for number, _step in enumerate(sheet.lesson.steps, start=1) if number not in seen]
    for number, step in enumerate(sheet.lesson.steps, start=1):
        with st.container(gap="xxsmall"):
            st.markdown(f"**{'✓' if number in seen else f'{number}.'}** {sheet.say(step.text)}")
            # The blue button is the one thing to do next.
            kind: Kind = "primary" if unseen[:1] == [number] else "secondary"
            st.button(_("Show me"), key=sheet.key("show", number), type=kind, on_click=partial(_play, sheet, number))
    kind = "secondary" if unseen else "primary"
    st.button(_("I have seen it"), key=sheet.key("next"), type=kind, on_click=sheet.go_on)


def _play(sheet: Sheet, number: int) -> None:
    step = sheet.lesson.steps[number - 1]
    attempt = sheet.lesson.bench.attempt(step.attempt)
    if attempt is not None:
        sheet.desk.show(sheet.lesson, attempt, step.at_s)
        sheet.note(seen=tuple(sorted({*sheet.work.seen, number})))
