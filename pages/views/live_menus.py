"""What the live view offers whatever the run: the tiles of the scoreboard, the actions, and the choices of small forms."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pages.shell.words import Words
from pages.views.field import live_fields
from pages.views.scoreboard import DECIMALS
from sim.actions import ACTIONS
from sim.actions.base import OnPart
from sim.catalogue.systems import SYSTEMS
from sim.study.scoreboard import SCORES
from sim.workloads import WORKLOADS


def tiles(words: Words) -> list[dict[str, Any]]:
    """Return the tiles of the scoreboard, each with the columns that it shows."""
    _ = words._
    return [
        {
            "key": key,
            "label": _(score.title),
            "unit": _(score.unit),
            "help": _(score.summary),
            "column": f"score.{key}",
            "baseline": f"baseline.{key}",
            "decimals": DECIMALS.get(key, 0),
            "better": score.better,
        }
        for key, score in SCORES.items()
    ]


@lru_cache(maxsize=8)
def actions(words: Words) -> list[dict[str, Any]]:
    """Return one entry per kind of action, with the fields that make its form."""
    _ = words._
    return [
        {
            "kind": kind,
            "label": _(action.label),
            "target": action.target,
            "group": action.group,
            "states": sorted(action.states),
            "impossible": _(action.impossible),
            "fields": live_fields(action, words),
            "parts": sorted(action.parts) if issubclass(action, OnPart) else [],
        }
        for kind, action in ACTIONS.items()
    ]


@lru_cache(maxsize=8)
def choices(words: Words) -> dict[str, Any]:
    """Return the systems and workloads that a new machine can have."""
    _ = words._
    return {
        "systems": [{"name": name, "title": s.title, "family": s.family} for name, s in SYSTEMS.items()],
        "workloads": [
            {
                "pattern": name,
                "title": _(workload.title),
                "summary": _(workload.summary),
                "value": workload.model_validate({"pattern": name}).model_dump(mode="json", exclude_defaults=True),
            }
            for name, workload in WORKLOADS.items()
        ],
    }
