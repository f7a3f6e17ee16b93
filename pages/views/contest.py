"""The same day in several hands: a table with the best marked, and a curve for each through the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from pages.shell.words import Words
from pages.views import view
from pages.views.palette import colour, dash
from sim.run import Run
from sim.study.contest import CURVES, instants_s
from sim.study.measures import MEASURES
from sim.text import N_, Message
from sim.units import clock

ROWS_PER_TABLE = 24
SAME_AT_THE_END = N_("{curve_title} at the end: the same for all, {low}.")
AT_THE_END = N_("{curve_title} at the end: least with “{low_name}” ({low}), most with “{high_name}” ({high}).")
SAME_ON_AVERAGE = N_("On average, {curve_title}: the same for all, {low}.")
ON_AVERAGE = N_("On average, {curve_title}: fewest with “{low_name}” ({low}), most with “{high_name}” ({high}).")


def score_rows(runs: Mapping[str, Run], measures: Sequence[str], words: Words) -> pd.DataFrame:
    """Return one row per measure and one column per run, the best of each row marked."""
    rows = []
    for key in measures:
        measure = MEASURES[key]
        values = {name: measure.of(run) for name, run in runs.items()}
        best = min(values.values()) if measure.better == "less" else max(values.values())
        unit = words._(measure.unit) if measure.unit else ""
        title = f"{words._(measure.title)} ({unit})" if unit else words._(measure.title)
        shown = words.number(best)
        written = {name: words.number(value) for name, value in values.items()}
        rows.append({"": title} | {name: f"{text} ★" if text == shown else text for name, text in written.items()})
    return pd.DataFrame(rows)


def figure(runs: Mapping[str, Run], curve: str, words: Words) -> view.Figure:
    """Return one curve for each run, told apart by colour and by dash."""
    one, first = CURVES[curve], next(iter(runs.values()))
    times_s = instants_s(first)
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": (times_s * 1000.0).tolist(),
            "y": one.of(run, times_s).tolist(),
            "line": {"color": colour(number), "dash": dash(number), "width": 2},
        }
        for number, (name, run) in enumerate(runs.items())
    ]
    unit = words._(one.unit) if one.unit else ""
    yaxis = {"rangemode": "tozero", "fixedrange": True, "automargin": True, "title": {"text": unit}}
    legend = {"orientation": "h", "y": -0.18}
    looks = view.layout(first, words, height=320, yaxis=yaxis, showlegend=True, legend=legend)
    return {"data": traces, "layout": looks}


def sentence(runs: Mapping[str, Run], curve: str, words: Words) -> Message:
    """Say who has least and who most: at the end of what only grows, on average of all else."""
    one = CURVES[curve]
    found = {name: _summed_up(run, curve) for name, run in runs.items()}
    low, high = min(found, key=lambda name: found[name]), max(found, key=lambda name: found[name])
    facts: dict[str, object] = {"curve_title": one.title, "low_name": low, "high_name": high}
    facts |= {"low": _with_unit(found[low], one.unit, words), "high": _with_unit(found[high], one.unit, words)}
    templates = (AT_THE_END, SAME_AT_THE_END) if one.grows else (ON_AVERAGE, SAME_ON_AVERAGE)
    return Message(templates[found[low] == found[high]], facts)


def _summed_up(run: Run, curve: str) -> float:
    one = CURVES[curve]
    times_s = np.array([run.end_s]) if one.grows else instants_s(run)
    return float(one.of(run, times_s).mean())


def _with_unit(value: float, unit: str, words: Words) -> str:
    return f"{words.number(value)} {words._(unit)}".strip() if unit else words.number(value)


def curve_rows(runs: Mapping[str, Run], curve: str, words: Words) -> pd.DataFrame:
    """Return the numbers behind the curves, about one row an hour."""
    first = next(iter(runs.values()))
    times_s = instants_s(first)
    times_s = times_s[len(times_s) // ROWS_PER_TABLE - 1 :: len(times_s) // ROWS_PER_TABLE]
    columns = {name: [words.number(value) for value in CURVES[curve].of(run, times_s)] for name, run in runs.items()}
    return pd.DataFrame({words._("Time"): [clock(time_s) for time_s in times_s]} | columns)
