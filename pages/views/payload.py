"""A run as one binary block for the live view: what ``assets/live/README.md`` describes."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from pages.shell.words import Words
from pages.views.building import building
from pages.views.columns import Table, table_of
from pages.views.cpu import CPU
from pages.views.devices import DEVICES
from pages.views.elsewhere import Elsewhere
from pages.views.fault_map import TYPES_AND_SEES, console
from pages.views.live_menus import actions, choices, tiles
from pages.views.live_things import host_entry, machine_entry
from pages.views.memory import MEMORY
from pages.views.peaks import PEAKS
from pages.views.power import POWER
from pages.views.response import RESPONSE
from pages.views.terms import explained
from pages.views.view import View
from sim.actions import Action
from sim.catalogue.commands import PRODUCTS
from sim.run import Event, IoControlChange, Run, WallsChange
from sim.steps import Floats
from sim.study.commands import commands
from sim.study.scoreboard import SCORES, scores
from sim.study.spread import WALL_NAMES, Spread, spreads

CHARTS: tuple[View, ...] = (CPU, MEMORY, RESPONSE, DEVICES, POWER, PEAKS)
"""What the live view may draw: the first three, or the three that the reader chooses."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A part of the run to be played once more, for whoever overlooked what happened there."""

    id: str
    """Another id asks for it anew."""
    from_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class Situation:
    """What the live view must know beside the run."""

    revision: str
    words: Mapping[str, str]
    """Every fixed text of the view, translated, by key."""
    story: str = ""
    """Another number says that another scenario was opened."""
    open_at_s: float = 0.0
    playing: bool = True
    can_undo: bool = False
    can_redo: bool = False
    notice: Mapping[str, str] | None = None
    work: str | None = None
    """The text that reproduces the scenario, for the browser to keep."""
    offer_resume: bool = False
    only_actions: tuple[str, ...] | None = None
    """The kinds of action that are possible; None for all."""
    only_charts: tuple[str, ...] | None = None
    only_scores: tuple[str, ...] | None = None
    replay: Replay | None = None


@lru_cache(maxsize=16)
def full_table(run: Run, baseline: Run) -> dict[str, Floats]:
    """Return every column of a run and of its scoreboard beside the baseline's."""
    table = table_of(run)
    edges = table["time_s"]
    own, other = scores(run, edges), scores(baseline, edges)
    table |= {f"score.{key}": column for key, column in own.items()}
    return table | {f"baseline.{key}": column for key, column in other.items()}


def packed(run: Run, baseline: Run, words: Words, situation: Situation) -> bytes:
    """Return the block: length of the head, the head as JSON, padding, float32 columns."""
    table = full_table(run, baseline)
    head = _only(_run_head(run, baseline, words), situation)
    # Columns of the same numbers travel once: on a quiet day everybody gets what it wants and nobody waits.
    sent: dict[bytes, int] = {}
    columns = {name: sent.setdefault(table[name].astype("<f4").tobytes(), len(sent)) for name in _wanted(head, table)}
    head = head | asdict(situation) | {"points": len(table["time_s"]), "columns": columns}
    text = json.dumps(head, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    padding = b" " * (-(4 + len(text)) % 4)
    return struct.pack("<I", len(text)) + text + padding + b"".join(sent)


def _only(head: dict[str, Any], situation: Situation) -> dict[str, Any]:
    """Return the head with those actions, charts and tiles alone that the page shows."""
    kinds, charts, scores = situation.only_actions, situation.only_charts, situation.only_scores
    return head | {
        "actions": [action for action in head["actions"] if kinds is None or action["kind"] in kinds],
        "charts": [chart for chart in head["charts"] if charts is None or chart["id"] in charts],
        "scoreboard": [tile for tile in head["scoreboard"] if scores is None or tile["key"] in scores],
    }


def _wanted(head: Mapping[str, Any], table: Table) -> list[str]:
    """Return the columns that the live view reads."""
    charted = [line["meta"]["y"] for chart in head["charts"] for line in chart["figure"]["data"]]
    pictured = [name for name in table if name.startswith(("host.", "machine.", "store.", "link.", "score."))]
    return list(dict.fromkeys(["time_s", *pictured, *(f"baseline.{key}" for key in SCORES), *charted]))


@lru_cache(maxsize=32)
def _run_head(run: Run, baseline: Run, words: Words) -> dict[str, Any]:
    """Return what depends on the run and the language alone."""
    table, elsewhere = full_table(run, baseline), Elsewhere(run, words)
    return {
        "locale": words.tag,
        "duration_s": run.end_s,
        "building": building(run, words),
        "hosts": [host_entry(run, host, words) for host in run.hosts],
        "machines": [machine_entry(run, index, machine, elsewhere) for index, machine in enumerate(run.machines)],
        "elsewhere": elsewhere.tables,
        "glossary": explained(words),
        "events": _events(run, words),
        "spreads": [_spread(one, words) for one in spreads(run)],
        "scoreboard": tiles(words),
        "charts": [_chart(view, run, table, words) for view in CHARTS],
        "actions": actions(words),
        "choices": choices(words),
        "rack": {
            "high_availability": [[change.time_s, change.high_availability] for change in run.protection],
            "settings": {"set_io_control": [[change.time_s, _io_control(change)] for change in run.io_control]},
            "walls": [_walls(change) for change in run.walls],
        },
    }


def _io_control(change: IoControlChange) -> dict[str, Any]:
    return {"enabled": change.enabled, "congestion_ms": change.congestion_ms}


def _walls(change: WallsChange) -> list[Any]:
    rules = [[rule.source, rule.target, rule.lets] for rule in change.firewall]
    return [change.time_s, rules, list(change.unpatched_hosts)]


def _events(run: Run, words: Words) -> list[dict[str, Any]]:
    """Return what happened, and for each deed and fault what an administrator would type or see."""
    deeds = (*run.scenario.actions, *run.worn)
    typed = {(action.at_s, action.sentence().english()): _typed(run, action, words) for action in deeds}
    times = {at_s for at_s, _sentence in typed}
    return [
        _event(event, typed.get((event.time_s, event.message.english()), []) if event.time_s in times else [], words)
        for event in run.events
    ]


def _typed(run: Run, action: Action, words: Words) -> list[list[str]]:
    """Return what an administrator would type for a deed, or type and see of a fault: product and text."""
    if action.console:
        return [[words._(TYPES_AND_SEES), console(action)]]
    return [[words._(PRODUCTS[product]), command] for product, command in commands(run, action).items()]


def _event(event: Event, typed: list[list[str]], words: Words) -> dict[str, Any]:
    return {
        "t": event.time_s,
        "kind": event.kind,
        "text": words.say(event.message),
        "machine": event.machine,
        "host": event.host,
        "typed": typed,
    }


def _spread(one: Spread, words: Words) -> dict[str, Any]:
    """Return how a fault spread: when, until when it counts, what broke, what was hit, and the walls that held."""
    return {
        "t": one.time_s,
        "until_s": one.until_s,
        "origin": one.origin,
        "hits": [[hit.time_s, hit.name, hit.source, hit.state] for hit in one.hits],
        "walls": [[held.time_s, held.place, words._(WALL_NAMES[held.kind])] for held in one.walls],
    }


def _chart(view: View, run: Run, table: Table, words: Words) -> dict[str, Any]:
    return {
        "id": view.key,
        "title": words._(view.title),
        "short": words._(view.short or view.title),
        "sentence": words.say(view.sentence(run, table)),
        "figure": view.figure(run, words),
    }
