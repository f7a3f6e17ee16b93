"""Where to go from a solved challenge: the next lesson, the promises that this one put to the test, the report."""

from __future__ import annotations

import streamlit as st

from pages.panels.lessons import cards
from pages.panels.lessons.sheet import Sheet
from pages.shell import library


def show(sheet: Sheet) -> None:
    """Show the doors."""
    _ = sheet.words._
    with st.container(horizontal=True):
        following = _following(sheet)
        if following:
            label = _("Next lesson: {lesson}").format(lesson=following.lesson.id)
            if st.button(label, key=sheet.key("onward"), type="primary"):
                cards.go(following)
        if st.button(_("My report"), key=sheet.key("report")):
            st.switch_page("pages/report.py")


def _following(sheet: Sheet) -> Sheet | None:
    """Return the lesson after this one, among those that the class has; None after the last."""
    ids = [one.id for one in library.lessons().values() if sheet.desk.classroom.has(one)]
    after = ids[ids.index(sheet.lesson.id) + 1 :] if sheet.lesson.id in ids else []
    return Sheet(library.lessons()[after[0]], sheet.desk, sheet.words) if after else None
