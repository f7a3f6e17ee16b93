"""An experiment: what varies, how often it is repeated, what is measured, and what was found."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Lock

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shell import front, keys
from pages.shell.words import Words
from pages.views import experiment as view
from sim.errors import SimError
from sim.scenario import Scenario
from sim.study.measures import MEASURES
from sim.study.questions import QUESTIONS
from sim.study.settings import SETTINGS, Value
from sim.study.sweep import Experiment, Outcome, estimates, outcomes
from sim.text import Message

FORM = "experiment"
MOST_SETTINGS = 2
MOST_RUNS = 10_000
SIDE_BY_SIDE = 3
OPENING_MEASURES = ("unserved_pct", "slowest_p95_s", "energy_kwh_per_day")
LOOK_S = 0.3
_ONE_AT_A_TIME = Lock()
"""Experiments take all cores of the server: one after the other, so that the labs of others stay quick."""


def show(scenario: Scenario, words: Words) -> None:
    """Show questions and the plan of an experiment; what is found stands below what asked for it."""
    _ = words._
    _questions(words)
    below_the_questions = st.container()
    st.markdown(_("**Or an experiment of your own, with the rack of the lab**"))
    wished = _ask(scenario, words)
    if wished is not None:
        words_of_runs = words.n_("{runs} run", "{runs} runs", wished.runs).format(runs=words.number(wished.runs))
        if st.button(
            _("Run the experiment ({runs})").format(runs=words_of_runs), type="primary", key=keys.button(FORM)
        ):
            _run(wished, words)
    done: tuple[Experiment, list[Outcome]] | None = st.session_state.get(keys.EXPERIMENT)
    if done is not None and done[1]:
        with below_the_questions if st.session_state.get(keys.QUESTION) else st.container():
            _show_findings(*done, words)
    else:
        st.caption(
            _(
                "What is found will stand here: for each measure a chart with the mean and how sure it is, and one table of everything. It can be stopped at any moment."
            )
        )


def _questions(words: Words) -> None:
    """Show questions that are ready to be asked; each runs its own scenario, and leaves the lab alone."""
    _ = words._
    st.markdown(_("**Questions to begin with**"))
    asked = ""
    for column, (key, question) in zip(st.columns(len(QUESTIONS)), QUESTIONS.items(), strict=True):
        with column:
            if st.button(_(question.title), key=keys.button(keys.field(FORM, key)), width="stretch"):
                asked = key
            st.caption(_(question.summary))
    if asked:
        _run(QUESTIONS[asked].experiment(front.ready()[QUESTIONS[asked].ready].scenario), words, question=asked)


def _ask(scenario: Scenario, words: Words) -> Experiment | None:
    """Ask for the plan; return None, having said why, where it cannot be run."""
    _ = words._
    first, second, third = st.columns([2, 2, 1])
    names = first.multiselect(
        _("What varies"),
        list(SETTINGS),
        default=["hosts"],
        max_selections=MOST_SETTINGS,
        format_func=lambda name: _(SETTINGS[name].title),
        key=keys.field(FORM, "varied"),
    )
    measures = second.multiselect(
        _("What is measured"),
        list(MEASURES),
        default=list(OPENING_MEASURES),
        format_func=lambda name: _(MEASURES[name].title),
        key=keys.field(FORM, "measures"),
    )
    replications = third.number_input(
        _("Runs of each"), min_value=1, max_value=1000, value=10, key=keys.field(FORM, "replications")
    )
    try:
        varied = {name: _values(name, scenario, words) for name in names}
    except ValueError:
        st.warning(_("Values must be numbers with a semicolon between them, such as 1; 2; 3."))
        return None
    if not measures or not all(varied.values()):
        st.info(_("Choose at least one measure, and a value for everything that varies."))
        return None
    wished = Experiment(scenario, varied, tuple(measures), int(replications))
    if wished.runs > MOST_RUNS:
        st.warning(
            _("That would be {runs} runs; at most {most} are done at once: take fewer values or repetitions.").format(
                runs=words.number(wished.runs), most=words.number(MOST_RUNS)
            )
        )
        return None
    return wished


def _values(name: str, scenario: Scenario, words: Words) -> tuple[Value, ...]:
    """Ask for the values of one setting; raise a ValueError for what is no number."""
    setting = SETTINGS[name]
    usual = tuple(setting.values(scenario))
    label = words._(setting.title)
    if isinstance(usual[0], str | bool):
        chosen = st.multiselect(
            label,
            usual,
            default=usual,
            format_func=lambda value: view.value_text(value, words),
            key=keys.field(FORM, name),
        )
        return tuple(chosen)
    typed = st.text_input(
        label,
        "; ".join(words.number(value) for value in usual if not isinstance(value, str)),
        key=keys.field(FORM, name),
    )
    kind = type(usual[0])
    return tuple(dict.fromkeys(kind(part.strip().replace(",", ".")) for part in typed.split(";") if part.strip()))


def _run(experiment: Experiment, words: Words, question: str = "") -> None:
    """Run it and show how far it is; the person may stop at any moment and keeps what is known by then."""
    _ = words._
    known: list[Outcome] = []
    st.session_state[keys.QUESTION] = question
    st.session_state[keys.EXPERIMENT] = (experiment, known)
    waiting = _("Waiting for another experiment on this server…")
    progress = st.progress(0.0, _how_far(known, experiment, words))
    st.button(_("Stop here"), key=keys.button(f"{FORM}.stop"))
    with _turn(progress, waiting):
        try:
            with closing(outcomes(experiment, workers=os.cpu_count() or 1)) as running:
                for outcome in running:
                    known.append(outcome)
                    progress.progress(len(known) / experiment.runs, _how_far(known, experiment, words))
        except SimError as error:
            st.session_state.pop(keys.EXPERIMENT, None)
            st.warning(words.say(error.message))
            return
    st.rerun()


def _how_far(known: list[Outcome], experiment: Experiment, words: Words) -> str:
    return words._("{done} of {all} runs").format(done=words.number(len(known)), all=words.number(experiment.runs))


@contextmanager
def _turn(progress: DeltaGenerator, waiting: str) -> Iterator[None]:
    """Wait for one's turn; who stops or leaves meanwhile is heard at each look at the lock."""
    while not _ONE_AT_A_TIME.acquire(timeout=LOOK_S):
        progress.progress(0.0, waiting)
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()


def _show_findings(experiment: Experiment, known: list[Outcome], words: Words) -> None:
    _ = words._
    found = estimates(experiment, known)
    if len(known) < experiment.runs:
        message = Message("{done} / {all}", {"done": len(known), "all": experiment.runs})
        st.info(_("Stopped early: {part} runs are done.").format(part=words.say(message)))
    question = QUESTIONS.get(st.session_state.get(keys.QUESTION, ""))
    if question is not None:
        st.markdown(f"#### {_(question.title)}")
        for said in view.answer(found, question):
            st.markdown(words.say(said))
    columns = st.columns(min(len(experiment.measures), SIDE_BY_SIDE))
    for position, measure in enumerate(experiment.measures):
        with columns[position % len(columns)]:
            one = MEASURES[measure]
            st.markdown(f"**{view.heading(measure, words)}**")
            st.plotly_chart(
                view.figure(found, experiment, measure, words),
                key=keys.field(FORM, f"chart.{measure}"),
                config={"displayModeBar": False},
            )
            st.caption(words.say(view.sentence(found, experiment, measure)))
            st.caption(f"{_(one.title)} – {_(one.summary)}")
    table = view.rows(found, experiment, words)
    st.dataframe(table, hide_index=True, column_config={table.columns[0]: {"pinned": True}})
    st.download_button(
        _("Save the table (CSV)"), table.to_csv(index=False).encode("utf-8"), "experiment.csv", "text/csv"
    )
