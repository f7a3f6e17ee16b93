"""What virtualization saves and what it costs: three worlds side by side, with their uncertainty."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from textwrap import wrap

import pandas as pd

from pages.shell.words import Words
from pages.views.palette import colour, pattern
from pages.views.view import Figure
from sim.mechanisms.sourcing import Plan
from sim.study.savings import WORLDS, Bill, World, estimated, saved_pct
from sim.study.sweep import Estimate
from sim.text import N_, Message

Found = Mapping[World, Sequence[Bill]]

TITLES: Mapping[World, str] = {
    "before": N_("One server per application"),
    "now": N_("This rack"),
    "spare": N_("This rack and a spare host (N+1)"),
}
NUMBERS: Mapping[str, tuple[str, int]] = {
    "servers": (N_("Servers"), 0),
    "utilisation_pct": (N_("Mean use of their CPUs (%)"), 1),
    "rack_units": (N_("Height in the rack (U)"), 0),
    "energy_kwh": (N_("Energy of the building (kWh/year)"), 0),
    "electricity_eur": (N_("Electricity (€/year)"), 0),
    "hardware_eur": (N_("Servers, by the years of their use (€/year)"), 0),
    "operation_kg": (N_("Emissions of operation (kg CO₂e/year)"), 0),
    "manufacture_kg": (N_("Emissions of manufacture (kg CO₂e/year)"), 0),
}
PRICE: Mapping[str, tuple[str, int]] = {
    "stopped_by_one_failure": (N_("Machines that one server's failure stops, at most"), 0),
    "waiting_core_h": (N_("CPU wanted and not given in time (core-hours/day)"), 2),
    "unserved_pct": (N_("Work not served (%)"), 2),
    "worst_availability_pct": (N_("Worst availability (%)"), 2),
}
PICTURES: Mapping[str, tuple[tuple[str, str], ...]] = {
    N_("Energy (kWh/year)"): (("energy_kwh", N_("energy of the building")),),
    N_("Cost (€/year)"): (("electricity_eur", N_("electricity")), ("hardware_eur", N_("servers"))),
    N_("Emissions (kg CO₂e/year)"): (("operation_kg", N_("operation")), ("manufacture_kg", N_("manufacture"))),
}
NARROW = 14
"""Letters in a line below a bar."""
SAME_PCT = 0.1
"""Percentages that lie no further apart than this are the same to a reader."""
WAYS: Mapping[str, str] = {
    "own": N_("Own all: {amount} hosts"),
    "rent": N_("Rent all"),
    "rent_then_own": N_("Rent for {amount} months, then own"),
    "both": N_("Own {amount} hosts, rent the rest"),
}


def headline(found: Found) -> Message:
    """Say what is saved, how sure that is, and what it costs in risk."""
    energy, now, before = saved_pct(found, "now", "energy_kwh"), found["now"][0], found["before"][0]
    fields = {
        "before": int(before.servers),
        "now": int(now.servers),
        "saved_pct": energy.mean,
        "low_pct": energy.low,
        "high_pct": energy.high,
        "runs": len(found["now"]),
        "stopped": int(now.stopped_by_one_failure),
    }
    if energy.mean <= 0.0:
        return Message(N_("This rack saves no energy: its {now} hosts draw more than {before} small servers."), fields)
    sure = (
        Message(N_("the same in {runs} runs with other random numbers"), fields)
        if half_width(energy) < SAME_PCT
        else Message(N_("between {low_pct} and {high_pct} in {runs} runs with other random numbers"), fields)
    )
    return Message(
        N_(
            "{before} servers become {now}: {saved_pct} less energy ({sure}). "
            "In return one failure stops up to {stopped} machines at once."
        ),
        fields | {"sure": sure},
    )


def figure(found: Found, picture: str, words: Words) -> Figure:
    """Return a bar for each world, its parts stacked, with 95 % intervals of the whole."""
    _ = words._
    labels = ["<br>".join(wrap(_(TITLES[world]), NARROW)) for world in WORLDS]
    worlds = [estimated(found[world]) for world in WORLDS]
    parts = PICTURES[picture]
    bars = [
        {
            "type": "bar",
            "name": _(title),
            "x": labels,
            "y": [world[name].mean for world in worlds],
            "marker": {"color": colour(position), "pattern": {"shape": pattern(position)}},
            "error_y": {
                "type": "data",
                "visible": position == len(parts) - 1,
                "array": [sum(half_width(world[part]) for part, _title in parts) for world in worlds],
            },
        }
        for position, (name, title) in enumerate(parts)
    ]
    layout = {
        "barmode": "stack",
        "height": 260,
        "margin": {"l": 48, "r": 8, "t": 24, "b": 64},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": words.separators,
        "showlegend": len(parts) > 1,
        "legend": {"orientation": "h", "y": 1.2},
        "xaxis": {"tickangle": 0},
        "yaxis": {"rangemode": "tozero", "tickformat": ",d"},
    }
    return {"data": bars, "layout": layout}


def caption(found: Found, picture: str) -> Message:
    """Say how much less it is than before, with and without a spare host."""
    name = {"energy_kwh": "energy_kwh", "electricity_eur": "cost_eur", "operation_kg": "carbon_kg"}[
        PICTURES[picture][0][0]
    ]
    now, spare = (saved_pct(found, world, name).mean for world in ("now", "spare"))
    return Message(
        N_("Saved: {now_pct}, with a spare host {spare_pct}."),
        {"now_pct": now, "spare_pct": spare},
    )


def half_width(one: Estimate) -> float:
    """Return how far the interval reaches to each side; 0 where one run says nothing of it."""
    return 0.0 if math.isnan(one.high) else one.high - one.mean


def rows(found: Found, numbers: Mapping[str, tuple[str, int]], words: Words) -> pd.DataFrame:
    """Return one row per number and one column per world, with what it may be off by."""
    columns = {world: estimated(found[world]) for world in WORLDS}
    return pd.DataFrame(
        {"": [words._(title) for title, _decimals in numbers.values()]}
        | {
            words._(TITLES[world]): [
                _with_width(columns[world][name], decimals, words) for name, (_title, decimals) in numbers.items()
            ]
            for world in WORLDS
        }
    )


def _with_width(one: Estimate, decimals: int, words: Words) -> str:
    width = half_width(one)
    shown = words.number(one.mean, decimals)
    return (
        shown
        if round(width, decimals) == 0
        else f"{shown}\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}{words.number(width, decimals)}"
    )


# Own, rent, or both


def way_title(plan: Plan, words: Words) -> str:
    """Return a way to get capacity, in words."""
    return words._(WAYS[plan.way]).format(amount=plan.amount)


def plans_figure(plans: Sequence[Plan], words: Words) -> Figure:
    """Return one bar for each way, the cheapest on top."""
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": [way_title(plan, words) for plan in plans],
        "x": [plan.cost_eur for plan in plans],
        "text": [words.number(plan.cost_eur, 0) for plan in plans],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {
            "color": [colour(0), *[colour(4)] * (len(plans) - 1)],
            "pattern": {"shape": ["", *["/"] * (len(plans) - 1)]},
        },
    }
    layout = {
        "height": 60 + 44 * len(plans),
        "margin": {"l": 8, "r": 56, "t": 8, "b": 40},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": words.separators,
        "xaxis": {"title": {"text": words._("€/year")}, "rangemode": "tozero"},
        "yaxis": {"autorange": "reversed", "automargin": True},
    }
    return {"data": [bars], "layout": layout}


def plans_sentence(plans: Sequence[Plan]) -> Message:
    """Say which way is cheapest, and what the dearest costs more."""
    best, dearest = plans[0], plans[-1]
    way = Message(WAYS[best.way], {"amount": best.amount})
    more_pct = 100.0 * (dearest.cost_eur / best.cost_eur - 1.0) if best.cost_eur else 0.0
    return Message(
        N_("Cheapest: {way}, {cost_eur} a year. The dearest way costs {more_pct} more."),
        {"way": way, "cost_eur": best.cost_eur, "more_pct": more_pct},
    )


def plans_rows(plans: Sequence[Plan], words: Words) -> pd.DataFrame:
    """Return the numbers behind the bars."""
    return pd.DataFrame(
        {
            words._("Way"): [way_title(plan, words) for plan in plans],
            words._("€/year"): [words.number(plan.cost_eur, 0) for plan in plans],
        }
    )
