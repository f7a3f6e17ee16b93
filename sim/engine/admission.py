"""Admission control at the running data centre: who may still be switched on."""

from __future__ import annotations

from collections.abc import Iterable

from sim.engine.bodies import Guest, Server
from sim.engine.refused import Refused
from sim.inventory import Host, Machine
from sim.mechanisms.admission import Amount, host_verdicts, percent_verdicts, slot_size, slot_verdict
from sim.scenario import HighAvailability, Scenario
from sim.text import N_, Message

RESOURCES = (N_("CPU"), N_("memory"))


def capacity_of(scenario: Scenario, host: Host) -> Amount:
    """Return what a host may promise to machines."""
    kept = scenario.assumptions.hypervisor_cpu_fraction
    cores = host.cores * host.core_speed * (1.0 - kept)
    return Amount(cores, host.guest_memory_mib * scenario.memory.overcommit_max)


def need_of(machine: Machine) -> Amount:
    """Return what a machine must be promised to start: its reserved CPU, and its memory."""
    return Amount(machine.reservation_cores, machine.memory_mib)


class Admission:
    """The gate that every machine passes when it is switched on by hand. Restarts after failures do not ask."""

    def __init__(self, scenario: Scenario, servers: Iterable[Server], guests: Iterable[Guest]) -> None:
        self._scenario = scenario
        self._servers = servers
        self._guests = guests
        self.settings = scenario.high_availability

    def check(self, guest: Guest) -> None:
        """Let a machine be switched on, or raise Refused with the numbers where that would use up what is kept free."""
        settings = self.settings
        if not settings.enabled or settings.admission == "off" or guest.spec.kind == "physical" or guest.kernel:
            return
        hosts = [capacity_of(self._scenario, server.spec) for server in self._servers if _counts(server)]
        others = [other for other in self._guests if other is not guest and _needs_room(other)]
        machines = [need_of(other.spec) for other in [*others, guest]]
        why_not = objection(settings, hosts, machines)
        if why_not is not None:
            raise Refused(Message(why_not.template, {"machine": guest.name} | dict(why_not.fields)))


def _counts(server: Server) -> bool:
    return server.state == "on" and not server.isolated and not server.spec.bare_metal


def _needs_room(guest: Guest) -> bool:
    """Return whether high availability would have to restart a machine, or is about to."""
    waits = guest.state in ("placing", "crashed") and guest.wanted_up
    return (guest.holds_memory or waits) and guest.kernel is None and guest.spec.kind != "physical"


def objection(settings: HighAvailability, hosts: list[Amount], machines: list[Amount]) -> Message | None:
    """Return what admission control has against these machines on these hosts; None for nothing."""
    return _OBJECTIONS[settings.admission](settings, hosts, machines)


def _nothing(_settings: HighAvailability, _hosts: list[Amount], _machines: list[Amount]) -> None:
    return None


def _slots(settings: HighAvailability, hosts: list[Amount], machines: list[Amount]) -> Message | None:
    verdict, slot = slot_verdict(hosts, machines, settings.failures), slot_size(machines)
    if verdict.admitted:
        return None
    return Message(
        N_(
            "Admission control refuses {machine}: {needed} slots would be taken, and {allowed} are left once the largest hosts have failed (hosts that may fail: {failures}; one slot: {slot_cores}, {slot_mib})."
        ),
        {
            "needed": verdict.needed,
            "allowed": verdict.allowed,
            "failures": settings.failures,
            "slot_cores": slot.cores,
            "slot_mib": slot.memory_mib,
        },
    )


def _percentage(settings: HighAvailability, hosts: list[Amount], machines: list[Amount]) -> Message | None:
    for resource, verdict in zip(RESOURCES, percent_verdicts(hosts, machines, settings.reserved_pct), strict=True):
        if not verdict.admitted:
            return Message(
                N_(
                    "Admission control refuses {machine}: only {free_pct} of the cluster would be free ({resource_title}), and {reserved_pct} are kept for failures."
                ),
                {
                    "free_pct": 100.0 - verdict.needed,
                    "resource_title": resource,
                    "reserved_pct": settings.reserved_pct,
                },
            )
    return None


def _hosts(settings: HighAvailability, hosts: list[Amount], machines: list[Amount]) -> Message | None:
    cores, memory = host_verdicts(hosts, machines, settings.failures)
    if cores.admitted and memory.admitted:
        return None
    facts: dict[str, object] = {"failures": settings.failures}
    if memory.admitted:
        return Message(
            N_(
                "Admission control refuses {machine}: {needed_cores} would be reserved, and {left_cores} are left once the largest hosts have failed (hosts that may fail: {failures})."
            ),
            facts | {"needed_cores": cores.needed, "left_cores": cores.allowed},
        )
    return Message(
        N_(
            "Admission control refuses {machine}: {needed_mib} of memory would be promised, and {left_mib} are left once the largest hosts have failed (hosts that may fail: {failures})."
        ),
        facts | {"needed_mib": memory.needed, "left_mib": memory.allowed},
    )


_OBJECTIONS = {"off": _nothing, "slots": _slots, "percentage": _percentage, "hosts": _hosts}
