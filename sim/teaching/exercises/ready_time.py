"""CPU ready, from the milliseconds that a chart shows."""

from __future__ import annotations

import numpy as np

from sim.mechanisms.cpu import ready_percent
from sim.teaching.exercises.base import EXERCISES, Exercise, Kind, pick, whole
from sim.text import N_, Message


def make(rng: np.random.Generator) -> Exercise:
    """Return a question on ready time per vCPU."""
    vcpus, interval = int(pick(rng, 1, 2, 4, 8)), int(pick(rng, 20, 300, 1800))
    ready_ms = whole(rng, 1, 15) * interval * vcpus * 10 + whole(rng, 1, 9) * interval
    ready = ready_percent(ready_ms, interval, vcpus)
    facts = {"ready": ready_ms, "interval": interval, "vcpus": vcpus, "result": round(ready, 3)}
    verdict = N_("Above 10% is a problem.") if ready > 10 else N_("From 5 to 10% needs watching.")  # noqa: PLR2004
    return Exercise(
        question=Message(
            N_(
                "In an interval of {interval} s a chart shows {ready} ms of CPU ready for a VM with {vcpus} vCPU, all its vCPUs together. What is its ready time per vCPU?"
            ),
            facts,
        ),
        answer=ready,
        unit="%",
        solution=(
            Message(N_("The interval has {interval} × 1000 ms for each of the {vcpus} vCPU."), facts),
            Message(N_("{ready} / ({interval} × 1000 × {vcpus}) = {result}%."), facts),
            Message(verdict if ready >= 5 else N_("Below 5% is fine.")),  # noqa: PLR2004
        ),
    )


EXERCISES.add("ready_time")(Kind(N_("CPU ready"), make))
