"""The published day of dynamic consolidation: how near the imitation of CloudSim comes, how fast, and what is peculiar.

CloudSim 3.0.3's own figures are in the folder ``shared``; choosing at random, it reports other ones each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import planetlab
from benchmarks.consolidation_study import Outcome, Study
from benchmarks.measure import Measurement, side_by_side, whole_process
from benchmarks.peculiarities import Peculiarities
from sim.engine import simulate
from sim.scenario import Scenario
from sim.services import Consolidation, Services
from sim.study.metrics import total_power_w
from sim.units import JOULE_PER_KWH

PAIRS = ("thr/mmt", "lr/mmt", "mad/rs", "iqr/mc")
SHOWN = "thr/mmt"
"""The pair for which each peculiarity is left out by itself."""
ROUNDS = 3
IMITATION = """
import sys
from pathlib import Path
from benchmarks.consolidation import play
from benchmarks.planetlab import read_day
play(read_day(Path(sys.argv[1])), "thr/mmt")
"""
OWN = """
import sys
from pathlib import Path
from benchmarks.consolidation import own_day
from benchmarks.planetlab import read_day
from sim.engine import simulate
simulate(own_day(read_day(Path(sys.argv[1]))))
"""
AGREEMENT_PCT = 5.0
MOST_S = 2.0
MOST_MB = 200.0


def measure() -> Iterator[Measurement]:
    """Yield agreement, time, and what each peculiarity is worth; nothing where the day's files are not there."""
    path = planetlab.find_day()
    if path is None:
        print("Consolidation is left out: no shared/data/planetlab_20110303.npz beside the project.")
        return
    percentages, expected = planetlab.read_day(path), published(path)
    for pair in PAIRS:
        found, said = play(percentages, pair), expected[pair]
        yield Measurement(f"{pair}, energy", found.energy_kwh, "kWh")
        yield Measurement(f"{pair}, migrations", found.migrations, "")
        yield _distance(f"{pair}, energy", found.energy_kwh, said["energy_kwh"])
        yield _distance(f"{pair}, migrations", found.migrations, said["migrations"])
    seconds = side_by_side({pair: partial(play, percentages, pair) for pair in PAIRS[:2]}, rounds=ROUNDS)
    for pair, taken_s in seconds.items():
        yield Measurement(f"{pair}, imitation of CloudSim", min(taken_s), "s", MOST_S)
    yield Measurement("imitation of CloudSim, peak memory", whole_process(IMITATION, str(path))[1], "MB", MOST_MB)
    day = own_day(percentages)
    yield Measurement(
        "own consolidation service",
        min(side_by_side({"day": partial(simulate, day)}, rounds=ROUNDS)["day"]),
        "s",
        MOST_S,
    )
    run = simulate(day)
    yield Measurement("own consolidation service, migrations", len(run.migrations), "")
    yield Measurement("own consolidation service, energy", total_power_w(run).integral() / JOULE_PER_KWH, "kWh")
    yield Measurement("own consolidation service, peak memory", whole_process(OWN, str(path))[1], "MB", MOST_MB)
    for name, peculiar in variants():
        found = play(percentages, SHOWN, peculiar)
        yield Measurement(f"{SHOWN} without {name}, energy", found.energy_kwh, "kWh")
        yield Measurement(f"{SHOWN} without {name}, migrations", found.migrations, "")


def own_day(percentages: NDArray[np.uint8]) -> Scenario:
    """Return the day with this project's own service: memory counts, moves are copied over real links, hosts boot."""
    services = Services(consolidation=Consolidation(enabled=True))
    return planetlab.scenario(percentages).model_copy(update={"services": services})


def play(percentages: NDArray[np.uint8], pair: str, peculiar: Peculiarities | None = None) -> Outcome:
    """Return the outcome of the day with a pair of policies, such as ``thr/mmt``."""
    detector, selector = pair.split("/")
    return Study(percentages, detector, selector, peculiar or Peculiarities()).run()


def variants() -> Iterator[tuple[str, Peculiarities]]:
    """Yield all peculiarities but one, for each of them, and none."""
    for field in fields(Peculiarities):
        yield field.name.replace("_", " "), Peculiarities().without(field.name)
    yield "all peculiarities", Peculiarities.none()


def published(day: Path) -> dict[str, dict[str, float]]:
    """Return what CloudSim reports, by pair of policies."""
    rows = json.loads(day.with_name("cloudsim_303_20110303.json").read_text(encoding="utf-8"))
    return {f"{row['detector']}/{row['selector']}": row for row in rows}


def _distance(what: str, found: float, said: float) -> Measurement:
    return Measurement(f"{what}, distance from CloudSim's", 100.0 * abs(found / said - 1.0), "%", AGREEMENT_PCT)
