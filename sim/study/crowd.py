"""A data centre that is too large to be looked at one by one: hosts and machines in few numbers, at one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.run import HostState, Run
from sim.run.columns import Columns
from sim.steps import Floats
from sim.study.metrics import full_cores

TENTHS = 10
WORST = 10


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine at a moment: what it wants and gets of CPU, and the work that it has lost so far."""

    name: str
    host: str
    wanted_cores: float
    given_cores: float
    waiting_cores: float
    """What it waits for: ready, steal."""
    lost_core_s: float


def values_at(columns: Columns, column: str, count: int, time_s: float) -> Floats:
    """Return one column of subjects 0 to ``count`` - 1 at a moment; 0 where nothing was said yet.

    >>> told = Columns(np.array([0.0, 5.0, 9.0]), np.array([0, 0, 1], dtype=np.int32), {"cores": np.array([1.0, 2.0, 3.0])})
    >>> values_at(told, "cores", 2, 5.0)
    array([2., 0.])
    """
    until = int(np.searchsorted(columns.time_s, time_s, side="right"))
    values = np.zeros(count)
    # Of several rows of one subject the last one stays.
    values[columns.subject[:until]] = columns.values[column][:until]
    return values


def host_states(run: Run, time_s: float) -> Mapping[HostState, int]:
    """Return how many hosts are in each state, the most frequent first."""
    states = (run.host_state_at(host.name, time_s) for host in run.hosts)
    return dict(Counter(state for state in states if state is not None).most_common())


def uses(run: Run, time_s: float) -> Floats:
    """Return the used part of the CPU of every host that is up, 0 to 1."""
    used = values_at(run.host_cpu, "used_cores", len(run.hosts), time_s)
    up = np.array([run.host_state_at(host.name, time_s) in ("on", "maintenance") for host in run.hosts], dtype=bool)
    full = np.array([full_cores(run, host) for host in run.hosts])
    parts: Floats = (used / np.where(full > 0.0, full, 1.0))[up]
    return parts


def tenths(parts: Floats) -> list[int]:
    """Return how many parts lie in each tenth; what lies on a border belongs to the tenth above it, 1 to the last.

    >>> tenths(np.array([0.0, 0.05, 0.1, 1.0]))
    [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    """
    numbers = np.minimum(np.floor(parts * TENTHS + 1e-9).astype(int), TENTHS - 1)
    return [int(count) for count in np.bincount(numbers, minlength=TENTHS)]


def worst_machines(run: Run, time_s: float, most: int = WORST) -> list[Machine]:
    """Return the machines that have lost most work so far and, of equal ones, wait for most CPU now; none that is well."""
    count = len(run.machines)
    wanted, given, blocked, lost = (
        values_at(run.cpu, column, count, time_s)
        for column in ("wanted_cores", "given_cores", "blocked_cores", "lost_core_s")
    )
    waiting = np.maximum(wanted - given - blocked, 0.0)
    order = np.lexsort((-waiting, -lost))[:most]
    found = []
    for index in (int(number) for number in order if lost[number] > 0.0 or waiting[number] > 0.0):
        name = run.machines[index].name
        state = run.state_at(name, time_s)
        host = (state.host or "") if state is not None else ""
        numbers = (float(each[index]) for each in (wanted, given, waiting, lost))
        found.append(Machine(name, host, *numbers))
    return found
