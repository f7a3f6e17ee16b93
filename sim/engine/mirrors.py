"""Fault tolerance: a VM runs twice, on two hosts, and the second does all that the first does.

When the host of the first dies, the second goes on at once: nobody notices. What goes wrong *inside* the VM, a crash of
its system, wrong or encrypted data, happens to both. The price is a second machine's CPU, memory, disk and network.

Source: VMware vSphere Availability, "Providing Fault Tolerance for Virtual Machines".
"""

from __future__ import annotations

from sim.engine.bodies import Guest, Server, mirrored
from sim.engine.datacentre import DataCentre
from sim.engine.process import Process
from sim.mechanisms.devices import uplink
from sim.mechanisms.network import mib_per_s
from sim.text import N_

LONGEST_STEM = 36
"""Characters of a machine's name that its secondary keeps, so that it has room for its ending."""


class Mirrors:
    """The service that keeps a secondary beside every fault-tolerant VM while it runs."""

    def __init__(self, centre: DataCentre) -> None:
        self._centre = centre
        self._tell = centre.journal.tell
        self._unprotected: dict[Guest, None] = {}
        """Machines that wait for a second host; like a set, but in order."""

    def open(self) -> None:
        """Let the day begin: who is mirrored has been for a while."""
        for guest in list(self._centre.guests.values()):
            if guest.spec.fault_tolerant and guest.state == "running" and self._find_second(guest):
                self._centre.set_state(self._secondary(guest), "running")
        self._centre.state_changed = self._state_changed
        self._centre.falling = self.take_over

    # What happens to either of the two

    def _state_changed(self, guest: Guest) -> None:
        """Keep pace with a machine that has come into another state."""
        if guest.primary is not None:
            guest.returns = False
            if guest.state == "crashed" and guest.primary.state == "running":
                self.seek(guest.primary)
        elif guest.state == "running":
            if guest.spec.fault_tolerant:
                self.seek(guest)
        elif guest.secondary is not None:
            self._end_together(guest, guest.secondary)

    def _end_together(self, guest: Guest, secondary: Guest) -> None:
        if guest.state == "crashed" and secondary.state == "running":
            self._tell(
                "fault",
                N_("The secondary of {machine} stops too: it does all that {machine} does."),
                {"machine": guest.name},
            )
        self.drop(guest)

    def take_over(self, server: Server) -> None:
        """Let the secondaries of all machines on a host that is about to stop go on in their place."""
        for guest in self._centre.rack.guests_of(server):
            secondary = guest.secondary
            if secondary is None or secondary.server is None or not self._is_protected(guest):
                continue
            target = secondary.server
            self._centre.set_state(secondary, "stopped")
            self._centre.transfer(guest, target)
            self._tell(
                "decision",
                N_("{machine} goes on in its secondary on {host}, without an interruption."),
                {"machine": guest.name, "host": target.name},
            )
            self.seek(guest)

    def _is_protected(self, guest: Guest) -> bool:
        return guest.state == "running" and guest.secondary is not None and guest.secondary.state == "running"

    # Making and ending a secondary

    def seek(self, guest: Guest) -> None:
        """Make a secondary for a running machine that has none."""
        self._centre.env.process(self._mirroring(guest))

    def drop(self, guest: Guest) -> None:
        """End a machine's secondary."""
        self._unprotected.pop(guest, None)
        if guest.secondary is not None and guest.secondary.holds_memory:
            self._centre.set_state(guest.secondary, "stopped")
            self._centre.room_appeared()

    def room_appeared(self) -> None:
        """Try again for the machines that wait for a second host, in their order."""
        for guest in self._unprotected:
            self.seek(guest)

    def _mirroring(self, guest: Guest) -> Process:
        """One secondary: it is placed, takes over the memory of its primary, and from then on keeps pace."""
        centre, episode = self._centre, guest.episode
        yield centre.env.timeout(centre.scenario.high_availability.place_s)
        if guest.episode != episode or not guest.spec.fault_tolerant or self._has_second(guest):
            return
        if not self._find_second(guest):
            return
        secondary = self._secondary(guest)
        centre.set_state(secondary, "migrating")
        turn = secondary.episode
        yield centre.env.timeout(guest.spec.memory_mib / self._copy_mib_per_s(guest, secondary))
        if secondary.episode == turn:
            centre.set_state(secondary, "running")
            self._tell(
                "machine",
                N_("{machine} is mirrored on {host}: it survives the loss of a host without an interruption."),
                {"machine": guest.name, "host": secondary.place},
            )

    def _has_second(self, guest: Guest) -> bool:
        return guest.secondary is not None and guest.secondary.holds_memory

    def _find_second(self, guest: Guest) -> bool:
        """Settle the secondary of a machine on another host; wait for room, and say so, where there is none."""
        if guest.containers:
            self._tell(
                "refused",
                N_("{machine} carries containers: it cannot be fault tolerant."),
                {"machine": guest.name},
            )
            return False
        secondary = self._secondary(guest)
        target = self._centre.room.find_host(secondary.spec, but=guest.server)
        if target is None:
            if guest not in self._unprotected:
                self._tell(
                    "refused",
                    N_("{machine} has no secondary and is not protected. {reason}"),
                    {"machine": guest.name, "reason": self._centre.journal.decisions[-1].reason},
                )
            self._unprotected[guest] = None
            return False
        self._unprotected.pop(guest, None)
        self._centre.settle_on(secondary, target)
        return True

    def _secondary(self, guest: Guest) -> Guest:
        """Return the machine that mirrors another; it exists from the first time on that somebody asks."""
        if guest.secondary is None:
            centre = self._centre
            secondary = centre.draft(mirrored(guest.spec, self._free_name(guest.name)))
            secondary.primary, guest.secondary = guest, secondary
            centre.enlist(secondary, follow=False)
            centre.loads.follow([(secondary.index, guest.name, guest.spec.workload)])
            centre.journal.mirrors[secondary.name] = guest.name
            centre.set_state(secondary, "defined")
            centre.contagion.mirror(guest)
        return guest.secondary

    def _free_name(self, name: str) -> str:
        taken = {*self._centre.guests, *self._centre.servers}
        stem = f"{name[:LONGEST_STEM]}.ft"
        return next(
            one for number in range(len(taken) + 1) if (one := stem + (str(number + 1) if number else "")) not in taken
        )

    def _copy_mib_per_s(self, guest: Guest, secondary: Guest) -> float:
        """Return how fast the memory of the first is copied to the second: one card's rate at either end."""
        return min(
            mib_per_s(uplink(one.server.spec).flow_gbit_per_s) for one in (guest, secondary) if one.server is not None
        )
