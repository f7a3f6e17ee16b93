"""Experiments: what a second core brings."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from benchmarks.classroom import day
from benchmarks.measure import Measurement
from sim.study.sweep import Experiment, outcomes

DAYS = 400
ROUNDS = 3


def measure() -> Iterator[Measurement]:
    """Yield how much faster many classroom days go on two cores than on one, by the clock on the wall.

    One core and two take turns, and the least time of each counts: what else the computer does lengthens a time, never
    shortens it.
    """
    experiment = Experiment(day(), {}, ("unserved_pct",), DAYS)
    warm_up = Experiment(day(), {}, ("unserved_pct",), 20)
    list(outcomes(warm_up, workers=2))
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(ROUNDS):
        for workers, times in seconds.items():
            times.append(_seconds(experiment, workers))
    faster = min(seconds[1]) / min(seconds[2])
    yield Measurement(f"{DAYS} classroom days, two cores against one", faster, "x", 1.6, "more")


def _seconds(experiment: Experiment, workers: int) -> float:
    start = perf_counter()
    for _outcome in outcomes(experiment, workers=workers):
        pass
    return perf_counter() - start
