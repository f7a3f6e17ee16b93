"""Quiz: every answer, right or wrong, is met with what the run showed."""

from __future__ import annotations

import streamlit as st

from pages.panels.lessons.sheet import Sheet
from pages.views.mixed import in_order
from sim.teaching.lesson import Question


def show(sheet: Sheet) -> None:
    """Show the questions one below the other."""
    left, _right = st.columns([3, 2])
    with left:
        for number, question in enumerate(sheet.lesson.quiz):
            _question(sheet, str(number), question)
        if is_done(sheet):
            sheet.finish("quiz")
            st.button(sheet.words._("Next"), key=sheet.key("next"), type="primary", on_click=sheet.go_on)


def is_done(sheet: Sheet) -> bool:
    """Return whether every question was answered."""
    return all(str(number) in sheet.work.quiz for number in range(len(sheet.lesson.quiz)))


def _question(sheet: Sheet, number: str, question: Question) -> None:
    _, key = sheet.words._, sheet.key("quiz", number)
    answers = sheet.work.quiz.get(number, ())
    order = in_order(question)
    chosen = st.radio(
        f"**{int(number) + 1}. {sheet.say(question.stem)}**",
        order,
        index=order.index(answers[-1]) if answers and answers[-1] in order else None,
        format_func=lambda option: sheet.say(question.options[option].text),
        key=key,
    )
    if chosen is None or not answers or answers[-1] != chosen:
        # By keyboard one comes to an option through the others: what is chosen is not yet an answer.
        st.button(
            _("This is my answer"),
            key=sheet.key("quiz", number, "answer"),
            disabled=chosen is None,
            on_click=lambda: sheet.note(quiz=sheet.work.quiz | {number: (*answers, st.session_state[key])}),
        )
        return
    option = question.options[chosen]
    (st.success if option.correct else st.warning)(sheet.say(option.feedback))
    if not option.correct:
        st.caption(_("Try another answer."))
