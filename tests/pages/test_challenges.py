"""Somebody makes a challenge of the lab's rack, and somebody else solves it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError
from streamlit.testing.v1 import AppTest

from pages.panels import tabs
from pages.panels.challenge_maker import key
from pages.shell import keys
from pages.shell.desk import TASK, Desk
from sim.errors import SimError
from sim.teaching.classroom import Classroom
from sim.teaching.goals import Goal
from tests.pages.visitor import OpenApp, lab_of, open_tab

MAKER = next(place for place, (name, _show) in enumerate(tabs.TABS) if name == "Make a challenge")
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


def test_the_author_is_told_when_there_is_nothing_to_do(open_app: OpenApp) -> None:
    at = makes(open_app, "en")
    at.number_input(key=key("limit", 0, "ready_p95_pct")).set_value(100.0).run()

    assert any("does nothing" in warning.value for warning in at.warning)


@pytest.mark.parametrize(
    "goal", [{"metric": "cores"}, {"metric": "cores", "at_least": 1, "at_most": 2}, {"metric": "x", "at_least": 1}]
)
def test_a_goal_says_one_limit_of_a_number_that_exists(goal: dict[str, object]) -> None:
    with pytest.raises((ValidationError, SimError)):
        Goal.model_validate(goal)
    with pytest.raises(SimError):
        Classroom.from_json(f'{{"task":{{"scenario":{{"seed":1}},"goals":[{str(goal).replace(chr(39), chr(34))}]}}}}')
