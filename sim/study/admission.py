"""Admission control in figures: what is needed, and what may be, at one moment of a run."""

from __future__ import annotations

from dataclasses import dataclass

from sim.actions.protection import AdmissionPolicy
from sim.engine.admission import capacity_of, need_of
from sim.engine.bodies import HOLDS_MEMORY
from sim.mechanisms.admission import (
    Amount,
    Verdict,
    failover_hosts,
    host_verdicts,
    percent_verdicts,
    slot_size,
    slot_verdict,
    slots_on,
)
from sim.run import Run
from sim.scenario import HighAvailability


@dataclass(frozen=True, slots=True)
class Room:
    """How much room there is for failures, by every way to count it."""

    settings: HighAvailability
    slot: Amount
    slots: tuple[int, ...]
    """Slots of each host that is on."""
    may_fail: int
    """Hosts that may fail now with a slot left for every machine."""
    by_slots: Verdict
    cpu_percent: Verdict
    memory_percent: Verdict
    memory_mib: Verdict
    """Memory needed, and what is left of it after failures."""

    def keeps(self, policy: AdmissionPolicy) -> bool:
        """Return whether what a policy keeps free is free."""
        verdicts = {
            "off": (),
            "slots": (self.by_slots,),
            "percentage": (self.cpu_percent, self.memory_percent),
            "hosts": (self.memory_mib,),
        }
        return all(verdict.admitted for verdict in verdicts[policy])


def settings_at(run: Run, at_s: float) -> HighAvailability:
    """Return how high availability is set at one instant."""
    return [change.settings for change in run.settings if change.time_s <= at_s][-1]


def room_at(run: Run, at_s: float) -> Room:
    """Return how much room there is for failures at one instant."""
    settings = settings_at(run, at_s)
    hosts = [
        capacity_of(run.scenario, host)
        for host in run.hosts
        if not host.bare_metal and run.host_state_at(host.name, at_s) == "on"
    ]
    machines = [
        need_of(spec)
        for machine in run.machines
        if (state := run.state_at(machine.name, at_s)) is not None
        and state.state in HOLDS_MEMORY
        and state.place == state.host
        and (spec := run.spec_at(machine.name, at_s)) is not None
        and spec.kind != "physical"
    ]
    slot = slot_size(machines)
    slots = tuple(slots_on(host, slot) for host in hosts)
    cpu_percent, memory_percent = percent_verdicts(hosts, machines, settings.reserved_pct)
    return Room(
        settings=settings,
        slot=slot,
        slots=slots,
        may_fail=failover_hosts(slots, len(machines)),
        by_slots=slot_verdict(hosts, machines, settings.failures),
        cpu_percent=cpu_percent,
        memory_percent=memory_percent,
        memory_mib=host_verdicts(hosts, machines, settings.failures)[1],
    )
