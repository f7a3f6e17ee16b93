"""What a RAID level leaves of its disks' speed."""

from __future__ import annotations

import numpy as np

from sim.mechanisms.disk import host_iops
from sim.teaching.exercises.base import EXERCISES, Exercise, Kind, pick, whole
from sim.text import N_, Message

PENALTY = {"RAID 10": 2, "RAID 5": 4, "RAID 6": 6}


def make(rng: np.random.Generator) -> Exercise:
    """Return a question on the requests that a RAID serves."""
    level = list(PENALTY)[whole(rng, 0, 2)]
    disks, each, reads = whole(rng, 4, 16, 2), int(pick(rng, 100, 150, 200)), int(pick(rng, 50, 60, 70, 80))
    iops = host_iops(disks, each, reads / 100, PENALTY[level])
    facts = {
        "level": level,
        "disks": disks,
        "each": each,
        "reads": reads,
        "read": reads / 100,
        "write": round(1 - reads / 100, 2),
        "penalty": PENALTY[level],
    }
    facts |= {"raw": disks * each, "result": round(iops, 1)}
    return Exercise(
        question=Message(
            N_(
                "{disks} disks of {each} IOPS each form a {level}. {reads}% of requests read. How many requests per second can it serve?"
            ),
            facts,
        ),
        answer=iops,
        unit="IOPS",
        solution=(
            Message(N_("Together the disks do {disks} × {each} = {raw} operations per second."), facts),
            Message(N_("A read takes one operation, a write of {level} takes {penalty}."), facts),
            Message(N_("{raw} / ({read} + {write} × {penalty}) = {result}."), facts),
        ),
    )


EXERCISES.add("raid")(Kind("RAID", make))
