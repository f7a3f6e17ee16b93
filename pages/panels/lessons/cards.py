"""The lessons as cards: what each is about, how long it takes, and how far one has come."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from pages.panels import present
from pages.panels.card import card
from pages.panels.lessons.sheet import Sheet
from pages.shell import address, front, keys, library, masthead
from pages.shell.desk import Desk
from pages.shell.words import Words
from pages.views.thumbnail import thumbnail
from sim.teaching.bench import START
from sim.teaching.classroom import Classroom
from sim.teaching.lesson import Lesson
from sim.teaching.work import MOST_VARIANTS

PER_ROW = 3


def show(desk: Desk, words: Words) -> None:
    """Show every lesson."""
    sheets = [Sheet(lesson, desk, words) for lesson in library.lessons().values() if desk.classroom.has(lesson)]
    following = next((sheet for sheet in sheets if not _is_complete(sheet)), None)
    for first in range(0, len(sheets), PER_ROW):
        for column, sheet in zip(st.columns(PER_ROW), sheets[first : first + PER_ROW], strict=False):
            with column, card(sheet.lesson.id):
                _card(sheet, is_next=sheet is following)


def variant(desk: Desk, words: Words) -> None:
    """Show which loads the student works with: with another number the same lesson has other noise."""
    key = desk.key("variant")

    def take() -> None:
        desk.take_variant(st.session_state[key])
        st.query_params[address.VARIANT] = str(desk.book.variant)

    st.number_input(
        words._("Variant of the loads: the number that your teacher gave you, or 0"),
        0,
        MOST_VARIANTS,
        desk.book.variant,
        key=key,
        on_change=take,
        width=420,
    )


def title(lesson: Lesson | None, words: Words) -> None:
    """Show where one is: at all lessons, or in one of them with the way back."""
    if lesson is None:
        masthead.show(words._("Lessons"), words._("Predict, run, say what you saw, and find out why."))
        return
    masthead.show()
    with st.container(horizontal=True, vertical_alignment="center", key=keys.MASTHEAD):
        front.way_back()
        st.title(f"{lesson.id} · {lesson.title.in_language(words.tag)}", anchor=False, width="content")
        if st.button(words._("Present"), key=keys.TO_SLIDES, type="tertiary"):
            present.go(lesson, words)


def _card(sheet: Sheet, *, is_next: bool) -> None:
    """Show one lesson: its rack, its title, what it is for, how far one has come, and the way in."""
    _, lesson, work = sheet.words._, sheet.lesson, sheet.work
    title, rack = sheet.title(lesson.title), library.scenario_of(lesson, "run", START, 0)
    with st.container():
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.image(thumbnail(rack, title), width=96, alt=title)
            with st.container(gap="xsmall"):
                st.markdown(f"**{lesson.id} · {title}**")
                minutes = _("{n} min").format(n=lesson.minutes)
                st.caption(f"{minutes} · {_state(sheet)}")
        st.markdown(sheet.title(lesson.goal))
    label = _("Go on: {lesson}") if work.begun else _("Begin: {lesson}")
    kind: Literal["primary", "secondary"] = "primary" if is_next else "secondary"
    if st.button(label.format(lesson=lesson.id), key=sheet.key("open"), type=kind):
        go(sheet)


def go(sheet: Sheet) -> None:
    """Open a lesson, with the class and the loads that the student has."""
    here = {address.LANGUAGE: sheet.words.language, address.LESSON: sheet.lesson.id}
    if sheet.desk.classroom != Classroom():
        here[address.CLASS] = sheet.desk.classroom.to_link()
    if sheet.desk.book.variant:
        here[address.VARIANT] = str(sheet.desk.book.variant)
    st.switch_page("pages/lessons.py", query_params=here)


def _state(sheet: Sheet) -> str:
    _, work = sheet.words._, sheet.work
    if not work.begun:
        return _("not begun")
    done = sum(step in work.done for step in sheet.steps)
    state = _("steps done: {done} of {all}").format(done=done, all=len(sheet.steps))
    return "✓ " + _("solved") if _is_complete(sheet) else state


def _is_complete(sheet: Sheet) -> bool:
    return sheet.work.solved and all(step in sheet.work.done for step in sheet.steps)
