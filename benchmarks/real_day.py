"""A measured day of 800 hosts and 1052 machines: how long it takes, in what memory, and what CloudSim says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks import cloudsim, planetlab
from benchmarks.measure import Measurement, side_by_side, whole_process
from sim.engine import simulate
from sim.study.metrics import total_power_w
from sim.units import JOULE_PER_KWH

ROUNDS = 5
WHOLE_PROCESS = """
import sys
from pathlib import Path
from benchmarks.planetlab import read_day, scenario
from sim.engine import simulate
from sim.study.metrics import power_w
day = simulate(scenario(read_day(Path(sys.argv[1]))))
energy_j = sum(power_w(day, host.name).integral() for host in day.hosts)
"""


def measure() -> Iterator[Measurement]:
    """Yield time, memory and energy of the day; nothing where its file is not there."""
    path = planetlab.find_day()
    if path is None:
        print(
            "The real day is left out: no shared/data/planetlab_20110303.npz beside the project (see VIRTLAB_SHARED)."
        )
        return
    percentages = planetlab.read_day(path)
    day = planetlab.scenario(percentages)
    seconds = side_by_side({"real day": partial(simulate, day)}, rounds=ROUNDS)["real day"]
    yield Measurement("real day, simulation", min(seconds), "s", 0.05)
    times_s, peaks_mb = zip(*(whole_process(WHOLE_PROCESS, str(path)) for _ in range(ROUNDS)), strict=True)
    yield Measurement("real day, whole process", min(times_s), "s", 0.6)
    yield Measurement("real day, peak memory of the process", max(peaks_mb), "MB", 150)
    yield Measurement("real day, energy", total_power_w(simulate(day)).integral() / JOULE_PER_KWH, "kWh")
    yield from cloudsim.measure(percentages)
