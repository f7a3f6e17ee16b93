"""One exercise at a time: a question, a number to type, and the way to it for whoever wants to see it."""

from __future__ import annotations

import streamlit as st

from pages.shell import keys
from pages.shell.words import Words
from sim.teaching.exercises import EXERCISES, Exercise, exercise

FORM = "exercise"
MOST_SEED = 1_000_000
SEED = keys.field(FORM, "seed")


def show(words: Words) -> None:
    """Show the choice of an exercise, the exercise, and what is said of the answer."""
    _ = words._
    first, second, third = st.columns([2, 1, 1], vertical_alignment="bottom")
    kind = first.selectbox(
        _("About"), list(EXERCISES), format_func=lambda one: _(EXERCISES[one].title), key=keys.field(FORM, "kind")
    )
    seed = second.number_input(
        _("Number of the exercise"),
        min_value=1,
        max_value=MOST_SEED,
        key=SEED,
        help=_("The same number gives everybody the same exercise."),
    )
    third.button(_("Another one"), on_click=_next, key=keys.button(f"{FORM}.next"))
    one = exercise(kind, int(seed))
    unit = _(one.unit)
    with st.container(border=True, key=keys.card(FORM)):
        st.markdown(f"#### {words.say(one.question)}")
        given = st.number_input(
            _("Your answer ({unit})").format(unit=unit) if unit else _("Your answer"),
            value=None,
            format="%g",
            placeholder="–",
            key=keys.field(FORM, f"answer.{kind}.{seed}"),
            width=280,
        )
        if given is not None:
            _judge(one, float(given), words)
        if st.toggle(_("Show the way to it"), key=keys.field(FORM, f"solution.{kind}.{seed}")):
            for number, step in enumerate(one.solution, start=1):
                st.markdown(f"{number}. {words.say(step)}")


def _judge(one: Exercise, given: float, words: Words) -> None:
    _ = words._
    if one.accepts(given):
        st.success(_("Right: {answer} {unit}.").format(answer=words.number(one.answer), unit=_(one.unit)), icon="✅")
    elif given and (one.accepts(given * 1000) or one.accepts(given / 1000) or one.accepts(given / 100)):
        st.warning(_("The digits are right, the unit is not: look at what is asked for."), icon="⚠️")
    else:
        st.warning(_("Not yet. The way to it is one switch away."), icon="❌")


def _next() -> None:
    st.session_state[SEED] = st.session_state[SEED] % MOST_SEED + 1
