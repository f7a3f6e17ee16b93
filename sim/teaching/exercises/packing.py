"""Packing machines into hosts by first fit decreasing."""

from __future__ import annotations

import numpy as np

from sim.policies.binpacking import lower_bound_l1, pack_decreasing
from sim.teaching.exercises.base import EXERCISES, Exercise, Kind, whole
from sim.text import N_, Message


def make(rng: np.random.Generator) -> Exercise:
    """Return a question on the hosts that first fit decreasing needs."""
    capacity = whole(rng, 32, 64, 16)
    sizes = [whole(rng, 4, capacity // 2 + 8, 2) for _ in range(whole(rng, 6, 9))]
    bins = pack_decreasing(capacity, sizes)
    written = "; ".join(" + ".join(f"{size:g}" for size in held) for held in bins)
    facts = {
        "capacity": capacity,
        "sizes": ", ".join(map(str, sizes)),
        "sorted": ", ".join(map(str, sorted(sizes, reverse=True))),
        "bins": written,
        "count": len(bins),
        "least": lower_bound_l1(capacity, sizes),
    }
    return Exercise(
        question=Message(
            N_(
                "Hosts have {capacity} GiB of memory for VMs. VMs of {sizes} GiB are to be placed by first fit decreasing: the largest first, each on the first host with room. How many hosts are used?"
            ),
            facts,
        ),
        answer=float(len(bins)),
        unit=N_("hosts"),
        tolerance=0.0,
        solution=(
            Message(N_("By size: {sorted}."), facts),
            Message(N_("Host by host: {bins}. That is {count}."), facts),
            Message(N_("No way needs fewer than {least}: that is the sum of all sizes, in hosts."), facts),
        ),
    )


EXERCISES.add("packing")(Kind(N_("Packing"), make))
