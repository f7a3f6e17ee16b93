"""Peaks: what all machines want together, beside what their own peaks add up to."""

from __future__ import annotations

import numpy as np

from pages.shell.words import Words
from pages.views.columns import Table
from pages.views.palette import GREY, LIMIT
from pages.views.view import Figure, View, drawn, layout, trace
from sim.run import Run
from sim.text import N_, Message


def figure(run: Run, words: Words) -> Figure:
    """Return what is wanted together, its peak and average, the sum of all peaks, and what there is."""
    _ = words._
    lines = [
        trace("peaks.wanted", name=_("wanted together"), line={"width": 2, "color": "#0072B2"}),
        trace("peaks.sum", name=_("sum of the peaks"), line={"width": 2, "color": "#CC79A7", "dash": "dash"}),
        trace("peaks.of_sum", name=_("peak of the sum"), line={"width": 2, "color": "#009E73", "dash": "longdash"}),
        trace("peaks.mean", name=_("average"), line={"width": 1.5, "color": GREY, "dash": "dot"}),
        trace("rack.capacity", name=_("capacity"), line={"width": 2.5, "color": LIMIT}),
    ]
    axis = {"title": {"text": _("cores")}, "rangemode": "tozero"}
    return drawn(lines, layout(run, words, yaxis=axis), unit=_("cores"))


def sentence(run: Run, table: Table) -> Message:  # noqa: ARG001 - every view is asked alike
    """Say how much less the machines want together than their peaks add up to: the multiplexing gain."""
    together, added = float(np.max(table["peaks.of_sum"])), float(np.max(table["peaks.sum"]))
    if together <= 0:
        return Message(N_("Nobody wants anything."))
    fields = {
        "together_cores": together,
        "added_cores": added,
        "mean_cores": float(np.max(table["peaks.mean"])),
        "gain": added / together,
    }
    return Message(
        N_(
            "The peaks of all machines add up to {added_cores}, yet together they want at most {together_cores}: "
            "sharing gains a factor of {gain}. On average they want {mean_cores}."
        ),
        fields,
    )


PEAKS = View("peaks", N_("Peaks"), figure, sentence)
