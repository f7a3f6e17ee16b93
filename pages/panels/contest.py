"""The learner against the services, and the services against each other: the same day, the same random numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from pages.panels import listing
from pages.panels.counter import Counter
from pages.shell import keys
from pages.shell.runs import run_of
from pages.shell.words import Words
from pages.views import contest as view
from pages.views.services import why_rows
from sim.run import Run
from sim.study.contest import CURVES
from sim.study.scaling import with_rule
from sim.study.services import CONTESTANTS, left_to
from sim.text import N_

SERVICES, SCALING = "contest", "scaling_contest"
FIRST_RIVALS = ("nobody", "drs", "power", "own")
SCORED = ("waiting_core_h", "unserved_pct", "moves_per_day", "energy_kwh_per_day", "longest_outage_s")
SCALING_SCORED = ("late_pct", "unserved_pct", "machine_hours_per_day", "scaling_per_day", "energy_kwh_per_day")
SCALING_RIVALS: Mapping[str, tuple[str, bool]] = {
    N_("Target use (Kubernetes HPA)"): ("hpa", False),
    N_("Thresholds with a cooldown"): ("threshold", False),
    N_("Prediction by the trend (Holt)"): ("prediction", False),
    N_("Always the fewest"): ("fixed", False),
    N_("Always the most"): ("fixed", True),
}


def of_services(counter: Counter) -> None:
    """Show the same scenario left to nobody and to services, beside what the learner did."""
    words, scenario = counter.words, counter.lab.scenario
    chosen = st.multiselect(
        words._("Against whom"),
        list(CONTESTANTS),
        default=list(FIRST_RIVALS),
        format_func=lambda key: words._(CONTESTANTS[key][0]),
        key=keys.field(SERVICES, "rivals"),
    )
    runs = {words._("You"): counter.run}
    runs |= {words._(CONTESTANTS[key][0]): run_of(left_to(key, scenario)) for key in chosen}
    _show(runs, SCORED, ("waiting", "energy", "servers"), SERVICES, words)
    _what_they_saw({name: run for name, run in runs.items() if run.advice}, words)
    st.caption(
        words._(
            "The same loads and faults with the same random numbers. In all columns but the first, moving machines and switching hosts is left to the service. A star marks the best. “Compare A | B” shows the curves."
        )
    )


def _what_they_saw(runs: Mapping[str, Run], words: Words) -> None:
    """Show what one of them decided on this day, on what grounds, and what it brought."""
    if not runs:
        return
    name = st.selectbox(words._("What it saw, decided and brought about"), list(runs), key=keys.field(SERVICES, "seen"))
    listing.show(why_rows(runs[name], words), words._("No service decided anything in this run."))


def of_scaling(counter: Counter) -> None:
    """Show the same scenario with each rule of autoscaling, beside what it is set to."""
    words, scenario = counter.words, counter.lab.scenario
    runs = {words._("You"): counter.run}
    for title, (rule, at_most) in SCALING_RIVALS.items():
        runs[words._(title)] = run_of(with_rule(scenario, rule, at_most=at_most))
    _show(runs, SCALING_SCORED, ("machines", "waiting", "energy"), SCALING, words)
    st.caption(
        words._(
            "The same loads with the same random numbers and the same limits. “You” is this run as it is. A star marks the best: no rule has them all."
        )
    )


def _show(runs: Mapping[str, Run], scored: Sequence[str], curves: Sequence[str], form: str, words: Words) -> None:
    st.table(view.score_rows(runs, scored, words), hide_index=True)
    curve = st.selectbox(
        words._("Followed through the day"),
        list(curves),
        format_func=lambda key: words._(CURVES[key].title),
        key=keys.field(form, "curve"),
    )
    sentence = words.say(view.sentence(runs, curve, words))
    st.plotly_chart(
        view.figure(runs, curve, words),
        key=keys.field(form, "chart"),
        config={"displayModeBar": False},
        alt=sentence,
    )
    st.caption(sentence)
    with st.expander(words._("As a table")):
        st.dataframe(view.curve_rows(runs, curve, words), hide_index=True)
