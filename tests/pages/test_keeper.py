"""Work that the browser kept: taken up again in the same tab, offered in another one."""

from __future__ import annotations

from unittest.mock import patch

import pytest
import streamlit as st

from pages.shell import keeper, keys
from pages.shell.desk import Desk
from sim.teaching.work import Book
from tests.pages.learner import Learner
from tests.pages.visitor import OpenApp

WORK = Book(name="Ada").with_work("L1", prediction=1, because="16 / 4", done=("predict",), step="run")


def hear(desk: Desk, found: dict[str, object] | None) -> Desk:
    """Let the browser say what it kept."""
    with patch.object(st, "session_state", {keys.DESK: desk, keys.KEEPER: {"found": found}}):
        keeper._hear()
    return desk


def test_a_reload_in_the_same_tab_goes_on_where_it_was() -> None:
    desk = hear(Desk(), {"work": WORK.to_json(), "same_tab": True})

    assert desk.book == WORK
    assert desk.offered is None


def test_another_tab_is_offered_the_work_and_nothing_is_lost_before_the_answer() -> None:
    desk = hear(Desk(), {"work": WORK.to_json(), "same_tab": False})

    assert desk.offered == WORK
    assert desk.book.is_empty


@pytest.mark.parametrize("work", [None, "", "{", '{"schema_version": 99}', '{"lessons": 3}', "[]"])
def test_what_cannot_be_read_is_as_if_nothing_had_been_kept(work: str | None) -> None:
    desk = hear(Desk(), {"work": work, "same_tab": False})

    assert desk.asked_browser
    assert desk.offered is None
    assert desk.book.is_empty


def test_work_that_was_begun_meanwhile_is_not_overwritten() -> None:
    mine = Desk(book=Book(name="Bob"))

    assert hear(mine, {"work": WORK.to_json(), "same_tab": False}).book.name == "Bob"
    assert mine.offered is None


def test_the_offer_can_be_taken_and_the_lesson_goes_on_with_what_was_typed(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1")
    learner.desk.offered = WORK.with_work("L1", step="predict")
    learner.at.run()
    assert "work from last time, in L1" in learner.text()

    learner.at.button(key=keys.RESUME_LESSONS).click().run()

    assert learner.at.radio(key="L1.prediction.edition-1").value == 1
    assert learner.at.text_input(key="L1.because.edition-1").value == "16 / 4"


def test_the_offer_can_be_declined(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1")
    learner.desk.offered = WORK
    learner.at.run()

    learner.at.button(key=keys.FORGET_LESSONS).click().run()

    assert learner.desk.book.is_empty
    assert learner.desk.offered is None
    assert not learner.desk.takes_typed, "what somebody else was typing is no part of it"


def test_a_box_that_is_left_in_the_moment_when_kept_work_is_laid_out_loses_nothing(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1")
    learner.desk.resume(WORK.with_work("L1", step="predict"), from_here=True)

    learner.at.text_input(key="L1.because").input("16 / 4, I think").run()

    assert not learner.at.exception
    assert learner.work.prediction == 1
    assert learner.work.because == "16 / 4, I think"
