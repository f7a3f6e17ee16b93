"""The numbers of a lesson, measured on runs."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from sim.run import Run
from sim.scenario import Scenario
from sim.teaching.bench import Bench
from sim.teaching.lesson import Lesson
from sim.teaching.measure import Measure
from sim.teaching.metrics import METRICS, Scope, Simulate
from sim.text import Message


def named(run: Run, names: str) -> tuple[str, ...]:
    """Return the machines of a run that ``names`` speaks of: names separated by commas, ``*`` for any part."""
    patterns = [pattern.strip() for pattern in names.split(",")]
    machines = [machine.name for machine in run.machines]
    return tuple(name for name in machines if any(fnmatchcase(name, pattern) for pattern in patterns))


def measured(measure: Measure, scenario: Scenario, simulate: Simulate, reference: Scenario | None = None) -> float:
    """Return a number of a scenario's run; in percent of the same number of ``reference`` where one is asked for."""
    value = _value(measure, simulate(scenario), simulate)
    if measure.percent_of is None or reference is None:
        return value
    whole = _value(measure, simulate(reference), simulate)
    return 100.0 * value / whole if whole else 0.0


def _value(measure: Measure, run: Run, simulate: Simulate) -> float:
    end_s = min(measure.until_s or run.end_s, run.end_s)
    scope = Scope(run, named(run, measure.of), min(measure.from_s, end_s), end_s, simulate)
    return METRICS[measure.metric].measure(scope)


def reference_of(bench: Bench, measure: Measure, seed: int) -> Scenario | None:
    """Return the scenario that a number is said in percent of; None where it is said as it is."""
    attempt = bench.attempt(measure.percent_of) if measure.percent_of else None
    return bench.scenario_of(attempt, seed) if attempt else None


def numbers(lesson: Lesson, simulate: Simulate, seed: int) -> dict[str, float]:
    """Return every number that the lesson's texts name."""
    return {name: number(lesson, name, simulate, seed) for name in lesson.numbers}


def number(lesson: Lesson, name: str, simulate: Simulate, seed: int) -> float:
    """Return one of the numbers that the lesson's texts name."""
    asked = lesson.numbers[name]
    bench = lesson.bench if asked.bench == "run" else lesson.challenge_bench
    attempt = lesson.attempt(asked.bench, asked.attempt)
    assert attempt is not None, "the library has checked it"  # noqa: S101
    return measured(asked, bench.scenario_of(attempt, seed), simulate, reference_of(bench, asked, seed))


def quantity(unit_name: str, value: float) -> Message:
    """Return a number as text, with the unit that the ending of a name says.

    >>> quantity("ready_p95_pct", 18.0).english()
    '18 %'
    """
    return Message(f"{{{unit_name}}}", {unit_name: value})


def sentence(text: str, values: Mapping[str, float]) -> Message:
    """Return a text of a lesson, in whatever language, with its numbers; names end in their units."""
    return Message(text, dict(values))
