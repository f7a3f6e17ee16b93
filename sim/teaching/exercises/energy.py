"""What consolidation saves in a year."""

from __future__ import annotations

import numpy as np

from sim.inventory import LinearPower
from sim.mechanisms.footprint import annual_kwh, facility_kwh
from sim.mechanisms.power import spread_watts
from sim.teaching.exercises.base import EXERCISES, Exercise, Kind, pick, whole
from sim.text import N_, Message


def make(rng: np.random.Generator) -> Exercise:
    """Return a question on equal servers before and after consolidation."""
    before, use = whole(rng, 8, 40, 4), int(pick(rng, 5, 8, 10, 12))
    idle, full, pue = whole(rng, 80, 120, 10), whole(rng, 200, 300, 20), pick(rng, 1.2, 1.4, 1.56)
    load = before * use / 100
    after = int(load / 0.6) + 1
    model = LinearPower(idle_w=idle, max_w=full)
    old_w, new_w = spread_watts(model, load, before), spread_watts(model, load, after)
    saved = facility_kwh(annual_kwh(old_w - new_w), pue)
    facts = {"before": before, "use": use, "idle": idle, "full": full, "pue": pue, "after": after}
    facts |= {"load": round(load, 2), "old": round(old_w, 1), "new": round(new_w, 1), "result": round(saved)}
    return Exercise(
        question=Message(
            N_(
                "{before} equal servers are used {use}% each. A server draws {idle} W when idle and {full} W at full load, in a straight line between. Their load moves onto {after} of them and the others are switched off for good. How many kWh does the building save in a year, with a PUE of {pue}?"
            ),
            facts,
        ),
        answer=saved,
        unit="kWh",
        solution=(
            Message(N_("The load is {before} × {use} / 100 = {load} full servers."), facts),
            Message(N_("Before: {before} × {idle} + {load} × ({full} − {idle}) = {old} W."), facts),
            Message(N_("After: {after} × {idle} + {load} × ({full} − {idle}) = {new} W."), facts),
            Message(N_("({old} − {new}) W × 8760 h / 1000 × {pue} = {result} kWh."), facts),
        ),
    )


EXERCISES.add("energy")(Kind(N_("Energy"), make))
