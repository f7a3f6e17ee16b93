"""Who runs, who stopped, whose data are intact, and what people did."""

from __future__ import annotations

from sim.run import StateChange
from sim.study import metrics as study
from sim.teaching.metrics.base import METRICS, Metric, Scope
from sim.text import N_

NOT_BY_HAND = frozenset({"set_workload"})
"""What users do: they ask for more or less."""
STARTING = frozenset({"placing", "booting"})


def _state(scope: Scope, machine: str) -> StateChange | None:
    return scope.run.state_at(machine, scope.end_s)


def _running_count(scope: Scope) -> float:
    states = [_state(scope, machine) for machine in scope.machines]
    return float(sum(state is not None and state.state == "running" for state in states))


def _stopped_count(scope: Scope) -> float:
    states = [_state(scope, machine) for machine in scope.machines]
    return float(sum(state is not None and state.state not in ("running", "removed") for state in states))


def _corrupted_count(scope: Scope) -> float:
    return float(sum(scope.run.is_corrupted_at(machine, scope.end_s) for machine in scope.machines))


def _serving_count(scope: Scope) -> float:
    return float(sum(study.serves(scope.run, machine, scope.end_s) for machine in scope.machines))


def _down_s(scope: Scope) -> float:
    return scope.worst(lambda machine: study.down(scope.run, machine).integral(scope.start_s, scope.end_s))


def _start_s(scope: Scope) -> float:
    """Return how long a machine takes from its start until it answers, the slowest of all."""

    def of(machine: str) -> float:
        history = scope.run.history(machine)
        begun = next((change.time_s for change in history if change.state in STARTING), None)
        if begun is None:
            return 0.0
        running = (change.time_s for change in history if change.state == "running" and change.time_s >= begun)
        return next(running, scope.run.end_s) - begun

    return scope.worst(of)


def _restarts(scope: Scope) -> float:
    """Return how often machines booted again after they had run."""
    again = 0
    for machine in scope.machines:
        history = scope.run.history(machine)
        first = next((k for k, change in enumerate(history) if change.state == "running"), len(history))
        again += sum(
            change.state == "running" and history[k].state == "booting" for k, change in _pairs(history, first)
        )
    return float(again)


def _pairs(history: tuple[StateChange, ...], first: int) -> list[tuple[int, StateChange]]:
    return [(k - 1, history[k]) for k in range(first + 1, len(history))]


def _manual_actions(scope: Scope) -> float:
    """Return how many times somebody did something; faults happen by themselves, and what was refused is not done."""
    refused = {index for index, _why in scope.run.refused}
    done = [action for index, action in enumerate(scope.run.scenario.actions) if index not in refused]
    return float(sum(action.group != "fault" and action.kind not in NOT_BY_HAND for action in done))


METRICS.add("running_count")(Metric(N_("machines that run"), _running_count))
METRICS.add("stopped_count")(Metric(N_("machines that do not run"), _stopped_count))
METRICS.add("corrupted_count")(Metric(N_("machines with corrupted data"), _corrupted_count))
METRICS.add("serving_count")(Metric(N_("machines that answer rightly"), _serving_count))
METRICS.add("down_s")(Metric(N_("longest time without an answer"), _down_s))
METRICS.add("start_s")(Metric(N_("time to start, slowest machine"), _start_s))
METRICS.add("restarts")(Metric(N_("restarts"), _restarts))
METRICS.add("manual_actions")(Metric(N_("things done by hand"), _manual_actions))
