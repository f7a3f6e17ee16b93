"""What high availability makes of a host's failures."""

from __future__ import annotations

import numpy as np

from sim.teaching.exercises.base import EXERCISES, Exercise, Kind, whole
from sim.text import N_, Message
from sim.units import HOURS_PER_YEAR


def make(rng: np.random.Generator) -> Exercise:
    """Return a question on the downtime that host failures cost with restarts."""
    mtbf_h, outage = whole(rng, 20_000, 60_000, 2_000), whole(rng, 60, 180, 5)
    down_s = HOURS_PER_YEAR / mtbf_h * outage
    facts = {
        "mtbf": mtbf_h,
        "outage": outage,
        "failures": round(HOURS_PER_YEAR / mtbf_h, 4),
        "result": round(down_s, 2),
    }
    return Exercise(
        question=Message(
            N_(
                "A host fails every {mtbf} hours on average. High availability restarts its VMs elsewhere; from the crash to an answering application it takes {outage} s. How many seconds a year is such a VM down because of host failures?"
            ),
            facts,
        ),
        answer=down_s,
        unit="s",
        solution=(
            Message(N_("A year has 8760 hours: 8760 / {mtbf} = {failures} failures."), facts),
            Message(N_("{failures} × {outage} s = {result} s."), facts),
        ),
    )


EXERCISES.add("restarts")(Kind(N_("High availability"), make))
