"""What every machine is asked for, gets, and has waiting: the books of a run's CPU, kept while time passes."""

from __future__ import annotations

import math

import numpy as np
from simpy import Environment

from sim.engine.plain_view import plain_view
from sim.engine.recorder import Recorder

NEGLIGIBLE_CORE_S = 1e-9


class Accounts:
    """One account per machine, by number; amounts are in cores of physical CPU.

    Numbers stand in arrays, for vectorised passes over many machines, and in views of them, through which plain
    Python reads and writes the same numbers one by one without NumPy's cost per element.

    ``demand`` is the rate at which work arrives: the ``level`` that users ask for, times the ``scale`` of physical
    cores per core of work. A machine's ``patience_s`` is how long its users wait; work that waits longer is lost.
    """

    def __init__(self, env: Environment, machines: int) -> None:
        self._env = env
        self.log = Recorder(
            "demand_cores", "wanted_cores", "given_cores", "backlog_core_s", "lost_core_s", "blocked_cores"
        )
        self.demands = np.zeros(machines)
        self.wanteds = np.zeros(machines)
        self.givens = np.zeros(machines)
        self.scales = np.zeros(machines)
        self.backlogs = np.zeros(machines)
        self.sinces_s = np.zeros(machines)
        self.levels = np.zeros(machines)
        self.lost_core_s = np.zeros(machines)
        self.job_core_s = np.zeros(machines)
        self.demand = plain_view(self.demands)
        self.wanted = plain_view(self.wanteds)
        self.given = plain_view(self.givens)
        self.scale = plain_view(self.scales)
        self.backlog = plain_view(self.backlogs)
        self.since_s = plain_view(self.sinces_s)
        self.level = plain_view(self.levels)
        self.lost = plain_view(self.lost_core_s)
        self.blocked = [0.0] * machines
        self.patience_s = [math.inf] * machines
        self.any_lost = False

    def settle(self, machine: int) -> None:
        """Bring a machine's backlog up to now: what came and was not served waits, or is lost with its users."""
        now = self._env.now
        since_s, demand, given = self.since_s[machine], self.demand[machine], self.given[machine]
        self.since_s[machine] = now
        if given != demand or self.backlog[machine] > 0.0:
            grown = self.backlog[machine] + (demand - given) * (now - since_s)
            self.backlog[machine] = self.patient(machine, grown)

    def patient(self, machine: int, backlog_core_s: float) -> float:
        """Return the part of a backlog whose users still wait; the rest is lost."""
        if backlog_core_s < NEGLIGIBLE_CORE_S:
            return 0.0
        patience_s = self.patience_s[machine]
        longest = backlog_core_s if patience_s == math.inf else self.given[machine] * patience_s
        if backlog_core_s > longest:
            self.lost[machine] += backlog_core_s - longest
            self.any_lost = True
            return longest
        return backlog_core_s

    def set_users(self, machine: int, scale: float, patience_s: float | None) -> None:
        """Say what a core of work costs here, 0 when nobody asks, and how long users wait; None for ever."""
        self.settle(machine)
        self.scale[machine] = scale
        self.patience_s[machine] = math.inf if patience_s is None else patience_s
        self.demand[machine] = self.level[machine] * scale

    def set_level(self, machine: int, level_cores: float) -> None:
        """Say that a machine's users ask for so much work from now on."""
        self.settle(machine)
        self.level[machine] = level_cores
        self.demand[machine] = level_cores * self.scale[machine]

    def add_job(self, machine: int, work_core_s: float) -> None:
        """Let an amount of work arrive at once."""
        self.settle(machine)
        amount = work_core_s * self.scale[machine]
        self.backlog[machine] += amount
        self.job_core_s[machine] += amount

    def give(self, machine: int, given: float, cap: float, *, held: bool) -> float:
        """Write down what a machine gets from now on; return in how many seconds its backlog will be gone.

        ``cap`` is what its vCPUs and its CPU limit let it use; ``held`` says that it waits for a device, not for CPU.
        """
        demand, backlog = self.demand[machine], self.backlog[machine]
        self.given[machine] = given
        wanted, blocked, gone_in_s = demand, 0.0, math.inf
        if backlog > 0.0:
            wanted = cap
            backlog = self.backlog[machine] = self.patient(machine, backlog)
            if given > demand:
                gone_in_s = backlog / (given - demand)
        if given < demand:
            # Work begins to wait. To want more than arrives would not bring it more: it gets less than that already.
            wanted = min(demand, cap)
        if held and given < wanted:
            blocked = wanted - given
        self.wanted[machine] = wanted
        self.blocked[machine] = blocked
        self.log.rows.extend((self._env.now, machine, demand, wanted, given, backlog, self.lost[machine], blocked))
        return gone_in_s

    def stand_still(self, machine: int) -> None:
        """Write down that a machine gets nothing."""
        self.wanted[machine] = self.given[machine] = self.blocked[machine] = 0.0
        self.backlog[machine] = self.patient(machine, self.backlog[machine])
        self.write(machine)

    def close(self, machines: int) -> None:
        """Bring the accounts of the machines that came to exist up to now: the run is over."""
        for machine in range(machines):
            self.settle(machine)
            self.write(machine)

    def write(self, machine: int) -> None:
        """Write down how a machine stands."""
        self.log.rows.extend(
            (
                self._env.now,
                machine,
                self.demand[machine],
                self.wanted[machine],
                self.given[machine],
                self.backlog[machine],
                self.lost[machine],
                self.blocked[machine],
            )
        )
