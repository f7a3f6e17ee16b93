"""The report: name, group and closing words, and the file to hand in."""

from __future__ import annotations

from datetime import date

import streamlit as st

from pages.panels.lessons.classroom import PLAIN
from pages.shell import address, front, keys, library, uploads
from pages.shell.desk import Desk, desk
from pages.shell.runs import run_of
from pages.shell.words import Words
from pages.views.report import Course, report
from sim.errors import SimError
from sim.teaching.handin import book_in
from sim.teaching.own_challenges import opened
from sim.teaching.work import LONGEST_LINE, LONGEST_NOTE

FILE_NAME = "virtlab-report.html"


def title(words: Words) -> tuple[str, str]:
    """Return the title of the page and what it is for."""
    return words._("My report"), words._("What you predicted, saw and found out, in one file to hand in.")


def show() -> None:
    """Show what is asked for and what the report holds."""
    mine, words = desk(), front.words()
    _ = words._
    if not mine.book.begun:
        st.info(_("There is nothing to report yet: begin a lesson."))
        if st.button(_("All lessons"), key=keys.ALL_LESSONS, type="primary"):
            st.switch_page("pages/lessons.py", query_params={address.LANGUAGE: words.language})
    first, second = st.columns(2)
    with first:
        _field(mine, "name", _("Name"))
    with second:
        _field(mine, "group", _("Group"))
    _field(mine, "note", _("Which of your predictions was wrong, and why?"), lines=True)
    st.caption(_("What you type stands in your report and in this browser, and nowhere else."))
    _open(mine, words)
    if mine.book.begun:
        _contents(mine, words)


def _open(mine: Desk, words: Words) -> None:
    """Show the way to go on from a report that was downloaded, on this computer or another one."""
    _ = words._
    with st.expander(_("Go on from a report"), key=mine.key("report", "open")):
        file = uploads.ask(_("Report"), ["html"], mine.key("report", "upload"), words)
        if file is None:
            return
        if st.button(_("Open {file}").format(file=file.name), key=mine.key("report", "take")):
            try:
                mine.resume(book_in(file.getvalue().decode("utf-8", errors="replace")), from_here=False)
            except SimError as error:
                st.warning(words.say(error.message))
                return
            st.rerun()


def _field(mine: Desk, field: str, label: str, *, lines: bool = False) -> None:
    """Show a field of the report, for one line or for several."""
    key = mine.key("report", field)

    def keep() -> None:
        mine.book = mine.book.model_copy(update={field: st.session_state[key]})

    if lines:
        st.text_area(label, getattr(mine.book, field), max_chars=LONGEST_NOTE, key=key, on_change=keep)
    else:
        st.text_input(label, getattr(mine.book, field), max_chars=LONGEST_LINE, key=key, on_change=keep)


def _contents(mine: Desk, words: Words) -> None:
    _ = words._
    for lesson in library.lessons().values():
        work = mine.work(lesson)
        if work.begun:
            kept = words.n_("{n} chart kept", "{n} charts kept", len(work.kept)).format(n=len(work.kept))
            points = _("{score} of 100 points").format(score=work.best_score)
            st.markdown(f"- **{lesson.id} · {lesson.title.in_language(words.tag)}** – {points}, {kept}")
    for one in opened(mine.book):
        if one.work.begun:
            goals = _("{met} of {all} goals").format(met=one.work.met, all=len(one.task.goals))
            st.markdown(f"- **{one.title.translate(PLAIN)}** – {goals}")
    course = Course(library.lessons(), library.promises(), library.beliefs(), run_of)
    st.download_button(
        _("Download the report"),
        lambda: report(mine.book, course, words, made_on=date.today().isoformat()).encode(),  # noqa: DTZ011 - the day where the reader is
        FILE_NAME,
        "text/html",
        key=keys.field("report", "download"),
        type="primary",
        on_click="ignore",
    )
    st.caption(_("One file that opens in any browser, offline too, and prints: hand it in as it is."))
