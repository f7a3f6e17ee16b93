"""What an experiment found: each measure over what was varied, with its uncertainty."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from pages.shell.words import Words
from pages.views.palette import colour, dash
from pages.views.view import Figure
from sim.policies.autoscaling import SCALERS
from sim.policies.placement import PLACEMENTS
from sim.study.measures import MEASURES
from sim.study.questions import Question, fewest_enough
from sim.study.services import CONTESTANTS
from sim.study.settings import SETTINGS, Value
from sim.study.sweep import Estimate, Experiment, Point
from sim.text import N_, Message

Found = Mapping[Point, Mapping[str, Estimate]]
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x")


def value_text(value: Value, words: Words) -> str:
    """Return one value of a setting for people.

    >>> from pages.shell.words import words_for
    >>> [value_text(value, words_for("fr")) for value in (3, 1.25, True, "best_fit")]
    ['3', '1,25', 'oui', 'Au plus juste (best fit)']
    """
    if isinstance(value, bool):
        return words._(N_("yes") if value else N_("no"))
    if isinstance(value, str):
        return words._(_title(value))
    return words.number(value)


def figure(found: Found, experiment: Experiment, measure: str, words: Words) -> Figure:
    """Return a measure over the first setting, a line for each value of the second, with 95 % intervals as bars."""
    names = list(experiment.varied)
    lines: dict[Value | None, list[Point]] = {}
    for point in found:
        lines.setdefault(point[1] if len(point) > 1 else None, []).append(point)
    traces = [
        _line(number, second, points, [found[point][measure] for point in points], words)
        for number, (second, points) in enumerate(lines.items())
    ]
    layout = {
        "height": 280,
        "margin": {"l": 48, "r": 8, "t": 8, "b": 44},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": words.separators,
        "showlegend": len(lines) > 1,
        "legend": {"orientation": "h", "y": 1.15, "title": {"text": words._(SETTINGS[names[-1]].title)}},
        "xaxis": {"type": "category", "title": {"text": words._(SETTINGS[names[0]].title) if names else ""}},
        "yaxis": {"rangemode": "tozero", "automargin": True, "title": {"text": words._(MEASURES[measure].unit)}},
    }
    return {"data": traces, "layout": layout}


def _line(
    number: int, second: Value | None, points: Sequence[Point], found: Sequence[Estimate], words: Words
) -> dict[str, object]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "cliponaxis": False,
        "name": "" if second is None else value_text(second, words),
        "x": [value_text(point[0], words) if point else words._("as it is") for point in points],
        "y": [one.mean for one in found],
        "error_y": {
            "type": "data",
            "array": [0.0 if math.isnan(one.high) else one.high - one.mean for one in found],
            "thickness": 1.5,
            "width": 5,
        },
        "marker": {"symbol": SYMBOLS[number % len(SYMBOLS)], "size": 9, "color": colour(number)},
        "line": {"color": colour(number), "dash": dash(number)},
    }


def heading(measure: str, words: Words) -> str:
    """Return a measure's name with its unit."""
    one = MEASURES[measure]
    return f"{words._(one.title)} ({words._(one.unit)})" if one.unit else words._(one.title)


def sentence(found: Found, experiment: Experiment, measure: str) -> Message:
    """Say where a measure is best, and whether the intervals there and at the next best tell the two apart."""
    one = MEASURES[measure]
    known = {point: values[measure] for point, values in found.items() if not math.isnan(values[measure].mean)}
    if not known:
        return Message(N_("No run gave a number."))
    sign = 1.0 if one.better == "less" else -1.0
    ranked = sorted(known, key=lambda point: sign * known[point].mean)
    best, its = ranked[0], known[ranked[0]]
    fields = {
        "best": _place(experiment, best),
        "mean": _with_unit(its.mean, one.unit),
        "span": _span(its),
    }
    equal = [point for point in ranked[1:] if _overlap(known[point], its)]
    if len(ranked) == 1:
        return Message(N_("{mean}{span}."), fields)
    if len(equal) == len(ranked) - 1:
        return Message(N_("It makes no difference: {mean}{span}."), fields)
    if equal:
        return Message(
            N_(
                "Best with {best}: {mean}{span}. As far as these runs can tell, {equal} of the {others} other settings do as well."
            ),
            fields | {"equal": len(equal), "others": len(ranked) - 1},
        )
    return Message(N_("Best with {best}: {mean}{span}. No other setting comes near."), fields)


def answer(found: Found, question: Question) -> list[Message]:
    """Say how many hosts are enough, how sure that is, what one less would mean, and what one more would draw.

    Nothing where the question is who does best: the sentence below each picture says that.
    """
    measure = question.measures[0]
    if question.enough_pct is None:
        return []
    enough = fewest_enough(found, measure, question.enough_pct)
    if enough is None:
        return [Message(N_("None of these is enough."))]
    points = list(found)
    at = points.index(enough)
    facts: dict[str, object] = {
        "hosts": enough[0],
        "enough_pct": question.enough_pct,
        "lost_pct": found[enough][measure].mean,
    }
    facts |= {"runs": found[enough][measure].replications, "span": _span(found[enough][measure])}
    said = [
        Message(
            N_(
                "**Hosts that are enough: {hosts}.** Work not served is {lost_pct} on average{span}, in {runs} runs; {enough_pct} is the limit."
            ),
            facts,
        )
    ]
    if at > 0:
        less = found[points[at - 1]][measure]
        said.append(
            Message(
                N_("With one less it is {lost_pct}{span}."),
                {"lost_pct": less.mean, "span": _span(less)},
            )
        )
    energy = "energy_kwh_per_day"
    if energy in question.measures and at + 1 < len(points):
        here, more = found[enough][energy].mean, found[points[at + 1]][energy].mean
        said.append(
            Message(
                N_("They draw {energy} kWh a day; one more, to be safe, draws {more} more."),
                {"energy": here, "more": more - here},
            )
        )
    return said


def _with_unit(mean: float, unit: str) -> Message:
    """Return a number as its unit is written: 3.8%, 9.76 kWh."""
    if unit == "%":
        return Message("{mean_pct}", {"mean_pct": mean})
    return Message("{number} {unit_title}" if unit else "{number}", {"number": mean, "unit_title": unit})


def _span(one: Estimate) -> Message | str:
    if math.isnan(one.low) or f"{one.low:.3g}" == f"{one.high:.3g}":  # as they would be written
        return ""
    return Message(N_(" (95% sure: from {low} to {high})"), {"low": one.low, "high": one.high})


def _overlap(one: Estimate, other: Estimate) -> bool:
    if math.isnan(one.low) or math.isnan(other.low):
        return one.mean == other.mean
    return one.low <= other.high and other.low <= one.high


def _place(experiment: Experiment, point: Point) -> Message:
    """Return a point in words: each setting with its value."""
    parts = [
        Message(
            N_("{setting_title} = {value}"),
            {"setting_title": SETTINGS[name].title, "value": _said(value)},
        )
        for name, value in zip(experiment.varied, point, strict=True)
    ]
    if len(parts) == 2:  # noqa: PLR2004 - two settings vary at most
        return Message("{first}, {second}", {"first": parts[0], "second": parts[1]})
    return parts[0] if parts else Message(N_("as it is"))


def _said(value: Value) -> Message | Value:
    if isinstance(value, bool):
        return Message(N_("yes") if value else N_("no"))
    return Message(_title(value)) if isinstance(value, str) else value


def _title(value: str) -> str:
    """Return what a value that is a name is called."""
    if value in CONTESTANTS:
        return CONTESTANTS[value][0]
    if value in SCALERS:
        return SCALERS[value].title
    return PLACEMENTS[value].title if value in PLACEMENTS else value


def rows(found: Found, experiment: Experiment, words: Words) -> pd.DataFrame:
    """Return the numbers behind the figures: a row for each point, a mean and an interval for each measure."""
    table = []
    for point, values in found.items():
        row: dict[str, object] = {
            words._(SETTINGS[name].title): value_text(value, words)
            for name, value in zip(experiment.varied, point, strict=True)
        }
        for measure in experiment.measures:
            one = values[measure]
            row[heading(measure, words)] = words.number(one.mean, 3)
            row[f"± {words._(MEASURES[measure].title)}"] = (
                "" if math.isnan(one.high) else words.number(one.high - one.mean, 3)
            )
        row[words._("Runs")] = min(one.replications for one in values.values())
        table.append(row)
    return pd.DataFrame(table)
