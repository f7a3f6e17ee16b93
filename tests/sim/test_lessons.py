"""Every lesson keeps its promises: the start and the usual mistakes fail, the answer passes, and texts are complete."""

from __future__ import annotations

import math
import string
from functools import lru_cache

import pytest

from sim.engine import simulate
from sim.importers.documents import read_document, read_documents
from sim.importers.ready import ready_scenarios
from sim.teaching import checker
from sim.teaching.bench import Attempt
from sim.teaching.checker import check
from sim.teaching.lesson import Lesson
from sim.teaching.library import lessons_from, texts_in
from sim.teaching.measuring import numbers
from sim.teaching.promises import beliefs_from, promises_from
from tests.places import ROOT

READY = {ready.key: ready.scenario for ready in ready_scenarios(ROOT / "assets" / "scenarios")}
LESSONS = lessons_from(read_documents(ROOT / "assets" / "lessons"), READY)
VARIANTS = (0, 1, 5)
"""Students may have loads of their own: what holds for one must hold for all."""

run_of = lru_cache(maxsize=200)(simulate)


def failures(lesson: Lesson) -> dict[str, Attempt]:
    """Return every solution that must fail."""
    fixtures = lesson.challenge.fixtures
    return {"start": fixtures.start} | {one.key: one for one in fixtures.misconceptions}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_the_start_and_every_misconception_fail_and_the_answer_passes(lesson: Lesson, variant: int) -> None:
    seed = lesson.seed + variant

    passed = [name for name, attempt in failures(lesson).items() if check(lesson, attempt, run_of, seed).passed]
    answer = check(lesson, lesson.challenge.fixtures.answer, run_of, seed)

    assert passed == []
    assert [finding.status.english() for finding in answer.findings if not finding.met] == []
    assert answer.score == 100


@pytest.mark.parametrize("lesson", ["L1", "L2", "L3", "L4"])
def test_the_first_lesson_shows_a_whole_solution_and_the_next_ones_a_part_of_it(lesson: str) -> None:
    start = LESSONS[lesson].challenge.worked_start
    assert start is not None

    found = check(LESSONS[lesson], start.attempt, run_of, LESSONS[lesson].seed)

    assert found.passed is (lesson == "L1")
    assert found.obstacle is None
    assert found.score > 0


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_a_solution_that_fails_has_fewer_points_than_the_answer(lesson: Lesson) -> None:
    scores = {name: check(lesson, one, run_of, lesson.seed).score for name, one in failures(lesson).items()}

    assert scores["start"] == 0
    assert max(scores.values()) < 100


@pytest.mark.parametrize("name", [name for name, lesson in LESSONS.items() if lesson.challenge.trials])
def test_what_comes_after_a_trial_is_looked_at_changes_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = LESSONS[name]
    known = (*failures(lesson).values(), lesson.challenge.fixtures.answer)
    found = [check(lesson, attempt, run_of, lesson.seed) for attempt in known]

    monkeypatch.setattr(checker, "_looked_at_until_s", lambda _challenge, _trial: math.inf)

    assert [check(lesson, attempt, run_of, lesson.seed) for attempt in known] == found


@pytest.mark.parametrize("variant", range(7, 60, 13))
def test_the_day_on_call_can_be_passed_at_everybodys_minutes(variant: int) -> None:
    lesson = LESSONS["L13"]

    answer = check(lesson, lesson.challenge.fixtures.answer, run_of, lesson.seed + variant)

    assert [finding.status.english() for finding in answer.findings if not finding.met] == []


def test_each_line_of_the_day_on_call_is_missed_by_a_mistake_of_its_own() -> None:
    lesson = LESSONS["L13"]
    lines = len(lesson.challenge.criteria)
    missed = {
        one.key: [not finding.met for finding in check(lesson, one, run_of, lesson.seed).findings[:lines]]
        for one in lesson.challenge.fixtures.misconceptions
    }
    nothing_done = check(lesson, lesson.challenge.fixtures.start, run_of, lesson.seed)

    assert [finding.met for finding in nothing_done.findings[:lines]] == [False] * lines
    assert missed["last_night"] == [False, False, True, False, False]
    assert missed["everything_on"] == [False, False, False, True, False]
    assert missed["by_the_hour"] == [False, False, False, False, True]
    assert missed["no_reserve"][1]
    assert missed["bought"][0]


def test_an_answer_is_written_once_for_everybodys_minutes() -> None:
    bench, answer = LESSONS["L13"].challenge_bench, LESSONS["L13"].challenge.fixtures.answer

    def restored_after_s(seed: int) -> float:
        actions = bench.scenario_of(answer, seed).actions
        (attack,) = (action for action in actions if action.kind == "ransomware")
        (restore,) = (action for action in actions if action.kind == "restore_backup")
        return restore.at_s - attack.at_s

    assert {restored_after_s(seed) for seed in range(8)} == {60.0}


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_nothing_that_a_fixture_does_is_locked_or_refused(lesson: Lesson) -> None:
    bench = lesson.challenge_bench
    for attempt in (*failures(lesson).values(), lesson.challenge.fixtures.answer):
        kinds = {action.kind for action in attempt.actions}
        if check(lesson, attempt, run_of, lesson.seed).obstacle:
            continue
        run = run_of(bench.scenario_of(attempt, lesson.seed))

        assert kinds <= set(bench.controls)
        assert [why.english() for _index, why in run.refused] == []


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_every_wrong_answer_has_the_tag_of_its_belief(lesson: Lesson) -> None:
    options = [*lesson.predict.options, *(option for question in lesson.quiz for option in question.options)]
    untagged = [option.text.en for option in options if not option.correct and option.tag is None]

    assert untagged == []


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_every_text_exists_in_both_languages_and_names_the_same_numbers(lesson: Lesson) -> None:
    for place, text in texts_in(lesson):
        french = text.in_language("fr")

        assert "fr" in text.languages, place
        assert fields(text.en) == fields(french), place
        assert 0.5 < len(french) / len(text.en) < 2 or len(text.en) < 40, f"{place}: a sentence is missing"


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_every_number_of_the_texts_is_computed(lesson: Lesson) -> None:
    computed = numbers(lesson, run_of, lesson.seed)

    assert set(computed) == set(lesson.numbers)
    named = set.union(*(fields(text.en) for _place, text in texts_in(lesson)), {one.number for one in lesson.observe})
    assert named == set(computed), "a number that nobody reads is not asked for"


def fields(template: str) -> set[str]:
    """Return the names in the braces of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_belief_and_every_promise_is_written_in_both_languages() -> None:
    beliefs = beliefs_from(read_document(ROOT / "assets" / "misconceptions.yaml"))
    promises = promises_from(read_document(ROOT / "assets" / "promises.yaml"))

    assert list(beliefs) == [f"M{number}" for number in range(1, 29)]
    assert list(promises) == [f"S{number}" for number in range(1, 10)]
    texts = [*beliefs.values(), *(text for one in promises.values() for text in (one.claim, one.why))]
    assert [text.en for text in texts if "fr" not in text.languages] == []
