"""Students go through lessons."""

from __future__ import annotations

from datetime import time

import pytest

from pages.panels import picture
from pages.shell import library
from sim.teaching.bench import Attempt
from sim.teaching.work import Book, Kept
from tests.pages.learner import Learner
from tests.pages.visitor import OpenApp


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("lesson", list(library.lessons()))
def test_a_lesson_can_be_gone_through_from_the_prediction_to_the_solved_challenge(
    open_app: OpenApp, lesson: str, language: str
) -> None:
    learner = Learner.begins(open_app, lesson, language)

    learner.predicts()
    if learner.sees("try"):
        learner.presses("next")
    learner.looks().answers_rightly().presses("next").takes_the_quiz()
    assert learner.say("Solved: every criterion is met.") not in learner.text()
    learner.tries(learner.lesson.challenge.fixtures.answer.attempt)

    assert learner.say("Solved: every criterion is met.") in learner.text()
    assert learner.work.solved
    assert learner.work.best_score == 100
    assert set(learner.work.done) >= {"predict", "run", "observe", "explain", "quiz", "challenge"}


def test_nothing_runs_before_the_prediction(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1")
    learner.at.session_state["L1.step"] = "run"

    for step in ("run", "observe", "challenge"):
        learner.desk.note(learner.lesson, step=step)
        learner.at.run()

        assert "First say what you expect" in learner.text()
        assert learner.desk.labs == {}


def test_a_prediction_needs_a_reason_and_stays_as_it_is_once_it_is_made(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1")
    learner.presses("predict")
    assert "Choose an answer first" in learner.text()
    learner.at.radio(key="L1.prediction").set_value(2).run()
    learner.presses("predict")
    assert "Say why, in a few words" in learner.text()

    learner.predicts(0, "16 / 4")
    learner.desk.note(learner.lesson, step="predict")
    learner.at.run()

    assert learner.at.radio(key="L1.prediction").disabled
    assert (learner.work.prediction, learner.work.because) == (0, "16 / 4")


def test_a_wrong_observation_plays_what_matters_once_more_and_the_second_says_the_number(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1").predicts().presses("next")
    asked = learner.lesson.observe[1]

    learner.answers(asked.number, 12)
    replay = learner.desk.replay

    assert replay is not None
    assert (replay.from_s, replay.until_s) == (asked.replay.from_s, asked.replay.until_s)
    assert learner.desk.attempt(learner.lesson, "run").choices == {"machines": "twelve", "memory": "eight"}
    assert "Look again" in learner.text()
    learner.answers(asked.number, 11)
    assert "The run says 7." in learner.text()
    learner.answers(asked.number, 7)
    assert "Right: the run says 7." in learner.text()
    assert learner.work.observations[asked.number] == (12, 11, 7)


def test_the_explanation_waits_for_what_was_seen(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1").predicts()
    learner.desk.note(learner.lesson, step="explain")

    learner.at.run()

    assert "First say what you saw" in learner.text()


def test_every_answer_of_the_quiz_is_met_with_its_own_feedback(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1").predicts().looks().answers_rightly().presses("next")

    said = {learner.chooses(0, option) for option in range(3)}

    assert len(said) == 3
    assert any("48 cores" in feedback for feedback in said)
    assert learner.work.quiz["0"] == (0, 1, 2), "the first answer is the one that counts, and all are kept"


def test_an_option_on_the_way_to_another_is_no_answer(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1").predicts().looks().answers_rightly().presses("next")

    for passed in range(2):
        learner.at.radio(key="L1.quiz.0").set_value(passed).run()
    assert "0" not in learner.work.quiz
    learner.presses("quiz", "0", "answer")

    assert learner.work.quiz["0"] == (1,)


def test_hints_come_one_by_one(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1").predicts()
    learner.desk.note(learner.lesson, step="challenge")
    learner.at.run()

    for number in range(3):
        learner.presses("hint")
        assert learner.lesson.challenge.hints[number].en in learner.text()

    assert "L1.hint" not in {button.key for button in learner.at.button}


def test_a_worked_start_is_laid_out_and_noted(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L3").predicts()
    learner.desk.note(learner.lesson, step="challenge")
    learner.at.run()

    learner.presses("worked")

    assert learner.work.challenge.choices == {"folder": "office"}
    assert learner.work.worked_start
    assert "Half of it is done" in learner.text()
    assert "L3.worked" not in {button.key for button in learner.at.button}
    assert not learner.work.solved


def test_the_blue_button_is_always_the_next_thing_to_do(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1")

    def blue() -> list[str]:
        return [str(one.key) for one in learner.at.button if one.proto.type == "primary"]

    assert blue() == ["L1.predict"]
    learner.predicts()
    assert blue() == ["L1.show.2"], "the first thing to see plays already"
    learner.presses("show", "2").presses("show", "3")
    assert blue() == ["L1.next"]
    learner.presses("next")
    assert blue() == ["L1.observe.peak_pct.check"]
    learner.answers("peak_pct", learner.truth("peak_pct"))
    assert blue() == ["L1.observe.placed.check"]
    learner.answers("placed", 12)
    assert blue() == ["L1.observe.placed.check"], "a wrong answer does not lead on"
    learner.answers("placed", 7)
    assert blue() == ["L1.next"]
    learner.presses("next").presses("next").takes_the_quiz()
    learner.tries(learner.lesson.challenge.fixtures.answer.attempt)
    assert blue() == ["L1.onward"]
    learner.presses("onward")
    assert "L2.prediction" in {radio.key for radio in learner.at.radio}


def test_what_is_missing_is_said_with_its_numbers(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1").predicts()
    learner.desk.note(learner.lesson, step="challenge")
    learner.at.run()
    assert "now 3; at least 12 is needed" in learner.text()

    learner.tries(learner.lesson.challenge.fixtures.misconceptions[0].attempt)

    assert "now 4; at least 12 is needed" in learner.text()
    assert "1 criterion is missing." in learner.text()
    assert (learner.work.tries, learner.work.best_score, learner.work.solved) == (2, 11, False)


def test_only_what_the_lesson_needs_can_be_done(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1").predicts()
    learner.at.session_state["L1.tabs.run"] = "Plain forms"
    learner.at.run()

    kinds = {str(button.key).split(".")[0] for button in learner.at.button if str(button.key).endswith(".do")}

    assert kinds == {
        "add_machine",
        "start_machine",
        "stop_machine",
        "remove_machine",
        "clone_machine",
        "resize_machine",
    }


def test_a_kept_chart_is_kept_once_with_the_run_that_it_shows(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1").predicts().presses("show", "2")

    learner.presses("keep", "run", "cpu").presses("keep", "run", "cpu")

    assert [(kept.chart, kept.attempt.choices) for kept in learner.work.kept] == [("cpu", {"machines": "twelve"})]


def test_a_promise_is_judged_before_and_after_the_lesson_that_tests_it(open_app: OpenApp) -> None:
    at = open_app()
    at.switch_page("pages/lessons.py").run()
    at.button_group(key="promise.S1.before").set_value("no").run()
    assert "promise.S1.after" not in {group.key for group in at.get("button_group")}

    learner = Learner(at, library.lessons()["L1"], "en")
    learner.desk.note(learner.lesson, solved=True)
    at.run()
    at.button_group(key="promise.S1.after").set_value("always").run()

    marks = learner.desk.book.promises["S1"]
    assert (marks.before, marks.after) == ("no", "always")
    assert "Our lessons say: always." in learner.text()


def test_the_book_survives_json(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1").predicts().presses("keep", "run", "cpu")
    learner.desk.lab(learner.lesson, "run").act({"kind": "stop_machine", "machine": "mail"}, at_s=3600)
    learner.at.run()

    book = learner.desk.book

    assert book.work("L1").run.actions[0].kind == "stop_machine"
    assert Book.from_json(book.to_json()) == book


def test_an_address_gives_a_student_loads_of_their_own(open_app: OpenApp) -> None:
    at = open_app(lesson="L1", variant="7")
    at.switch_page("pages/lessons.py").run()
    learner = Learner(at, library.lessons()["L1"], "en")

    assert learner.desk.book.variant == 7
    assert library.numbers_of("L1", 7)["peak_pct"] != library.numbers_of("L1", 0)["peak_pct"]
    learner.predicts()
    assert learner.desk.lab(learner.lesson, "run").scenario.seed == learner.lesson.seed + 7


def test_the_noisy_neighbour_can_be_quietened_by_plain_forms_alone(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L4").predicts()
    assert learner.sees("try")
    at = learner.at
    at.session_state["L4.tabs.challenge"] = "Plain forms"
    at.run()
    at.radio(key="when").set_value("at").run()
    at.time_input(key="clock_time").set_value(time(11)).run()
    at.selectbox(key="L4.pick.machine").set_value("shop").run()
    at.number_input(key="set_cpu_controls.shop.shares").set_value(4000).run()

    at.button(key="set_cpu_controls.shop.do").click().run()

    assert not at.exception
    assert "Solved: every criterion is met." in learner.text()
    action = learner.work.challenge.actions[0]
    assert (action.kind, action.at_s) == ("set_cpu_controls", 11 * 3600)
    assert learner.work.solved


def test_an_action_that_the_lesson_locks_is_refused_even_when_the_browser_sends_it(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1").predicts()
    mine = learner.desk.lab(learner.lesson, "run")
    before = mine.scenario

    picture._act(mine, picture.Frame(actions=("stop_machine",)), {"at_s": 1, "action": {"kind": "crash_host"}})

    assert mine.scenario == before
    assert mine.notice is not None
    assert mine.notice.message.english() == "This is not part of the lesson."


def test_choices_that_do_not_go_together_are_refused_with_the_reason(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L2").predicts()
    learner.desk.note(learner.lesson, step="challenge")
    learner.at.run()

    learner.at.selectbox(key="L2.setting.challenge.accounting").set_value("container").run()

    assert not learner.at.exception
    assert "cannot run on a Linux kernel" in learner.text()
    assert learner.at.selectbox(key="L2.setting.challenge.accounting").value == "vm"


def test_what_there_is_to_see_first_is_laid_out_at_once_and_only_once(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L3").predicts()
    first = learner.lesson.bench.attempts["corrupted"]
    assert learner.desk.attempt(learner.lesson, "run") == first

    learner.desk.lab(learner.lesson, "run").undo()
    learner.desk.begin_again(learner.lesson, "run")
    learner.at.run()

    assert learner.desk.attempt(learner.lesson, "run").actions == ()


def test_whoever_is_not_sure_is_shown_where_to_look_without_an_answer(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L6").predicts().presses("next")

    learner.presses("observe", "shrink_s", "look")

    assert learner.desk.attempt(learner.lesson, "run") == learner.lesson.bench.attempts["shrink"]
    assert learner.desk.replay is not None
    assert learner.work.observations == {}


def test_work_on_another_version_of_a_lesson_is_shown_as_far_as_it_fits(open_app: OpenApp) -> None:
    learner = Learner.begins(open_app, "L1")
    other = Attempt.model_validate(
        {"choices": {"gone": "x"}, "actions": [{"kind": "stop_machine", "machine": "gone", "at_s": 60}]}
    )
    kept = (Kept(chart="gone", bench="run", attempt=other),)
    learner.desk.note(
        learner.lesson, prediction=9, quiz={"0": (9,)}, observations={"gone": (1.0,)}, run=other, kept=kept
    )

    for step in ("predict", "run", "observe", "quiz", "challenge", "gone"):
        learner.desk.note(learner.lesson, step=step, done=("predict",))
        learner.at.run()
        assert not learner.at.exception
