"""Instead of the picture, for what a browser cannot play: the whole data centre in few numbers, at a time of one's choice."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.shell import keys
from pages.shell.session import Lab
from pages.shell.words import Words
from pages.views import crowd
from sim.study.crowd import uses
from sim.units import MINUTE_S, clock

FORM = "crowd"


def show(mine: Lab, words: Words) -> None:
    """Show totals, how busy hosts are, and who is worst off."""
    _ = words._
    run = mine.run
    st.info(words.say(crowd.introduction(run)))
    time_s = _ask_time(mine, words)
    left, right = st.columns(2)
    with left:
        _table(_("At the end of the run, beside one server per application"), crowd.totals(run, mine.baseline, words))
        _table(_("Hosts at this time"), crowd.states(run, time_s, words))
    with right:
        used = uses(run, time_s)
        _title(_("How busy the hosts are at this time"))
        figure = crowd.figure(used, words)
        st.plotly_chart(
            go.Figure(figure["data"], figure["layout"]), key=keys.field(FORM, "uses"), config={"displayModeBar": False}
        )
        st.caption(words.say(crowd.sentence(used)))
        with st.expander(_("The numbers behind it")):
            st.table(crowd.distribution(used, words), hide_index=True)
    worst = crowd.worst(run, time_s, words)
    if worst.empty:
        st.success(_("Every machine gets all that it wants at this time, and none has lost work so far."))
    else:
        _table(_("The machines that are worst off by this time"), worst)


def _ask_time(mine: Lab, words: Words) -> float:
    """Ask which moment is looked at; the forms below act at it."""
    minutes = max(int((mine.scenario.duration_s - 1.0) // MINUTE_S), 1)
    now = min(int(mine.now_s // MINUTE_S), minutes)
    asked = st.slider(
        words._("Minute of the run that is looked at"), 0, minutes, now, key=keys.field(FORM, f"minute.{mine.story}")
    )
    if mine.playhead.playing or asked != now:
        mine.stand_at(asked * MINUTE_S)
    st.caption(words._("The clock shows {time}.").format(time=clock(asked * MINUTE_S)))
    return asked * MINUTE_S


def _title(title: str) -> None:
    st.markdown(f"**{title}**")


def _table(title: str, rows: pd.DataFrame) -> None:
    _title(title)
    st.table(rows, hide_index=True)
