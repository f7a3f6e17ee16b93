"""Somebody makes a challenge of the lab's rack, and somebody else solves it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError
from streamlit.testing.v1 import AppTest

from pages.panels import tabs
from pages.panels.challenge_maker import key
from pages.panels.teach import tabs as teach
from pages.shell import keys, library
from pages.shell.desk import TASK, Desk
from pages.shell.runs import run_of
from pages.shell.words import words_for
from pages.views.report import Course, report
from sim.errors import SimError
from sim.teaching.classroom import Classroom
from sim.teaching.goals import Goal
from sim.teaching.work import Book
from tests.pages.visitor import OpenApp, lab_of, open_tab

MAKER = next(place for place, (name, _show) in enumerate(tabs.TABS) if name == "Make a challenge")
COURSE = Course(library.lessons(), library.promises(), library.beliefs(), run_of)
SHARES = {"kind": "set_cpu_controls", "machine": "shop", "shares": 8000}


def makes(open_app: OpenApp, language: str) -> AppTest:
    """Return the lab of somebody who quietened a noisy neighbour, and asks for what came of it."""
    at = open_app(lang=language)
    at.selectbox(key=keys.READY).set_value("noisy-neighbour").run()
    assert lab_of(at).act(SHARES, at_s=60)
    open_tab(at, MAKER)
    at.selectbox(key=key("metric", 0)).set_value("ready_p95_pct").run()
    at.text_input(key=key("of", 0)).set_value("shop").run()
    at.number_input(key=key("limit", 0, "ready_p95_pct")).set_value(2.0).run()
    at.text_input(key=key("title")).set_value("Quiet *please*").run()
    at.multiselect(key=key("locked")).set_value(["build", "power"]).run()
    assert not at.exception
    return at


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_challenge_made_in_the_lab_can_be_solved_by_its_link(open_app: OpenApp, language: str) -> None:
    author = makes(open_app, language)
    assert any("1" in success.value for success in author.success), "what the author did reaches the goal"
    query = parse_qs(urlsplit(author.code[0].value).query)

    at = open_app(**{name: values[0] for name, values in query.items()}).switch_page("pages/lessons.py").run()

    assert not at.exception
    assert not at.success
    desk: Desk = at.session_state[keys.DESK]
    assert not desk.labs[TASK].act({"kind": "stop_machine", "machine": "shop"}, at_s=60)
    assert desk.labs[TASK].act(SHARES, at_s=60)
    at.run()
    assert len(at.success) == 1
    (work,) = desk.book.tasks
    assert (work.met, work.solved, work.tries) == (1, True, 1)

    again = open_app(**{name: values[0] for name, values in query.items()})
    again.session_state[keys.DESK] = Desk(book=Book.from_json(desk.book.to_json()))
    again.switch_page("pages/lessons.py").run()
    assert len(again.success) == 1, "what was done is there again"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_solved_challenge_is_handed_in_and_replayed_on_what_was_given_out(open_app: OpenApp, language: str) -> None:
    author = makes(open_app, language)
    link = author.code[0].value
    query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    at = open_app(**query).switch_page("pages/lessons.py").run()
    desk: Desk = at.session_state[keys.DESK]
    assert desk.labs[TASK].act(SHARES, at_s=60)
    at.run()
    page = report(desk.book, COURSE, words_for(language), made_on="2026-01-31")
    assert "Quiet *please*" in page

    teacher = open_app(lang=language).switch_page("pages/teach.py").run()
    teacher.session_state[teach.KEY] = teacher.tabs[1].label
    teacher.run()
    files = teacher.file_uploader(key=keys.field("collect", "files"))
    files.upload("ada.html", page.encode(), "text/html").run()
    assert column(teacher, words_for(language)._("Replay")) == ["–"], "without what was given out, nothing is replayed"
    teacher.text_input(key=keys.field("collect", "link")).set_value(link).run()

    assert not teacher.exception
    assert column(teacher, words_for(language)._("Replay")) == [words_for(language)._("✓ agrees")]
    assert column(teacher, words_for(language)._("Solved")) == [1]


def column(at: AppTest, name: str) -> list[object]:
    """Return a column of the table of hand-ins."""
    return list(at.dataframe[0].value[name])


def test_the_author_is_told_when_there_is_nothing_to_do(open_app: OpenApp) -> None:
    at = makes(open_app, "en")
    at.number_input(key=key("limit", 0, "ready_p95_pct")).set_value(100.0).run()

    assert any("Doing nothing" in warning.value for warning in at.warning)


@pytest.mark.parametrize(
    "goal", [{"metric": "cores"}, {"metric": "cores", "at_least": 1, "at_most": 2}, {"metric": "x", "at_least": 1}]
)
def test_a_goal_says_one_limit_of_a_number_that_exists(goal: dict[str, object]) -> None:
    with pytest.raises((ValidationError, SimError)):
        Goal.model_validate(goal)
    with pytest.raises(SimError):
        Classroom.from_json(f'{{"task":{{"scenario":{{"seed":1}},"goals":[{str(goal).replace(chr(39), chr(34))}]}}}}')
