"""What happened between a failure and the service coming back: a strip for each outage, told in words and numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pages.shell.words import Words
from pages.views.palette import colour, pattern
from pages.views.view import Figure
from sim.run import Run
from sim.study.admission import Room
from sim.study.outages import PHASES, Outage, Phase
from sim.study.reliability import Reliability, applications, reliability
from sim.text import N_, Message
from sim.units import clock

MOST_STRIPS = 12
"""Outages that are drawn; the table holds all."""
MUCH_LONGER = 5.0
"""An outage is cut when it lasts longer than so many times the middle one."""
ROOM_NAMES: Mapping[str, str] = {
    "slots": N_("Slots"),
    "percentage": N_("Percentage"),
    "hosts": N_("Whole hosts (N + 1)"),
}


def figure(outages: Sequence[Outage], words: Words) -> Figure:
    """Return one strip per outage, the longest of them, from the moment of failure; each part has its words."""
    drawn = longest(outages)
    names = [_strip_name(outage) for outage in drawn]
    shown_s = shown_seconds(drawn)
    kinds = [kind for kind in PHASES if any(phase.kind == kind for outage in drawn for phase in outage.phases)]
    return {
        "data": [_parts(kind, list(PHASES).index(kind), drawn, names, words) for kind in kinds],
        "layout": {
            "barmode": "stack",
            "height": 90 + 34 * max(len(drawn), 1),
            "margin": {"l": 8, "r": 8, "t": 8, "b": 40},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "separators": words.separators,
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
            "showlegend": True,
            "uniformtext": {"minsize": 11, "mode": "hide"},
            "xaxis": {"title": {"text": words._("Seconds since the failure")}, "range": [0, shown_s]},
            "yaxis": {
                "type": "category",
                "autorange": "reversed",
                "automargin": True,
                "tickmode": "array",
                "tickvals": names,
            },
            "annotations": [
                _goes_on(name, outage, words)
                for name, outage in zip(names, drawn, strict=True)
                if outage.lasts_s > shown_s
            ],
        },
    }


def shown_seconds(outages: Sequence[Outage]) -> float:
    """Return how far the strips are drawn: all of them, unless some are so long that the others could not be read."""
    lengths_s = sorted(outage.lasts_s for outage in outages)
    if not lengths_s:
        return 1.0
    return min(lengths_s[-1], MUCH_LONGER * lengths_s[len(lengths_s) // 2])


def _goes_on(name: str, outage: Outage, words: Words) -> dict[str, Any]:
    """Say at the end of a strip that is longer than the picture how long it is."""
    return {
        "text": f"→ {words.duration(outage.lasts_s)}",
        "x": 1.0,
        "xref": "paper",
        "xanchor": "right",
        "y": name,
        "showarrow": False,
        "bgcolor": "#FFFFFF",
        "font": {"color": "#1A1A1A"},
    }


def longest(outages: Sequence[Outage]) -> list[Outage]:
    """Return the outages that are drawn, in the order of time."""
    chosen = sorted(outages, key=lambda outage: -outage.lasts_s)[:MOST_STRIPS]
    return sorted(chosen, key=lambda outage: (outage.began_s, outage.machine))


def _strip_name(outage: Outage) -> str:
    return f"{outage.machine} {clock(outage.began_s)}"


def _parts(kind: str, number: int, drawn: Sequence[Outage], names: Sequence[str], words: Words) -> dict[str, Any]:
    """Return one kind of phase in all strips, as pieces that begin where they begin."""
    title = words._(PHASES[kind])  # type: ignore[index]  # it comes from there
    pieces = [
        (name, phase, outage)
        for name, outage in zip(names, drawn, strict=True)
        for phase in outage.phases
        if phase.kind == kind
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "name": title,
        "y": [name for name, _, _ in pieces],
        "x": [phase.lasts_s for _, phase, _ in pieces],
        "base": [phase.began_s - outage.began_s for _, phase, outage in pieces],
        "text": [words.duration(phase.lasts_s) for _, phase, _ in pieces],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textfont": {"size": 14},
        "hovertemplate": f"{title}: %{{text}}<extra>%{{y}}</extra>",
        "marker": {
            "color": colour(number),
            "pattern": {
                "shape": pattern(number),
                "fillmode": "overlay",
                "solidity": 0.12,
                "size": 8,
                "fgopacity": 0.25,
            },
            "line": {"width": 1, "color": "#FFFFFF"},
        },
    }


def sentence(outages: Sequence[Outage]) -> Message:
    """Say how long users waited at worst, and for what most of the time."""
    if not outages:
        return Message(N_("Nobody was missed: every machine that should answer did."))
    worst = max(outages, key=lambda outage: outage.lasts_s)
    waited: Phase = max(worst.phases, key=lambda phase: phase.lasts_s)
    return Message(
        N_(
            "Outages: {count}. The longest, of {machine}, began at {time_s} and lasted {lasts_s}, of which {part_s}: {phase_title}."
        ),
        {
            "count": len(outages),
            "machine": worst.machine,
            "time_s": worst.began_s,
            "lasts_s": worst.lasts_s,
            "part_s": waited.lasts_s,
            "phase_title": PHASES[waited.kind],
        },
    )


def rows(outages: Sequence[Outage], words: Words) -> pd.DataFrame:
    """Return one row per outage: whom, when, how long, and for what users waited."""
    _ = words._
    return pd.DataFrame(
        {
            _("Machine"): [outage.machine for outage in outages],
            _("Began"): [clock(outage.began_s) for outage in outages],
            _("Lasted"): [
                words.duration(outage.lasts_s)
                if outage.over
                else _("{time}, and the run is over").format(time=words.duration(outage.lasts_s))
                for outage in outages
            ],
            _("What was waited for"): [
                " · ".join(f"{_(PHASES[phase.kind])} {words.duration(phase.lasts_s)}" for phase in outage.phases)
                for outage in outages
            ],
        }
    )


def reliability_rows(run: Run, words: Words) -> pd.DataFrame:
    """Return one row per application: availability and nines, outages, MTBF, MTTR, RTO, RPO."""
    _ = words._
    found = [reliability(run, name) for name in applications(run)]
    return pd.DataFrame(
        {
            _("Machine"): [one.machine for one in found],
            _("Availability (%)"): [words.number(100.0 * one.availability, 3) for one in found],
            _("Nines"): [_nines(one, words) for one in found],
            _("Outages"): [str(one.failures) for one in found],
            _("Between outages (MTBF)"): [_duration(one.mtbf_s, words) for one in found],
            _("Mean outage (MTTR)"): [_duration(one.mttr_s, words) for one in found],
            _("Longest outage (RTO)"): [_duration(one.rto_s, words) for one in found],
            _("Most work lost (RPO)"): [_duration(one.rpo_s, words) for one in found],
        }
    )


def _nines(one: Reliability, words: Words) -> str:
    return "–" if math.isinf(one.nines) else words.number(one.nines, 1)


def _duration(seconds: float, words: Words) -> str:
    return "–" if math.isnan(seconds) else words.duration(seconds)


def room_rows(room: Room, words: Words) -> pd.DataFrame:
    """Return how much room there is for failures by every way to count it: needed, allowed, and whether it holds."""
    _ = words._
    percent = _("{cpu} of the CPU, {memory} of the memory")
    needed = {
        "slots": words.number(room.by_slots.needed),
        "percentage": percent.format(
            cpu=words.share(room.cpu_percent.needed), memory=words.share(room.memory_percent.needed)
        ),
        "hosts": words.memory(room.memory_mib.needed),
    }
    allowed = {
        "slots": words.number(room.by_slots.allowed),
        "percentage": percent.format(
            cpu=words.share(room.cpu_percent.allowed), memory=words.share(room.memory_percent.allowed)
        ),
        "hosts": words.memory(room.memory_mib.allowed),
    }
    return pd.DataFrame(
        {
            _("Counted in"): [_(name) for name in ROOM_NAMES.values()],
            _("Taken now"): [needed[policy] for policy in ROOM_NAMES],
            _("At most"): [allowed[policy] for policy in ROOM_NAMES],
            _("Enough for failures"): [
                "✓ " + _("yes") if room.keeps(policy) else "✗ " + _("no")  # type: ignore[arg-type]  # they are its names
                for policy in ROOM_NAMES
            ],
        }
    )


def room_sentence(room: Room) -> Message:
    """Say how large a slot is and how many hosts may fail."""
    if not room.slots:
        return Message(N_("No host is on: there is no room for anything."))
    return Message(
        N_(
            "One slot, the largest need of any machine, is {slot_cores} and {slot_mib}; hosts have {slots} slots. Hosts that may fail now with a slot left for everybody: {may_fail}."
        ),
        {
            "slot_cores": room.slot.cores,
            "slot_mib": room.slot.memory_mib,
            "slots": ", ".join(str(count) for count in room.slots),
            "may_fail": room.may_fail,
        },
    )
