"""The page of experiments, as a visitor uses it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pages.shell import keys
from pages.views import experiment as view
from sim.study.questions import QUESTIONS, fewest_enough
from sim.study.sweep import estimates, outcomes
from tests.pages.visitor import OpenApp
from tests.sim.test_study_services import ready

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


def test_a_prepared_question_is_answered_with_how_sure_that_is(open_app: OpenApp) -> None:
    question = QUESTIONS["servers"]
    scenario = ready("monday-nine")
    experiment = replace(question.experiment(scenario), replications=2)
    found = estimates(experiment, outcomes(experiment))
    said = [one.english() for one in view.answer(found, question)]
    assert said[0].startswith("**Hosts that are enough: 2.** Work not served is 0 % on average")
    assert said[1].startswith("With one less it is 3.6")
    assert said[2].startswith("They draw 9.7")
    at = open_app().switch_page("pages/experiments.py").run()
    at.session_state[keys.EXPERIMENT] = (experiment, list(outcomes(experiment)))
    at.session_state[keys.QUESTION] = "servers"
    at.run()
    assert not at.exception
    assert any(one.value.startswith("**Hosts that are enough: 2.**") for one in at.markdown)
    assert all(at.button(key=keys.button(keys.field(FORM, key))) for key in QUESTIONS)


def test_when_one_breaks_one_more_is_needed() -> None:
    question = QUESTIONS["servers_crash"]
    experiment = replace(question.experiment(ready("monday-nine")), varied={"hosts": (2, 3)}, replications=1)
    found = estimates(experiment, outcomes(experiment))
    assert fewest_enough(found, "unserved_pct", question.enough_pct or 0.0) == (3,)


def test_every_question_has_its_scenario_and_can_be_asked() -> None:
    for question in QUESTIONS.values():
        experiment = question.experiment(ready(question.ready))
        assert [experiment.scenario_at(point) for point in experiment.points]
