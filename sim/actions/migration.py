"""Machines go to another host while they run."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sim.actions.base import ACTIONS, Group, OnHost, OnMachine
from sim.actions.world import LiveOptions, MigrationMode, World
from sim.text import N_, Message


class Live(OnMachine):
    """What every live migration may be told."""

    group: ClassVar[Group] = "build"
    states: ClassVar[frozenset[str]] = frozenset({"running"})
    impossible: ClassVar[str] = N_(
        "{target} is not running: only what runs can migrate live. Move it with a shutdown, or start it elsewhere."
    )

    to_host: str = Field(title=N_("To host"))
    mode: MigrationMode = Field(
        "pre_copy",
        title=N_("Way"),
        description=N_(
            "Pre-copy copies first and moves then; auto-converge throttles a machine that writes too fast; post-copy moves first and fetches the memory then."
        ),
    )
    bandwidth_mib_per_s: float | None = Field(
        None,
        gt=0,
        le=1_000_000,
        title=N_("Bandwidth limit (MiB/s)"),
        description=N_("The most it may take of the links; empty for all that it gets."),
    )
    downtime_limit_s: float | None = Field(
        None,
        gt=0,
        le=2000,
        title=N_("Downtime limit (s)"),
        description=N_("The pause that is allowed; empty for what the hypervisor allows."),
    )
    max_rounds: int | None = Field(
        None,
        ge=1,
        le=1000,
        title=N_("Rounds at most"),
        description=N_("After so many it is stopped for the rest, converged or not; empty for what is usual."),
    )

    def options(self, *, with_disk: bool) -> LiveOptions:
        """Return how it is to be done."""
        return LiveOptions(self.mode, self.bandwidth_mib_per_s, self.downtime_limit_s, self.max_rounds, with_disk)


@ACTIONS.add("migrate_machine")
class MigrateMachine(Live):
    """Move a VM to another host while it runs: its memory is copied in rounds, and it pauses for the last of it."""

    label: ClassVar[str] = N_("Migrate live to…")

    kind: Literal["migrate_machine"] = "migrate_machine"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You asked {machine} to migrate to {host}."), {"machine": self.machine, "host": self.to_host})

    def apply(self, world: World) -> None:
        """Do it."""
        world.moves.live(self.machine, self.to_host, self.options(with_disk=False))


@ACTIONS.add("migrate_storage")
class MigrateStorage(Live):
    """Move a VM while it runs with its disk, where no other host reaches that: the disk first, then the memory."""

    label: ClassVar[str] = N_("Migrate live with its disk to…")

    kind: Literal["migrate_storage"] = "migrate_storage"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(
            N_("You asked {machine} to migrate to {host} with its disk."),
            {"machine": self.machine, "host": self.to_host},
        )

    def apply(self, world: World) -> None:
        """Do it."""
        world.moves.live(self.machine, self.to_host, self.options(with_disk=True))


@ACTIONS.add("cancel_migration")
class CancelMigration(OnMachine):
    """Let a machine that migrates, or waits for it, stay where it is."""

    label: ClassVar[str] = N_("Cancel its migration")
    group: ClassVar[Group] = "build"
    states: ClassVar[frozenset[str]] = frozenset({"running", "switching"})
    impossible: ClassVar[str] = N_("{target} is not migrating.")

    kind: Literal["cancel_migration"] = "cancel_migration"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You cancelled the migration of {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.moves.cancel(self.machine)


@ACTIONS.add("pin_machine")
class PinMachine(OnMachine):
    """Bind a machine to its host, as a device that is passed through to it does, or let it go again."""

    label: ClassVar[str] = N_("Bind to its host")
    group: ClassVar[Group] = "build"

    kind: Literal["pin_machine"] = "pin_machine"
    pinned: bool = Field(
        default=True,
        title=N_("Bound"),
        description=N_("By a device that is passed through to it, or by its CPUs: it cannot migrate while it runs."),
    )

    def sentence(self) -> Message:
        """Return what the person did."""
        if self.pinned:
            return Message(N_("You bound {machine} to its host."), {"machine": self.machine})
        return Message(N_("{machine} is bound to its host no more."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.moves.pin(self.machine, pinned=self.pinned)


@ACTIONS.add("evacuate_host")
class EvacuateHost(OnHost):
    """Put a host into maintenance and let all its VMs migrate to others while they run."""

    label: ClassVar[str] = N_("Evacuate")
    group: ClassVar[Group] = "power"
    states: ClassVar[frozenset[str]] = frozenset({"on", "maintenance"})
    impossible: ClassVar[str] = N_("{target} is not on: nothing can be copied from it.")

    kind: Literal["evacuate_host"] = "evacuate_host"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You asked everything on {host} to migrate to other hosts."), {"host": self.host})

    def apply(self, world: World) -> None:
        """Do it."""
        world.moves.empty(self.host)
