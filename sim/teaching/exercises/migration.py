"""How long a live migration takes."""

from __future__ import annotations

import numpy as np

from sim.mechanisms.migration import Pages, precopy
from sim.teaching.exercises.base import EXERCISES, Exercise, Kind, pick, whole
from sim.text import N_, Message


def make(rng: np.random.Generator) -> Exercise:
    """Return a question on the second round of a pre-copy."""
    gib, rate = whole(rng, 4, 32, 4), int(pick(rng, 112, 1100))
    dirty = whole(rng, 10, 80, 10) if rate > 112 else whole(rng, 10, 50, 10)  # noqa: PLR2004
    mib = gib * 1024
    first = mib / rate
    dirtied = dirty * first
    told = precopy(Pages(float(mib), float(dirty)), float(rate))
    facts = {"gib": gib, "mib": mib, "rate": rate, "dirty": dirty, "first": round(first, 2)}
    facts |= {"result": round(dirtied, 1), "rounds": len(told.rounds_mib)}
    return Exercise(
        question=Message(
            N_(
                "A VM with {gib} GiB of memory is moved live at {rate} MiB/s, and writes {dirty} MiB/s of other pages all the time. How many MiB must be sent again in the second round?"
            ),
            facts,
        ),
        answer=dirtied,
        unit="MiB",
        solution=(
            Message(N_("The first round sends everything: {mib} MiB / {rate} MiB/s = {first} s."), facts),
            Message(
                N_("Meanwhile {first} s × {dirty} MiB/s = {result} MiB are written, and must be sent again."), facts
            ),
            Message(
                N_(
                    "Every round is shorter by {dirty} / {rate}. Rounds until the rest goes within a pause of 0.3 s: {rounds}."
                ),
                facts,
            ),
        ),
    )


EXERCISES.add("migration")(Kind(N_("Live migration"), make))
