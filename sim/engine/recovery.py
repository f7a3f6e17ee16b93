"""High availability: machines of a failed host restart on the others, if there is room.

It is a restart, not a rescue: what was in memory is lost, and users wait for detection, placement and boot.
Timings: vSphere declares a host dead after about 18 s; Proxmox's watchdog fences after 60 s and its manager
waits another 60 s (pve-ha-manager).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from sim.engine.bodies import Guest, Server
from sim.engine.datacentre import DataCentre, Process
from sim.run import ProtectionChange
from sim.text import N_, Message

DETECT_S = MappingProxyType({"vsphere": 18.0, "proxmox": 60.0})
FENCE_S = MappingProxyType({"vsphere": 0.0, "proxmox": 60.0})
DISK_ELSEWHERE = N_("The disk of {machine} is on {host}: without shared storage no other host can start it.")
_ORDER = ("high", "medium", "low")


class Recovery:
    """The service that watches hosts and restarts the machines of those that fail."""

    def __init__(self, centre: DataCentre, *, enabled: bool) -> None:
        self._centre = centre
        self._policy = centre.scenario.high_availability
        self._enabled = enabled
        self._waiting: list[Guest] = []
        centre.journal.protection.append(ProtectionChange(0.0, enabled))
        centre.room_appeared = self.room_appeared

    def switch(self, *, enabled: bool) -> None:
        """Turn the service on or off; what it has begun it finishes."""
        self._enabled = enabled
        self._centre.journal.protection.append(ProtectionChange(self._centre.env.now, enabled))

    def host_failed(self, server: Server, victims: Sequence[Guest]) -> None:
        """Notice in time that a host has failed with these machines on it."""
        protected = [guest for guest in victims if guest.kernel is None and guest.spec.kind != "physical"]
        if self._enabled:
            self._centre.env.process(self._restart_all(server, protected))

    def _restart_all(self, server: Server, victims: Sequence[Guest]) -> Process:
        """One failed host: miss its heartbeat, make sure that it is dead, restart its machines elsewhere."""
        centre, profile = self._centre, self._policy.profile
        episodes = [guest.episode for guest in victims]
        silence_s = DETECT_S[profile] + FENCE_S[profile]
        yield centre.env.timeout(silence_s)
        # A host that is being repaired sends no heartbeat either; one that is back has started its machines itself.
        lost = [guest for guest, episode in zip(victims, episodes, strict=True) if guest.episode == episode]
        if server.is_up or not lost:
            return
        centre.journal.tell(
            "decision",
            N_("High availability declares {host} dead after {silence_s} without a heartbeat."),
            {"host": server.name, "silence_s": silence_s},
        )
        chosen = [guest for priority in _ORDER for guest in lost if guest.spec.restart_priority == priority]
        for guest in chosen:
            centre.set_state(guest, "placing")
        yield centre.env.timeout(self._policy.place_s)
        for guest in chosen:
            if guest.state == "placing":
                self._restart(guest)

    def _restart(self, guest: Guest, *, waited: bool = False) -> None:
        """Place one machine anew and boot it, or let it wait for room; say so once."""
        centre, came_from = self._centre, guest.server
        if centre.scenario.shared_storage:
            target = centre.room.find_host(guest.spec, but=came_from)
            why_not = centre.journal.decisions[-1].reason
        else:
            target = None
            why_not = Message(
                DISK_ELSEWHERE,
                {"machine": guest.name, "host": guest.place},
            )
        if target is None:
            self._waiting.append(guest)
            if not waited:
                centre.journal.tell(
                    "refused",
                    N_("High availability cannot restart {machine}. {reason}"),
                    {"machine": guest.name, "reason": why_not},
                )
            return
        centre.settle_on(guest, target)
        centre.journal.tell(
            "decision",
            N_("High availability restarts {machine} on {host}."),
            {"machine": guest.name, "host": target.name},
        )
        guest.returns = False
        centre.boot(guest)
        for container in guest.containers:
            container.server = target
            container.returns = container.returns or container.state == "crashed"

    def room_appeared(self) -> None:
        """Try again for the machines that wait for room, in their order."""
        waiting, self._waiting = self._waiting, []
        for guest in waiting:
            if guest.state == "placing":
                self._restart(guest, waited=True)
