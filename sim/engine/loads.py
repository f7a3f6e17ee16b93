"""What users ask for, followed through time: processes that write demand into the processor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray
from simpy import Environment

from sim.engine.process import Process
from sim.engine.processor import Processor
from sim.scenario import Scenario
from sim.steps import Floats
from sim.workloads import Demand, Workload


class Loads:
    """The users of all machines.

    Machines whose loads change at the very same instants are followed by one process that writes a whole
    column of demands at a time; every other machine has a process of its own.
    """

    def __init__(self, env: Environment, scenario: Scenario, processor: Processor, machines: int) -> None:
        self._env = env
        self._scenario = scenario
        self._processor = processor
        self.shared: dict[int, Callable[[int, float], None]] = {}
        """Who takes what users ask for instead of the machine itself, where it shares its load with others."""
        self._turns = np.zeros(machines, dtype=np.int64)
        self._turn = self._turns.data
        self.leak_mib_per_s = [0.0] * machines

    def follow(self, loads: Iterable[tuple[int, str, Workload]]) -> None:
        """Let users of many machines, each as (machine, name, workload), ask from now on instead of earlier ones."""
        together: dict[bytes, list[tuple[int, Demand]]] = defaultdict(list)
        for machine, name, workload in loads:
            demand = workload.demand(seed=self._scenario.seed, machine=name, duration_s=self._scenario.duration_s)
            self._turns[machine] += 1
            self.leak_mib_per_s[machine] = demand.leak_mib_per_s
            if machine in self.shared:
                self._env.process(self._ask_alone(machine, demand))
            else:
                together[demand.times_s.tobytes()].append((machine, demand))
            for at_s, work_core_s in demand.jobs:
                if at_s >= self._env.now:
                    self._env.process(self._hand_in(machine, at_s, work_core_s))
        for group in together.values():
            self._env.process(self._ask_alone(*group[0]) if len(group) == 1 else self._ask_together(group))

    def _ask_alone(self, machine: int, demand: Demand) -> Process:
        """One machine's users: they ask for one level until they ask for the next."""
        env, turn = self._env, self._turn[machine]
        change_level = self.shared.get(machine, self._processor.change_level)
        now_at = int(np.searchsorted(demand.times_s, env.now, side="right")) - 1
        levels = demand.cores[now_at:].tolist()
        change_level(machine, levels[0])
        for at_s, level in zip(demand.times_s[now_at + 1 :].tolist(), levels[1:], strict=True):
            yield env.timeout(at_s - env.now)
            if self._turn[machine] != turn:
                return
            change_level(machine, level)

    def _ask_together(self, group: list[tuple[int, Demand]]) -> Process:
        """Users of many machines whose levels change at the same instants."""
        env = self._env
        machines: NDArray[np.intp] = np.array([machine for machine, _ in group])
        turns = self._turns[machines]
        levels: Floats = np.ascontiguousarray(np.array([demand.cores for _, demand in group]).T)
        times_s = group[0][1].times_s
        now_at = int(np.searchsorted(times_s, env.now, side="right")) - 1
        self._processor.change_levels(machines, levels[now_at])
        for at_s, column in zip(times_s[now_at + 1 :].tolist(), levels[now_at + 1 :], strict=True):
            yield env.timeout(at_s - env.now)
            same = self._turns[machines] == turns
            if same.all():
                self._processor.change_levels(machines, column)
            else:
                self._processor.change_levels(machines[same], column[same])

    def _hand_in(self, machine: int, at_s: float, work_core_s: float) -> Process:
        """One batch job: it arrives whole and waits until it is done."""
        turn = self._turns[machine]
        yield self._env.timeout(at_s - self._env.now)
        if self._turns[machine] == turn:
            self._processor.add_job(machine, work_core_s)
