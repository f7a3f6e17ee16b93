"""How long live migrations take, and for how long their machines stand still."""

from __future__ import annotations

from sim.run import Migration
from sim.teaching.metrics.base import METRICS, Metric, Scope
from sim.text import N_


def _moves(scope: Scope) -> list[Migration]:
    return [one for one in scope.run.migrations if one.machine in scope.machines and one.start_s is not None]


def _emptying_s(scope: Scope) -> float:
    """Return the time from the first request to the end of the last migration."""
    moves = _moves(scope)
    return max(one.end_s for one in moves) - min(one.asked_s for one in moves) if moves else 0.0


METRICS.add("pause_s")(
    Metric(
        N_("longest pause of a live migration"),
        lambda scope: max((one.downtime_s for one in _moves(scope)), default=0.0),
    )
)
METRICS.add("migration_s")(
    Metric(N_("longest live migration"), lambda scope: max((one.total_s for one in _moves(scope)), default=0.0))
)
METRICS.add("migration_rounds")(
    Metric(
        N_("passes over the memory, at most"),
        lambda scope: float(max((len(one.rounds) for one in _moves(scope)), default=0)),
    )
)
METRICS.add("emptying_s")(Metric(N_("from the first request to the end of the last migration"), _emptying_s))
