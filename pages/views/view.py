"""What every picture has: a title, its columns, a figure that names them, and a sentence that says the takeaway."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.shell.words import Words
from pages.views.columns import Table
from sim.run import Run
from sim.text import Message
from sim.units import DAY_S, clock

MOST_STACKED = 30
"""Machines that a chart stacks one by one; with more it stacks by host."""


Figure = dict[str, Any]
"""A Plotly figure as plain values: one for every click must be made in a millisecond, and go.Figure takes ten."""
Trace = dict[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """One picture of a run."""

    key: str
    title: str
    """Marked for translation."""
    figure: Callable[[Run, Words], Figure]
    """A figure without data: each trace's ``meta["y"]`` names its column."""
    sentence: Callable[[Run, Table], Message]
    """The takeaway: the caption, and what a screen reader says instead of the picture."""
    short: str = ""
    """What the button that shows it is called, where the title is too long; marked for translation."""


def drawn(traces: Sequence[Trace], layout: dict[str, Any], *, unit: str) -> Figure:
    """Return a figure that is still without data; ``unit`` is that of every trace that names no other."""
    return {"data": [one | {"meta": {"unit": unit} | one["meta"]} for one in traces], "layout": layout}


def trace(
    column: str, *, machine: int | None = None, unit: str | None = None, line: dict[str, Any], **looks: Any
) -> Trace:
    """Return one line or area of a chart, to be filled with ``column`` later."""
    meta = {"y": column, "machine": machine} | ({"unit": unit} if unit else {})
    return {"type": "scatter", "mode": "lines", "meta": meta, "line": {"shape": "hv"} | line, **looks}


def area(column: str, name: str, fill: str, shape: str, *, machine: int | None = None) -> Trace:
    """Return one band of a stack, told apart by its colour and by its pattern."""
    return trace(
        column,
        machine=machine,
        name=name,
        stackgroup="stack",
        line={"width": 0.5, "color": fill},
        fillcolor=fill,
        fillpattern={"shape": shape, "fillmode": "overlay", "size": 6, "solidity": 0.3},
    )


def layout(run: Run, words: Words, **more: Any) -> dict[str, Any]:
    """Return what all charts share: the clock below, no ink that says nothing, the reader's number format."""
    day = "" if run.end_s <= DAY_S else "\n%-j"
    return {
        "margin": {"l": 56, "r": 8, "t": 8, "b": 28},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": words.separators,
        "uirevision": "kept",
        "hovermode": "x unified",
        "showlegend": False,
        "xaxis": {
            "type": "date",
            "range": [0, run.end_s * 1000],
            "tickformat": f"%H:%M{day}",
            "hoverformat": "%H:%M:%S",
        },
        "yaxis": {"rangemode": "tozero", "fixedrange": True},
    } | more


def filled(figure: Figure, table: Table) -> go.Figure:
    """Return the figure with its columns in it, as a report or a page without the live view shows it."""
    times_ms = np.asarray(table["time_s"]) * 1000.0
    return go.Figure(
        [line | {"x": times_ms, "y": table[line["meta"]["y"]]} for line in figure["data"]], figure["layout"]
    )


def rows(figure: Figure, table: Table) -> pd.DataFrame:
    """Return the numbers behind a figure: one row per interval, one column per line or area, named as its legend."""
    columns = {line["name"]: table[line["meta"]["y"]] for line in figure["data"]}
    return pd.DataFrame(columns, index=pd.Index(table["time_s"], name="time_s")).iloc[:-1]


def readable_rows(figure: Figure, table: Table, words: Words) -> pd.DataFrame:
    """Return the numbers behind a figure for people: clock times, three decimals."""
    readable = rows(figure, table).round(3).reset_index()
    readable["time_s"] = readable["time_s"].map(clock)
    return readable.rename(columns={"time_s": words._("Time")})
