"""What machines hold and touch of their hosts' memory, and what it costs when there is too little."""

from __future__ import annotations

from sim.run import Run
from sim.steps import total
from sim.teaching.metrics.base import METRICS, Metric, Scope
from sim.text import N_


def _guest_memory_mib(run: Run) -> float:
    """Return the memory that all hosts have for machines."""
    return float(sum(host.guest_memory_mib for host in run.hosts))


def _most_pct(column: str) -> Metric:
    """Return the metric of the most that machines have in one column of the memory, in percent of what there is."""

    def measured(scope: Scope) -> float:
        together = total([scope.run.memory_of(name, column) for name in scope.machines], scope.run.end_s)
        return 100.0 * scope.within(together).maximum() / _guest_memory_mib(scope.run)

    return Metric(_TITLES[column], measured)


_TITLES = {
    "configured_mib": N_("memory promised, of what hosts have for machines"),
    "active_mib": N_("memory in active use, of what hosts have for machines"),
}


def _swapped_mib(scope: Scope) -> float:
    together = total([scope.run.memory_of(name, "swapped_mib") for name in scope.machines], scope.run.end_s)
    return scope.within(together).maximum()


def _slowdown(scope: Scope) -> float:
    """Return by how much waiting for pages divides a machine's speed at worst; 1 for not at all."""

    def of(machine: str) -> float:
        speed = scope.within(scope.run.memory_of(machine, "throughput")).values
        return 1.0 / min((float(part) for part in speed if part > 0.0), default=1.0)

    return max(scope.worst(of), 1.0)


METRICS.add("promised_pct")(_most_pct("configured_mib"))
METRICS.add("active_pct")(_most_pct("active_mib"))
METRICS.add("swapped_mib")(Metric(N_("memory in the swap file, at most"), _swapped_mib))
METRICS.add("slowdown")(Metric(N_("speed divided by, for the machine that waits most for pages"), _slowdown))
