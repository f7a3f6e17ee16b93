"""The hosts and machines of CloudSim's examples, and where the machines are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice

import numpy as np
from numpy.typing import NDArray

from benchmarks.planetlab import HOST_CORES, HOST_MEMORY_MIB, HOST_MODELS, HOSTS, machine_type
from sim.catalogue.hardware import SPECPOWER
from sim.steps import Floats

NOWHERE = -1


@dataclass
class Farm:
    """Sizes of hosts and machines, and places."""

    mips: Floats
    memory_mib: Floats
    core_mips: Floats
    total_mips: Floats
    tables_w: Floats
    place: NDArray[np.intp]
    here: list[list[int]]
    """The machines of each host in the order in which they came."""

    @classmethod
    def of(cls, machines: int) -> Farm:
        """Return the farm with each machine where the power of a host that is off grows least, as if it wanted its all."""
        types = np.array([machine_type(number, machines) for number in range(machines)], dtype=float)
        models = list(islice(cycle(HOST_MODELS), HOSTS))
        core_mips = np.array([mips for _, mips in models], dtype=float)
        farm = cls(
            types[:, 0],
            types[:, 1],
            core_mips,
            HOST_CORES * core_mips,
            np.array([SPECPOWER[model].watts for model, _ in models]),
            np.full(machines, NOWHERE),
            [[] for _ in models],
        )
        used_mips, used_mib = np.zeros(HOSTS), np.zeros(HOSTS)
        for machine, (mips, memory_mib) in enumerate(types):
            use = (used_mips + mips) / farm.total_mips
            fits = (core_mips >= mips) & (use <= 1.0) & (used_mib + memory_mib <= HOST_MEMORY_MIB)
            added_w = farm.watts(np.minimum(use, 1.0)) - farm.tables_w[:, 0]
            host = int(np.argmin(np.where(fits, added_w, np.inf)))
            farm.put(machine, host)
            used_mips[host] += mips
            used_mib[host] += memory_mib
        return farm

    def put(self, machine: int, host: int) -> None:
        """Put a machine on a host, as the last one there, or ``NOWHERE``."""
        if self.place[machine] != NOWHERE:
            self.here[self.place[machine]].remove(machine)
        if host != NOWHERE:
            self.here[host].append(machine)
        self.place[machine] = host

    def watts(self, use: Floats, hosts: NDArray[np.intp] | None = None) -> Floats:
        """Return what hosts draw at these uses; on lines between SPECpower's levels, rounded as CloudSim rounds.

        Many hosts would draw equally much more with a machine: the last bit then decides which of them takes it.
        """
        tables_w = self.tables_w if hosts is None else self.tables_w[hosts]
        rows, levels = np.arange(len(use)), use * 10.0
        below = np.floor(levels)
        low_w = tables_w[rows, below.astype(np.intp)]
        high_w = tables_w[rows, np.ceil(levels).astype(np.intp)]
        return low_w + (high_w - low_w) / 10.0 * (use - below / 10.0) * 100.0
