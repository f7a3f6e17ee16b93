"""A lesson on the projector."""

from __future__ import annotations

import json

import pytest

from pages.shell import front, library
from pages.shell.runs import run_of
from pages.shell.words import words_for
from pages.views.present import presented, presented_run
from sim.run import Run
from sim.teaching.lesson import Lesson
from tests.pages.visitor import OpenApp

each_lesson = pytest.mark.parametrize(
    "lesson", [library.lessons()[name] for name in ("L1", "L4")], ids=lambda one: one.id
)


def slides_of(lesson: Lesson, language: str) -> dict[str, list[dict[str, object]]]:
    def run_of_attempt(name: str) -> Run:
        attempt = lesson.attempt("run", name)
        assert attempt
        return run_of(library.scenario_of(lesson, "run", attempt, 0))

    return presented(lesson, library.numbers_of(lesson.id, 0), run_of_attempt, words_for(language))


@each_lesson
def test_a_lesson_is_its_question_its_steps_and_its_numbers(lesson: Lesson) -> None:
    slides = slides_of(lesson, "fr")["slides"]

    assert len(slides) == 2 + len(lesson.steps) + len(lesson.observe)
    assert [option["correct"] for option in slides[0]["options"]] == [one.correct for one in lesson.predict.options]
    assert all(slide["question"] and "{" not in slide["question"] for slide in slides)
    assert all("{" not in slide["reveal"] for slide in slides if "reveal" in slide)


@each_lesson
def test_a_chart_has_a_name_and_a_number_for_every_instant(lesson: Lesson) -> None:
    steps = [slide for slide in slides_of(lesson, "en")["slides"] if "pct" in slide]

    assert len(steps) == len(lesson.steps)
    for step in steps:
        assert 'role="img" aria-label="' in step["picture"]
        assert len(step["pct"]) == 241
        assert 0 <= step["open_part"] < 1
    assert len(json.dumps(slides_of(lesson, "en"))) < 600_000


def test_the_slides_open_from_a_lesson_and_without_one_offer_them_all(open_app: OpenApp) -> None:
    at = open_app(lang="en", lesson="L1").switch_page("pages/lessons.py").run()
    at.button(key="to_slides").click().run()
    assert not at.exception
    assert at.button(key="to_lesson")

    at.query_params.clear()
    at.switch_page("pages/present.py").run()
    assert at.button(key="present.L1")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_run_of_the_lab_is_charts_with_a_question_each(language: str) -> None:
    run = run_of(front.opening().scenario)

    slides = presented_run(run, "rack", words_for(language), at_s=run.end_s / 2)["slides"]

    assert len({slide["question"] for slide in slides}) == len(slides) == 3
    assert all(slide["open_part"] == 0.5 and len(slide["pct"]) == 241 for slide in slides)
    assert len({slide["measure"] for slide in slides}) == 3, "the number beside a chart is about the chart"
    assert len({tuple(slide["pct"]) for slide in slides}) == 3
    assert all(0 <= part <= 100 for slide in slides for part in slide["pct"])


def test_the_lab_leads_to_the_slides_of_its_run_and_back(open_app: OpenApp) -> None:
    at = open_app(lang="en").switch_page("pages/lab.py").run()
    at.button(key="present_run").click().run()
    assert not at.exception
    at.button(key="to_lab").click().run()
    assert not at.exception
    assert at.button(key="present_run")
