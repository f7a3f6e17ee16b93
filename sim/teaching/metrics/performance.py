"""What users feel and what machines wait for. Of several machines, the worst counts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.run import Run
from sim.steps import Floats, Steps
from sim.study import metrics as study
from sim.teaching.metrics.base import METRICS, Metric, Scope, percentile
from sim.text import N_
from sim.units import HOUR_S

P95 = 0.95


def _of_each(question: Callable[[Run, str], Steps], answer: Callable[[Steps], float]) -> Callable[[Scope], float]:
    """Return the worst answer over the machines to a question about each, while that machine runs."""

    def measured(scope: Scope) -> float:
        return scope.worst(lambda machine: answer(_while_running(scope, machine, question(scope.run, machine))))

    return measured


def _while_running(scope: Scope, machine: str, steps: Steps) -> Steps:
    part = scope.within(steps)
    return Steps(part.times_s, part.values * study.running(scope.run, machine).sample(part.times_s), part.end_s)


def _p95(steps: Steps) -> float:
    return percentile(steps, P95)


def _served_pct(scope: Scope) -> float:
    def of(machine: str) -> float:
        work = study.work(scope.run, machine, [scope.start_s, scope.end_s])
        asked, done = np.diff(work.asked)[0], np.diff(work.done)[0]
        return 100.0 * float(done / asked) if asked > 0 else 100.0

    return scope.worst(of, of=min)


def _served_in_all_pct(scope: Scope) -> float:
    edges_s = [scope.start_s, scope.end_s]
    works = [study.work(scope.run, machine, edges_s) for machine in scope.machines]
    asked, done = (sum(float(np.diff(part)[0]) for part in parts) for parts in zip(*_parts(works), strict=True))
    return 100.0 * done / asked if asked > 0 else 100.0


def _unserved_pct(scope: Scope) -> float:
    """Return the part of all work asked for of which nothing came: its users gave up, or their machine was down."""
    edges_s = [scope.start_s, scope.end_s]
    works = [study.work(scope.run, name, edges_s) for name in scope.machines if name not in scope.run.mirrors]
    asked, lost = (sum(float(np.diff(getattr(one, part))[0]) for one in works) for part in ("asked", "lost"))
    return 100.0 * lost / asked if asked > 0 else 0.0


def _parts(works: list[study.Work]) -> list[tuple[Floats, Floats]]:
    return [(work.asked, work.done) for work in works] or [(np.zeros(2), np.zeros(2))]


def _work_core_h(scope: Scope) -> float:
    given = (scope.run.cpu_of(machine, "given_cores") for machine in scope.machines)
    return sum(steps.integral(scope.start_s, scope.end_s) for steps in given) / HOUR_S


METRICS.add("response_p95_s")(Metric(N_("answers within this time, 95% of the time"), _of_each(study.response_s, _p95)))
METRICS.add("response_max_s")(Metric(N_("slowest answer"), _of_each(study.response_s, Steps.maximum)))
METRICS.add("ready_p95_pct")(
    Metric(N_("waiting for CPU (ready), 95% of the time at most"), _of_each(study.ready_pct, _p95))
)
METRICS.add("ready_max_pct")(Metric(N_("most waiting for CPU (ready)"), _of_each(study.ready_pct, Steps.maximum)))
METRICS.add("guest_cpu_pct")(
    Metric(N_("CPU that the machine itself shows, on average"), _of_each(study.guest_cpu_pct, Steps.mean))
)
METRICS.add("served_pct")(Metric(N_("part of the work that was done, of the machine served worst"), _served_pct))
METRICS.add("served_in_all_pct")(Metric(N_("part of all work that was done"), _served_in_all_pct))
METRICS.add("unserved_pct")(Metric(N_("part of all work that was lost"), _unserved_pct))
METRICS.add("work_core_h")(Metric(N_("CPU work that was given"), _work_core_h))
