"""What protects against what: every protection alone, against every threat."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from pages.panels.counter import Counter
from pages.shell import keys
from pages.views import promises as view
from sim.scenario import Scenario
from sim.study.reliability import Promise
from sim.study.replications import Compared, compared, promised

FORM, TEST = "promises", "promise_test"
TWO = 2
"""Hosts without which nothing can be restarted elsewhere."""


def show(counter: Counter) -> None:
    """Show the table with how it was found out, and promises put to the test."""
    words = counter.words
    with st.expander(words._("What protects against what"), key=keys.field(FORM, "box")):
        st.caption(
            words._(
                "One VM of 200 GB, one protection at a time, one day each, simulated: hardware is replaced after four hours, somebody comes after ten minutes, and copies are made every four hours from midnight."
            )
        )
        st.table(view.rows(words), hide_index=True)
        st.caption(words.say(view.sentence()))
    with st.expander(
        words._("What the textbook predicts, and what a month of crashes shows"), key=keys.field(TEST, "box")
    ):
        _test(counter)


def _test(counter: Counter) -> None:
    """Ask for a machine and for rates; crash its hosts at random, many times, with each promise."""
    words, scenario = counter.words, counter.lab.scenario
    _ = words._
    names = [machine.name for machine in scenario.machines if machine.kind == "vm"]
    if not names or len(scenario.hosts) < TWO:
        st.info(_("This needs a VM and two hosts from the start of the run."))
        return
    st.caption(
        _(
            "Real hosts fail once in years; here they crash so often that a month shows what a promise is worth. The formulas get the same rates, and assume that there is always room."
        )
    )
    columns = st.columns(4)
    name = columns[0].selectbox(_("Machine"), names, key=keys.field(TEST, "machine"))
    mtbf_h = columns[1].number_input(_("A host runs for (h)"), 5, 10_000, 50, key=keys.field(TEST, "mtbf_h"))
    mttr_h = columns[2].number_input(_("Its repair takes (h)"), 1, 100, 4, key=keys.field(TEST, "mttr_h"))
    runs = columns[3].number_input(_("Months"), 2, 50, 20, key=keys.field(TEST, "runs"))
    wished = (scenario.to_json(), name, float(mtbf_h), float(mttr_h), int(runs))
    if st.button(_("Let them crash"), key=keys.button(TEST)):
        with st.spinner(_("Crashing…")):
            st.session_state[keys.PROMISES] = (wished, _found(scenario, *wished[1:]))
    known = st.session_state.get(keys.PROMISES)
    if known is not None and known[0] == wished:
        st.table(view.compared_rows(known[1], words), hide_index=True)
        st.caption(words.say(view.compared_sentence(known[1])))


def _found(scenario: Scenario, name: str, mtbf_h: float, mttr_h: float, runs: int) -> dict[Promise, Compared]:
    return {
        promise: compared(
            promised(scenario, name, promise), name, promise, mtbf_h=mtbf_h, mttr_h=mttr_h, replications=runs
        )
        for promise in get_args(Promise)
    }
