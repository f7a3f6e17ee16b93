"""Power: what the rack draws, beside what one server per application would draw."""

from __future__ import annotations

from pages.shell.words import Words
from pages.views.columns import Table
from pages.views.palette import GREY
from pages.views.view import Figure, View, drawn, layout, trace
from sim.run import Run
from sim.text import N_, Message


def figure(run: Run, words: Words) -> Figure:
    """Return the rack's power and, grey and dashed, the baseline's."""
    _ = words._
    rack = trace("score.power_w", name=_("this rack"), line={"width": 2.5, "color": "#0072B2"})
    baseline = trace(
        "baseline.power_w",
        name=_("one server per application"),
        line={"width": 2, "color": GREY, "dash": "dash"},
    )
    return drawn(
        [rack, baseline], layout(run, words, yaxis={"title": {"text": _("W")}, "rangemode": "tozero"}), unit="W"
    )


def sentence(run: Run, table: Table) -> Message:  # noqa: ARG001 - every view is asked alike
    """Say what both use in a day at the end of the run."""
    return Message(
        N_("The rack uses {rack_kwh} a day; one server per application uses {baseline_kwh}."),
        {
            "rack_kwh": float(table["score.energy_kwh_per_day"][-1]),
            "baseline_kwh": float(table["baseline.energy_kwh_per_day"][-1]),
        },
    )


POWER = View("power", N_("Power"), figure, sentence)
