"""The fault map: every fault on every component, and who is missed for how long."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from pages.shell.words import Words
from pages.views.view import Figure
from sim.actions import ACTIONS, Action
from sim.site import part_named
from sim.study.blast_radius import Reach, title_of
from sim.study.fault_map import Row
from sim.study.what_if import Absence, Outcome
from sim.text import N_, Message
from sim.units import DAY_S, HOUR_S, MINUTE_S

LEVELS = (
    (0.0, N_("nobody")),
    (60.0, N_("up to 1 min")),
    (300.0, N_("up to 5 min")),
    (3600.0, N_("up to 1 h")),
    (math.inf, N_("longer, but back")),
    (math.nan, N_("until somebody acts")),
)
"""How bad it is to be missed: seconds up to which a step goes, and its name."""
TYPES_AND_SEES = N_("What an administrator types and sees")
WHAT_BREAKS = N_("{fault_title}: {place}")
FEW = 3
"""Machines that are named in a sentence each."""
SCALE = ("rgba(127,127,127,0.12)", "#C9DDF0", "#7FB2DC", "#F3C46B", "#E8873A", "#A63603")


def level(absence: Absence | None) -> int:
    """Return how bad an absence is, as a position in ``LEVELS``.

    >>> level(None), level(Absence("mail", 73.0, back=True)), level(Absence("mail", 73.0, back=False))
    (0, 2, 5)
    """
    if absence is None:
        return 0
    if not absence.back:
        return len(LEVELS) - 1
    return next(
        position for position, (most_s, _name) in enumerate(LEVELS) if most_s > 0.0 and absence.away_s <= most_s
    )


def label(row: Row, words: Words) -> str:
    """Return what breaks where, those together that do the same."""
    faults = [cell.fault for cell in row.cells]
    where = component(faults[0], words)
    if len(faults) > 1:
        where = words._("{part} and {more} alike").format(part=where, more=words.number(len(faults) - 1))
    return words.say(Message(WHAT_BREAKS, {"fault_title": faults[0].label, "place": where}))


def component(fault: Action, words: Words) -> str:
    """Return what a fault hits."""
    return words.say(part_named(fault.target_name).title) if fault.target == "part" else fault.target_name


def figure(rows: Sequence[Row], machines: Sequence[str], words: Words) -> Figure:
    """Return the map: a line for each fault, a column for each machine, the darker the longer it is missed."""
    absences = [{absence.machine: absence for absence in row.first.outcome.absences} for row in rows]
    levels = [[level(missed.get(machine)) for machine in machines] for missed in absences]
    texts = [[away_text(missed.get(machine), words) for machine in machines] for missed in absences]
    short = [[_in_one_unit(missed.get(machine), words) for machine in machines] for missed in absences]
    steps = len(LEVELS)
    scale = [[(position + edge) / steps, color] for position, color in enumerate(SCALE) for edge in (0, 1)]
    return {
        "data": [
            {
                "type": "heatmap",
                "x": list(machines),
                "y": [label(row, words) for row in rows],
                "z": levels,
                "text": short,
                "texttemplate": "%{text}",
                "textfont": {"size": 10},
                "hoverinfo": "skip",
                "zmin": -0.5,
                "zmax": steps - 0.5,
                "colorscale": scale,
                "xgap": 1,
                "ygap": 1,
                "colorbar": {
                    "tickvals": list(range(steps)),
                    "ticktext": [words._(name) for _most_s, name in LEVELS],
                    "title": {"text": words._("Missed")},
                },
            },
            _points(rows, machines, texts, words),
        ],
        "layout": {
            "hovermode": "closest",
            "hoverdistance": -1,
            "height": 110 + 22 * len(rows),
            "margin": {"l": 8, "r": 8, "t": 60, "b": 8},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "xaxis": {"side": "top", "type": "category", "tickangle": -40, "range": [-0.5, len(machines) - 0.5]},
            "yaxis": {"range": [len(rows) - 0.5, -0.5], "type": "category", "automargin": True},
        },
    }


def _points(rows: Sequence[Row], machines: Sequence[str], texts: Sequence[Sequence[str]], words: Words) -> Figure:
    """Return a point in every field, row by row: a heat map itself cannot be picked from. A picked one gets a frame."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [machine for _row in rows for machine in machines],
        "y": [label(row, words) for row in rows for _machine in machines],
        "text": [text for line in texts for text in line],
        "hovertemplate": "%{y}<br>%{x}: %{text}<extra></extra>",
        "showlegend": False,
        "marker": {"symbol": "square-open", "size": 18, "color": "#111111", "line": {"width": 3}, "opacity": 0},
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 0}},
    }


def away_text(absence: Absence | None, words: Words) -> str:
    """Return how long somebody is missed, in the shortest words."""
    if absence is None:
        return ""
    return words.duration(absence.away_s) if absence.back else "■"


def _in_one_unit(absence: Absence | None, words: Words) -> str:
    """Return how long somebody is missed as it fits a field of the map: 1 min, 2 h."""
    if absence is None or not absence.back:
        return away_text(absence, words)
    unit_s = next((unit_s for unit_s in (DAY_S, HOUR_S, MINUTE_S) if absence.away_s >= unit_s), 1.0)
    return words.duration(round(absence.away_s / unit_s) * unit_s)


def sentence(rows: Sequence[Row]) -> Message:
    """Say how many faults nobody notices, and which one hits most machines."""
    count = sum(len(row.cells) for row in rows)
    harmless = sum(len(row.cells) for row in rows if not row.first.outcome.absences)
    worst = max(rows, key=lambda row: len(row.first.outcome.absences), default=None)
    if worst is None or not worst.first.outcome.absences:
        return Message(N_("{count} faults are possible here, and nobody would be missed."), {"count": count})
    fields = {
        "count": count,
        "harmless": harmless,
        "fault_title": worst.first.fault.label,
        "machines": len(worst.first.outcome.absences),
    }
    return Message(
        N_(
            "Of {count} faults that are possible here, {harmless} stop nobody. The widest reaches {machines} machines: {fault_title}."
        ),
        fields,
    )


def table(rows: Sequence[Row], words: Words) -> pd.DataFrame:
    """Return the map as a table: what a fault does, short enough to be seen on a phone; which one; whom it hits and what stops it."""
    _ = words._
    return pd.DataFrame(
        [
            {
                _("Machines missed"): len(row.first.outcome.absences),
                _("Longest"): longest(row.first.outcome, words),
                _("Fault"): label(row, words),
                _("Who"): ", ".join(absence.machine for absence in row.first.outcome.absences) or "–",
                _("Data damaged"): ", ".join(row.first.outcome.damaged) or "–",
                _("What stops it"): walls(row.first.reach, words),
            }
            for row in rows
        ]
    )


def longest(outcome: Outcome, words: Words) -> str:
    """Return how long the machine is missed that is missed longest."""
    if not outcome.absences:
        return "–"
    if any(not absence.back for absence in outcome.absences):
        return words._("until somebody acts")
    return words.duration(outcome.worst_s)


def walls(reach: Reach | None, words: Words) -> str:
    """Return the redundancy that stops a fault."""
    return " ".join(words.say(wall) for wall in reach.walls) if reach is not None and reach.walls else "–"


def prediction(reach: Reach | None, outcome: Outcome) -> list[Message]:
    """Return what a fault would do, sentence by sentence: who stops and for how long, by which chain, and what stops it."""
    said = [
        Message(N_("{machine} is missed for {away_s}."), {"machine": absence.machine, "away_s": absence.away_s})
        for absence in outcome.absences
        if absence.back
    ]
    said += _stay_down([absence.machine for absence in outcome.absences if not absence.back])
    if not outcome.absences:
        said.append(Message(N_("Nobody is missed.")))
    said += [Message(N_("The data of {machine} are damaged."), {"machine": name}) for name in outcome.damaged]
    if reach is None:
        return said
    said += [Message(N_("{host} slows down to half."), {"host": host}) for host in reach.slowed]
    said += reach.walls
    said += [Message(N_("No redundancy is left: {node}."), {"node": title_of(node)}) for node in reach.bare]
    return said


def _stay_down(machines: Sequence[str]) -> list[Message]:
    """Return that machines stop until somebody acts: many of them in one sentence."""
    if len(machines) > FEW:
        facts: dict[str, object] = {"machines": len(machines), "names": ", ".join(machines)}
        return [Message(N_("{machines} machines stop, and stay down: {names}."), facts)]
    return [Message(N_("{machine} stops, and stays down."), {"machine": machine}) for machine in machines]


def chain(reach: Reach | None, words: Words) -> str:
    """Return the longest chain from what fails to a machine that stops; empty where nobody does."""
    ways = reach.stops.values() if reach is not None else ()
    way = max(ways, key=len, default=())
    return " → ".join(words.say(title_of(node)) for node in way) if len(way) > 1 else ""


def console(fault: Action) -> str:
    """Return what an administrator would type and see."""
    if fault.target == "part":
        part = part_named(fault.target_name)
        return ACTIONS[fault.kind].console.format(owner=part.owner, label=part.label).lstrip()
    return ACTIONS[fault.kind].console.format(owner=fault.target_name, label="").lstrip()
