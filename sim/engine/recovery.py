"""High availability: machines of a failed host restart on the others, if there is room.

It is a restart, not a rescue: what was in memory is lost, and users wait for detection, placement and boot.
Timings: vSphere declares a host dead after about 18 s; Proxmox's watchdog fences after 60 s and its manager
waits another 60 s (pve-ha-manager). A vSphere host that hears nobody declares itself isolated after 30 s, the
primary after 5 s (Broadcom KB 322784).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sim.engine.admission import Admission
from sim.engine.bodies import Guest, Server
from sim.engine.copies import Copies
from sim.engine.datacentre import DataCentre
from sim.engine.mirrors import Mirrors
from sim.engine.monitoring import Monitor
from sim.engine.process import Process
from sim.run import ProtectionChange, SettingsChange
from sim.text import N_, Message

DETECT_S = MappingProxyType({"vsphere": 18.0, "proxmox": 60.0})
FENCE_S = MappingProxyType({"vsphere": 0.0, "proxmox": 60.0})
DISK_ELSEWHERE = N_("The disk of {machine} is on {host}: without shared storage no other host can start it.")
ISOLATED_S, PRIMARY_ISOLATED_S = 30.0, 5.0
"""How long a vSphere host hears nobody until it counts itself as isolated; the primary, which asks at once, is quicker."""
RESPONSES = MappingProxyType(
    {
        "leave_on": N_("its machines stay on"),
        "power_off": N_("its machines are switched off"),
        "shut_down": N_("its machines are shut down"),
    }
)
_ORDER = ("high", "medium", "low")


class Recovery:
    """The service that watches hosts and restarts the machines of those that fail."""

    def __init__(self, centre: DataCentre) -> None:
        self._centre = centre
        self.settings = centre.scenario.high_availability
        self._waiting: list[Guest] = []
        self.monitor = Monitor(centre)
        self.copies = Copies(centre)
        self.mirrors = Mirrors(centre)
        self.admission = Admission(centre.scenario, centre.servers.values(), centre.guests.values())
        centre.room_appeared = self.room_appeared
        centre.guest_failed = self.monitor.guest_failed
        self.set_up({})
        centre.server_lost = self.host_failed

    def set_up(self, changes: Mapping[str, object]) -> None:
        """Work with other settings from now on; what was begun is finished with those of before."""
        journal, now = self._centre.journal, float(self._centre.env.now)
        self.settings = self.settings.model_copy(update=dict(changes))
        self.admission.settings = self.settings
        self.monitor.enabled = self.settings.enabled and self.settings.vm_monitoring
        journal.protection.append(ProtectionChange(now, self.settings.enabled))
        journal.settings.append(SettingsChange(now, self.settings))

    def host_failed(self, server: Server, victims: Sequence[Guest]) -> None:
        """Notice in time that a host has failed with these machines on it."""
        if self.settings.enabled:
            profile = self.settings.profile
            silence_s = DETECT_S[profile] + FENCE_S[profile]
            self._centre.env.process(self._restart_all(server, victims, silence_s, heard_s=0.0))

    def host_isolated(self, server: Server) -> None:
        """Notice in time that a host, still running, has lost its network: it hears nobody, and nobody hears it."""
        if server.isolated or not server.is_up:
            return
        primary = next(other for other in self._centre.servers.values() if other.is_up and not other.isolated)
        server.isolated = True
        self._centre.migrations.host_cut_off(server)
        if self.settings.enabled:
            respond = self._isolated_vsphere if self.settings.profile == "vsphere" else self._isolated_proxmox
            self._centre.env.process(respond(server, ISOLATED_S if server is not primary else PRIMARY_ISOLATED_S))

    def host_reachable(self, server: Server) -> None:
        """Let a host that was cut off take part again; what was decided meanwhile stays."""
        server.isolated = False
        self._centre.room_appeared()

    def _isolated_vsphere(self, server: Server, silence_s: float) -> Process:
        """One isolated host: it finds out by itself, and does with its machines what it was told to."""
        centre, response, episode = self._centre, self.settings.isolation_response, server.episode
        yield centre.env.timeout(silence_s)
        if not server.isolated or server.episode != episode:
            return
        centre.journal.tell(
            "decision",
            N_("{host} hears no other host for {silence_s} and counts itself as isolated: {response_title}."),
            {"host": server.name, "silence_s": silence_s, "response_title": RESPONSES[response]},
        )
        if response == "leave_on":
            return
        # Its machines are seen to be off by what they no longer write to the shared storage (datastore heartbeats).
        if response == "shut_down":
            yield centre.env.timeout(centre.assumptions.shutdown_s)
            if server.episode != episode:
                return
        self.mirrors.take_over(server)
        victims = self._switched_off(server)
        yield from self._restart_elsewhere(_protected(victims))

    def _switched_off(self, server: Server) -> list[Guest]:
        """Every machine on an isolated host stops, although its users want it; return which."""
        victims = [
            guest for guest in self._centre.rack.guests_of(server) if guest.kernel is None and guest.holds_memory
        ]
        for guest in victims:
            self._centre.go_down(guest, "crashed", returns=False)
            self._centre.journal.tell(
                "machine", N_("{machine} stopped with {host}."), {"machine": guest.name, "host": server.name}
            )
        return victims

    def _isolated_proxmox(self, server: Server, _silence_s: float) -> Process:
        """One host without a quorum: its watchdog resets it, and the others wait until that is certain."""
        centre, episode = self._centre, server.episode
        heard_s = DETECT_S["proxmox"]
        yield centre.env.timeout(heard_s)
        if not server.isolated or server.episode != episode:
            return
        centre.journal.tell("fault", N_("{host} has lost the quorum: its watchdog resets it."), {"host": server.name})
        centre.rack.set_state(server, "failed")
        victims = centre.fall(server)
        for guest in victims:
            centre.journal.tell(
                "fault", N_("{machine} stopped with {host}."), {"machine": guest.name, "host": server.name}
            )
        centre.rack.boot(server)
        yield from self._restart_all(server, victims, FENCE_S["proxmox"], heard_s=heard_s)

    def _restart_all(self, server: Server, victims: Sequence[Guest], silence_s: float, *, heard_s: float) -> Process:
        """One failed host: miss its heartbeat, make sure that it is dead, restart its machines elsewhere.

        ``heard_s`` is how long nobody has heard it already.
        """
        centre, protected = self._centre, _protected(victims)
        episodes = [guest.episode for guest in protected]
        yield centre.env.timeout(silence_s)
        # A host that is being repaired sends no heartbeat either; one that is back has started its machines itself.
        lost = [guest for guest, episode in zip(protected, episodes, strict=True) if guest.episode == episode]
        if (server.is_up and not server.isolated) or not lost:
            return
        centre.journal.tell(
            "decision",
            N_("High availability declares {host} dead after {silence_s} without a heartbeat."),
            {"host": server.name, "silence_s": heard_s + silence_s},
        )
        yield from self._restart_elsewhere(lost)

    def _restart_elsewhere(self, lost: Sequence[Guest]) -> Process:
        """Machines that are down are placed anew, the most important first."""
        centre = self._centre
        chosen = [guest for priority in _ORDER for guest in lost if guest.spec.restart_priority == priority]
        for guest in chosen:
            centre.set_state(guest, "placing")
        yield centre.env.timeout(self.settings.place_s)
        for guest in chosen:
            if guest.state == "placing":
                self._restart(guest)

    def _restart(self, guest: Guest, *, waited: bool = False) -> None:
        """Place one machine anew and boot it, or let it wait for room; say so once."""
        centre, came_from = self._centre, guest.server
        if centre.scenario.shared_storage:
            dead = came_from if came_from is not None and not came_from.is_up else None
            target = centre.room.find_host(guest.spec, but=dead)
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
        self.mirrors.room_appeared()


def _protected(victims: Sequence[Guest]) -> list[Guest]:
    """Return the machines that can be restarted elsewhere: a container comes with its VM, a server is its own host."""
    return [guest for guest in victims if _is_alone(guest) and guest.spec.kind != "physical"]


def _is_alone(guest: Guest) -> bool:
    return guest.kernel is None and guest.primary is None
