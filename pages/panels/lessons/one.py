"""One lesson: its steps in a row, the step that is open on the left, the lab on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from pages.panels.lessons import challenge, explain, observe, predict, quiz, run
from pages.panels.lessons.sheet import STEPS, Sheet
from pages.shell import front
from pages.shell.desk import desk
from pages.shell.live import component_of
from sim.teaching.lesson import Lesson

BODIES: Mapping[str, Callable[[Sheet], None]] = {
    "predict": predict.show,
    "try": challenge.show,
    "run": run.show,
    "observe": observe.show,
    "explain": explain.show,
    "quiz": quiz.show,
    "challenge": challenge.show,
}


def show(lesson: Lesson) -> None:
    """Show the lesson at the step where the student is."""
    sheet = Sheet(lesson, desk(), front.words())
    step = _rail(sheet)
    if step != "predict" and "predict" not in sheet.work.done:
        _predict_first(sheet)
    elif step in ("explain", "quiz") and not observe.is_done(sheet):
        _look_first(sheet)
    else:
        BODIES[step](sheet)
    sheet.desk.keep(lesson)


def _rail(sheet: Sheet) -> str:
    """Show the steps, and return the one that is open."""
    steps, done = sheet.steps, set(sheet.work.done)
    key = sheet.key("step")
    # The buttons forget their value when the page changes; the book does not.
    st.session_state[key] = sheet.work.step if sheet.work.step in steps else steps[0]

    def name(step: str) -> str:
        mark = "✓" if step in done else str(steps.index(step) + 1)
        return f"{mark} {sheet.words._(STEPS[step])}"

    with st.container(gap=None):
        st.segmented_control(
            sheet.words._("Steps of the lesson"),
            steps,
            format_func=name,
            key=key,
            on_change=lambda: sheet.note(step=st.session_state[key]),
            required=True,
            label_visibility="collapsed",
        )
        step = sheet.work.step if sheet.work.step in steps else steps[0]
        # Without it one would stand in the middle of the new step, where the button was that leads there.
        component_of("turning")(data={"step": step, "title": name(step)}, key=sheet.key("turning"))
    return step


def _predict_first(sheet: Sheet) -> None:
    st.info(sheet.words._("First say what you expect: whoever has predicted sees more."))
    label, key = sheet.words._("To the prediction"), sheet.key("to_predict")
    st.button(label, key=key, type="primary", on_click=lambda: sheet.note(step="predict"))


def _look_first(sheet: Sheet) -> None:
    st.info(sheet.words._("First say what you saw: the explanation rests on it."))
    label, key = sheet.words._("To the questions"), sheet.key("to_observe")
    st.button(label, key=key, type="primary", on_click=lambda: sheet.note(step="observe"))
