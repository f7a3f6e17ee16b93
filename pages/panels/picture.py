"""The live view in the page: the run goes out, what a person does in the picture comes in."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import Any

from pages.shell import address, front, keys
from pages.shell.live import Message as Said
from pages.shell.live import live_view, live_words
from pages.shell.session import Lab, Playhead, lab
from pages.shell.words import Words
from pages.views.payload import Situation, packed
from sim.errors import SimError
from sim.importers.links import decode
from sim.scenario import Scenario
from sim.text import N_, Message

LONGEST_WORK = 100_000
"""Characters of work that the browser is asked to keep; what is longer is downloaded as a file."""
LEVELS = {"success": "info", "info": "info", "warning": "warning"}
"""How the live view calls the levels of a notice."""


def show(mine: Lab, words: Words) -> None:
    """Show the run in hand, playing."""
    live_view(
        packed(mine.run, mine.baseline, words, _situation(mine, words)),
        key=keys.LIVE,
        on_act=_act,
        on_undo=lambda _said: lab().undo(),
        on_redo=lambda _said: lab().redo(),
        on_reset=lambda _said: lab().reset(),
        on_resume=_resume,
        on_clock=_set_clock,
        on_selected=_select,
    )


def _situation(mine: Lab, words: Words) -> Situation:
    text = address.text_of(mine.scenario)
    return Situation(
        revision=_revision(mine.scenario),
        words={key: words._(text) for key, text in live_words().items()},
        story=mine.story,
        open_at_s=mine.playhead.time_s,
        playing=mine.playhead.playing,
        can_undo=bool(mine.past),
        can_redo=bool(mine.future),
        notice=_notice(mine, words),
        work=text if len(text) <= LONGEST_WORK else None,
        offer_resume=mine.offers_resume,
    )


@lru_cache(maxsize=64)
def _revision(scenario: Scenario) -> str:
    return sha256(scenario.to_json().encode()).hexdigest()[:16]


def _notice(mine: Lab, words: Words) -> dict[str, str] | None:
    notice = mine.notice
    if notice is None:
        return None
    return {"level": LEVELS[notice.level], "text": words.say(notice.message), "id": str(notice.number)}


def _act(said: Said) -> None:
    mine, at_s = lab(), float(said["at_s"])
    mine.playhead = Playhead(at_s, playing=mine.playhead.playing, speed=mine.playhead.speed)
    action: dict[str, Any] = dict(said["action"])
    mine.act(action, at_s=at_s)


def _resume(said: Said) -> None:
    try:
        scenario = decode(str(said["work"]))
    except SimError as error:
        lab().refuse(error.message)
        return
    lab().open(scenario, front.beginning_of(scenario), Message(N_("This is your work from last time.")))


def _set_clock(said: Said) -> None:
    lab().playhead = Playhead(float(said["time_s"]), playing=bool(said["playing"]), speed=float(said["speed"]))


def _select(said: Said) -> None:
    lab().selected = str(said["name"])
