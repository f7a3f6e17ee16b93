"""Who gets how much CPU, from one change to the next.

Every rate is constant between two changes. A change marks its host; once everything that happens at an
instant has happened, each marked host is shared out anew. As long as nobody on a host waits, a change of
one machine's demand concerns that machine alone, and that is the case the code is fast for. A machine that has
work waiting uses all it can, whatever arrives: a change of its demand concerns nobody else either.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from simpy import Environment, Event

from sim.engine.accounts import Accounts
from sim.engine.claims import Claims
from sim.engine.devices import Company, Devices
from sim.engine.end_of_instant import EndOfInstant
from sim.engine.plain_view import plain_view
from sim.engine.recorder import NONE, Recorder
from sim.inventory import ResourcePool
from sim.mechanisms.claims import Claimant
from sim.steps import Floats

NOBODY: frozenset[int] = frozenset()


class Processor:
    """The CPUs of all hosts, and who is served from them.

    Machines and hosts are numbers here: their positions in the run. Amounts are in cores of physical CPU.
    One host more than there are, the last, stands for nowhere: it has no CPU.
    """

    def __init__(
        self, env: Environment, devices: Devices, machines: int, hosts: int, pools: Iterable[ResourcePool] = ()
    ) -> None:
        self._env = env
        self._devices = devices
        self.accounts = Accounts(env, machines)
        self._claims = Claims(machines, hosts, pools)
        self.host_log = Recorder("used_cores", "capacity_cores")
        self._capacities = np.zeros(hosts + 1)
        self._overheads = np.zeros(hosts + 1)
        self._strained = np.zeros(hosts + 1, dtype=bool)
        """On which hosts somebody waits, or may."""
        self._wish_then = [math.nan] * machines
        """What each machine wished for when its host was last divided."""
        self._wake_at_s = [math.inf] * hosts
        self._different: dict[int, None] = {}
        """Hosts whose machines have changed since claims and devices were looked at; like a set, but in order."""
        self._marked: dict[int, list[int] | None] = {}
        self._scheduled = False
        # What the hot path reads and writes, without a detour.
        self._nowhere, self._host, self._cap = self._claims.nowhere, self._claims.host, self._claims.cap
        self._demand, self._given, self._backlog = self.accounts.demand, self.accounts.given, self.accounts.backlog
        self._members = self._claims.members
        self._capacity, self._overhead = plain_view(self._capacities), plain_view(self._overheads)
        self._is_strained = self._strained.data
        devices.lines.look_again = self._is_different

    # What the data centre tells

    def set_host(self, host: int, *, capacity_cores: float, overhead_cores: float) -> None:
        """Give a host its CPU: what machines may use, and what its hypervisor uses itself."""
        self._capacities[host] = capacity_cores
        self._overheads[host] = overhead_cores
        self.share_out_soon(host)

    def capacity_cores(self, host: int) -> float:
        """Return the CPU that the machines on a host may use together; 0 while it is not on."""
        return float(self._capacity[host])

    def set_users(self, machine: int, *, scale: float, patience_s: float | None) -> None:
        """Say what a machine's users ask for: ``scale`` physical cores per core of work, 0 when nobody asks."""
        self.accounts.set_users(machine, scale, patience_s)
        self._note_change(machine)

    def set_claim(self, claimant: Claimant, device_cap_cores: float = math.inf) -> None:
        """Say what a machine claims; ``device_cap_cores`` is what it can use within its limits of disk and network."""
        self._claims.set_claim(claimant, device_cap_cores)
        host = self._host[claimant.machine]
        if host != self._nowhere:
            self._is_different(host)

    def set_pool(self, pool: ResourcePool) -> None:
        """Define a pool, or define it anew."""
        self._claims.set_pool(pool)
        for host, members in enumerate(self._members):
            if members:
                self._is_different(host)

    def admit(self, machine: int, host: int) -> None:
        """Let a machine run on a host, with what it claims there."""
        self.accounts.settle(machine)
        self._claims.admit(machine, host)
        self._is_different(host)

    def expel(self, machine: int) -> None:
        """Take a machine off its host: it gets nothing from now on."""
        host = self._host[machine]
        if host == self._nowhere:
            return
        self.accounts.settle(machine)
        self._claims.expel(machine)
        self._is_different(host)
        self.accounts.stand_still(machine)

    def transfer(self, machine: int, host: int) -> None:
        """Let a machine go on on another host without standing still in between."""
        self.accounts.settle(machine)
        self._is_different(self._host[machine])
        self._claims.expel(machine)
        self._claims.admit(machine, host)
        self._is_different(host)

    def add_job(self, machine: int, work_core_s: float) -> None:
        """Hand a machine an amount of work at once."""
        self.accounts.add_job(machine, work_core_s)
        host = self._host[machine]
        if host == self._nowhere:
            self.accounts.stand_still(machine)
        else:
            self.share_out_soon(host)

    # The hot paths: levels change

    def used_cores(self, host: int) -> float:
        """Return the CPU of a host that is in use now, its hypervisor's own included."""
        return math.fsum(self._given[machine] for machine in self._members[host]) + self._overheads.item(host)

    def change_level(self, machine: int, level_cores: float) -> None:
        """Say that a machine's users ask for ``level_cores`` of work from now on.

        Where nothing else happens at this instant, the host is shared out at once.
        """
        env, host = self._env, self._host[machine]
        self.accounts.set_level(machine, level_cores)
        if host == self._nowhere or self._scheduled or env.peek() <= env.now:
            self._note_change(machine)
        else:
            self._serve(host, (machine,))

    def change_levels(self, machines: NDArray[np.intp], levels_cores: Floats) -> None:
        """Say it of many machines at once, in one vectorised pass; only hosts where somebody waits need more."""
        now, accounts, claims = self._env.now, self.accounts, self._claims
        demands = levels_cores * accounts.scales[machines]
        waits = (accounts.givens[machines] != accounts.demands[machines]) | (accounts.backlogs[machines] > 0.0)
        for machine in machines[waits].tolist():
            accounts.settle(machine)
        accounts.sinces_s[machines] = now
        accounts.levels[machines] = levels_cores
        accounts.demands[machines] = demands

        hosts = claims.hosts[machines]
        wanted = np.bincount(claims.hosts, weights=accounts.demands, minlength=self._nowhere + 1)
        calm = (wanted <= self._capacities) & ~self._strained & ~claims.capped
        if self._devices.any_watched:
            calm &= self._devices.calm_hosts(claims.hosts, accounts.demands, accounts.givens)
        calm[self._nowhere] = False
        calm[hosts[demands > claims.caps[machines]]] = False
        easy = calm[hosts]
        if not easy.all():
            for machine in machines[~easy].tolist():
                self._note_change(machine)
            machines, demands, hosts = machines[easy], demands[easy], hosts[easy]

        accounts.wanteds[machines] = demands
        accounts.givens[machines] = demands
        lost = accounts.lost_core_s[machines] if accounts.any_lost else NONE
        accounts.log.add_block(now, machines, demands, demands, demands, NONE, lost, NONE)
        touched = np.zeros(len(calm), dtype=bool)
        touched[hosts] = True
        served = np.flatnonzero(touched)
        self.host_log.add_block(now, served, (wanted + self._overheads)[served], self._capacities[served])

    # When hosts are shared out

    def share_out_soon(self, host: int) -> None:
        """Share a host out anew once everything that happens at this instant has happened."""
        self._marked[host] = None
        self._schedule()

    def _is_different(self, host: int) -> None:
        self._different[host] = None
        self.share_out_soon(host)

    def _note_change(self, machine: int) -> None:
        host = self._host[machine]
        if host == self._nowhere:
            self.accounts.stand_still(machine)
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
        if self._different:
            for host in self._claims.arrange(list(self._different)):
                self._devices.look(host, self._members[host], self._cap)
                marked[host] = None
            self._devices.look_at_rack()
            self._different.clear()
        whole_rack = False
        for host, changed in marked.items():
            if not whole_rack:
                whole_rack = self._divide(host) if changed is None else self._serve(host, changed)
            elif not self._members[host]:  # whoever is on another host has had a part of the whole rack's
                self._account(host, [], NOBODY)

    def _serve(self, host: int, changed: Sequence[int]) -> bool:
        """Follow a change of what machines on a host are asked for; return whether the whole rack was shared out."""
        easy = self._goes_on(host, changed) if self._is_strained[host] else self._serve_all(host, changed)
        return not easy and self._divide(host)

    def _serve_all(self, host: int, changed: Sequence[int]) -> bool:
        """Give everybody on a host what they want, if there is enough; say whether there was."""
        demand, cap = self._demand, self._cap
        total = 0.0
        for machine in self._members[host]:
            wish = demand[machine]
            if wish > cap[machine]:
                return False
            total += wish
        if total > self._capacity[host]:
            return False
        for most, group in self._claims.ceilings[host]:
            if sum([demand[machine] for machine in group]) > most:
                return False
        if self._devices.watched[host] and not self._devices_carry(host):
            return False
        now, accounts = self._env.now, self.accounts
        for machine in changed:
            wish = demand[machine]
            accounts.wanted[machine] = self._given[machine] = wish
            accounts.log.rows.extend((now, machine, wish, wish, wish, 0.0, accounts.lost[machine], 0.0))
        self.host_log.rows.extend((now, host, total + self._overhead[host], self._capacity[host]))
        return True

    def _devices_carry(self, host: int) -> bool:
        """Return whether disks and links carry what everybody on a host asks for."""
        members = self._members[host]
        wishes = [self._demand[machine] for machine in members]
        return self._devices.carries(host, members, wishes) and self._devices.rack_carries(
            members, wishes, self.accounts.givens
        )

    def _goes_on(self, host: int, changed: Sequence[int]) -> bool:
        """Write down what changes where it changes nobody's part; return whether that is so.

        Whoever has work waiting used all it could and still does, so the division of CPU and devices stays as it is.
        """
        if self._devices.follow_demand(host):
            return False
        for machine in changed:
            if self._backlog[machine] <= 0.0 or self._wish_then[machine] != self._cap[machine]:
                return False
        for machine in changed:
            given, waits_for_device = self._given[machine], self.accounts.blocked[machine] > 0.0
            gone_in_s = self.accounts.give(machine, given, self._claims.cpu_cap[machine], held=waits_for_device)
            if self._env.now + gone_in_s < self._wake_at_s[host]:
                self._wake(host, gone_in_s)
        return True

    # Dividing

    def _divide(self, host: int) -> bool:
        """Share a host out by shares, reservations and limits; return whether the whole rack was shared out with it.

        That is so when the shared array or the switch, which all hosts need, is short.
        """
        devices, members = self._devices, self._members[host]
        wishes = self._wishes(host)
        parts = self._cpu_parts(host, wishes)
        whole_rack = devices.rack_is_short
        if devices.watched[host] or whole_rack:
            carries = devices.carries(host, members, parts)
            whole_rack = whole_rack or not devices.rack_carries(members, parts, self.accounts.givens)
            if whole_rack or not carries:
                self._divide_devices({host: wishes}, whole_rack=whole_rack)
                return whole_rack
        self._account(host, parts, NOBODY)
        return False

    def _divide_devices(self, wishes: dict[int, list[float]], *, whole_rack: bool) -> None:
        """Share out CPU, disks and links together on one host, or on all hosts that have machines."""
        if whole_rack:
            for host, members in enumerate(self._members):
                if members and host not in wishes:
                    wishes[host] = self._wishes(host)
        places: dict[int, range] = {}
        machines: list[int] = []
        cores: list[float] = []
        asked: list[float] = []
        for host, here in wishes.items():
            members = self._members[host]
            places[host] = range(len(machines), len(machines) + len(members))
            machines += members
            cores += here
            asked += list(map(self._asked_now, members, here))
        company = Company(places, machines, cores, asked)
        division = self._devices.divide(company, self._cpu_parts, whole_rack=whole_rack)
        for host, at in places.items():
            self._account(host, division.given[at.start : at.stop], division.held)

    def _wishes(self, host: int) -> list[float]:
        """Return what the machines on a host would use now: all they can while work waits, else what is asked for."""
        wishes, settle, then = [], self.accounts.settle, self._wish_then
        for machine in self._members[host]:
            settle(machine)
            cap, demand = self._cap[machine], self._demand[machine]
            wish = cap if demand > cap or self._backlog[machine] > 0.0 else demand
            then[machine] = wish
            wishes.append(wish)
        return wishes

    def _asked_now(self, machine: int, wish_cores: float) -> float:
        """Return what keeps a machine's queues at devices full: what users ask for, or all that a job handed in can use.

        Not what has piled up: who gets how much must not depend on when somebody looked last.
        """
        asked = self._demand[machine]
        return wish_cores if asked == 0.0 else min(asked, wish_cores)

    def _cpu_parts(self, host: int, wishes: Sequence[float]) -> list[float]:
        """Return what the members of a host get of its CPU when they wish for so much."""
        return self._claims.divide(host, self._capacity[host], wishes)

    def _account(self, host: int, parts: Sequence[float], held: Collection[int]) -> None:
        """Write down what the members of a host get from now on, and see when the next backlog will be gone.

        ``held`` are those that wait for a device and not for CPU.
        """
        give, cap, cpu_cap, demands, backlogs = (
            self.accounts.give,
            self._cap,
            self._claims.cpu_cap,
            self._demand,
            self._backlog,
        )
        gone_in_s, strained, used = math.inf, self._devices.rack_is_short, 0.0
        for machine, given in zip(self._members[host], parts, strict=True):
            # A machine that has all that its own limits of disk and network let it use waits for them too.
            at_own_limit = given >= cap[machine]
            gone_in_s = min(gone_in_s, give(machine, given, cpu_cap[machine], held=at_own_limit or machine in held))
            strained = strained or given != demands[machine] or backlogs[machine] > 0.0
            used += given
        self._is_strained[host] = strained
        self.host_log.rows.extend((self._env.now, host, used + self._overhead[host], self._capacity[host]))
        self._wake(host, gone_in_s)

    def _wake(self, host: int, in_s: float) -> None:
        """Come back when the first backlog on a host is worked off, unless something happens there before."""
        # Time is a floating-point number too: in less than its last digit nothing would be worked off.
        in_s = max(in_s, 2.0 * math.ulp(self._env.now))
        at_s = self._env.now + in_s
        self._wake_at_s[host] = at_s
        if at_s < math.inf:
            self._env.timeout(in_s).callbacks.append(self._waker(host, at_s))

    def _waker(self, host: int, at_s: float) -> Callable[[Event], None]:
        def wake(_event: Event) -> None:
            if self._wake_at_s[host] == at_s:
                self.share_out_soon(host)

        return wake
