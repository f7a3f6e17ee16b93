"""The keeper: the browser holds the work of the lessons, and gives it back after a reload or in a new tab."""

from __future__ import annotations

import streamlit as st

from pages.shell import keys
from pages.shell.desk import desk
from pages.shell.live import component_of
from pages.shell.words import Words
from sim.errors import SimError
from sim.teaching.work import LARGEST_BYTES, Book
from sim.text import N_


def keep() -> None:
    """Let the browser keep the work of this moment; a page calls it when everything else is done."""
    mine = desk()
    text = mine.book.to_json()
    work = text if mine.offered is None and not mine.book.is_empty and len(text) <= LARGEST_BYTES else None
    component_of("keeper")(
        data={"ask": None if mine.asked_browser else mine.name, "work": work, "typed": _typed()},
        key=keys.KEEPER,
        on_found_change=_hear,
    )


def _typed() -> str:
    """Return what is to become of words that were typed before the page was loaded and that no work holds."""
    mine = desk()
    if mine.offered is not None:
        return "wait"
    return "restore" if mine.takes_typed else "forget"


def _hear() -> None:
    """Take what the browser kept: in the same tab go on with it, in another one offer it."""
    said, mine = st.session_state[keys.KEEPER].get("found"), desk()
    if not said or mine.asked_browser:
        return
    mine.asked_browser = True
    if not said.get("work") or not mine.book.is_empty:
        return
    try:
        book = Book.from_json(str(said["work"]))
    except SimError:  # another version of the app kept it
        return
    if said.get("same_tab"):
        mine.resume(book, from_here=True)
    elif not book.is_empty:
        mine.offered = book


OFFER = N_("This browser holds work from last time, in {lessons}. Is it yours?")


def offer(words: Words) -> None:
    """Offer what the browser kept from another time, if anything; a page calls it before everything else."""
    mine = desk()
    _, offered = words._, mine.offered
    if offered is None:
        return
    with st.container(border=True, key=keys.card("kept"), horizontal=True, vertical_alignment="center"):
        lessons = ", ".join(lesson for lesson, work in sorted(offered.lessons.items()) if work.begun)
        st.markdown(_(OFFER).format(lessons=lessons or _("your report")), width="stretch")
        if st.button(_("Go on with it"), key=keys.RESUME_LESSONS, type="primary"):
            mine.resume(offered, from_here=True)
            st.rerun()
        if st.button(_("Begin anew"), key=keys.FORGET_LESSONS):
            mine.offered, mine.takes_typed = None, False
            st.rerun()
