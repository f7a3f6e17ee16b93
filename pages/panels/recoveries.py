"""What came of it: every outage as a strip of what was waited for, and each application's figures."""

from __future__ import annotations

import streamlit as st

from pages.panels.counter import Counter
from pages.shell import keys
from pages.views import recovery as view
from sim.study.outages import all_outages

FORM = "recoveries"


def show(counter: Counter) -> None:
    """Show every outage of the run, and what each application's users were promised in effect."""
    words, run = counter.words, counter.run
    outages = all_outages(run)
    title = words._("From the failure to the service: every outage of the run")
    st.markdown(f"**{title}**")
    if outages:
        st.plotly_chart(view.figure(outages, words), key=keys.field(FORM, "strips"), config={"displayModeBar": False})
    st.caption(words.say(view.sentence(outages)))
    if outages:
        with st.expander(words._("Every outage as a table"), key=keys.field(FORM, "table")):
            st.dataframe(view.rows(outages, words), hide_index=True)
    with st.expander(
        words._("Availability, MTBF, MTTR, RTO and RPO of each application"), key=keys.field(FORM, "figures")
    ):
        st.dataframe(view.reliability_rows(run, words), hide_index=True)
