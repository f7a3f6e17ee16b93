"""One round of CloudSim's dynamic consolidation: who leaves which host, and where to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.detectors import DETECTORS, Answers
from benchmarks.farm import Farm
from benchmarks.peculiarities import Peculiarities
from benchmarks.planetlab import HOST_MEMORY_MIB, HOSTS
from sim.policies.consolidation import multiple_correlation
from sim.steps import Floats
from sim.streams import stream

FEW = 8
"""So many hosts are asked at once whether they can take a machine, those whose power grows least first."""
Move = tuple[int, int]
"""A machine, and the host that it goes to."""


class Round:
    """What a round looks at, and what it has planned so far."""

    def __init__(
        self, farm: Farm, policies: tuple[str, str], peculiar: Peculiarities, history: Floats, use: Floats
    ) -> None:
        """Look at what machines wanted, in MIPS, the newest last, and at what the hosts are used."""
        self._farm, self._peculiar, self._history = farm, peculiar, history
        self._is_over, self._selector = DETECTORS[policies[0]].is_over, policies[1]
        self._random = stream(history.shape[1], "cloudsim", "services")
        self._use, self._demand = use, history[:, -1]
        self._rows = DETECTORS[policies[0]].features(history, peculiar)
        there = np.flatnonzero(farm.place >= 0)
        place = farm.place[there]
        self._sums = np.zeros((HOSTS, self._rows.shape[1]))
        np.add.at(self._sums, place, self._rows[there])
        given = np.bincount(place, np.minimum(self._demand[there], farm.core_mips[place]), HOSTS)
        self._given_mips = np.minimum(given, farm.total_mips)
        self._held_mib = np.bincount(place, farm.memory_mib[there], HOSTS)
        self._here = [list(machines) for machines in farm.here]
        self._off = use == 0.0 if peculiar.idle_machines_vanish else np.array([not machines for machines in farm.here])
        self._watts = farm.watts(use)
        if not peculiar.idle_power_is_sunk:
            self._watts[self._off] = 0.0

    def moves(self) -> list[Move]:
        """Return which machines go where: from hosts that are too busy, then from those with little to do."""
        over = self._is_over(self._sums, self._farm.total_mips)
        relieved = self._relieve(over)
        kept = over | self._off
        if not self._peculiar.newcomers_move_on:
            kept[[target for _, target in relieved]] = True
        return relieved + self._shrink(kept, ~over & ~self._off)

    def _relieve(self, over: Answers) -> list[Move]:
        """Let machines leave hosts that are too busy."""
        leaving: list[int] = []
        for host in np.flatnonzero(over):
            while self._here[host]:
                leaving.append(self._pick(self._here[host]))
                self._here[host].remove(leaving[-1])
                self._sums[host] -= self._rows[leaving[-1]]
                if not self._is_over(self._sums[host : host + 1], self._farm.total_mips[host : host + 1])[0]:
                    break
        return [move for machine in self._by_demand(leaving) if (move := self._send(machine, ~over))]

    def _shrink(self, kept: Answers, takers: Answers) -> list[Move]:
        """Empty hosts, the least used first, where others can take all of their machines."""
        moves: list[Move] = []
        for host in np.argsort(self._use, kind="stable"):
            if kept[host] or self._use[host] >= 1.0 or not self._here[host]:
                continue
            takers[host] = False
            planned: list[Move] = []
            for machine in self._by_demand(self._here[host]):
                move = self._send(machine, takers)
                if move is None:
                    for sent, target in planned:
                        self._take_back(sent, target)
                    planned = []
                    break
                planned.append(move)
            kept[[target for _, target in planned]] = True
            moves += planned
        return moves

    def _by_demand(self, machines: list[int]) -> list[int]:
        return sorted(machines, key=lambda machine: -self._demand[machine])

    def _pick(self, machines: list[int]) -> int:
        """Return who leaves a host next."""
        if self._selector == "rs":
            return machines[int(self._random.integers(len(machines)))]
        history = self._history[machines]
        if self._selector == "mmt" or history.shape[1] <= len(machines):
            return min(machines, key=lambda machine: self._farm.memory_mib[machine])
        rows = list(history)
        correlations = [multiple_correlation(row, rows[:at] + rows[at + 1 :]) for at, row in enumerate(rows)]
        return machines[int(np.argmax(correlations))]

    def _send(self, machine: int, takers: Answers) -> Move | None:
        """Plan a machine on the host whose power grows least with it and that is not too busy then."""
        target = self._best(machine, takers)
        if target is None:
            return None
        self._here[target].append(machine)
        self._count(machine, target, 1)
        return machine, target

    def _take_back(self, machine: int, target: int) -> None:
        self._here[target].remove(machine)
        self._count(machine, target, -1)

    def _count(self, machine: int, host: int, sign: int) -> None:
        farm = self._farm
        self._sums[host] += sign * self._rows[machine]
        self._given_mips[host] += sign * self._demand[machine]
        self._held_mib[host] += sign * farm.memory_mib[machine]
        if not self._peculiar.plans_count_as_growth:
            use = np.clip(self._given_mips[host : host + 1] / farm.total_mips[host], 0.0, 1.0)
            self._watts[host] = farm.watts(use, np.array([host]))[0]

    def _best(self, machine: int, takers: Answers) -> int | None:
        farm, demand = self._farm, self._demand[machine]
        fits = takers & (farm.total_mips - self._given_mips >= demand) & (farm.core_mips >= demand)
        if not self._peculiar.memory_is_forgotten:
            fits &= self._held_mib + farm.memory_mib[machine] <= HOST_MEMORY_MIB
        hosts: NDArray[np.intp] = np.flatnonzero(fits)
        use = np.minimum((self._given_mips[hosts] + demand) / farm.total_mips[hosts], 1.0)
        hosts = hosts[np.argsort(farm.watts(use, hosts) - self._watts[hosts], kind="stable")]
        for start in range(0, len(hosts), FEW):
            few = hosts[start : start + FEW]
            over = self._is_over(self._sums[few] + self._rows[machine], farm.total_mips[few])
            fine = few[~over | (self._given_mips[few] == 0.0)]
            if len(fine):
                return int(fine[0])
        return None
