"""The start page: its numbers are measured, and its doors lead where they say."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from pages.panels import doors
from pages.shell import address, front, keys
from pages.shell.runs import baseline_of, run_of
from pages.shell.words import words_for
from pages.views.first_seconds import GUESSES, first_seconds, numbers, said_to
from sim.importers.links import encode
from sim.study.metrics import total_power_w, utilisation
from sim.units import JOULE_PER_KWH
from tests.pages.visitor import PATIENCE_S, lab_of
from tests.places import ROOT
from tests.sim.builders import host, scenario, vm

SERVERS = front.ready()[doors.SERVERS]
RUN, BEFORE = run_of(SERVERS.scenario), baseline_of(SERVERS.scenario)


@pytest.fixture
def start() -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE_S)
    at.query_params["lang"] = "en"
    return at.run()


def test_the_numbers_of_the_question_are_those_of_the_classic_lesson() -> None:
    """Twelve servers at 6.9 %, 27.7 kWh a day against 5.2: some 81 % less."""
    measured = numbers(RUN, BEFORE)

    assert (measured["all"], measured["vcpus"], measured["cores"]) == (12, 4, 16)
    assert (measured["mean_pct"], measured["saved_pct"]) == (7, 81)
    assert measured["peak_pct"] + measured["spare_pct"] == 100
    assert measured["promised_pct"] > measured["peak_pct"], "memory runs out first"


def test_the_gauge_stops_at_the_highest_value_of_the_run() -> None:
    picture = first_seconds(RUN, BEFORE, words_for("en"), open_at_s=0.0)

    peak_pct = 100 * utilisation(RUN, "host").maximum()
    assert max(picture["host"]["pct"]) == pytest.approx(peak_pct, abs=0.01)
    assert picture["kwh_after"][-1] == pytest.approx(total_power_w(RUN).integral() / JOULE_PER_KWH, abs=0.01)
    assert len(picture["servers"]) == 12
    assert {len(server["pct"]) for server in picture["servers"]} == {len(picture["host"]["pct"])} == {288}
    assert len(json.dumps(picture)) < 60_000


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_guess_is_answered_otherwise(language: str) -> None:
    answers = [words_for(language).say(said_to(guess, RUN, BEFORE)) for guess in GUESSES]

    assert len(set(answers)) == len(GUESSES)
    assert all("81" in answer for answer in answers)


def test_the_doors_lead_to_the_first_lesson_and_to_the_lab(start: AppTest) -> None:
    assert not start.exception
    start.button(key=keys.OPEN_LAB).click().run()
    assert start.tabs[1].label == "Machines"


def test_a_link_that_is_pasted_opens_in_the_lab(start: AppTest) -> None:
    mine = scenario(host(), vm("pasted"))
    link = f"http://school.example/lab?lang=en&s={encode(mine)}&t=10:00"

    start.text_input(key=doors.LINK).set_value(link).run()

    assert lab_of(start).scenario == mine
    assert start.tabs[1].label == "Machines"


@pytest.mark.parametrize("text", ["hello", "http://school.example/?s=zzz"])
def test_what_is_no_link_is_answered_with_a_sentence(start: AppTest, text: str) -> None:
    start.text_input(key=doors.LINK).set_value(text).run()

    assert not start.exception
    assert start.warning


def test_a_link_to_the_front_page_opens_the_lab_at_once() -> None:
    mine = scenario(host(), vm("passed-on"))
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE_S)
    at.query_params[address.SCENARIO] = encode(mine)

    at.run()

    assert lab_of(at).scenario == mine
    assert at.tabs
