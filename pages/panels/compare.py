"""A and B: the run of the lab beside another, on one clock."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.panels import listing
from pages.shell import front, keys, uploads
from pages.shell.runs import baseline_of, run_of
from pages.shell.session import Lab
from pages.shell.words import Words
from pages.views import compare as view
from sim.errors import SimError
from sim.importers.links import read_scenario_file
from sim.run import Run
from sim.scenario import Scenario
from sim.study.compare import only_in
from sim.study.services import CONTESTANTS, left_to
from sim.text import N_
from sim.units import clock

FORM = "compare"
CLOCK_STEPS = 288
MOST_UNLIKE = 10
"""Rows that stand beside the scores; more of them are folded."""
UNTOUCHED, BASELINE, PROTECTED, KEPT, FILE = "untouched", "baseline", "ha", "kept", "file"
CHOICES = {
    UNTOUCHED: N_("The same rack with nothing done"),
    BASELINE: N_("One server per application"),
    PROTECTED: N_("The same with high availability the other way"),
    KEPT: N_("The run that I kept"),
    FILE: N_("A file"),
}


def show(lab: Lab, words: Words) -> None:
    """Show the choice of the other run, and then both."""
    _ = words._
    first, second = st.columns([3, 1], vertical_alignment="bottom")
    with first:
        picked = st.selectbox(
            _("A is the run in the lab. B is:"),
            [
                *CHOICES,
                *(f"left.{key}" for key in CONTESTANTS),
                *(f"without.{i}" for i in range(len(lab.scenario.actions))),
                *front.ready(),
            ],
            # Where nothing was done, the same rack is no other run.
            index=list(CHOICES).index(UNTOUCHED if lab.scenario.actions else BASELINE),
            format_func=lambda one: _title(one, lab, words),
            key=keys.field(FORM, "other"),
        )
    if second.button(_("Keep this run for later"), key=keys.button(FORM)):
        st.session_state[keys.KEPT] = lab.scenario
        st.toast(_("Kept: change the lab, then compare it with “{kept}”.").format(kept=_(CHOICES[KEPT])))
    other = _other(picked, lab, words)
    if other is not None:
        _both(lab.run, other, words)


def _title(choice: str, lab: Lab, words: Words) -> str:
    if choice in CHOICES:
        return words._(CHOICES[choice])
    if choice.startswith("left."):
        title = words._(CONTESTANTS[choice.removeprefix("left.")][0])
        return words._("Left to a service: {service}").format(service=title)
    if choice.startswith("without."):
        action = lab.scenario.actions[int(choice.removeprefix("without."))]
        sentence = words._("Without: {at} {what}")
        return sentence.format(at=clock(action.at_s), what=words.say(action.sentence()))
    return front.ready()[choice].title.in_language(words.tag)


def _other(choice: str, lab: Lab, words: Words) -> Run | None:
    """Return the other run, or say why there is none yet."""
    _ = words._
    ways: dict[str, Callable[[], Run | None]] = {
        UNTOUCHED: lambda: run_of(lab.scenario.model_copy(update={"actions": ()})),
        BASELINE: lambda: baseline_of(lab.scenario),
        PROTECTED: lambda: run_of(_protected_otherwise(lab.scenario)),
        KEPT: lambda: _kept(words),
        FILE: lambda: _from_file(words),
    }
    if choice in ways:
        return ways[choice]()
    if choice.startswith("left."):
        return run_of(left_to(choice.removeprefix("left."), lab.scenario))
    if choice.startswith("without."):
        left_out = int(choice.removeprefix("without."))
        actions = tuple(action for i, action in enumerate(lab.scenario.actions) if i != left_out)
        return run_of(lab.scenario.model_copy(update={"actions": actions}))
    return run_of(front.ready()[choice].scenario)


def _protected_otherwise(scenario: Scenario) -> Scenario:
    policy = scenario.high_availability
    return scenario.model_copy(update={"high_availability": policy.model_copy(update={"enabled": not policy.enabled})})


def _kept(words: Words) -> Run | None:
    if keys.KEPT not in st.session_state:
        st.info(words._("Nothing is kept yet: press “Keep this run for later”, change the lab, and come back."))
        return None
    return run_of(st.session_state[keys.KEPT])


def _from_file(words: Words) -> Run | None:
    file = uploads.ask(words._("Open a file"), ["json"], keys.field(FORM, "upload"), words)
    if file is None:
        return None
    try:
        return run_of(read_scenario_file(file.getvalue()))
    except SimError as error:
        st.warning(words.say(error.message))
        return None


def _both(run: Run, other: Run, words: Words) -> None:
    """Show both runs on one clock."""
    _ = words._
    st.markdown(f"#### {words.say(view.headline(run, other))}")
    end_s = max(run.end_s, other.end_s)
    at_s = st.select_slider(
        _("Clock"),
        [end_s * step / CLOCK_STEPS for step in range(CLOCK_STEPS + 1)],
        value=end_s * (CLOCK_STEPS // 2) / CLOCK_STEPS,
        format_func=clock,
        key=keys.field(FORM, f"clock.{end_s}"),
    )
    unlike = view.unlike_rows(run, other, at_s, words)
    first, second = st.columns(2)
    with first:
        _heading(_("At {at}: what is not the same").format(at=clock(at_s)))
        if unlike.empty:
            st.caption(_("Every host and every machine is in the same state, in the same place."))
        elif len(unlike) > MOST_UNLIKE:
            with st.expander(_("{n} hosts and machines").format(n=len(unlike))):
                st.table(unlike, hide_index=True)
        else:
            st.table(unlike, hide_index=True)
    with second:
        _heading(_("At the end"))
        st.table(view.score_rows(run, other, words), hide_index=True)
    tables = view.columns(run), view.columns(other)
    sides = st.columns(2)
    for position, curve in enumerate(view.CURVES):
        with sides[position % 2]:
            _heading(_(curve.title))
            st.plotly_chart(
                view.figure(curve, tables, at_s, words),
                key=keys.field(FORM, f"chart.{curve.column}"),
                config={"displayModeBar": False},
            )
            st.caption(words.say(view.sentence(curve, tables)))
    for name, one, its in (("A", run, other), ("B", other, run)):
        with st.expander(_("What happens only in {run}").format(run=name)):
            listing.show(
                view.event_rows(only_in(one, its), words), _("Nothing: all of it happens in the other run, too.")
            )


def _heading(text: str) -> None:
    st.markdown(f"##### {text}")
