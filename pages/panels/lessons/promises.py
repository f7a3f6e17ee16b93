"""The Promise board: nine claims about virtualization, judged before the lessons and after them."""

from __future__ import annotations

from typing import Literal, get_args

import streamlit as st

from pages.shell import keys, library
from pages.shell.desk import Desk
from pages.shell.words import Words
from pages.views.report import MARKS
from sim.teaching.promises import Promise
from sim.teaching.work import Mark

When = Literal["before", "after"]


def show(desk: Desk, words: Words) -> None:
    """Show every claim with what the student held of it before, and holds of it after its lessons."""
    _ = words._
    st.caption(
        _("Nine things that are said of virtualization. What do you believe now? Judge again after the lessons.")
    )
    for promise in library.promises().values():
        with st.container(border=True, key=keys.card(promise.id)):
            _claim(desk, words, promise)


def _claim(desk: Desk, words: Words, promise: Promise) -> None:
    _ = words._
    st.markdown(f"**{promise.id}** {promise.claim.in_language(words.tag)}")
    testing = [lesson for lesson in library.lessons().values() if promise.id in lesson.statements]
    solved = any(desk.work(lesson).solved for lesson in testing)
    marks = desk.book.promises.get(promise.id)
    _mark(desk, words, promise, "before", locked=bool(marks and marks.after))
    if solved and marks and marks.before:
        _mark(desk, words, promise, "after", locked=False)
    elif testing:
        st.caption(_("Put to the test in: {lessons}").format(lessons=", ".join(lesson.id for lesson in testing)))
    if marks and marks.after:
        verdict = _("Our lessons say: {verdict}.").format(verdict=_(MARKS[promise.verdict]))
        st.markdown(f"*{verdict}* {promise.why.in_language(words.tag)}")


def _mark(desk: Desk, words: Words, promise: Promise, when: When, *, locked: bool) -> None:
    _, key = words._, desk.key("promise", promise.id, when)
    marks = desk.book.promises.get(promise.id)
    # The buttons forget their value when the page changes; the book does not.
    st.session_state[key] = getattr(marks, when) if marks else None
    st.segmented_control(
        _("Before the lessons") if when == "before" else _("After the lessons"),
        list(get_args(Mark)),
        format_func=lambda mark: _(MARKS[mark]),
        key=key,
        disabled=locked,
        on_change=lambda: _judge(desk, promise.id, when, st.session_state[key]),
    )


def _judge(desk: Desk, promise: str, when: When, mark: Mark | None) -> None:
    desk.book = desk.book.with_mark(promise, **{when: mark})
