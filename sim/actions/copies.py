"""Copies of a machine's data: they are made, and brought back."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sim.actions.base import ACTIONS, Group, OnMachine
from sim.actions.world import World
from sim.inventory import CopyKind
from sim.text import N_, Message


class GoBack(OnMachine):
    """Bring a machine's data back to what they were when a copy was taken."""

    group: ClassVar[Group] = "protection"
    restores: ClassVar[CopyKind]
    """The copies that it goes back to."""

    taken_before_s: float | None = Field(
        None,
        ge=0,
        title=N_("Newest copy taken before (s)"),
        description=N_("Seconds since the start; empty for the newest copy of all."),
    )


@ACTIONS.add("take_snapshot")
class TakeSnapshot(OnMachine):
    """Keep a machine's data as they are now, on the same disks: ready at once, and every write costs more from now on."""

    label: ClassVar[str] = N_("Take a snapshot")
    group: ClassVar[Group] = "protection"

    kind: Literal["take_snapshot"] = "take_snapshot"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You took a snapshot of {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.copies.take_snapshot(self.machine)


@ACTIONS.add("roll_back")
class RollBack(GoBack):
    """Bring a machine's data back to a snapshot: in seconds, and the work since is lost."""

    label: ClassVar[str] = N_("Roll back to a snapshot")
    restores: ClassVar[CopyKind] = "snapshot"

    kind: Literal["roll_back"] = "roll_back"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You rolled {machine} back to a snapshot."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.copies.restore(self.machine, self.restores, self.taken_before_s)


@ACTIONS.add("delete_snapshots")
class DeleteSnapshots(OnMachine):
    """Let a machine's snapshots go: its writes cost what they cost before."""

    label: ClassVar[str] = N_("Delete its snapshots")
    group: ClassVar[Group] = "protection"

    kind: Literal["delete_snapshots"] = "delete_snapshots"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You deleted the snapshots of {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.copies.delete_snapshots(self.machine)


@ACTIONS.add("back_up")
class BackUp(OnMachine):
    """Copy a machine's data, as they are now, to another system: it counts once it is complete."""

    label: ClassVar[str] = N_("Back up now")
    group: ClassVar[Group] = "protection"

    kind: Literal["back_up"] = "back_up"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You began a backup of {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.copies.back_up(self.machine)


@ACTIONS.add("restore_backup")
class RestoreBackup(GoBack):
    """Bring a machine's data back from a backup: it takes the time of the copy, and the work since is lost."""

    label: ClassVar[str] = N_("Restore from a backup")
    restores: ClassVar[CopyKind] = "backup"

    kind: Literal["restore_backup"] = "restore_backup"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You began to restore {machine} from a backup."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.copies.restore(self.machine, self.restores, self.taken_before_s)


@ACTIONS.add("set_copies")
class SetCopies(OnMachine):
    """Say how often a machine's data are copied, from now on; the first copies are made at once."""

    label: ClassVar[str] = N_("Copies: how often")
    group: ClassVar[Group] = "protection"

    kind: Literal["set_copies"] = "set_copies"
    snapshot_every_h: float | None = Field(
        None,
        ge=0,
        le=744,
        title=N_("A snapshot every (hours)"),
        description=N_("0 for never; empty for what holds for all machines."),
    )
    backup_every_h: float | None = Field(
        None,
        ge=0,
        le=744,
        title=N_("A backup every (hours)"),
        description=N_("0 for never; empty for what holds for all machines."),
    )

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You changed how often {machine} is copied."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.copies.schedule(self.machine, self.snapshot_every_h, self.backup_every_h)
