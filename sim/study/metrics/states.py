"""When machines ran, and when their users expected them to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from sim.run import Run, StateChange
from sim.steps import Floats, Steps


def state_steps(run: Run, machine: str, value: Callable[[StateChange], float]) -> Steps:
    """Return a number of each state that a machine went through."""
    history = run.history(machine)
    return Steps(
        np.array([change.time_s for change in history]),
        np.array([value(change) for change in history]),
        run.end_s,
    )


def running(run: Run, machine: str) -> Steps:
    """Return 1 while a machine runs, else 0."""
    return state_steps(run, machine, lambda change: float(change.state == "running"))


def wanted_up(run: Run, machine: str) -> Steps:
    """Return 1 while users expect a machine to answer, else 0."""
    return state_steps(run, machine, lambda change: float(change.wanted_up))


def down(run: Run, machine: str) -> Steps:
    """Return 1 while users expect a machine to answer and it does not run, else 0."""
    return state_steps(run, machine, lambda change: float(change.wanted_up and change.state != "running"))


def availability(run: Run, machine: str, until_s: ArrayLike | None = None) -> Floats:
    """Return the part of the time in which users expected it to answer that it ran; 1 where nobody did."""
    times = np.atleast_1d(np.asarray(run.end_s if until_s is None else until_s, dtype=float))
    expected_s, missing_s = wanted_up(run, machine).until(times), down(run, machine).until(times)
    missing: Floats = np.divide(missing_s, expected_s, out=np.zeros_like(times), where=expected_s > 0)
    return 1.0 - missing


def means_while_running(run: Run, machine: str, steps: Steps, edges_s: ArrayLike) -> Floats:
    """Return the average between each edge and the next over the time that the machine ran; NaN where it did not.

    ``steps`` must be 0 while the machine does not run.
    """
    ran = running(run, machine).means(edges_s)
    return np.divide(steps.means(edges_s), ran, out=np.full_like(ran, np.nan), where=ran > 0)
