"""Availability of parts in a row and side by side."""

from __future__ import annotations

import numpy as np

from sim.mechanisms import availability
from sim.teaching.exercises.base import EXERCISES, Exercise, Kind, pick
from sim.text import N_, Message
from sim.units import HOURS_PER_YEAR


def make(rng: np.random.Generator) -> Exercise:
    """Return a question on a service that needs a switch and one of two hosts."""
    host = pick(rng, 0.9, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98)
    switch = pick(rng, 0.98, 0.985, 0.99, 0.992, 0.994, 0.995, 0.996, 0.998)
    pair = availability.parallel([host, host])
    both = availability.series([pair, switch])
    facts = {
        "host_pct": host * 100,
        "switch_pct": switch * 100,
        "host_out": round(1 - host, 6),
        "switch_out": round(1 - switch, 6),
        "pair_out": round(1 - pair, 8),
        "out": round(1 - both, 8),
        "result": round((1 - both) * HOURS_PER_YEAR, 2),
    }
    return Exercise(
        question=Message(
            N_(
                "A service runs on either of two hosts, each available {host_pct} of the time, behind one switch, available {switch_pct}. Failures are independent and nothing is lost in changing over. How many hours a year is the service down?"
            ),
            facts,
        ),
        answer=(1 - both) * HOURS_PER_YEAR,
        unit="h",
        tolerance=0.02,
        solution=(
            Message(N_("Side by side, both hosts must be down at once: {host_out} × {host_out} = {pair_out}."), facts),
            Message(N_("In a row, either is enough: 1 − (1 − {pair_out}) × (1 − {switch_out}) = {out}."), facts),
            Message(N_("{out} × 8760 h = {result} h."), facts),
        ),
    )


EXERCISES.add("availability")(Kind(N_("Availability"), make))
