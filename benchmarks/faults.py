"""How long the fault map of the rack that a new visitor finds takes: every fault on every component."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.measure import Measurement, side_by_side
from sim.engine import simulate
from sim.importers.ready import read_ready_scenario
from sim.study.fault_map import fault_map

READY = Path(__file__).resolve().parent.parent / "assets" / "scenarios" / "sme.yaml"
ROUNDS = 3


def measure() -> Iterator[Measurement]:
    """Yield the seconds that the whole map takes, and how many faults it holds."""
    ready = read_ready_scenario(READY)
    run = simulate(ready.scenario)
    seconds = side_by_side({"map": partial(fault_map, run, ready.open_at_s)}, rounds=ROUNDS)["map"]
    yield Measurement("fault map of the first rack, every fault on every component", min(seconds), "s", 3.0)
    yield Measurement("faults in it", float(len(fault_map(run, ready.open_at_s))), "faults")
