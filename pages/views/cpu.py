"""CPU: who uses how much of the rack, what all wanted, and what there is."""

from __future__ import annotations

import numpy as np

from pages.shell.words import Words
from pages.views.columns import Table
from pages.views.palette import GREY, LIMIT, colour, pattern
from pages.views.view import MOST_STACKED, Figure, Trace, View, area, drawn, layout, trace
from sim.run import Run
from sim.text import N_, Message

LEAST_WAIT_CORE_S = 60.0
"""Waiting below a core-minute a day is nothing that a person would notice."""


def figure(run: Run, words: Words) -> Figure:
    """Return CPU in cores, stacked, under the capacity; the dashed line is what all wanted."""
    _ = words._
    stack = _machines(run, words) if len(run.machines) <= MOST_STACKED else _hosts(run)
    wanted = trace("rack.wanted", name=_("wanted"), line={"dash": "dash", "width": 1.5, "color": GREY})
    capacity = trace("rack.capacity", name=_("capacity"), line={"width": 2.5, "color": LIMIT})
    axis = {"title": {"text": _("cores")}, "rangemode": "tozero"}
    return drawn([*stack, wanted, capacity], layout(run, words, yaxis=axis), unit=_("cores"))


def sentence(run: Run, table: Table) -> Message:
    """Say how busy the rack gets, and who waits most."""
    capacity, used = table["rack.capacity"], table["rack.used"]
    load = np.divide(used, capacity, out=np.zeros_like(used), where=capacity > 0)
    busiest = int(load.argmax())
    fields = {"peak_pct": round(100.0 * float(load[busiest])), "at_s": float(table["time_s"][busiest])}
    return Message(
        N_("CPU is {peak_pct} busy at most, at {at_s}. {waiting}"), fields | {"waiting": _waiting(run, table)}
    )


def _waiting(run: Run, table: Table) -> Message:
    lengths_s = np.diff(table["time_s"])
    waits = [
        float(((table[f"machine.{i}.wanted"] - table[f"machine.{i}.given"])[:-1] * lengths_s).sum())
        for i in range(len(run.machines))
    ]
    if not waits or max(waits) < LEAST_WAIT_CORE_S:
        return Message(N_("Nobody waits."))
    longest = int(np.argmax(waits))
    return Message(
        N_("{machine} waits most: it wanted {waited_core_s} more than it got in time."),
        {"machine": run.machines[longest].name, "waited_core_s": waits[longest]},
    )


def _machines(run: Run, words: Words) -> list[Trace]:
    hypervisors = area("rack.hypervisors", words._("hypervisors"), GREY, "")
    machines = [
        area(f"machine.{index}.given", machine.name, colour(index), pattern(index), machine=index)
        for index, machine in enumerate(run.machines)
    ]
    return [hypervisors, *machines]


def _hosts(run: Run) -> list[Trace]:
    return [area(f"host.{i}.used", host.name, colour(i), pattern(i)) for i, host in enumerate(run.hosts)]


CPU = View("cpu", N_("CPU"), figure, sentence)
