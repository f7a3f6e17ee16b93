"""How long users missed a machine, and how much work is gone, whatever protected it."""

from __future__ import annotations

from sim.study.outages import outages
from sim.teaching.metrics.base import METRICS, Metric, Scope
from sim.text import N_


def _longest_outage_s(scope: Scope) -> float:
    """Return the longest time in which nobody, or only wrong answers, came."""

    def of(machine: str) -> float:
        spans = ((outage.began_s, outage.began_s + outage.lasts_s) for outage in outages(scope.run, machine))
        return max((min(end, scope.end_s) - max(began, scope.start_s) for began, end in spans), default=0.0)

    return max(scope.worst(of), 0.0)


def _availability_pct(scope: Scope) -> float:
    """Return the part of the time in which the right answers came, of the machine that fared worst."""

    def of(machine: str) -> float:
        spans = ((outage.began_s, outage.began_s + outage.lasts_s) for outage in outages(scope.run, machine))
        away_s = sum(max(min(end, scope.end_s) - max(began, scope.start_s), 0.0) for began, end in spans)
        return 100.0 * (1.0 - away_s / (scope.end_s - scope.start_s)) if scope.end_s > scope.start_s else 100.0

    return scope.worst(of, of=min)


def _data_lost_s(scope: Scope) -> float:
    """Return the working time of which nothing is left: since the copy that was brought back, or since the beginning."""

    def of(machine: str) -> float:
        data = scope.run.data_at(machine, scope.end_s)
        if data.damaged:
            return data.time_s
        index = scope.run.machine_index(machine)
        mended = (one for one in scope.run.restores if one.machine == index and one.time_s <= scope.end_s)
        return max((one.lost_s for one in mended), default=0.0)

    return scope.worst(of)


METRICS.add("outage_s")(Metric(N_("longest time without right answers"), _longest_outage_s))
METRICS.add("availability_pct")(
    Metric(N_("part of the time with right answers, of the worst machine"), _availability_pct)
)
METRICS.add("data_lost_s")(Metric(N_("work of which nothing is left"), _data_lost_s))
