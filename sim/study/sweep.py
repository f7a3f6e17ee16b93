"""The same scenario many times: over seeds, and over a grid of settings.

Runs go through joblib: on this machine's cores, or, inside ``joblib.parallel_config(backend="dask")``, unchanged on
a Dask cluster. A run leaves only its few numbers behind, so ten thousand of them fit into a megabyte.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

import joblib
import numpy as np
from scipy.special import stdtrit

from sim.engine import simulate
from sim.scenario import Scenario
from sim.study.measures import MEASURES
from sim.study.settings import SETTINGS, Value

RUNS_PER_TASK = 5
"""Runs that a worker does at a time: enough for the way there and back not to count."""

Point = tuple[Value, ...]
"""One value for each setting that varies."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """Which settings vary over which values, how often each point is repeated, and what is measured.

    Every point is run with the same seeds, so points differ by their settings and not by luck. Raise an
    UnknownNameError for no such setting or measure, a ValueError when nothing would be run.
    """

    scenario: Scenario
    varied: Mapping[str, Sequence[Value]]
    measures: tuple[str, ...]
    replications: int = 10

    def __post_init__(self) -> None:
        for name in self.varied:
            SETTINGS[name]
        for name in self.measures:
            MEASURES[name]
        if self.replications < 1 or not self.measures or not all(self.varied.values()):
            message = "an experiment needs a measure, a replication, and a value of everything that varies"
            raise ValueError(message)

    @property
    def points(self) -> tuple[Point, ...]:
        """Return every combination of values, the last setting changing fastest."""
        return tuple(product(*self.varied.values()))

    @property
    def seeds(self) -> tuple[int, ...]:
        """Return the seeds of the replications: the scenario's own and those after it."""
        return tuple(range(self.scenario.seed, self.scenario.seed + self.replications))

    @property
    def runs(self) -> int:
        """Return how many runs it takes."""
        return len(self.points) * self.replications

    def scenario_at(self, point: Point) -> Scenario:
        """Return the scenario at one point; raise a SimError when it cannot be so."""
        scenario = self.scenario
        for name, value in zip(self.varied, point, strict=True):
            scenario = SETTINGS[name].apply(scenario, value)
        return scenario


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run measured, in the order of the experiment's measures."""

    point: int
    seed: int
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean over replications, with the interval that holds the true mean with 95 % confidence."""

    mean: float
    low: float
    high: float
    replications: int


def outcomes(experiment: Experiment, *, workers: int = 1, runs_per_task: int = RUNS_PER_TASK) -> Generator[Outcome]:
    """Yield what every run measured, point after point and seed after seed, as soon as it is known.

    Whoever stops asking cancels the rest. Raise a SimError before the first run when a point cannot be.
    """
    scenarios = [experiment.scenario_at(point).to_json() for point in experiment.points]
    tasks = (
        joblib.delayed(_measure)(position, scenario, seeds, experiment.measures)
        for position, scenario in enumerate(scenarios)
        for seeds in _batches(experiment.seeds, runs_per_task)
    )
    parallel = joblib.Parallel(n_jobs=workers, return_as="generator", batch_size=1)
    for batch in parallel(tasks):
        yield from batch


def _batches(seeds: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    waiting = iter(seeds)
    while batch := tuple(islice(waiting, size)):
        yield batch


def _measure(point: int, scenario_json: str, seeds: Sequence[int], measures: Sequence[str]) -> list[Outcome]:
    """Run one scenario with several seeds, on whatever machine this is."""
    scenario = Scenario.from_json(scenario_json)
    runs = ((seed, simulate(scenario.model_copy(update={"seed": seed}))) for seed in seeds)
    return [Outcome(point, seed, tuple(MEASURES[name].of(run) for name in measures)) for seed, run in runs]


def estimates(experiment: Experiment, known: Iterable[Outcome]) -> dict[Point, dict[str, Estimate]]:
    """Return each measure at each point, of the outcomes that are known so far; points without any are left out."""
    samples: dict[int, list[tuple[float, ...]]] = {}
    for outcome in known:
        samples.setdefault(outcome.point, []).append(outcome.values)
    return {
        experiment.points[point]: {
            name: estimate([row[column] for row in rows]) for column, name in enumerate(experiment.measures)
        }
        for point, rows in sorted(samples.items())
    }


def estimate(samples: Sequence[float], confidence: float = 0.95) -> Estimate:
    """Return the mean and its interval by Student's t; with one sample there is no telling how far off it is.

    >>> estimate([10.0, 12.0, 14.0])  # doctest: +ELLIPSIS
    Estimate(mean=12.0, low=7.03..., high=16.96..., replications=3)
    """
    values = np.asarray(samples, dtype=float)
    values = values[~np.isnan(values)]
    count = len(values)
    if count == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    mean = float(values.mean())
    if count == 1:
        return Estimate(mean, math.nan, math.nan, 1)
    half = float(stdtrit(count - 1, 0.5 + confidence / 2.0) * values.std(ddof=1) / math.sqrt(count))
    return Estimate(mean, mean - half, mean + half, count)
