"""Charts as SVG: for a report that needs no script, opens offline and prints in grey."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np

from pages.views.columns import Table
from pages.views.view import Figure, Trace
from sim.steps import Floats
from sim.units import DAY_S, HOUR_S, clock

WIDTH, HEIGHT = 720.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 76.0, 8.0, 8.0, 24.0
DASHES = {"dash": "6 4", "dot": "2 3", "dashdot": "6 3 2 3", "longdash": "10 4", "longdashdot": "10 3 2 3"}
TICKS = 4
MOST_HOURS = 8
PATTERNS = {
    "/": "M0 6L6 0",
    "\\": "M0 0L6 6",
    "x": "M0 6L6 0M0 0L6 6",
    "-": "M0 3H6",
    "|": "M3 0V6",
    "+": "M0 3H6M3 0V6",
    ".": "M3 3h1",
}
"""What is drawn in a tile of 6 × 6 for each fill pattern."""


@dataclass(frozen=True)
class Axis:
    """A value axis: where it stands, what it covers, its marks, and the unit that they are in."""

    low: float
    high: float
    bottom: float
    top: float
    logarithmic: bool
    marks: tuple[tuple[float, str], ...]
    unit: str = ""

    def y(self, values: Floats) -> Floats:
        """Return where values stand, in pixels from the top; what lies outside stands on the edge."""
        scaled = np.log10(np.maximum(values, 1e-12)) if self.logarithmic else values
        part = np.clip((scaled - self.low) / (self.high - self.low), 0.0, 1.0)
        result: Floats = self.bottom - part * (self.bottom - self.top)
        return result


def svg(figure: Figure, table: Table, name: str, say: Callable[[float], str]) -> str:
    """Return a figure with its columns as an SVG picture; ``say`` writes a number for the reader, ``name`` tells it."""
    layout, traces = figure["layout"], figure["data"]
    x = LEFT + table["time_s"] / table["time_s"][-1] * (WIDTH - LEFT - RIGHT)
    axes = {key: _axis(layout[f"yaxis{key[1:]}"], key, traces, table, say) for key in _axis_keys(traces)}
    parts = [_frame(axis) for axis in axes.values()] + [_hours(table["time_s"][-1])]
    parts += _stacked(traces, table, x, axes)
    parts += [_line(trace, table, x, axes[trace.get("yaxis", "y")]) for trace in traces if "stackgroup" not in trace]
    size = f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
    return f'<svg {size} role="img" aria-label="{escape(name)}">{"".join(parts)}</svg>'


def legend(figure: Figure) -> str:
    """Return what each line and area is called, with a sample of it, as HTML."""
    return f'<ul class="legend">{"".join(_sample(trace) for trace in figure["data"])}</ul>'


def _axis_keys(traces: list[Trace]) -> list[str]:
    return list(dict.fromkeys(trace.get("yaxis", "y") for trace in traces))


def _axis(look: dict[str, Any], key: str, traces: list[Trace], table: Table, say: Callable[[float], str]) -> Axis:
    start, end = look.get("domain", (0.0, 1.0))
    inner = HEIGHT - TOP - BOTTOM
    bottom, top = TOP + inner * (1 - start), TOP + inner * (1 - end)
    logarithmic = look.get("type") == "log"
    if "range" in look:
        low, high = look["range"]
    else:
        low, high = 0.0, 1.05 * _highest([trace for trace in traces if trace.get("yaxis", "y") == key], table)
    if "tickvals" in look:
        texts = look.get("ticktext") or [f"{say(value)}{look.get('ticksuffix', '')}" for value in look["tickvals"]]
        marks = tuple(zip(look["tickvals"], texts, strict=True))
    else:
        marks = tuple((value, say(value)) for value in _round_numbers(high))
    return Axis(float(low), float(high), bottom, top, logarithmic, marks, look.get("title", {}).get("text", ""))


def _highest(traces: list[Trace], table: Table) -> float:
    stacked = [table[trace["meta"]["y"]] for trace in traces if "stackgroup" in trace]
    alone = [table[trace["meta"]["y"]] for trace in traces if "stackgroup" not in trace]
    heights = [np.sum(stacked, axis=0)] * bool(stacked) + alone
    return max((float(np.nanmax(height)) for height in heights if not np.isnan(height).all()), default=1.0) or 1.0


def _round_numbers(high: float) -> Iterator[float]:
    """Yield the round numbers up to ``high`` that divide it in about four.

    >>> list(_round_numbers(16.8))
    [0.0, 5.0, 10.0, 15.0]
    """
    raw = high / TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)
    yield from (number * step for number in range(int(high / step) + 1))


def _frame(axis: Axis) -> str:
    lines = []
    for value, text in axis.marks:
        y = float(axis.y(np.array([value]))[0])
        lines.append(f'<path d="M{LEFT:g} {y:.1f}H{WIDTH - RIGHT:g}" stroke="#ccc"/>')
        lines.append(f'<text x="{LEFT - 6:g}" y="{y + 4:.1f}" text-anchor="end">{escape(text)}</text>')
    if axis.unit:
        middle = (axis.bottom + axis.top) / 2
        turned = f'transform="rotate(-90 18 {middle:g})"'
        lines.append(f'<text x="18" y="{middle:g}" text-anchor="middle" {turned}>{escape(axis.unit)}</text>')
    return "".join(lines)


def _hours(end_s: float) -> str:
    step_s = next((hours * HOUR_S for hours in (1, 3, 6, 24) if end_s / hours / HOUR_S <= MOST_HOURS), 7 * DAY_S)
    texts = []
    for time_s in np.arange(0.0, end_s + 1, step_s):
        x = LEFT + time_s / end_s * (WIDTH - LEFT - RIGHT)
        anchor = "end" if time_s > end_s - step_s / 2 else "middle"
        texts.append(f'<text x="{x:.0f}" y="{HEIGHT - 6:g}" text-anchor="{anchor}">{clock(time_s)[:5]}</text>')
    return "".join(texts)


def _stacked(traces: list[Trace], table: Table, x: Floats, axes: dict[str, Axis]) -> list[str]:
    below, parts = np.zeros_like(x), []
    for trace in (one for one in traces if "stackgroup" in one):
        above = below + np.nan_to_num(table[trace["meta"]["y"]])
        if (above > below).any():
            axis = axes[trace.get("yaxis", "y")]
            outline = _steps(x, axis.y(above)) + "L" + _steps(x, axis.y(below), back=True)[1:] + "Z"
            parts += [f'<path d="{outline}" fill="{fill}"/>' for fill in _fills(trace)]
        below = above
    return parts


def _fills(trace: Trace) -> list[str]:
    shape = trace.get("fillpattern", {}).get("shape", "")
    return [escape(trace["fillcolor"])] + ([f"url(#p{list(PATTERNS).index(shape)})"] if shape in PATTERNS else [])


def _line(trace: Trace, table: Table, x: Floats, axis: Axis) -> str:
    values = table[trace["meta"]["y"]]
    path = "".join(_steps(x[part], axis.y(values[part])) for part in _unbroken(values))
    look = trace["line"]
    dashes = DASHES.get(look.get("dash", ""), "")
    stroke = f'fill="none" stroke="{escape(look["color"])}" stroke-width="{look.get("width", 1)}"'
    return f'<path d="{path}" {stroke} stroke-dasharray="{dashes}" opacity="{trace.get("opacity", 1)}"/>'


def _unbroken(values: Floats) -> Iterator[slice]:
    """Yield the stretches in which there is a value."""
    edges = np.flatnonzero(np.diff(np.concatenate(([True], np.isnan(values), [True])).astype(int)))
    yield from (slice(start, end) for start, end in pairwise(edges) if not np.isnan(values[start]))


def _steps(x: Floats, y: Floats, *, back: bool = False) -> str:
    """Return a path that holds each value until the next, from left to right or back."""
    if len(x) == 0:
        return ""
    points = [(x[0], y[0])]
    for k in range(1, len(x)):
        if y[k] != y[k - 1] or k == len(x) - 1:
            points += [(x[k], y[k - 1]), (x[k], y[k])]
    ordered = reversed(points) if back else points
    return "M" + "L".join(f"{left:.1f} {down:.1f}" for left, down in ordered)


def definitions() -> str:
    """Return the fill patterns that all charts of one document use."""
    tile = '<pattern id="p{n}" width="6" height="6" patternUnits="userSpaceOnUse"><path d="{d}" stroke="#000" stroke-opacity=".45"/></pattern>'
    tiles = "".join(tile.format(n=number, d=path) for number, path in enumerate(PATTERNS.values()))
    return f'<svg width="0" height="0" aria-hidden="true"><defs>{tiles}</defs></svg>'


def _sample(trace: Trace) -> str:
    if "fillcolor" in trace and "stackgroup" in trace:
        drawn = "".join(f'<rect width="22" height="12" fill="{fill}"/>' for fill in _fills(trace))
    else:
        look = trace["line"]
        dashes = DASHES.get(look.get("dash", ""), "")
        drawn = f'<path d="M0 6H22" stroke="{escape(look["color"])}" stroke-width="2" stroke-dasharray="{dashes}"/>'
    picture = f'<svg width="22" height="12" aria-hidden="true">{drawn}</svg>'
    return f"<li>{picture} {escape(str(trace['name']))}</li>"
