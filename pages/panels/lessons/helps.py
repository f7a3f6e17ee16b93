"""Help with a challenge, on request: three hints, one by one, and where the lesson has one a solution to go on from."""

from __future__ import annotations

import streamlit as st

from pages.panels.lessons.sheet import Sheet


def show(sheet: Sheet) -> None:
    """Show the help that was asked for, and the buttons that ask for more."""
    if not sheet.desk.classroom.hints:
        return
    challenge, work = sheet.lesson.challenge, sheet.work
    for number, hint in enumerate(challenge.hints[: work.hints], start=1):
        title = sheet.words._("Hint {n}").format(n=number)
        st.markdown(f"**{title}** {sheet.say(hint)}")
    if challenge.worked_start and work.worked_start:
        st.info(sheet.say(challenge.worked_start.text))
    if not work.solved:
        with st.container(horizontal=True):
            _buttons(sheet)


def _buttons(sheet: Sheet) -> None:
    _, challenge, given = sheet.words._, sheet.lesson.challenge, sheet.work.hints
    if given < len(challenge.hints):
        st.button(_("Give me a hint"), key=sheet.key("hint"), on_click=lambda: sheet.note(hints=given + 1))
    if challenge.worked_start and not sheet.work.worked_start:
        st.button(_("Start me off"), key=sheet.key("worked"), on_click=lambda: _start_off(sheet))


def _start_off(sheet: Sheet) -> None:
    """Lay the worked start out."""
    start = sheet.lesson.challenge.worked_start
    if start:
        sheet.desk.lay_out(sheet.lesson, "challenge", start.attempt)
        sheet.note(worked_start=True)
