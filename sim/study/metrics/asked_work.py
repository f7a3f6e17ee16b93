"""What became of the work that users asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.run import Run
from sim.steps import Floats
from sim.study.metrics.definitions import spec_values
from sim.study.metrics.states import state_steps


@dataclass(frozen=True)
class Work:
    """What became of the work that users asked for until each of many instants, in core-seconds of physical CPU."""

    done: Floats
    waiting: Floats
    lost: Floats

    @property
    def asked(self) -> Floats:
        """Return all work asked for by then."""
        return self.done + self.waiting + self.lost


def work(run: Run, machine: str, times_s: ArrayLike) -> Work:
    """Return a machine's work done, waiting and lost by each of many instants.

    Exact between two changes too: a backlog grows or shrinks at a constant rate, and what exceeds the
    users' patience (what can be done within it, ``given * timeout``) is lost.
    """
    times = np.asarray(times_s, dtype=float)
    demand, given, backlog, lost = (
        run.cpu_of(machine, column) for column in ("demand_cores", "given_cores", "backlog_core_s", "lost_core_s")
    )
    row = given.rows_at(times)
    rate = given.values[row]
    came = backlog.values[row] + (demand.values[row] - rate) * np.maximum(times - given.times_s[row], 0.0)
    patience_s = spec_values(run, machine, given.times_s[row], lambda spec: spec.workload.timeout_s or np.inf)
    # During the pause of a live migration users wait; who has waited too long gives up when it is over.
    switching = state_steps(run, machine, lambda change: float(change.state == "switching"))
    patience_s = np.where(switching.sample(times) > 0, np.inf, patience_s)
    can_wait = np.where(np.isinf(patience_s), np.inf, rate * np.where(np.isinf(patience_s), 0.0, patience_s))
    waiting = np.clip(came, 0.0, can_wait)
    return Work(done=given.until(times), waiting=waiting, lost=lost.values[row] + np.maximum(came, 0.0) - waiting)
