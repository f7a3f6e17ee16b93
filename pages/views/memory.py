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
    ("memory.idle", N_("configured, not active"), "#56B4E9", "/"),
    ("memory.free", N_("free"), "rgba(140,140,140,0.2)", ""),
)


def figure(run: Run, words: Words) -> Figure:
    """Return memory in GiB in three bands that fill the capacity."""
    _ = words._
    bands = [area(column, _(name), fill, shape) for column, name, fill, shape in BANDS]
    capacity = trace("memory.capacity", name=_("capacity"), line={"width": 2.5, "color": LIMIT})
    axis = {"title": {"text": _("GiB")}, "rangemode": "tozero"}
    return drawn([*bands, capacity], layout(run, words, yaxis=axis), unit=_("GiB"))


def sentence(run: Run, table: Table) -> Message:  # noqa: ARG001 - every view is asked alike
    """Say how full the memory gets, and how much of it is in use."""
    fullest = int(np.argmax(table["memory.configured"]))
    return Message(
        N_("At most {configured_mib} of {capacity_mib} are promised to machines; they use {active_mib} of it."),
        {
            "configured_mib": float(table["memory.configured"][fullest]) * MIB_PER_GIB,
            "capacity_mib": float(table["memory.capacity"][fullest]) * MIB_PER_GIB,
            "active_mib": float(table["memory.active"][fullest]) * MIB_PER_GIB,
        },
    )


MEMORY = View("memory", N_("Memory"), figure, sentence)
