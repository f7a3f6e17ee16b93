"""One machine in numbers, around the clock time: contention, single requests, memory."""

from __future__ import annotations

import streamlit as st

from pages.panels.counter import Counter
from pages.shell import keys
from pages.views import one_machine
from sim.errors import SimError
from sim.study.requests import answers
from sim.text import N_
from sim.units import HOUR_S, MINUTE_S, clock

FORM = "one_machine"
WINDOWS = {
    "minutes": N_("ten minutes from this time"),
    "hour": N_("an hour from this time"),
    "run": N_("the whole run"),
}
LENGTHS_S = {"minutes": 10 * MINUTE_S, "hour": HOUR_S}


def show(counter: Counter) -> None:
    """Show what one machine's own system sees beside what it waits for, and how its users' requests fare."""
    words, run = counter.words, counter.run
    _ = words._
    names = [machine.name for machine in counter.machines]
    if not names:
        return
    first, second = st.columns(2)
    picked = names.index(counter.lab.selected) if counter.lab.selected in names else 0
    name = first.selectbox(_("Machine"), names, index=picked, key=keys.field(FORM, f"name.{counter.lab.selected}"))
    window = second.selectbox(
        _("Time"), list(WINDOWS), 1, format_func=lambda one: _(WINDOWS[one]), key=keys.field(FORM, "window")
    )
    start_s, end_s = _window(counter, window)
    st.caption(_("From {start} to {end}").format(start=clock(start_s), end=clock(end_s)))
    st.table(one_machine.contention_rows(run, name, start_s, end_s, words), hide_index=True)
    try:
        st.table(one_machine.request_rows(answers(run, name, start_s, end_s), words), hide_index=True)
    except SimError as error:
        st.info(words.say(error.message))
    st.caption(
        _(
            "Every request is timed to its end, as if nobody left; in the run itself users give up, and their work is lost."
        )
    )
    st.markdown(_("**Where everybody's memory is** at {time}").format(time=clock(counter.time_s)))
    st.dataframe(one_machine.memory_rows(run, counter.machines, counter.time_s, words), hide_index=True)


def _window(counter: Counter, window: str) -> tuple[float, float]:
    end_s = counter.run.end_s
    if window == "run":
        return 0.0, end_s
    start_s = min(counter.time_s, end_s - MINUTE_S)
    return start_s, min(start_s + LENGTHS_S[window], end_s)
