"""What a class sees of its teacher's settings: the deadline, the question for the name, and the way in by a file."""

from __future__ import annotations

import streamlit as st

from pages.shell import keys, uploads
from pages.shell.desk import Desk
from pages.shell.words import Words, languages
from sim.errors import SimError
from sim.teaching.classroom import Classroom
from sim.teaching.work import LONGEST_LINE

FORM = "class"


def show(desk: Desk, words: Words) -> bool:
    """Show what the teacher set; return whether the work may begin."""
    _, classroom = words._, desk.classroom
    if desk.problem:
        problem = words.say(desk.problem)
        st.warning(_("This link to a class cannot be opened: {problem}. Here are all lessons.").format(problem=problem))
    if classroom.deadline:
        st.info(classroom.deadline.translate(PLAIN))
    if not desk.waits_for_name:
        return True
    st.markdown(_("Your class works with different loads for everybody. Who are you?"))
    name = st.text_input(
        _("Name, as your teacher knows you"), desk.book.name, max_chars=LONGEST_LINE, key=keys.field(FORM, "name")
    )
    if st.button(_("Begin"), key=keys.button(FORM), type="primary"):
        if not name.strip():
            st.warning(_("Write your name first: your loads come from it."))
            return False
        desk.sign(name.strip())
        st.rerun()
    return False


PLAIN = str.maketrans({character: f"\\{character}" for character in r"\`*_{}[]()#+-.!|<>~$:"})
"""What would make a typed text something else than text."""


def open_file(desk: Desk, words: Words) -> None:
    """Show the way into a class by the file that the teacher gave, without any link."""
    _ = words._
    with st.expander(_("Open the file of a class"), key=keys.field(FORM, "box")):
        file = uploads.ask(_("Class file"), ["json"], keys.field(FORM, "file"), words)
        if file is None or not st.button(_("Open {file}").format(file=file.name), key=keys.field(FORM, "take")):
            return
        try:
            classroom = Classroom.from_json(file.getvalue())
        except SimError as error:
            st.warning(words.say(error.message))
            return
        desk.join(classroom)
        desk.problem = None
        if classroom.language in languages():
            st.session_state[keys.LANGUAGE] = classroom.language
        # The address still names the class of before, if any.
        st.query_params.clear()
        st.rerun()
