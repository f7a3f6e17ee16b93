"""A measured day of 800 hosts and 1052 machines: how long it takes, in what memory, and what CloudSim says."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from os import environ, times
from pathlib import Path
from subprocess import run as start

from benchmarks import cloudsim, planetlab
from benchmarks.measure import Measurement, side_by_side
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
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
"""Prints its peak memory in KiB: its own, where ``resource.getrusage`` would count that of whoever started it."""


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
    times_s, peaks_mb = zip(*(_whole_process(path) for _ in range(ROUNDS)), strict=True)
    yield Measurement("real day, whole process", min(times_s), "s", 0.6)
    yield Measurement("real day, peak memory of the process", max(peaks_mb), "MB", 150)
    yield Measurement("real day, energy", total_power_w(simulate(day)).integral() / JOULE_PER_KWH, "kWh")
    yield from cloudsim.measure(percentages)


def _whole_process(path: Path) -> tuple[float, float]:
    """Return the processor seconds and the peak memory, in MB, of a new process that does everything from the imports on."""
    before_s = _children_s()
    # NumPy's linear algebra, which the model never uses, would start a thread on every core and let it spin.
    alone = environ | {"OPENBLAS_NUM_THREADS": "1"}
    child = start(
        [sys.executable, "-c", WHOLE_PROCESS, str(path)], env=alone, capture_output=True, text=True, check=True
    )
    return _children_s() - before_s, int(child.stdout) * 1024 / 1e6


def _children_s() -> float:
    """Return the processor seconds of all processes that this one has started and that have ended."""
    used = times()
    return used.children_user + used.children_system
