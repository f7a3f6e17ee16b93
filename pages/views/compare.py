"""Two runs on one clock: their curves on one chart, their scores side by side, and what only one of them has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pages.shell.words import Words
from pages.views.columns import closed, summed, table_of
from pages.views.palette import COLOURS, GREY
from pages.views.scoreboard import DECIMALS, name_of
from pages.views.view import Figure
from sim.run import Event, Run
from sim.steps import Floats
from sim.study.compare import Unlike, parting_s, unlike_at
from sim.study.metrics import total_power_w
from sim.study.scoreboard import SCORES, scores
from sim.text import N_, Message
from sim.units import clock

Table = Mapping[str, Floats]
ROUNDING = 1e-6
NEARLY = 0.005
"""Means that lie no further apart, as a part of the larger, would read as the same number."""
STATES: Mapping[str, str] = {
    "": N_("not there"),
    "on": N_("On"),
    "off": N_("Off"),
    "booting": N_("Booting"),
    "failed": N_("Failed"),
    "maintenance": N_("Maintenance"),
    "corrupted": N_("Data corrupted"),
    "crashed": N_("Crashed"),
    "defined": N_("Not started"),
    "migrating": N_("Moving"),
    "paused": N_("Paused"),
    "placing": N_("Looking for a host"),
    "running": N_("Running"),
    "stopped": N_("Stopped"),
}


@dataclass(frozen=True, slots=True)
class Curve:
    """A quantity that both runs have: its column, title and unit, how its name ends, and whether its scale is logarithmic."""

    column: str
    title: str
    unit: str
    suffix: str
    logarithmic: bool = False

    def amount(self, value: float) -> Message:
        """Return a value with its unit, as a field of that name is written."""
        return Message(f"{{amount{self.suffix}}}", {f"amount{self.suffix}": value})


CURVES = (
    Curve("given", N_("CPU that all machines get"), N_("cores"), "_cores"),
    Curve("waiting", N_("CPU that machines wait for"), N_("cores"), "_cores"),
    Curve("rack.slowest", N_("Slowest response"), "s", "_s", logarithmic=True),
    Curve("rack.up", N_("Machines that answer"), "%", "_pct"),
    Curve("power", N_("Power"), "W", "_w"),
)


def columns(run: Run) -> dict[str, Floats]:
    """Return the columns that the curves draw, over the run's own time grid."""
    table = dict(table_of(run))
    edges = table["time_s"]
    wanted, given = (
        summed((table[f"machine.{i}.{name}"] for i in range(len(run.machines))), edges) for name in ("wanted", "given")
    )
    return table | {
        "given": given,
        "waiting": np.maximum(wanted - given, 0.0),
        "power": closed(total_power_w(run).means(edges)),
    }


def figure(curve: Curve, tables: tuple[Table, Table], at_s: float, words: Words) -> Figure:
    """Return one curve of both runs, A solid and B dashed, with the clock as a line across."""
    looks = (("A", COLOURS[0], "solid", 2.5), ("B", COLOURS[5], "dash", 2.0))
    lines = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": table["time_s"] * 1000.0,
            "y": table[curve.column],
            "line": {"shape": "hv", "color": colour, "dash": dash, "width": width},
        }
        for table, (name, colour, dash, width) in zip(tables, looks, strict=True)
    ]
    axis: dict[str, Any] = {"title": {"text": words._(curve.unit)}}
    axis |= {"type": "log"} if curve.logarithmic else {"rangemode": "tozero"}
    layout = {
        "height": 220,
        "margin": {"l": 56, "r": 8, "t": 8, "b": 28},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": words.separators,
        "hovermode": "x unified",
        "legend": {"orientation": "h", "y": 1.15},
        "xaxis": {"type": "date", "tickformat": "%H:%M", "hoverformat": "%H:%M:%S"},
        "yaxis": axis,
        "shapes": [
            {"type": "line", "xref": "x", "yref": "paper", "x0": at_s * 1000, "x1": at_s * 1000, "y0": 0, "y1": 1}
            | {"line": {"color": GREY, "width": 2}}
        ],
    }
    return {"data": lines, "layout": layout}


def sentence(curve: Curve, tables: tuple[Table, Table]) -> Message:
    """Say by how much the means of a curve differ."""
    means = [_mean(table["time_s"], table[curve.column]) for table in tables]
    fields = {"a": curve.amount(means[0]), "b": curve.amount(means[1])}
    apart = abs(means[0] - means[1]) / max(abs(means[0]), abs(means[1]), 1e-9)
    if apart <= ROUNDING:
        return Message(N_("On average the same: {a}."), fields)
    if apart <= NEARLY:
        return Message(N_("On average nearly the same: {a}."), fields)
    return Message(N_("On average {a} in A, {b} in B."), fields)


def _mean(times_s: Floats, values: Floats) -> float:
    lasting, known = np.diff(times_s), ~np.isnan(values[:-1])
    total = float(lasting[known].sum())
    return float((values[:-1][known] * lasting[known]).sum()) / total if total else 0.0


def headline(run: Run, other: Run) -> Message:
    """Say where the two runs part."""
    at_s = parting_s(run, other)
    if at_s is None:
        return Message(N_("The same things happen in both runs."))
    if at_s == 0.0:
        return Message(N_("The two runs differ from the beginning."))
    return Message(N_("The two runs are the same until {at_s}."), {"at_s": at_s})


def score_rows(run: Run, other: Run, words: Words) -> pd.DataFrame:
    """Return both scoreboards at the end, and which run is better off."""
    _ = words._
    own, its = scores(run, [run.end_s]), scores(other, [other.end_s])
    return pd.DataFrame(
        {
            "": [name_of(score, words) for score in SCORES.values()],
            "A": [words.number(float(own[key][-1]), DECIMALS.get(key, 0)) for key in SCORES],
            "B": [words.number(float(its[key][-1]), DECIMALS.get(key, 0)) for key in SCORES],
            _("Better"): [
                _better(float(own[key][-1]), float(its[key][-1]), score.better) for key, score in SCORES.items()
            ],
        }
    )


def _better(own: float, its: float, better: str) -> str:
    if abs(own - its) <= 1e-9 * max(abs(own), abs(its), 1.0):
        return "="
    return "A" if (own < its) == (better == "less") else "B"


def unlike_rows(run: Run, other: Run, at_s: float, words: Words) -> pd.DataFrame:
    """Return who is not the same in both runs at one instant."""
    found = unlike_at(run, other, at_s)
    return pd.DataFrame(
        {
            "": [one.name for one in found],
            "A": [_state(one, "a", words) for one in found],
            "B": [_state(one, "b", words) for one in found],
        }
    )


def _state(one: Unlike, side: str, words: Words) -> str:
    state, place = (one.state_a, one.place_a) if side == "a" else (one.state_b, one.place_b)
    text = words._(STATES.get(state, state))
    return words._(N_("{state} · {place}")).format(state=text, place=place) if place else text


def event_rows(events: list[Event], words: Words) -> pd.DataFrame:
    """Return events as a table."""
    return pd.DataFrame(
        {
            words._("Time"): [clock(event.time_s) for event in events],
            words._("What happened"): [words.say(event.message) for event in events],
        }
    )
