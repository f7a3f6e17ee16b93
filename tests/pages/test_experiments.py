"""The page of experiments, as a visitor uses it."""

from __future__ import annotations

import pytest

from pages.shell import keys
from tests.pages.visitor import OpenApp

FORM = "experiment"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_how_many_servers_are_enough(open_app: OpenApp, language: str) -> None:
    at = open_app(lang=language).switch_page("pages/experiments.py").run()
    at.text_input(key=keys.field(FORM, "hosts")).set_value("1; 2")
    at.number_input(key=keys.field(FORM, "replications")).set_value(2)
    at.run()
    at.button(key=keys.button(FORM)).click().run()
    assert not at.exception
    table = at.dataframe[0].value
    assert len(table) == 2
    experiment, known = at.session_state[keys.EXPERIMENT]
    assert len(known) == experiment.runs == 4
    assert len(at.get("plotly_chart")) == 3


def test_values_that_are_no_numbers_are_refused_with_a_sentence(open_app: OpenApp) -> None:
    at = open_app().switch_page("pages/experiments.py").run()
    at.text_input(key=keys.field(FORM, "hosts")).set_value("two").run()
    assert "numbers" in at.warning[0].value
    assert not at.exception


def test_a_rack_that_cannot_be_is_refused_with_a_sentence(open_app: OpenApp) -> None:
    at = open_app().switch_page("pages/experiments.py").run()
    at.multiselect(key=keys.field(FORM, "varied")).set_value(["memory_overcommit"]).run()
    at.text_input(key=keys.field(FORM, "memory_overcommit")).set_value("0.5").run()
    at.button(key=keys.button(FORM)).click().run()
    assert at.warning
    assert not at.exception
