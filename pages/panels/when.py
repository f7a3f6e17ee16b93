"""When the forms act, and the way back."""

from __future__ import annotations

from datetime import time

import streamlit as st

from pages.shell import keys
from pages.shell.session import Lab
from pages.shell.words import Words
from sim.units import DAY_S, HOUR_S, MINUTE_S

NOW, AT = "now", "at"


def ask(lab: Lab, words: Words) -> float | None:
    """Show when the forms act, and undo, redo, reset; return the clock time, None for now."""
    _ = words._
    labels = {NOW: _("Now, as the clock above says"), AT: _("At a clock time")}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        when = st.radio(_("The forms act"), [NOW, AT], format_func=labels.__getitem__, key=keys.WHEN, horizontal=True)
        at_s = _clock_time(lab, words) if when == AT else None
        _steps(lab, words)
    return at_s


def _clock_time(lab: Lab, words: Words) -> float:
    _ = words._
    days = int((lab.scenario.duration_s - 1) // DAY_S) + 1
    day = st.number_input(_("Day"), 1, days, key=keys.CLOCK_DAY, width=110) if days > 1 else 1
    at = st.time_input(_("Time"), _rounded(lab.now_s), key=keys.CLOCK_TIME, step=int(MINUTE_S), width=130)
    return (day - 1) * DAY_S + at.hour * HOUR_S + at.minute * MINUTE_S + at.second


def _rounded(time_s: float) -> time:
    return time(int(time_s % DAY_S // HOUR_S), int(time_s % HOUR_S // MINUTE_S))


def _steps(lab: Lab, words: Words) -> None:
    _ = words._
    steps = (
        (keys.UNDO, _("Undo"), lab.undo, bool(lab.past)),
        (keys.REDO, _("Redo"), lab.redo, bool(lab.future)),
        (keys.RESET, _("Reset"), lab.reset, lab.scenario != lab.opening),
    )
    for key, label, step, possible in steps:
        if st.button(label, key=key, disabled=not possible):
            step()
            st.rerun()
