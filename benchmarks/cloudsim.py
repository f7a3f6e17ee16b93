"""What CloudSim 3.0.3 reports for the day, from this engine's host use with CloudSim's peculiarities imitated.

CloudSim looks at the data centre at frames, 300.1 s, 600.1 s and so on. Demand there is the linear
interpolation of the samples, and energy is the trapezoid of power between two frames. Three things are
peculiar, and imitated here, not in the engine: a machine whose demand is 0 at a frame is destroyed for good; an
interval that starts at zero use costs no energy; what precedes the frame at 300.1 s is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks import planetlab
from benchmarks.measure import Measurement
from sim.engine import simulate
from sim.mechanisms.power import watts
from sim.run import Run
from sim.steps import Floats
from sim.study.metrics import utilisation
from sim.units import JOULE_PER_KWH
from sim.workloads.base import SAMPLE_S

CLOUDSIM_KWH = 802.75
"""Its own figure for 3 March 2011 without migrations (power example ``Dvfs``), files taken in sorted order."""
FRAME_DELAY_S = 0.1


def measure(percentages: NDArray[np.uint8]) -> Iterator[Measurement]:
    """Yield the day's energy as CloudSim would count it, and how far that is from what it does count."""
    at_frames = demand_at_frames(percentages)
    counted = at_frames[:, 1:]
    survivors = np.where(np.logical_or.accumulate(counted == 0.0, axis=1), 0.0, counted)
    plain_kwh = trapezoid_kwh(simulate(planetlab.scenario(at_frames)), zero_use_is_free=False)
    energy_kwh = trapezoid_kwh(simulate(planetlab.scenario(survivors)), zero_use_is_free=True)
    yield Measurement("real day, energy at CloudSim's frames", plain_kwh, "kWh")
    yield Measurement("real day, energy with CloudSim's three peculiarities", energy_kwh, "kWh")
    yield Measurement("real day, distance from CloudSim's energy", 100 * abs(energy_kwh / CLOUDSIM_KWH - 1.0), "%", 0.1)


def demand_at_frames(percentages: NDArray[np.uint8]) -> Floats:
    """Return each machine's demand in percent at 0.1 s, 300.1 s and so on, between the samples around it."""
    part = FRAME_DELAY_S / SAMPLE_S
    before = percentages.astype(float)
    after = np.concatenate((before[:, 1:], before[:, -1:]), axis=1)
    return before * (1.0 - part) + after * part


def trapezoid_kwh(run: Run, *, zero_use_is_free: bool) -> float:
    """Return the energy between the first frame and the last, with straight lines of power between frames."""
    frames_s = np.arange(0.0, run.end_s, SAMPLE_S)
    energy_j = 0.0
    for host in run.hosts:
        use = utilisation(run, host.name).sample(frames_s)
        power_w = watts(host.power, use)
        interval_j = (power_w[:-1] + power_w[1:]) / 2.0 * SAMPLE_S
        energy_j += float(interval_j[use[:-1] > 0.0].sum() if zero_use_is_free else interval_j.sum())
    return energy_j / JOULE_PER_KWH
