"""The live view in the page: the run goes out, what a person does in the picture comes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any

import streamlit as st

from pages.panels import crowd
from pages.shell import address, front, keys
from pages.shell.live import Message as Said
from pages.shell.live import answers, live_view, live_words
from pages.shell.runs import TURN
from pages.shell.session import Lab, Playhead, lab
from pages.shell.words import Words
from pages.views.answers import answer
from pages.views.building import PREFIX
from pages.views.crowd import is_too_large
from pages.views.payload import Replay, Situation, packed
from sim.actions import ACTIONS
from sim.errors import SimError
from sim.importers.links import decode
from sim.scenario import Scenario
from sim.text import N_, Message

LONGEST_WORK = 100_000
"""Characters of work that the browser is asked to keep; what is longer is downloaded as a file."""
LEVELS = {"success": "info", "info": "info", "warning": "warning"}
"""How the live view calls the levels of a notice."""


def show(mine: Lab, words: Words, *, key: str = keys.LIVE, frame: Frame | None = None) -> None:
    """Show the run in hand, playing; where a browser could not play it, summed up."""
    if is_too_large(mine.scenario):
        crowd.show(mine, words)
        return
    frame = frame or Frame()
    with TURN:
        payload = packed(mine.run, mine.baseline, words, _situation(mine, words, key, frame))
    live_view(
        payload,
        key=key,
        on_act=partial(_act, mine, frame),
        on_undo=lambda _said: _step(mine, frame, mine.undo),
        on_redo=lambda _said: _step(mine, frame, mine.redo),
        on_reset=lambda _said: _step(mine, frame, mine.reset),
        on_resume=_resume,
        on_ask=partial(_ask, mine, key),
        on_clock=partial(_set_clock, mine, frame),
        on_selected=partial(_select, mine, frame),
    )
    _answer(mine, words, key, frame)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page shows of the lab; by default all of it, and the browser keeps the work."""

    actions: tuple[str, ...] | None = None
    """The kinds of action that are possible; None for all."""
    charts: tuple[str, ...] | None = None
    scores: tuple[str, ...] | None = None
    replay: Replay | None = None
    keeps_work: bool = True
    forms: str | None = None
    """The fragment with the plain forms, where a step makes only the picture and it anew; None where it makes the page."""


def _answer(mine: Lab, words: Words, key: str, frame: Frame) -> None:
    """Show nothing: hand the answer to the last question to the picture, without making that anew."""

    @st.fragment(key=_answers(key))
    def hand_over() -> None:
        told = answer(mine.run, mine.question, _allowed(mine, frame), words) if mine.question else None
        answers(told, key=f"{_answers(key)}.component")

    hand_over()


def _answers(key: str) -> str:
    return f"{key}.{keys.ANSWERS}"


def _allowed(mine: Lab, frame: Frame) -> tuple[str, ...] | None:
    """Return the kinds of action that are possible here; None for all."""
    if frame.actions is None and not mine.locked:
        return None
    kinds = ACTIONS if frame.actions is None else frame.actions
    return tuple(kind for kind in kinds if ACTIONS[kind].group not in mine.locked)


def _ask(mine: Lab, key: str, said: Said) -> None:
    mine.question = said
    st.rerun(_answers(key))


def _situation(mine: Lab, words: Words, key: str, frame: Frame) -> Situation:
    text = address.text_of(mine.scenario) if frame.keeps_work else ""
    return Situation(
        revision=_revision(mine.scenario),
        words={key: words._(text) for key, text in live_words().items()},
        story=f"{key} {mine.story}",
        open_at_s=mine.playhead.time_s,
        playing=mine.playhead.playing,
        can_undo=bool(mine.past),
        can_redo=bool(mine.future),
        notice=_notice(mine, words),
        work=text if 0 < len(text) <= LONGEST_WORK else None,
        offer_resume=mine.offers_resume and frame.keeps_work,
        only_actions=frame.actions,
        only_charts=frame.charts,
        only_scores=frame.scores,
        replay=frame.replay,
    )


@lru_cache(maxsize=64)
def _revision(scenario: Scenario) -> str:
    return sha256(scenario.to_json().encode()).hexdigest()[:16]


def _notice(mine: Lab, words: Words) -> dict[str, str] | None:
    notice = mine.notice
    if notice is None:
        return None
    return {"level": LEVELS[notice.level], "text": words.say(notice.message), "id": str(notice.number)}


def _act(mine: Lab, frame: Frame, said: Said) -> None:
    at_s = float(said["at_s"])
    mine.playhead = Playhead(at_s, playing=mine.playhead.playing, speed=mine.playhead.speed)
    action: dict[str, Any] = dict(said["action"])
    if frame.actions is not None and action.get("kind") not in frame.actions:
        mine.refuse(Message(N_("This is not part of the lesson.")))
        return
    _step(mine, frame, lambda: mine.act(action, at_s=at_s))


def _step(mine: Lab, frame: Frame, do: Callable[[], object]) -> None:
    """Do something; where it opens another scenario, the whole page must know."""
    before = mine.scenario.key
    do()
    if frame.forms and mine.scenario.key != before:
        st.rerun()


def _resume(said: Said) -> None:
    try:
        scenario = decode(str(said["work"]))
    except SimError as error:
        lab().refuse(error.message)
    else:
        lab().open(scenario, front.beginning_of(scenario), Message(N_("This is your work from last time.")))
    st.rerun()


def _set_clock(mine: Lab, frame: Frame, said: Said) -> None:
    mine.playhead = Playhead(float(said["time_s"]), playing=bool(said["playing"]), speed=float(said["speed"]))
    if frame.forms:
        st.rerun(frame.forms)


def _select(mine: Lab, frame: Frame, said: Said) -> None:
    mine.selected = str(said["name"]).removeprefix(PREFIX)
    if frame.forms:
        st.rerun(frame.forms)
