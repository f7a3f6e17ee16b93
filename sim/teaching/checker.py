"""Challenges, checked on the simulated state: what is met, what is missing, and how many points that makes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sim.actions import ACTIONS
from sim.errors import SimError
from sim.frozen import plugin_from
from sim.importers.ready import Texts
from sim.scenario import Scenario
from sim.teaching.bench import Attempt, Bench
from sim.teaching.challenge import Challenge, Criterion, Trial
from sim.teaching.lesson import Lesson
from sim.teaching.measuring import measured, named, quantity, reference_of
from sim.teaching.metrics import Simulate
from sim.text import N_, Message

FULL = 100
"""Points of a solution that meets every criterion."""
ROUNDING = 1e-9
JUST_AFTER_S = 1.0
MOST_UNMET = 0.9
"""The largest part of a criterion's points that can be earned without meeting it."""


@dataclass(frozen=True)
class Finding:
    """One criterion, and what the run says to it."""

    text: Texts | Message
    value: float
    limit: float
    met: bool
    status: Message
    """What is so now, and what it must be."""
    points: int
    waits: bool = False
    """Whether it does not count yet, because something else is missing."""

    def credit(self, start: Finding) -> float:
        """Return the part of the points that is earned: all when met, else the part of the way from the start."""
        if self.met:
            return 1.0
        if start.met or start.waits or self.waits:
            return 0.0
        part = (self.value - start.value) / (self.limit - start.value)
        return min(max(part, 0.0), MOST_UNMET)


@dataclass(frozen=True)
class Result:
    """What a solution is worth."""

    findings: tuple[Finding, ...]
    score: int
    """0 to 100: the points that are earned beyond those of somebody who does nothing."""
    obstacle: Finding | None = None
    """Why the solution cannot be run at all; None when it can."""

    @property
    def passed(self) -> bool:
        """Return whether every criterion is met."""
        return self.obstacle is None and all(finding.met for finding in self.findings)


def check(lesson: Lesson, attempt: Attempt, simulate: Simulate, seed: int) -> Result:
    """Return what a solution is worth, on the loads that ``seed`` gives.

    What somebody earns who does nothing has to be known only where a criterion is missing.
    """
    try:
        found = _findings(lesson, attempt, simulate, seed)
    except SimError as error:
        text = Message(N_("The choices go together."))
        impossible = Finding(text, value=0.0, limit=1.0, met=False, status=error.message, points=1)
        start = _findings(lesson, lesson.challenge.fixtures.start, simulate, seed)
        return Result(tuple(replace(finding, met=False) for finding in start), 0, impossible)
    if all(finding.met for finding in found):
        return Result(found, FULL)
    return Result(found, _score(found, _findings(lesson, lesson.challenge.fixtures.start, simulate, seed)))


def _score(findings: Sequence[Finding], start: Sequence[Finding]) -> int:
    """Return the points that are earned beyond those of the start, of all that can be earned beyond it."""
    given = sum(finding.points for finding in start if finding.met)
    possible = sum(finding.points for finding in start) - given
    earned = sum(finding.points * finding.credit(begun) for finding, begun in zip(findings, start, strict=True))
    return round(FULL * max(earned - given, 0.0) / possible) if possible else 0


def _findings(lesson: Lesson, attempt: Attempt, simulate: Simulate, seed: int) -> tuple[Finding, ...]:
    """Return what the runs of a solution say to each criterion."""
    challenge, bench = lesson.challenge, lesson.challenge_bench
    scenario = bench.scenario_of(attempt, seed)
    found = [_finding(challenge, bench, criterion, scenario, simulate) for criterion in challenge.criteria]
    counted = [
        _counted(criterion, finding, challenge, found)
        for criterion, finding in zip(challenge.criteria, found, strict=True)
    ]
    if challenge.budget is not None:
        counted.append(_within_budget(bench.points_of(attempt), challenge.budget))
    return tuple(counted)


def _counted(criterion: Criterion, finding: Finding, challenge: Challenge, found: Sequence[Finding]) -> Finding:
    """Return a finding; one that does not count, as long as the criterion that it counts with is not met."""
    for line, (other, its) in enumerate(zip(challenge.criteria, found, strict=True), start=1):
        if other.metric == criterion.counts_with and not its.met:
            facts = {"status": finding.status, "line": line}
            status = Message(N_("{status} – counts once line {line} is met"), facts)
            return replace(finding, met=False, waits=True, status=status)
    return finding


def _finding(
    challenge: Challenge, bench: Bench, criterion: Criterion, scenario: Scenario, simulate: Simulate
) -> Finding:
    trial = next((trial for trial in challenge.trials if trial.key == criterion.trial), None)
    scenarios = list(_tried(scenario, trial, _looked_at_until_s(challenge, trial), simulate)) if trial else [scenario]
    reference = reference_of(bench, criterion, scenario.seed)
    values = [measured(criterion, one, simulate, reference) for one in scenarios]
    found = weighed(criterion.text, criterion.unit_name, values, at_least=criterion.at_least, at_most=criterion.at_most)
    return replace(found, points=criterion.points)


def weighed(
    text: Texts | Message,
    unit_name: str,
    values: Sequence[float],
    *,
    at_least: float | None,
    at_most: float | None,
) -> Finding:
    """Return whether the worst of some values keeps its one limit; the ending of ``unit_name`` says their unit."""
    if at_least is not None:
        value, limit = min(values), at_least
        met, template = value >= limit - ROUNDING, N_("now {value}; at least {limit} is needed")
    else:
        value, limit = max(values), at_most or 0.0
        met, template = value <= limit + ROUNDING, N_("now {value}; at most {limit} is allowed")
    said = {name: quantity(unit_name, number) for name, number in (("value", value), ("limit", limit))}
    return Finding(text, value, limit, met, Message(template, said), points=1)


def _tried(scenario: Scenario, trial: Trial, until_s: float, simulate: Simulate) -> Iterator[Scenario]:
    """Yield the scenario with what the checker does to it, once for each machine that the trial names."""
    machines = named(simulate(scenario), trial.for_each) if trial.for_each else ("",)
    shorter = scenario.model_copy(update={"duration_s": min(until_s, scenario.duration_s)})
    for machine in machines or ("",):
        tried = shorter
        for action in trial.actions:
            filled = {name: machine if value == "{machine}" else value for name, value in action.items()}
            tried = tried.with_action(plugin_from(ACTIONS, "kind", filled))
        yield tried


def _looked_at_until_s(challenge: Challenge, trial: Trial) -> float:
    """Return until when a trial is looked at: what comes later changes nothing, and nobody sees it."""
    asked = [criterion.until_s for criterion in challenge.criteria if criterion.trial == trial.key]
    # What happens at the last instant has happened just after it.
    return max(math.inf if until_s is None else until_s + JUST_AFTER_S for until_s in asked)


def _within_budget(spent: int, budget: int) -> Finding:
    status = Message(N_("{spent} of {budget} points spent"), {"spent": spent, "budget": budget})
    return Finding(Message(N_("The budget is kept.")), spent, budget, spent <= budget, status, 1)
