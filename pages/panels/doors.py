"""The doors of the start page, and the way in for a link or a file."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import streamlit as st

from pages.panels.card import card
from pages.panels.share import open_file
from pages.shell import address, front, keys, uploads
from pages.shell.player import play
from pages.shell.runs import baseline_of, run_of
from pages.shell.session import lab
from pages.shell.words import Words
from pages.views.first_seconds import first_seconds
from sim.text import N_, Message

FIRST_LESSON = "L1"
SERVERS = "twelve-servers"
"""The ready scenario that the question is about."""
FORM = "open_mine"
LINK, UPLOAD = keys.field(FORM, "link"), keys.field(FORM, "upload")


def show_question(words: Words) -> None:
    """Show the question and the picture that answers it, and go where somebody wants to go on."""
    prepared = front.ready()[SERVERS]
    run, before = run_of(prepared.scenario), baseline_of(prepared.scenario)
    wish = play("start", first_seconds(run, before, words, open_at_s=prepared.open_at_s), keys.FIRST_SECONDS)
    if wish == "lesson":
        to_lesson(words)
    elif wish == "lab":
        front.open_ready(SERVERS)
        st.switch_page("pages/lab.py")


def to_lesson(words: Words) -> None:
    """Go to the first lesson."""
    here = {address.LANGUAGE: words.language, address.LESSON: FIRST_LESSON}
    st.switch_page("pages/lessons.py", query_params=here)


def show(words: Words) -> None:
    """Show the doors."""
    _ = words._
    learn, play, teach, bring = st.columns(4)
    with learn, card("learn"):
        _about(
            _("I want to learn"),
            _("Predict, run, say what you saw, and find out why. The first lesson takes ten minutes."),
        )
        if st.button(_("Begin lesson 1"), key=keys.BEGIN, type="primary"):
            to_lesson(words)
    with play, card("play"):
        _about(
            _("I want to try things"),
            _("A small company’s rack is running. Break something, move something: undo brings everything back."),
        )
        if st.button(_("Open the lab"), key=keys.OPEN_LAB):
            st.switch_page("pages/lab.py")
    with teach, card("teach"):
        _about(
            _("I teach"), _("Plans for the hour, keys, sheets to print, links for a class, and what students hand in.")
        )
        if st.button(_("Open the teacher’s page"), key=keys.TEACH):
            st.switch_page("pages/teach.py")
    with bring, card("bring"):
        _bring(_("Somebody gave me a link or a file"), words)


def _about(title: str, sentence: str) -> None:
    """Say what is behind a door."""
    st.markdown(f"**{title}**\n\n{sentence}")


def _bring(title: str, words: Words) -> None:
    """Open what somebody brought, in the lab."""
    _ = words._
    st.markdown(f"**{title}**")
    link = st.text_input(_("Link"), key=LINK, label_visibility="collapsed", placeholder=_("Paste the link here"))
    file = uploads.ask(_("Open a file"), ["json"], UPLOAD, words)
    if not link and file is None:
        return
    opened = open_file(lab(), file.getvalue()) if file is not None else _open_link(link)
    if opened:
        st.switch_page("pages/lab.py")
    if notice := lab().notice:
        st.warning(words.say(notice.message))


def _open_link(link: str) -> bool:
    parameters = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    wish = address.read(parameters)
    if wish.scenario is None:
        lab().refuse(wish.problem or Message(N_("There is no scenario in this link.")))
        return False
    opened = Message(N_("The link is open."))
    lab().open(wish.scenario, front.beginning_of(wish.scenario), opened, at_s=wish.time_s or 0.0)
    return True
