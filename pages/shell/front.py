"""The front door: whoever comes in, by whatever address, gets a language and a lab."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from pages.shell import address, keys
from pages.shell.session import Lab, Notice, Playhead
from pages.shell.words import Words, best_language, words_for
from sim.importers.ready import ReadyScenario, ready_scenarios
from sim.scenario import Scenario
from sim.text import N_, Message

READY_FOLDER = Path(__file__).resolve().parents[2] / "assets" / "scenarios"
OPENING = "sme"
"""The ready scenario that a new visitor finds running."""
SPEEDS = (60.0, 240.0, 960.0, 1800.0, 3600.0)
"""Simulated seconds per second that the live view offers; it begins with the one that plays a run in some 90 s."""
WHOLE_RUN_S = 90.0


@cache
def ready() -> Mapping[str, ReadyScenario]:
    """Return the ready scenarios by their keys, the one that a new visitor finds first."""
    found = sorted(ready_scenarios(READY_FOLDER), key=lambda scenario: scenario.key != OPENING)
    return {scenario.key: scenario for scenario in found}


def opening() -> ReadyScenario:
    """Return the ready scenario that a new visitor finds running."""
    return ready()[OPENING]


def ensure() -> None:
    """Give this session its language and its lab, if it has none; every page calls this first.

    The first visitor after a server start who opens a page's own address reaches that page without
    ``app.py``: Streamlit looks into ``pages/`` until somebody has declared a navigation. So declare one, and once more.
    """
    if keys.ENTERED not in st.session_state:
        enter()
        navigation()
        st.rerun()


def enter() -> None:
    """Let a visitor in: what ``app.py`` does at every run."""
    st.session_state[keys.ENTERED] = True
    if keys.LANGUAGE not in st.session_state:
        wished = [st.query_params.get(address.LANGUAGE, ""), st.context.locale or ""]
        st.session_state[keys.LANGUAGE] = best_language(filter(None, wished))
    if keys.LAB not in st.session_state:
        st.session_state[keys.LAB] = _new_lab()


def navigation() -> Page:
    """Declare the pages and return the one that is asked for."""
    _ = words()._
    return st.navigation(
        [
            st.Page("pages/start.py", title=_("Home"), default=True),
            st.Page("pages/lab.py", title=_("Lab")),
            st.Page("pages/scenarios.py", title=_("Scenarios")),
            st.Page("pages/lessons.py", title=_("Lessons")),
            st.Page("pages/report.py", title=_("My report")),
            st.Page("pages/exercises.py", title=_("Exercises")),
            st.Page("pages/compare.py", title=_("Compare A | B")),
            st.Page("pages/savings.py", title=_("Savings")),
            st.Page("pages/experiments.py", title=_("Experiments")),
            st.Page("pages/model.py", title=_("Model & glossary")),
            st.Page("pages/teach.py", title=_("Teach")),
            st.Page("pages/present.py", title=_("Present"), visibility="hidden"),
        ],
        position="top",
    )


def invitation(lab: Lab) -> str:
    """Return the one thing to do first in the scenario in hand; empty where nobody prepared it."""
    prepared = ready().get(lab.scenario.key)
    return prepared.try_this.in_language(words().tag) if prepared else ""


def words() -> Words:
    """Return the words of the reader's language."""
    return words_for(st.session_state[keys.LANGUAGE])


@cache
def settle() -> None:
    """Tell the garbage collector, once, that what is loaded by now stays.

    It would look through all modules and catalogues again and again, and make somebody's click wait for it.
    """
    gc.collect()
    gc.freeze()


def keep_language() -> None:
    """Make the address bar name the language, on a page that shows nothing of the lab."""
    st.query_params[address.LANGUAGE] = st.session_state[keys.LANGUAGE]


def keep_address(lab: Lab) -> None:
    """Make the address bar say what is on the screen, so that a reload or a copied address shows the same."""
    changed = lab.scenario != opening().scenario
    address.write(
        st.query_params,
        language=st.session_state[keys.LANGUAGE],
        link=address.link_to(lab.scenario) if changed else None,
        time_s=lab.playhead.time_s if changed else None,
    )


def open_ready(key: str) -> None:
    """Work on a ready scenario in the lab."""
    prepared = ready()[key]
    title = prepared.title.in_language(words().tag)
    opened = Message(N_("You opened “{name}”."), {"name": title})
    found: Lab = st.session_state[keys.LAB]
    found.open(prepared.scenario, prepared.scenario, opened, at_s=prepared.open_at_s)


def way_back() -> None:
    """Show the way from one lesson to all of them."""
    if st.button(words()._("All lessons"), key=keys.ALL_LESSONS, type="tertiary"):
        st.query_params.pop(address.LESSON, None)
        st.rerun()


def beginning_of(scenario: Scenario) -> Scenario:
    """Return where “reset” leads from ``scenario``: the rack it was made from, with nothing done yet."""
    prepared = ready().get(scenario.key)
    return prepared.scenario if prepared else scenario.model_copy(update={"actions": ()})


def _new_lab() -> Lab:
    wish = address.read(st.query_params)
    first = opening()
    scenario = wish.scenario or first.scenario
    time_s = wish.time_s if wish.time_s is not None else (0.0 if wish.scenario else first.open_at_s)
    speed = min(SPEEDS, key=lambda one: abs(one - scenario.duration_s / WHOLE_RUN_S))
    playhead = Playhead(min(time_s, scenario.duration_s), playing=True, speed=speed)
    notice = Notice("warning", wish.problem) if wish.problem else None
    return Lab(
        opening=beginning_of(scenario),
        scenario=scenario,
        playhead=playhead,
        notice=notice,
        offers_resume=not st.query_params.get(address.SCENARIO),
    )
