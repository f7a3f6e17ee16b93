"""Lessons are played from start to end in a real browser: by who knows, and by who tries every wrong answer first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from pages.shell import library
from sim.teaching.bench import START
from tests.journeys.learner import Learner
from tests.journeys.learner_on_keys import LearnerOnKeys
from tests.journeys.visitor import Visitor

TRIED = ("L1", "L2", "L3", "L4", "L5", "L6")
"""The lessons in which somebody tries everything that is wrong first; the files of the lessons say what."""
KNOWN = tuple(library.lessons())
"""The lessons that somebody plays who knows. They are played in both languages, without a browser, elsewhere."""
ON_A_PHONE = ("L2",)
"""Those of them that are played on a phone."""
ON_KEYS = ("L1",)
"""Those of them that are played by keyboard alone."""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
PLAYED = [(lesson, "en", True) for lesson in TRIED] + [(lesson, "fr", False) for lesson in KNOWN]


@pytest.mark.parametrize(("lesson", "language", "wrongly_first"), PLAYED)
def test_a_lesson_is_played_from_start_to_end(
    new_visitor: Callable[..., Visitor], lesson: str, language: str, *, wrongly_first: bool
) -> None:
    looks = PHONE if lesson in ON_A_PHONE and not wrongly_first else {}
    learns = LearnerOnKeys if lesson in ON_KEYS and not wrongly_first else Learner
    learner = learns(new_visitor(language, **looks), library.lessons()[lesson], language)
    options = learner.lesson.predict.options
    right = next(number for number, option in enumerate(options) if option.correct)
    wrong = [number for number in range(len(options)) if number != right]
    predicted = wrong if wrongly_first else [right]

    learner.begins()
    learner.predicts("…", *predicted)
    if learner.tries_first:
        learner.presses("Next")
    learner.looks()
    for asked in learner.lesson.observe:
        if wrongly_first:
            learner.answers_wrongly(asked)
        learner.answers_rightly(asked)
    learner.presses("Next")
    learner.reads_the_explanation(predicted[-1])
    learner.presses("Next")
    learner.takes_the_quiz(wrongly_first=wrongly_first)
    learner.presses("Next")

    fixtures = learner.lesson.challenge.fixtures
    learner.sees_what_is_missing(START)
    first = learner.visitor.revision
    for usual in fixtures.misconceptions if wrongly_first else ():
        learner.tries(usual.attempt)
        learner.sees_what_is_missing(usual.attempt)
        learner.begins_again(first)
    learner.tries(fixtures.answer.attempt)
    learner.sees(learner.visitor.say("Solved: every criterion is met."))
    expect(learner.missing).to_have_count(0)
