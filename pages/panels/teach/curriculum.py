"""The curriculum map: what students can do afterwards, where it is asked for, and how long it takes."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.shell import keys, library
from pages.shell.words import Words
from sim.teaching.curriculum import Course

FORM = "curriculum"


def show(words: Words) -> None:
    """Show ways through the lessons, and the map of objectives, for all courses or for some."""
    _ = words._
    ways = _("Ways through the lessons")
    st.markdown(f"#### {ways}")
    st.table(_tracks(words), hide_index=True)
    objectives = _("Objectives")
    st.markdown(f"#### {objectives}")
    courses = library.curriculum().courses
    chosen = st.multiselect(
        _("Courses"),
        range(len(courses)),
        format_func=lambda place: _name(courses[place], words),
        key=keys.field(FORM, "courses"),
        placeholder=_("every course"),
    )
    shown = [courses[place] for place in chosen] or list(courses)
    table = _map(shown, words, only=bool(chosen))
    st.dataframe(
        table,
        hide_index=True,
        column_config={table.columns[0]: {"pinned": True}},
        key=keys.field(FORM, "map"),
    )
    st.caption(
        _(
            "“✓” means that the course, as we read it, asks for the objective. Provisional: no teacher of the course has confirmed it yet."
        )
    )


def _name(course: Course, words: Words) -> str:
    title = course.title.in_language(words.tag)
    return words._("{course} (provisional)").format(course=title) if course.provisional else title


def _tracks(words: Words) -> pd.DataFrame:
    _ = words._
    known = library.lessons()
    ways = [(track.title.in_language(words.tag), track.shown(known)) for track in library.curriculum().tracks]
    ways.append((_("The whole course"), tuple(known.values())))
    rows = [(title, ", ".join(one.id for one in way), sum(one.minutes for one in way)) for title, way in ways]
    return pd.DataFrame(rows, columns=[_("For"), _("Lessons"), _("Minutes")])


def _map(courses: list[Course], words: Words, *, only: bool) -> pd.DataFrame:
    _ = words._
    rows = []
    for objective, text in library.curriculum().objectives.items():
        asked = [objective in course.objectives for course in courses]
        if only and not any(asked):
            continue
        lessons = [lesson.id for lesson in library.lessons().values() if objective in lesson.objectives]
        marks = ["✓" if one else "" for one in asked]
        rows.append((objective, text.in_language(words.tag), " ".join(lessons) or "–", *marks))
    heads = ["", _("The student can…"), _("Lessons"), *(_name(course, words) for course in courses)]
    return pd.DataFrame(rows, columns=heads)
