"""Who gets how much CPU, from one change to the next.

Every rate is constant between two changes. A change marks its host; once everything that happens at an
instant has happened, each marked host is shared out anew. As long as nobody on a host waits, a change of
one machine's demand concerns that machine alone, and that is the case the code is fast for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from simpy import Environment, Event

from sim.engine.devices import Devices, Wish
from sim.engine.end_of_instant import EndOfInstant
from sim.engine.plain_view import plain_view
from sim.engine.recorder import NONE, Recorder
from sim.mechanisms.cpu import waterfill
from sim.mechanisms.pools import waterfill_kernels
from sim.steps import Floats

NEGLIGIBLE_CORE_S = 1e-9
NO_KERNEL = -1
NOBODY: frozenset[int] = frozenset()


class Processor:
    """The CPUs of all hosts and what every machine wants, gets and waits for.

    Machines and hosts are numbers here: their positions in the run. Amounts are in cores of physical CPU.
    One host more than there are, the last, stands for nowhere: it has no CPU.
    A machine's ``cap`` is the most it can use (0 unless it runs), its ``floor`` what is guaranteed to it, its
    ``patience_s`` how long its users wait. Work that waits longer than that is lost. What it can use is bounded by
    its vCPUs and its CPU limit (``cpu_cap``) and by its own limits of disk and network.
    """

    def __init__(self, env: Environment, devices: Devices, machines: int, hosts: int) -> None:
        self._env = env
        self._devices = devices
        self.machine_log = Recorder(
            "demand_cores", "wanted_cores", "given_cores", "backlog_core_s", "lost_core_s", "blocked_cores"
        )
        self.host_log = Recorder("used_cores", "capacity_cores")

        self._demands = np.zeros(machines)
        self._caps = np.zeros(machines)
        self._wanteds = np.zeros(machines)
        self._givens = np.zeros(machines)
        self._scales = np.zeros(machines)
        self._backlogs = np.zeros(machines)
        self._sinces_s = np.zeros(machines)
        self._levels = np.zeros(machines)
        self._nowhere = hosts
        self._hosts = np.full(machines, self._nowhere, dtype=np.intp)
        # Views through which plain Python reads and writes the same numbers without NumPy's cost per element.
        self._demand = plain_view(self._demands)
        self._cap = plain_view(self._caps)
        self._wanted = plain_view(self._wanteds)
        self._given = plain_view(self._givens)
        self._scale = plain_view(self._scales)
        self._backlog = plain_view(self._backlogs)
        self._level = plain_view(self._levels)
        self._since_s = plain_view(self._sinces_s)
        self._host = self._hosts.data

        self._cpu_cap = [0.0] * machines
        self._blocked = [0.0] * machines
        self._floor = [0.0] * machines
        self._shares = [1.0] * machines
        self._patience_s = [math.inf] * machines
        self._kernel = [NO_KERNEL] * machines
        self.lost_core_s = np.zeros(machines)
        self._lost = plain_view(self.lost_core_s)
        self._any_lost = False
        self.job_core_s = np.zeros(machines)

        self._capacities = np.zeros(hosts + 1)
        self._overheads = np.zeros(hosts + 1)
        self._strained = np.zeros(hosts + 1, dtype=bool)
        self._nested = np.zeros(hosts + 1, dtype=bool)
        self._members: list[list[int]] = [[] for _ in range(hosts)]
        self._groups: list[dict[int, list[int]]] = [{} for _ in range(hosts)]
        self._wake_at_s = [math.inf] * hosts
        self._different: dict[int, None] = {}
        """Hosts whose machines have changed since devices looked at them; like a set, but in order."""
        self._marked: dict[int, list[int] | None] = {}
        self._scheduled = False

    # What the data centre tells

    def set_host(self, host: int, *, capacity_cores: float, overhead_cores: float) -> None:
        """Give a host its CPU: what machines may use, and what its hypervisor uses itself."""
        self._capacities[host] = capacity_cores
        self._overheads[host] = overhead_cores
        self.share_out_soon(host)

    def set_users(self, machine: int, *, scale: float, patience_s: float | None) -> None:
        """Say what a machine's users ask for: ``scale`` physical cores per core of work, 0 when nobody asks."""
        self._settle(machine)
        self._scale[machine] = scale
        self._patience_s[machine] = math.inf if patience_s is None else patience_s
        self._demand[machine] = self._level[machine] * scale
        self._note_change(machine)

    def set_claim(
        self, machine: int, *, cap_cores: float, floor_cores: float, shares: float, device_cap_cores: float = math.inf
    ) -> None:
        """Say what a machine can use, what is guaranteed to it, and its weight among its siblings.

        ``device_cap_cores`` is what it can use within its own limits of disk and network.
        """
        self._cpu_cap[machine] = cap_cores
        self._cap[machine] = min(cap_cores, device_cap_cores)
        self._floor[machine] = floor_cores
        self._shares[machine] = shares
        if self._host[machine] != self._nowhere:
            self._different[self._host[machine]] = None
            self.share_out_soon(self._host[machine])

    def admit(self, machine: int, host: int, kernel: int = NO_KERNEL) -> None:
        """Let a machine run on a host; a container in a VM runs on that VM's kernel and out of its share."""
        self._settle(machine)
        self._host[machine] = host
        self._kernel[machine] = kernel
        self._members[host].append(machine)
        self._regroup(host)

    def expel(self, machine: int) -> None:
        """Take a machine off its host: it gets nothing from now on."""
        host = self._host[machine]
        if host == self._nowhere:
            return
        self._settle(machine)
        self._members[host].remove(machine)
        self._host[machine] = self._nowhere
        self._kernel[machine] = NO_KERNEL
        self._regroup(host)
        self._stand_still(machine)

    def change_level(self, machine: int, level_cores: float) -> None:
        """Say that a machine's users ask for ``level_cores`` of work from now on.

        This is the hot path: where nothing else happens at this instant, the host is shared out at once.
        """
        env, host = self._env, self._host[machine]
        self._settle(machine)
        self._level[machine] = level_cores
        self._demand[machine] = level_cores * self._scale[machine]
        if host == self._nowhere or self._scheduled or env.peek() <= env.now:
            self._note_change(machine)
        elif self._strained[host] or not self._serve_all(host, (machine,)):
            self._divide(host)

    def add_job(self, machine: int, work_core_s: float) -> None:
        """Hand a machine an amount of work at once."""
        self._settle(machine)
        amount = work_core_s * self._scale[machine]
        self._backlog[machine] += amount
        self.job_core_s[machine] += amount
        host = self._host[machine]
        if host == self._nowhere:
            self._stand_still(machine)
        else:
            self.share_out_soon(host)

    def change_levels(self, machines: NDArray[np.intp], levels_cores: Floats) -> None:
        """Say it of many machines at once, in one vectorised pass; only hosts where somebody waits need more."""
        now, demands = self._env.now, levels_cores * self._scales[machines]
        waits = (self._givens[machines] != self._demands[machines]) | (self._backlogs[machines] > 0.0)
        for machine in machines[waits].tolist():
            self._settle(machine)
        self._sinces_s[machines] = now
        self._levels[machines] = levels_cores
        self._demands[machines] = demands

        hosts = self._hosts[machines]
        wanted = np.bincount(self._hosts, weights=self._demands, minlength=self._nowhere + 1)
        calm = (wanted <= self._capacities) & ~self._strained & ~self._nested
        if self._devices.any_watched:
            calm &= self._devices.calm_hosts(self._hosts, self._demands, self._givens)
        calm[self._nowhere] = False
        calm[hosts[demands > self._caps[machines]]] = False
        easy = calm[hosts]
        if not easy.all():
            for machine in machines[~easy].tolist():
                self._note_change(machine)
            machines, demands, hosts = machines[easy], demands[easy], hosts[easy]

        self._wanteds[machines] = demands
        self._givens[machines] = demands
        lost = self.lost_core_s[machines] if self._any_lost else NONE
        self.machine_log.add_block(now, machines, demands, demands, demands, NONE, lost, NONE)
        touched = np.zeros(len(calm), dtype=bool)
        touched[hosts] = True
        served = np.flatnonzero(touched)
        self.host_log.add_block(now, served, (wanted + self._overheads)[served], self._capacities[served])

    # Accounts

    def _settle(self, machine: int) -> None:
        """Bring a machine's backlog up to now: what came and was not served waits, or is lost with its users."""
        now = self._env.now
        since_s, demand, given = self._since_s[machine], self._demand[machine], self._given[machine]
        self._since_s[machine] = now
        if given != demand or self._backlog[machine] > 0.0:
            grown = self._backlog[machine] + (demand - given) * (now - since_s)
            self._backlog[machine] = self._patient(machine, grown)

    def _patient(self, machine: int, backlog_core_s: float) -> float:
        """Return the part of a backlog whose users still wait; the rest is lost."""
        if backlog_core_s < NEGLIGIBLE_CORE_S:
            return 0.0
        patience_s = self._patience_s[machine]
        longest = backlog_core_s if patience_s == math.inf else self._given[machine] * patience_s
        if backlog_core_s > longest:
            self._lost[machine] += backlog_core_s - longest
            self._any_lost = True
            return longest
        return backlog_core_s

    def close(self, machines: int) -> None:
        """Bring the accounts of the machines that came to exist up to now: the run is over."""
        for machine in range(machines):
            self._settle(machine)
            self._write(machine)

    # Sharing out

    def share_out_soon(self, host: int) -> None:
        """Share a host out anew once everything that happens at this instant has happened."""
        self._marked[host] = None
        self._schedule()

    def _note_change(self, machine: int) -> None:
        host = self._host[machine]
        if host == self._nowhere:
            self._stand_still(machine)
            return
        changed = self._marked.setdefault(host, [])
        if changed is not None:
            changed.append(machine)
        self._schedule()

    def _schedule(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            EndOfInstant(self._env, self._share_out_marked)

    def _share_out_marked(self, _event: Event) -> None:
        self._scheduled = False
        marked, self._marked = self._marked, {}
        for host in self._different:
            self._devices.look(host, self._members[host], self._cap)
        self._different.clear()
        for host, changed in marked.items():
            done_for_all = False
            if changed is None or self._strained[host] or not self._serve_all(host, changed):
                done_for_all = self._divide(host)
            if done_for_all:
                return

    def _serve_all(self, host: int, changed: Sequence[int]) -> bool:
        """Give everybody on a host what they want, if there is enough; say whether there was."""
        demand, cap = self._demand, self._cap
        total = 0.0
        for machine in self._members[host]:
            wish = demand[machine]
            if wish > cap[machine]:
                return False
            total += wish
        if total > self._capacities[host]:
            return False
        for kernel, group in self._groups[host].items():
            if sum([demand[machine] for machine in group]) > self._cpu_cap[kernel]:
                return False
        if self._devices.watched[host] and not self._devices_carry(host):
            return False
        now = self._env.now
        for machine in changed:
            wish = demand[machine]
            self._wanted[machine] = self._given[machine] = wish
            self.machine_log.rows.extend((now, machine, wish, wish, wish, 0.0, self._lost[machine], 0.0))
        self.host_log.rows.extend((now, host, total + self._overheads[host], self._capacities[host]))
        return True

    def _devices_carry(self, host: int) -> bool:
        """Return whether disks and links carry what everybody on a host asks for."""
        members = self._members[host]
        wishes = [self._demand[machine] for machine in members]
        return self._devices.carries(host, members, wishes) and self._devices.rack_carries(
            members, wishes, self._givens
        )

    def _divide(self, host: int) -> bool:
        """Share a host out by shares, reservations and limits; return whether the whole rack was shared out with it.

        That is so when the shared array or the switch, which all hosts need, is short.
        """
        devices, members = self._devices, self._members[host]
        wishes = [self._wish(machine, self._env.now) for machine in members]
        parts = self._cpu_parts(host, wishes)
        whole_rack = devices.rack_is_short
        if devices.watched[host] or whole_rack:
            whole_rack = whole_rack or not devices.rack_carries(members, parts, self._givens)
            if whole_rack or not devices.carries(host, members, parts):
                self._divide_devices({host: wishes}, whole_rack=whole_rack)
                return whole_rack
        self._account(host, parts, NOBODY)
        return False

    def _divide_devices(self, wishes: dict[int, list[float]], *, whole_rack: bool) -> None:
        """Share out CPU, disks and links together on one host, or on all hosts that have machines."""
        if whole_rack:
            for host, members in enumerate(self._members):
                if members and host not in wishes:
                    wishes[host] = [self._wish(machine, self._env.now) for machine in members]
        company = {
            host: [
                Wish(machine, cores, self._asked_now(machine, cores))
                for machine, cores in zip(self._members[host], everybody, strict=True)
            ]
            for host, everybody in wishes.items()
        }
        division = self._devices.divide(company, self._cpu_parts, whole_rack=whole_rack)
        for host in wishes:
            self._account(host, [division.given[machine] for machine in self._members[host]], division.held)

    def _asked_now(self, machine: int, wish_cores: float) -> float:
        """Return what keeps a machine's queues at devices full: a job all it can use, users what they ask for."""
        asked = self._demand[machine]
        return wish_cores if self._patience_s[machine] == math.inf or asked == 0.0 else min(asked, wish_cores)

    def _cpu_parts(self, host: int, wishes: Sequence[float]) -> list[float]:
        """Return what the members of a host get of its CPU when they wish for so much."""
        members, capacity, groups = self._members[host], self._capacities.item(host), self._groups[host]
        if not groups and sum(wishes) <= capacity:
            return list(wishes)
        shares, floors = self._shares, self._floor
        claims = [
            (shares[machine], min(wish, floors[machine]), wish) for machine, wish in zip(members, wishes, strict=True)
        ]
        if not groups:
            return waterfill(capacity, claims)
        of_machine = dict(zip(members, claims, strict=True))
        kernels = {kernel: (shares[kernel], floors[kernel], self._cpu_cap[kernel]) for kernel in groups}
        parts = waterfill_kernels(capacity, of_machine, groups, kernels)
        return [parts[machine] for machine in members]

    def _account(self, host: int, parts: Sequence[float], held: Collection[int]) -> None:
        """Write down what the members of a host get from now on, and see when the next backlog will be gone.

        ``held`` are those that wait for a device and not for CPU.
        """
        now, members, capacity = self._env.now, self._members[host], self._capacities.item(host)
        rows, wake_in_s, strained, used = self.machine_log.rows, math.inf, self._devices.rack_is_short, 0.0
        demands, backlogs, givens, lost = self._demand, self._backlog, self._given, self._lost
        for machine, given in zip(members, parts, strict=True):
            demand, backlog = demands[machine], backlogs[machine]
            givens[machine] = given
            wanted, blocked = demand, 0.0
            if backlog > 0.0:
                wanted = self._cpu_cap[machine]
                backlog = backlogs[machine] = self._patient(machine, backlog)
                if given > demand:
                    wake_in_s = min(wake_in_s, backlog / (given - demand))
            if given < demand:
                # Work begins to wait. To want more than arrives would not bring it more: it gets less than that already.
                wanted = min(demand, self._cpu_cap[machine])
            if given < wanted and (machine in held or given >= self._cap[machine]):
                blocked = wanted - given
            strained = strained or given != demand or backlog > 0.0
            used += given
            self._wanted[machine] = wanted
            self._blocked[machine] = blocked
            rows.extend((now, machine, demand, wanted, given, backlog, lost[machine], blocked))
        self._strained[host] = strained
        self.host_log.rows.extend((now, host, used + self._overheads[host], capacity))
        # Time is a floating-point number too: in less than its last digit nothing would be worked off.
        self._wake(host, max(wake_in_s, 2.0 * math.ulp(now)))

    def _wish(self, machine: int, now: float) -> float:
        """Return what a machine would use now: all it can while work waits, else what is asked for."""
        demand, cap = self._demand[machine], self._cap[machine]
        if self._given[machine] != demand or self._backlog[machine] > 0.0:
            self._settle(machine)
            if self._backlog[machine] > 0.0:
                return cap
        else:
            self._since_s[machine] = now
        return min(demand, cap)

    def _regroup(self, host: int) -> None:
        """See which VMs on a host carry containers."""
        groups: dict[int, list[int]] = {}
        for machine in self._members[host]:
            kernel = self._kernel[machine]
            if kernel != NO_KERNEL:
                groups.setdefault(kernel, [kernel]).append(machine)
        self._groups[host] = groups
        self._nested[host] = bool(groups)
        self._different[host] = None
        self.share_out_soon(host)

    def _stand_still(self, machine: int) -> None:
        """Write down that a machine gets nothing."""
        self._wanted[machine] = self._given[machine] = self._blocked[machine] = 0.0
        self._backlog[machine] = self._patient(machine, self._backlog[machine])
        self._write(machine)

    def _write(self, machine: int) -> None:
        self.machine_log.rows.extend(
            (
                self._env.now,
                machine,
                self._demand[machine],
                self._wanted[machine],
                self._given[machine],
                self._backlog[machine],
                self._lost[machine],
                self._blocked[machine],
            )
        )

    def _wake(self, host: int, in_s: float) -> None:
        """Come back when the first backlog on a host is worked off, unless something happens there before."""
        at_s = self._env.now + in_s
        self._wake_at_s[host] = at_s
        if at_s < math.inf:
            self._env.timeout(in_s).callbacks.append(self._waker(host, at_s))

    def _waker(self, host: int, at_s: float) -> Callable[[Event], None]:
        def wake(_event: Event) -> None:
            if self._wake_at_s[host] == at_s:
                self.share_out_soon(host)

        return wake
