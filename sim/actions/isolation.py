"""What connects machines, and what keeps them apart: folders, networks, passwords, updates."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator

from sim.actions.base import ACTIONS, Group, OnHost, OnMachine, OnRack
from sim.actions.world import World
from sim.frozen import Name
from sim.inventory import FirewallRule, Folder, FolderAccess, Traffic
from sim.text import N_, Message


@ACTIONS.add("mount_folder")
class MountFolder(OnMachine):
    """Let a machine use a shared folder; whoever may write there keeps own files in it."""

    label: ClassVar[str] = N_("Mount a shared folder")
    group: ClassVar[Group] = "isolation"

    kind: Literal["mount_folder"] = "mount_folder"
    folder: Name
    access: FolderAccess = "read_write"

    def sentence(self) -> Message:
        """Return what the person did."""
        facts = {"machine": self.machine, "folder": self.folder}
        if self.access == "read_only":
            return Message(N_("You let {machine} read the shared folder “{folder}”."), facts)
        return Message(N_("You let {machine} read and write the shared folder “{folder}”."), facts)

    def apply(self, world: World) -> None:
        """Do it."""
        world.isolation.mount(self.machine, Folder(name=self.folder, access=self.access))


@ACTIONS.add("unmount_folder")
class UnmountFolder(OnMachine):
    """Let a machine use a shared folder no longer."""

    label: ClassVar[str] = N_("Unmount a shared folder")
    group: ClassVar[Group] = "isolation"

    kind: Literal["unmount_folder"] = "unmount_folder"
    folder: Name

    def sentence(self) -> Message:
        """Return what the person did."""
        facts = {"machine": self.machine, "folder": self.folder}
        return Message(N_("You unmounted the shared folder “{folder}” from {machine}."), facts)

    def apply(self, world: World) -> None:
        """Do it."""
        world.isolation.unmount(self.machine, self.folder)


@ACTIONS.add("unplug_machine")
class UnplugMachine(OnMachine):
    """Pull a machine's network card: nobody reaches it, and it reaches nobody."""

    label: ClassVar[str] = N_("Unplug its network card")
    group: ClassVar[Group] = "isolation"

    kind: Literal["unplug_machine"] = "unplug_machine"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You unplugged the network card of {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.isolation.unplug(self.machine)


@ACTIONS.add("plug_in_machine")
class PlugInMachine(OnMachine):
    """Plug a machine's network card in again."""

    label: ClassVar[str] = N_("Plug its network card in")
    group: ClassVar[Group] = "isolation"

    kind: Literal["plug_in_machine"] = "plug_in_machine"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You plugged the network card of {machine} in again."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.isolation.plug_in(self.machine)


@ACTIONS.add("set_network")
class SetNetwork(OnMachine):
    """Move a machine's card to another network segment."""

    label: ClassVar[str] = N_("Move to another network")
    group: ClassVar[Group] = "isolation"

    kind: Literal["set_network"] = "set_network"
    network: Name

    def sentence(self) -> Message:
        """Return what the person did."""
        facts = {"machine": self.machine, "network": self.network}
        return Message(N_("You moved {machine} to the network “{network}”."), facts)

    def apply(self, world: World) -> None:
        """Do it."""
        world.isolation.set_network(self.machine, self.network)


@ACTIONS.add("set_administrator")
class SetAdministrator(OnMachine):
    """Give a machine the password of an administrator that opens others too, or one of its own."""

    label: ClassVar[str] = N_("Change its administrator's password")
    group: ClassVar[Group] = "isolation"

    kind: Literal["set_administrator"] = "set_administrator"
    administrator: Name | None = None

    @field_validator("administrator", mode="before")
    @classmethod
    def _nothing_is_nobody(cls, value: Any) -> Any:
        return value or None

    def sentence(self) -> Message:
        """Return what the person did."""
        if self.administrator is None:
            return Message(N_("You gave {machine} an administrator's password of its own."), {"machine": self.machine})
        facts = {"machine": self.machine, "administrator": self.administrator}
        return Message(N_("{machine} now opens to the password of “{administrator}”."), facts)

    def apply(self, world: World) -> None:
        """Do it."""
        world.isolation.set_administrator(self.machine, self.administrator)


@ACTIONS.add("set_patched")
class SetPatched(OnMachine):
    """Install the updates of a machine's system, or let them be forgotten."""

    label: ClassVar[str] = N_("Updates of its system")
    group: ClassVar[Group] = "isolation"

    kind: Literal["set_patched"] = "set_patched"
    enabled: bool = Field(default=True, title=N_("Updates installed"))

    def sentence(self) -> Message:
        """Return what the person did."""
        if self.enabled:
            return Message(N_("You installed the updates of {machine}."), {"machine": self.machine})
        return Message(N_("You let the updates of {machine} be forgotten."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.isolation.set_patched(self.machine, patched=self.enabled)


@ACTIONS.add("set_host_patched")
class SetHostPatched(OnHost):
    """Install the updates of a host's hypervisor and microcode, or let them be forgotten."""

    label: ClassVar[str] = N_("Updates of its hypervisor")
    group: ClassVar[Group] = "isolation"

    kind: Literal["set_host_patched"] = "set_host_patched"
    enabled: bool = Field(default=True, title=N_("Updates installed"))

    def sentence(self) -> Message:
        """Return what the person did."""
        if self.enabled:
            return Message(N_("You installed the updates of {host}'s hypervisor."), {"host": self.host})
        return Message(N_("You let the updates of {host}'s hypervisor be forgotten."), {"host": self.host})

    def apply(self, world: World) -> None:
        """Do it."""
        world.isolation.set_host_patched(self.host, patched=self.enabled)


@ACTIONS.add("allow_traffic")
class AllowTraffic(OnRack):
    """Add a firewall rule: let traffic pass from one network segment to another."""

    label: ClassVar[str] = N_("Add a firewall rule")
    group: ClassVar[Group] = "isolation"

    kind: Literal["allow_traffic"] = "allow_traffic"
    source: Name
    to: Name
    lets: Traffic = "application"

    def sentence(self) -> Message:
        """Return what the person did."""
        facts = {"source": self.source, "network": self.to}
        if self.lets == "everything":
            return Message(N_("The firewall lets everything pass from “{source}” to “{network}”."), facts)
        return Message(
            N_("The firewall lets applications talk from “{source}” to “{network}”, and nothing else."), facts
        )

    def apply(self, world: World) -> None:
        """Do it."""
        world.isolation.allow(FirewallRule(source=self.source, target=self.to, lets=self.lets))


@ACTIONS.add("block_traffic")
class BlockTraffic(OnRack):
    """Take a firewall rule away: let nothing pass from one network segment to another."""

    label: ClassVar[str] = N_("Remove a firewall rule")
    group: ClassVar[Group] = "isolation"

    kind: Literal["block_traffic"] = "block_traffic"
    source: Name
    to: Name

    def sentence(self) -> Message:
        """Return what the person did."""
        facts = {"source": self.source, "network": self.to}
        return Message(N_("The firewall lets nothing pass from “{source}” to “{network}” any more."), facts)

    def apply(self, world: World) -> None:
        """Do it."""
        world.isolation.block(self.source, self.to)
