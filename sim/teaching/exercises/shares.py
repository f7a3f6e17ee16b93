"""Shares, a limit and a reservation on a full host."""

from __future__ import annotations

import numpy as np

from sim.mechanisms.cpu import waterfill
from sim.teaching.exercises.base import EXERCISES, Exercise, Kind, pick, whole
from sim.text import N_, Message

A_SHARES = 1000
"""The shares of the machine that has a limit, too."""


def make(rng: np.random.Generator) -> Exercise:
    """Return a question on three busy VMs of which one has a limit."""
    cores = whole(rng, 8, 32, 4)
    limit = whole(rng, 1, cores // 4)
    b, c = (int(pick(rng, 500, 1000, 2000, 4000)) for _ in range(2))
    parts = waterfill(float(cores), [(A_SHARES, 0.0, float(limit)), (b, 0.0, float(cores)), (c, 0.0, float(cores))])
    alone = waterfill(float(cores), [(weight, 0.0, float(cores)) for weight in (A_SHARES, b, c)])[0]
    capped = alone > limit
    left = round(cores - parts[0], 3)
    facts = {
        "cores": cores,
        "limit": limit,
        "limit_cores": limit,
        "a": A_SHARES,
        "b": b,
        "c": c,
        "left": left,
        "result": round(parts[1], 3),
    }
    facts |= {"all": A_SHARES + b + c, "own": round(alone, 3), "rest": b + c}
    steps = (
        (
            Message(
                N_(
                    "By shares alone A would get {cores} × {a} / {all} = {own} cores, more than its limit: it gets {limit}."
                ),
                facts,
            ),
            Message(N_("{left} cores are left for B and C: {left} × {b} / {rest} = {result}."), facts),
        )
        if capped
        else (
            Message(N_("A gets {cores} × {a} / {all} = {own} cores, within its limit, which so plays no part."), facts),
            Message(N_("B gets {cores} × {b} / {all} = {result}."), facts),
        )
    )
    return Exercise(
        question=Message(
            N_(
                "Three VMs use all the CPU that they get, on a host with {cores} cores. A has {a} shares and a limit of {limit_cores}, B has {b} shares, C has {c}. How many cores does B get?"
            ),
            facts,
        ),
        answer=parts[1],
        unit=N_("cores"),
        solution=steps,
    )


EXERCISES.add("shares")(Kind(N_("Shares and limits"), make))
