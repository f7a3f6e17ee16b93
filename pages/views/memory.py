"""Memory: what is promised to machines, what of it they touch, and what is free."""

from __future__ import annotations

import numpy as np

from pages.shell.words import Words
from pages.views.columns import Table
from pages.views.palette import LIMIT
from pages.views.view import Figure, View, area, drawn, layout, trace
from sim.run import Run
from sim.text import N_, Message
from sim.units import MIB_PER_GIB

BANDS = (
    ("memory.active", N_("active"), "#0072B2", ""),
    ("memory.idle", N_("not active"), "#56B4E9", "/"),
    ("memory.free", N_("free"), "rgba(140,140,140,0.2)", ""),
)
TAKEN_BACK = (
    ("memory.lent", N_("taken back (shared, ballooned)"), "#009E73", "x"),
    ("memory.out", N_("swapped or compressed"), "#D55E00", "\\"),
)
"""Layers of promised memory that is not in memory, drawn above the capacity where hosts have promised too much."""


def figure(run: Run, words: Words) -> Figure:
    """Return memory in GiB: bands that fill the capacity, and above it what machines were promised beyond it."""
    _ = words._
    layers = BANDS + (TAKEN_BACK if run.memory_states else ())
    bands = [area(column, _(name), fill, shape) for column, name, fill, shape in layers]
    capacity = trace("memory.capacity", name=_("capacity"), line={"width": 2.5, "color": LIMIT})
    axis = {"title": {"text": _("GiB")}, "rangemode": "tozero"}
    return drawn([*bands, capacity], layout(run, words, yaxis=axis), unit=_("GiB"))


def sentence(run: Run, table: Table) -> Message:  # noqa: ARG001 - every view is asked alike
    """Say how full the memory gets, how much of it is in use, and what had to be taken back."""
    fullest = int(np.argmax(table["memory.configured"]))
    if table["memory.out"].max() > 0:
        worst = int(np.argmax(table["memory.out"]))
        return Message(
            N_("{configured_mib} are promised and {capacity_mib} are there: {out_mib} are swapped or compressed."),
            {
                "configured_mib": float(table["memory.configured"][worst]) * MIB_PER_GIB,
                "capacity_mib": float(table["memory.capacity"][worst]) * MIB_PER_GIB,
                "out_mib": float(table["memory.out"][worst]) * MIB_PER_GIB,
            },
        )
    return Message(
        N_("At most {configured_mib} of {capacity_mib} are promised to machines; they use {active_mib} of it."),
        {
            "configured_mib": float(table["memory.configured"][fullest]) * MIB_PER_GIB,
            "capacity_mib": float(table["memory.capacity"][fullest]) * MIB_PER_GIB,
            "active_mib": float(table["memory.active"][fullest]) * MIB_PER_GIB,
        },
    )


MEMORY = View("memory", N_("Memory"), figure, sentence)
