"""A lesson, or the run of the lab, on the projector: which one, and the slides."""

from __future__ import annotations

import streamlit as st

from pages.shell import address, front, keys, library, masthead
from pages.shell.desk import desk
from pages.shell.player import play
from pages.shell.runs import run_of
from pages.shell.session import Lab
from pages.shell.words import Words
from pages.views.crowd import is_too_large
from pages.views.present import presented, presented_run
from sim.run import Run
from sim.teaching.bench import START
from sim.teaching.lesson import Lesson
from sim.units import clock

PER_ROW = 3


def title(lesson: Lesson | None, words: Words) -> None:
    """Show where one is, and the way back to the lesson."""
    if lesson is None:
        masthead.show(
            words._("Present"),
            words._("Choose a lesson: its slides ask a question, let hands be counted, and play the run."),
        )
        return
    masthead.show()
    if st.button(words._("To the lesson"), key=keys.TO_LESSON, type="tertiary"):
        st.switch_page("pages/lessons.py", query_params=_here(lesson, words))


def choose(words: Words) -> None:
    """Show all lessons to choose from."""
    lessons = list(library.lessons().values())
    for first in range(0, len(lessons), PER_ROW):
        for column, lesson in zip(st.columns(PER_ROW), lessons[first : first + PER_ROW], strict=False):
            label = f"**{lesson.id}** · {lesson.title.in_language(words.tag)}"
            if column.button(label, key=keys.field("present", lesson.id), width="stretch"):
                go(lesson, words)


def go(lesson: Lesson, words: Words) -> None:
    """Go to the slides of a lesson."""
    st.switch_page("pages/present.py", query_params=_here(lesson, words))


def offer_run(mine: Lab, words: Words) -> None:
    """Show the way from the lab to the slides of its run, where one picture can hold it."""
    if is_too_large(mine.scenario) or not st.button(words._("Present"), key=keys.PRESENT_RUN, type="tertiary"):
        return
    here = {address.LANGUAGE: words.language, address.TIME: clock(mine.playhead.time_s)}
    link = address.link_to(mine.scenario)
    st.switch_page("pages/present.py", query_params=here | ({address.SCENARIO: link} if link else {}))


def show_run(mine: Lab, words: Words) -> None:
    """Show the slides of the run of the lab, and the way back."""
    masthead.show()
    if st.button(words._("Back to the lab"), key=keys.TO_LAB, type="tertiary"):
        st.switch_page("pages/lab.py")
    prepared = front.ready().get(mine.scenario.key)
    title = prepared.title.in_language(words.tag) if prepared else words._("a scenario of your own")
    at_s = min(mine.playhead.time_s, mine.run.end_s)
    play("present", presented_run(mine.run, title, words, at_s=at_s), keys.PRESENT)


def show(lesson: Lesson, words: Words) -> None:
    """Show the slides of a lesson."""
    variant = desk().book.variant

    def run_of_attempt(name: str) -> Run:
        attempt = lesson.attempt("run", name) or START
        return run_of(library.scenario_of(lesson, "run", attempt, variant))

    play("present", presented(lesson, library.numbers_of(lesson.id, variant), run_of_attempt, words), keys.PRESENT)


def _here(lesson: Lesson, words: Words) -> dict[str, str]:
    return {address.LANGUAGE: words.language, address.LESSON: lesson.id}
