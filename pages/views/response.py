"""What users feel: how long they wait for an answer, and whether anybody answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from pages.shell.words import Words
from pages.views.columns import Table, answering
from pages.views.palette import GREY, LIMIT, colour, dash
from pages.views.view import Figure, View, drawn, layout, trace
from sim.run import Run
from sim.study import metrics
from sim.text import N_, Message

TICKS_S = (0.01, 0.1, 1.0, 10.0, 100.0)


def figure(run: Run, words: Words) -> Figure:
    """Return the slowest answer and that of every machine that people wait for, above the part of machines that answer."""
    _ = words._
    lines = [
        trace(
            f"machine.{index}.response",
            machine=index,
            name=run.machines[index].name,
            opacity=0.45,
            line={"width": 1.2, "color": colour(index), "dash": dash(index)},
        )
        for index in answering(run)
    ]
    slowest = trace("rack.slowest", name=_("slowest"), line={"width": 2.5, "color": LIMIT})
    up = trace(
        "rack.up",
        unit="%",
        name=_("answering, %"),
        yaxis="y2",
        fill="tozeroy",
        fillcolor="rgba(0,158,115,0.35)",
        line={"width": 1, "color": "#009E73"},
    )
    return drawn([*lines, slowest, up], _layout(run, words), unit="s")


def sentence(run: Run, table: Table) -> Message:
    """Say who answers slowest and when, and who was away longest."""
    slowest = table["rack.slowest"]
    if np.isnan(slowest).all():
        return Message(N_("No machine answers in this run."))
    when = int(np.nanargmax(slowest))
    machine = max(answering(run), key=lambda i: np.nan_to_num(table[f"machine.{i}.response"][when], nan=-1.0))
    fields = {
        "machine": run.machines[machine].name,
        "response_s": float(slowest[when]),
        "at_s": float(table["time_s"][when]),
        "away": _away(run),
    }
    return Message(N_("The slowest answer takes {response_s}: {machine} at {at_s}. {away}"), fields)


def _away(run: Run) -> Message:
    parts = [float(metrics.availability(run, machine.name)[0]) for machine in run.machines]
    worst = int(np.argmin(parts))
    if parts[worst] >= 1.0:
        return Message(N_("Everybody answers all the time."))
    return Message(
        N_("{machine} was available {worst_pct} of the time, the least of all."),
        {"machine": run.machines[worst].name, "worst_pct": 100.0 * parts[worst]},
    )


def _layout(run: Run, words: Words) -> dict[str, Any]:
    _ = words._
    timeouts = {m.workload.timeout_s for m in run.machines if m.workload.timeout_s is not None}
    shapes = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "yref": "y",
            "y0": timeout_s,
            "y1": timeout_s,
            "line": {"color": GREY, "width": 1.5, "dash": "dash"},
            "label": {"text": _("users give up"), "textposition": "end", "font": {"size": 10}},
        }
        for timeout_s in sorted(timeouts)[:1]
    ]
    return layout(
        run,
        words,
        shapes=shapes,
        yaxis={
            "type": "log",
            "domain": [0.32, 1],
            "tickvals": list(TICKS_S),
            "ticktext": [words.duration(tick) for tick in TICKS_S],
            "range": [-2.2, 2],
            "fixedrange": True,
        },
        yaxis2={"domain": [0, 0.2], "range": [0, 105], "tickvals": [0, 100], "ticksuffix": " %", "fixedrange": True},
    )


RESPONSE = View("response", N_("Response time and availability"), figure, sentence, N_("Response time"))
