"""Material: what a teacher prints or loads into another system, made from the lessons as they are now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from pages.shell import keys, library
from pages.shell.words import Words, languages, words_for
from pages.views.classwork import Material, guide, key, worksheet
from pages.views.gift import gift
from pages.views.paper import paper
from sim.teaching.lesson import Lesson

FORM = "material"


def show(words: Words) -> None:
    """Show the choice of lessons, what can be had without answers, and what can be had with them."""
    _, lessons = words._, library.lessons()
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    names = left.multiselect(
        _("Lessons"),
        list(lessons),
        format_func=lambda one: f"{one} · {lessons[one].title.in_language(words.tag)}",
        key=keys.field(FORM, "lessons"),
        placeholder=_("every lesson"),
    )
    language = right.selectbox(
        _("Language"), languages(), languages().index(words.tag), format_func=str.upper, key=keys.field(FORM, "lang")
    )
    chosen, theirs = [lessons[name] for name in names] or list(lessons.values()), words_for(language)
    with st.container(horizontal=True):
        _print(_("Worksheets"), "worksheets", worksheet, chosen, theirs)
    st.caption(_("Pages open in any browser and print on one A4 sheet for each lesson, black on white."))
    if st.toggle(_("Show answers"), key=keys.field(FORM, "answers")):
        _with_answers(chosen, theirs, words)


def _with_answers(chosen: Sequence[Lesson], theirs: Words, words: Words) -> None:
    _ = words._
    with st.container(horizontal=True):
        _print(_("Keys"), "keys", key, chosen, theirs)
        _print(_("Teacher’s guides"), "guides", guide, chosen, theirs)
        _file(_("Quizzes for Moodle (GIFT)"), f"quizzes-{theirs.language}.gift", partial(quizzes, chosen, theirs))
    st.caption(_("A lesson is one file: change it, and it is another lesson. How: “Adding”, in the folder “docs”."))
    with st.container(horizontal=True):
        for lesson in chosen:
            _file(f"{lesson.id}.yaml", f"{lesson.id}.yaml", partial(library.source_of, lesson.id))
    for lesson in chosen:
        with st.expander(
            f"{lesson.id} · {lesson.title.in_language(words.tag)}", key=keys.field(FORM, lesson.id), on_change="rerun"
        ) as box:
            if box.open:
                left, right = st.columns(2, gap="large")
                left.html(guide(material_of(lesson, theirs)))
                right.html(key(material_of(lesson, theirs)))


def quizzes(chosen: Sequence[Lesson], words: Words) -> str:
    """Return the quizzes as a question bank."""
    return gift(chosen, words, lambda lesson: library.numbers_of(lesson.id, 0))


def material_of(lesson: Lesson, words: Words) -> Material:
    """Return a lesson with its numbers and the worth of its solutions, on the loads without a variant."""
    judge = partial(library.result_of, lesson, variant=0)
    return Material(lesson, words, library.numbers_of(lesson.id, 0), judge, library.curriculum())


def pages_of(title: str, make: Callable[[Material], str], chosen: Sequence[Lesson], words: Words) -> str:
    """Return one document with a page for each lesson."""
    return paper(title, "".join(make(material_of(lesson, words)) for lesson in chosen), words.tag)


def _print(title: str, name: str, make: Callable[[Material], str], chosen: Sequence[Lesson], words: Words) -> None:
    _file(title, f"{name}-{words.language}.html", partial(pages_of, title, make, chosen, words))


def _file(label: str, name: str, make: Callable[[], str]) -> None:
    """Show a button that makes a file when it is pressed."""
    kind = "text/html" if name.endswith(".html") else "text/plain"
    st.download_button(
        label, lambda: make().encode(), f"virtlab-{name}", kind, key=keys.field(FORM, name), on_click="ignore"
    )
