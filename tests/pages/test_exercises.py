"""The page of exercises, as a student uses it."""

from __future__ import annotations

import pytest

from pages.shell import keys
from sim.teaching.exercises import EXERCISES, exercise
from tests.pages.visitor import OpenApp

FORM = "exercise"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", list(EXERCISES))
def test_right_wrong_and_worked(open_app: OpenApp, language: str, kind: str) -> None:
    at = open_app(lang=language).switch_page("pages/exercises.py").run()
    at.selectbox(key=keys.field(FORM, "kind")).set_value(kind).run()
    answer = at.number_input(key=keys.field(FORM, f"answer.{kind}.1"))
    answer.set_value(exercise(kind, 1).answer * 3 + 7).run()
    assert at.warning
    at.number_input(key=keys.field(FORM, f"answer.{kind}.1")).set_value(exercise(kind, 1).answer).run()
    assert at.success
    at.toggle(key=keys.field(FORM, f"solution.{kind}.1")).set_value(True).run()
    assert not at.exception
    assert sum(one.value.startswith(("1.", "2.", "3.")) for one in at.markdown) >= 2
    at.button(key=keys.button(f"{FORM}.next")).click().run()
    assert at.number_input(key=keys.field(FORM, "seed")).value == 2
