"""The memory of all hosts: who holds what, and what hypervisors take back when they have promised too much."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from simpy import Environment

from sim.engine.bodies import UNTOUCHED, Guest, Server
from sim.engine.journal import Journal
from sim.engine.recorder import Recorder
from sim.inventory import MemoryState
from sim.mechanisms.memory import MICROVM_OVERHEAD_MIB, esxi_min_free_mib, vm_overhead_mib
from sim.mechanisms.reclamation import USUAL, GuestMemory, HostMemory, MemoryAssumptions, reclaim
from sim.run import MemoryChange
from sim.scenario import MemoryRules
from sim.text import N_

NO_COMPRESSION = MemoryAssumptions(compressible=0.0)
_SAID: dict[MemoryState, str] = {
    "hard": N_("{host} is short of memory: it compresses and swaps pages, and its machines become slow."),
    "low": N_("{host} has no memory left to take back."),
}
"""What the log says when a host comes into a state. The milder ones nobody notices: idle memory is taken back."""


class Memory:
    """What machines hold, written down at every change, and each host's ladder from sharing to swapping."""

    def __init__(self, env: Environment, rules: MemoryRules, journal: Journal) -> None:
        self._env = env
        self._rules = rules
        self._journal = journal
        self._promises_too_much = rules.overcommit_max > 1.0 or rules.sharing != "off"
        self.log = Recorder(
            "configured_mib",
            "active_mib",
            "shared_mib",
            "ballooned_mib",
            "compressed_mib",
            "swapped_mib",
            "throughput",
        )

    def settle(self, guest: Guest) -> list[Guest]:
        """See what a change of one machine's memory means; return the machines whose speed may have changed with it."""
        self._write(guest)
        server = guest.server
        if server is None or server.spec.bare_metal or guest.kernel is not None or self._is_plenty(server):
            return []
        return self._share_out(server)

    def _is_plenty(self, server: Server) -> bool:
        """Return whether nothing has to be taken back on a host, and nothing was.

        A hypervisor that promises no more than it has gives every machine its memory for good, within its limit.
        """
        if any(guest.spec.memory_limit_mib is not None for guest in server.residents):
            return False
        if not self._promises_too_much:
            # A machine whose limit has just been lifted gets back what it had beyond it.
            return all(guest.layers.whole for guest in server.residents)
        if server.memory_state != "high" or self._rules.sharing == "ksm":
            return False
        needed_mib = sum([_consumed_mib(guest) + _overhead_mib(guest) for guest in server.residents])
        return needed_mib <= server.spec.guest_memory_mib - esxi_min_free_mib(server.spec.memory_mib)

    def _share_out(self, server: Server) -> list[Guest]:
        """Let a host's hypervisor take back what it must; return the machines whose speed may have changed."""
        host = self._reclaimed(server)
        server.short_mib = host.short_mib
        if host.state != server.memory_state:
            if host.state in _SAID:
                self._journal.tell("host", _SAID[host.state], {"host": server.name})
            elif server.memory_state in _SAID and server.is_up:
                self._journal.tell("host", N_("{host} has enough memory again."), {"host": server.name})
            server.memory_state = host.state
            self._journal.memory.append(MemoryChange(self._env.now, server.index, host.state))
        slower: list[Guest] = []
        for guest, layers in zip(server.residents, host.guests, strict=True):
            if layers != guest.layers:
                concerned = [guest] if layers.throughput == guest.layers.throughput else [guest, *guest.containers]
                slower += concerned
                guest.layers = layers
                for one in concerned:
                    self._write(one)
        return slower

    def _reclaimed(self, server: Server) -> HostMemory:
        """Return where the memory of a host's machines is once its hypervisor has done what it must."""
        host = server.spec
        return reclaim(
            host.guest_memory_mib if self._promises_too_much else math.inf,
            esxi_min_free_mib(host.memory_mib),
            [_claim(guest) for guest in server.residents],
            sharing=self._rules.sharing,
            swap=self._rules.swap,
            previous_state=server.memory_state,
            assumptions=USUAL if self._rules.compression else NO_COMPRESSION,
        )

    def _write(self, guest: Guest) -> None:
        configured, layers = guest.configured_mib, guest.layers if guest.holds_memory else UNTOUCHED
        self.log.rows.extend(
            (
                self._env.now,
                guest.index,
                configured,
                guest.active_mib,
                layers.shared_mib,
                layers.ballooned_mib,
                layers.compressed_mib,
                layers.swapped_mib,
                guest.memory_speed,
            )
        )


def out_of_memory_victim(residents: Sequence[Guest]) -> Guest | None:
    """Return the container that a host's kernel kills when it has no memory left: the one that holds most."""
    containers = [guest for guest in residents if guest.spec.kind == "container"]
    return max(containers, key=lambda guest: guest.active_mib, default=None)


def _claim(guest: Guest) -> GuestMemory:
    spec = guest.spec
    return GuestMemory(
        configured_mib=guest.configured_mib,
        consumed_mib=_consumed_mib(guest),
        active_mib=guest.active_mib,
        shares=float(spec.memory_weight),
        overhead_mib=_overhead_mib(guest),
        reservation_mib=float(min(spec.memory_reservation_mib, spec.memory_mib)),
        limit_mib=math.inf if spec.memory_limit_mib is None else float(spec.memory_limit_mib),
        family=spec.os.family,
        container=spec.kind == "container",
    )


def _consumed_mib(guest: Guest) -> float:
    """Return what a machine has touched: a system's file cache fills what it has, a container holds what it uses."""
    return guest.active_mib if guest.spec.kind == "container" else guest.configured_mib


def _overhead_mib(guest: Guest) -> float:
    """Return what the hypervisor needs to run a machine."""
    if guest.spec.kind == "microvm":
        return MICROVM_OVERHEAD_MIB
    return 0.0 if guest.spec.kind == "container" else _vm_overhead_mib(guest.spec.memory_mib, guest.spec.vcpus)


_vm_overhead_mib = lru_cache(maxsize=1024)(vm_overhead_mib)
