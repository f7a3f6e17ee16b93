"""Experiments: what a second core brings."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from benchmarks.classroom import day
from benchmarks.measure import Measurement
from sim.study.sweep import Experiment, outcomes

DAYS = 400


def measure() -> Iterator[Measurement]:
    """Yield how much faster many classroom days go on two cores than on one, by the clock on the wall."""
    experiment = Experiment(day(), {}, ("unserved_pct",), DAYS)
    warm_up = Experiment(day(), {}, ("unserved_pct",), 20)
    list(outcomes(warm_up, workers=2))
    one, two = (_seconds(experiment, workers) for workers in (1, 2))
    yield Measurement(f"{DAYS} classroom days, two cores against one", one / two, "x", 1.6, "more")


def _seconds(experiment: Experiment, workers: int) -> float:
    start = perf_counter()
    list(outcomes(experiment, workers=workers))
    return perf_counter() - start
