"""How many hosts a load needs with one to spare."""

from __future__ import annotations

import math

import numpy as np

from sim.teaching.exercises.base import EXERCISES, Exercise, Kind, pick, whole
from sim.text import N_, Message


def make(rng: np.random.Generator) -> Exercise:
    """Return a question on N+1 at the peak of the sum."""
    cores, peak, most = int(pick(rng, 16, 32, 64)), whole(rng, 20, 180, 5), int(pick(rng, 70, 75, 80))
    usable = cores * most / 100
    needed = math.ceil(peak / usable)
    facts = {
        "cores": cores,
        "peak": peak,
        "most": most,
        "part": most / 100,
        "usable": usable,
        "needed": needed,
        "result": needed + 1,
    }
    return Exercise(
        question=Message(
            N_(
                "All VMs together want {peak} cores at the busiest moment. A host has {cores} cores and may be used up to {most}%. One host must be able to fail. How many hosts are needed?"
            ),
            facts,
        ),
        answer=float(needed + 1),
        unit=N_("hosts"),
        tolerance=0.0,
        solution=(
            Message(N_("A host may give {cores} × {part} = {usable} cores."), facts),
            Message(N_("{peak} / {usable}, rounded up: {needed} hosts."), facts),
            Message(N_("One more, because one may fail: {result}."), facts),
        ),
    )


EXERCISES.add("sizing")(Kind(N_("Sizing"), make))
