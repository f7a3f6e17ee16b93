"""What machines use of their hosts: CPU, disks, network and memory, told to whoever shares it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.bodies import UNTOUCHED, Guest, Server
from sim.engine.memory import out_of_memory_victim
from sim.mechanisms.claims import NO_KERNEL, Claimant
from sim.mechanisms.efficiency import work_per_core
from sim.text import N_

if TYPE_CHECKING:
    from sim.engine.datacentre import DataCentre


class Usage:
    """What each machine takes of its host, and claims of it."""

    def __init__(self, centre: DataCentre) -> None:
        self._centre = centre

    def carry_over(self, guest: Guest, server: Server) -> None:
        """Let a machine that stands still belong to another host, with its memory and what runs on its kernel."""
        self.occupy(guest, -1)
        self.note_memory(guest)
        guest.server = server
        for container in guest.containers:
            container.server = server
        self.occupy(guest, 1)
        self.note_memory(guest)

    def set_throttle(self, guest: Guest, throttle: float) -> None:
        """Take a part of its CPU time from a machine, and from what runs on its kernel."""
        if throttle == guest.throttle:
            return
        guest.throttle = throttle
        for machine in (guest, *guest.containers):
            self.note_memory(machine)
            if machine.state == "running":
                self.set_claim(machine)

    def set_users(self, guest: Guest) -> None:
        """Tell the processor what a machine's users ask for, in physical cores per core of work."""
        host = guest.server.spec if guest.server is not None else None
        efficiency = work_per_core(self._centre.assumptions, guest.spec, host, in_vm=guest.kernel is not None)
        mirrors = guest.primary is not None  # nobody asks a secondary, yet it does all that its primary does
        toll = 1.0 + self._centre.assumptions.migration_cpu_cost if self._centre.migrations.costs_cpu(guest) else 1.0
        self._centre.processor.set_users(
            guest.index,
            scale=toll / efficiency if guest.wanted_up or (mirrors and guest.state == "running") else 0.0,
            patience_s=None if guest.users_wait else guest.spec.workload.timeout_s,
        )

    def stop_waiting(self, guest: Guest) -> None:
        """Let the patience of a machine's users count again, now that it serves them."""
        if guest.users_wait:
            guest.users_wait = False
            self.set_users(guest)

    def set_claim(self, guest: Guest) -> None:
        """Tell the processor what a running machine can use, and its weight."""
        spec, server = guest.spec, guest.server
        if server is None:
            return
        cap = spec.cap_cores(server.spec.core_speed) * guest.memory_speed
        kernel = guest.kernel.index if guest.kernel is not None else NO_KERNEL
        self._centre.processor.set_claim(
            Claimant(guest.index, float(spec.cpu_shares), min(spec.reservation_cores, cap), cap, kernel, spec.pool),
            self._centre.devices.set_machine(guest.index, spec, server.index, in_vm=kernel != NO_KERNEL),
        )

    def occupy(self, guest: Guest, sign: int) -> None:
        """Take what a machine needs on its host, or with ``sign`` -1 give it back."""
        server = guest.server
        if server is None or guest.kernel is not None:
            return
        if sign > 0:
            server.residents.append(guest)
        else:
            server.residents.remove(guest)
            guest.layers = UNTOUCHED
        server.promise(guest.spec, sign)
        if server.spec.smt:
            self._centre.rack.set_capacity(server)

    def note_memory(self, guest: Guest) -> None:
        """See what a change of a machine's memory means for everybody on its host."""
        for other in self._centre.memory.settle(guest):
            if other.state == "running":
                self.set_claim(other)
        server = guest.server
        while server is not None and guest.kernel is None and server.short_mib > 0.0:
            victim = out_of_memory_victim(server.residents)
            if victim is None:
                return
            self._centre.journal.tell(
                "fault",
                N_("{host} has no memory left: its kernel kills {machine}."),
                {"host": server.name, "machine": victim.name},
            )
            self._centre.go_down(victim, "crashed", returns=False)
