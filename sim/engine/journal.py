"""The story of a run as it is written: events, decisions, and every change of state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from simpy import Environment

from sim.actions import Action
from sim.engine.bodies import Guest
from sim.inventory import FirewallRule, Machine, ResourcePool
from sim.policies.placement import Candidate
from sim.run import (
    Advice,
    CopyChange,
    DataChange,
    Decision,
    Event,
    EventKind,
    Hop,
    HostChange,
    HostState,
    IoControlChange,
    MemoryChange,
    PartChange,
    PartState,
    PoolChange,
    ProtectionChange,
    Restored,
    ServicesChange,
    SettingsChange,
    SpecChange,
    StateChange,
    WallsChange,
)
from sim.text import Message


@dataclass
class Journal:
    """Everything that a run remembers besides its columns, in the order in which it happened."""

    env: Environment
    events: list[Event] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    states: list[StateChange] = field(default_factory=list)
    host_states: list[HostChange] = field(default_factory=list)
    specs: list[SpecChange] = field(default_factory=list)
    data: list[DataChange] = field(default_factory=list)
    protection: list[ProtectionChange] = field(default_factory=list)
    io_control: list[IoControlChange] = field(default_factory=list)
    settings: list[SettingsChange] = field(default_factory=list)
    mirrors: dict[str, str] = field(default_factory=dict)
    copies: list[CopyChange] = field(default_factory=list)
    restores: list[Restored] = field(default_factory=list)
    memory: list[MemoryChange] = field(default_factory=list)
    parts: list[PartChange] = field(default_factory=list)
    pools: list[PoolChange] = field(default_factory=list)
    walls: list[WallsChange] = field(default_factory=list)
    advice: list[Advice] = field(default_factory=list)
    services: list[ServicesChange] = field(default_factory=list)
    replicas: dict[str, str] = field(default_factory=dict)
    worn: list[Action] = field(default_factory=list)

    def tell(
        self,
        kind: EventKind,
        template: str | Message,
        fields: Mapping[str, object] | None = None,
        *,
        machine: str = "",
        host: str = "",
    ) -> None:
        """Write down one event as a sentence; the machine and host that it names are found in its fields."""
        message = template if isinstance(template, Message) else Message(template, dict(fields or {}))
        facts = message.fields
        self.events.append(
            Event(
                self.env.now,
                kind,
                message,
                machine or str(facts.get("machine", "")),
                host or str(facts.get("host", "")),
            )
        )

    def decide(self, machine: str, host: str, candidates: tuple[Candidate, ...], reason: Message) -> None:
        """Write down an automatic decision, or with no host a refusal, with its candidates."""
        self.decisions.append(Decision(self.env.now, machine, host, candidates, reason))

    def machine_is(self, guest: Guest) -> None:
        """Write down a machine's state."""
        host = guest.server.name if guest.server is not None else ""
        self.states.append(StateChange(self.env.now, guest.index, guest.state, guest.place, host, guest.wanted_up))

    def host_is(self, host: int, state: HostState) -> None:
        """Write down a host's state."""
        self.host_states.append(HostChange(self.env.now, host, state))

    def part_is(self, part: str, state: PartState) -> None:
        """Write down a part's state."""
        self.parts.append(PartChange(self.env.now, part, state))

    def spec_is(self, machine: int, spec: Machine) -> None:
        """Write down how a machine is defined."""
        self.specs.append(SpecChange(self.env.now, machine, spec))

    def pool_is(self, pool: ResourcePool) -> None:
        """Write down how a resource pool is defined."""
        self.pools.append(PoolChange(self.env.now, pool))

    def data_are(self, guest: Guest, path: tuple[Hop, ...] = ()) -> None:
        """Write down how a machine's data are now, and how harm came to them."""
        self.data.append(DataChange(self.env.now, guest.index, guest.data, guest.exposed, path))

    def walls_are(self, firewall: tuple[FirewallRule, ...], unpatched_hosts: tuple[str, ...]) -> None:
        """Write down what passes between network segments, and which hosts lack updates."""
        self.walls.append(WallsChange(self.env.now, firewall, unpatched_hosts))
