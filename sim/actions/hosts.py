"""Hosts come, are switched on and off, and are repaired."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Action, Group, OnHost, Target
from sim.actions.world import World
from sim.inventory import Host
from sim.text import N_, Message


@ACTIONS.add("add_host")
class AddHost(Action):
    """Put another server into the rack."""

    label: ClassVar[str] = N_("Add a host")
    target: ClassVar[Target] = "rack"
    group: ClassVar[Group] = "build"

    kind: Literal["add_host"] = "add_host"
    host: Host

    @property
    def target_name(self) -> str:
        """Return the new host's name."""
        return self.host.name

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You put {host} into the rack."), {"host": self.host.name})

    def apply(self, world: World) -> None:
        """Do it."""
        world.hosts.add(self.host)


@ACTIONS.add("switch_on_host")
class SwitchOnHost(OnHost):
    """Start a host that is off."""

    label: ClassVar[str] = N_("Switch on")
    group: ClassVar[Group] = "power"
    states: ClassVar[frozenset[str]] = frozenset({"off"})
    impossible: ClassVar[str] = N_("{target} is not off. A failed host must be repaired.")

    kind: Literal["switch_on_host"] = "switch_on_host"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You switched {host} on."), {"host": self.host})

    def apply(self, world: World) -> None:
        """Do it."""
        world.hosts.switch_on(self.host)


@ACTIONS.add("switch_off_host")
class SwitchOffHost(OnHost):
    """Shut a host down, and with it, in order, every machine on it."""

    label: ClassVar[str] = N_("Switch off")
    group: ClassVar[Group] = "power"
    states: ClassVar[frozenset[str]] = frozenset({"on", "booting", "maintenance"})
    impossible: ClassVar[str] = N_("{target} is not on.")

    kind: Literal["switch_off_host"] = "switch_off_host"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You switched {host} off."), {"host": self.host})

    def apply(self, world: World) -> None:
        """Do it."""
        world.hosts.switch_off(self.host)


@ACTIONS.add("set_maintenance")
class SetMaintenance(OnHost):
    """Keep new machines away from a host, or let them come again; those on it stay."""

    label: ClassVar[str] = N_("Maintenance")
    group: ClassVar[Group] = "power"
    states: ClassVar[frozenset[str]] = frozenset({"on", "maintenance"})
    impossible: ClassVar[str] = N_("{target} is not on.")

    kind: Literal["set_maintenance"] = "set_maintenance"
    enabled: bool = True

    def sentence(self) -> Message:
        """Return what the person did."""
        if self.enabled:
            return Message(N_("You put {host} into maintenance: nothing new is placed on it."), {"host": self.host})
        return Message(N_("You ended the maintenance of {host}."), {"host": self.host})

    def apply(self, world: World) -> None:
        """Do it."""
        world.hosts.set_maintenance(self.host, enabled=self.enabled)


@ACTIONS.add("repair_host")
class RepairHost(OnHost):
    """Mend a failed host; it boots and starts the machines that were left on it."""

    label: ClassVar[str] = N_("Repair")
    group: ClassVar[Group] = "power"
    states: ClassVar[frozenset[str]] = frozenset({"failed"})
    impossible: ClassVar[str] = N_("{target} has not failed.")

    kind: Literal["repair_host"] = "repair_host"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You repaired {host}."), {"host": self.host})

    def apply(self, world: World) -> None:
        """Do it."""
        world.hosts.repair(self.host)
