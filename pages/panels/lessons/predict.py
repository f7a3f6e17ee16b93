"""Predict: the question before the run. Nothing runs until it is answered."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.panels.lessons.sheet import Sheet
from pages.panels.machines import KINDS
from pages.shell.words import Words
from sim.scenario import Scenario
from sim.teaching.work import LONGEST_LINE


def show(sheet: Sheet) -> None:
    """Show what stands in the rack, the question, and the way to answer it."""
    _ = sheet.words._
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(sheet.title(sheet.lesson.situation))
        _ask(sheet)
    with right:
        st.caption(_("What stands in the rack"))
        st.table(_machines(sheet.lesson.bench.scenario, sheet.words), hide_index=True)


def _ask(sheet: Sheet) -> None:
    _, work, lesson = sheet.words._, sheet.work, sheet.lesson
    made = "predict" in work.done
    count = len(lesson.predict.options)
    prediction, because = sheet.key("prediction"), sheet.key("because")
    chosen_before = work.prediction if work.prediction is not None and work.prediction < count else None
    chosen = st.radio(
        f"**{sheet.title(lesson.predict.text)}**",
        range(count),
        index=chosen_before,
        format_func=lambda number: sheet.title(lesson.predict.options[number].text),
        key=prediction,
        disabled=made,
        on_change=lambda: sheet.note(prediction=st.session_state[prediction]),
    )
    st.text_input(
        _("because…"),
        work.because,
        max_chars=LONGEST_LINE,
        key=because,
        disabled=made,
        on_change=lambda: sheet.note(because=st.session_state[because]),
    )
    if made:
        st.button(_("Next"), key=sheet.key("next"), type="primary", on_click=sheet.go_on)
    elif st.button(
        _("This is my prediction"),
        key=sheet.key("predict"),
        type="primary",
        on_click=lambda: _stand_by(sheet, st.session_state[prediction], st.session_state[because]),
    ):
        if chosen is None:
            st.warning(_("Choose an answer first; it may be wrong."))
        else:
            st.warning(_("Say why, in a few words: “because…”."))


def _stand_by(sheet: Sheet, chosen: int | None, because: str) -> None:
    """Go on, if the prediction is complete: as it stands in the boxes, since one may be left by the same click."""
    if chosen is not None and (because.strip() or not sheet.desk.classroom.reasons):
        sheet.note(prediction=chosen, because=because)
        sheet.go_on()


def _machines(scenario: Scenario, words: Words) -> pd.DataFrame:
    _ = words._
    hosts = [
        (host.name, _("Host"), _("{n} cores").format(n=words.number(host.cores)), words.memory(host.memory_mib))
        for host in scenario.hosts
    ]
    machines = [
        (one.name, _(KINDS[one.kind]), _("{n} vCPU").format(n=words.number(one.vcpus)), words.memory(one.memory_mib))
        for one in scenario.machines
    ]
    return pd.DataFrame([*hosts, *machines], columns=[_("Name"), _("Kind"), _("CPU"), _("Memory")])
