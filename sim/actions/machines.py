"""Machines come, go and change state."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Action, Group, OnMachine, Target
from sim.actions.world import World
from sim.frozen import Name
from sim.inventory import Machine
from sim.text import N_, Message

RUNNING = frozenset({"running"})
ALIVE = frozenset({"booting", "running", "isolated", "stalled", "paused", "switching"})


@ACTIONS.add("add_machine")
class AddMachine(Action):
    """Define a machine and, if it is to be on, place and boot it."""

    label: ClassVar[str] = N_("Add a machine")
    target: ClassVar[Target] = "rack"
    group: ClassVar[Group] = "build"

    kind: Literal["add_machine"] = "add_machine"
    machine: Machine

    @property
    def target_name(self) -> str:
        """Return the new machine's name."""
        return self.machine.name

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You added {machine}."), {"machine": self.machine.name})

    def apply(self, world: World) -> None:
        """Do it."""
        world.machines.add(self.machine)


@ACTIONS.add("remove_machine")
class RemoveMachine(OnMachine):
    """Stop a machine and delete it."""

    label: ClassVar[str] = N_("Remove")
    group: ClassVar[Group] = "build"

    kind: Literal["remove_machine"] = "remove_machine"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You removed {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.machines.remove(self.machine)


@ACTIONS.add("clone_machine")
class CloneMachine(OnMachine):
    """Make a second machine with the same settings, load and data."""

    label: ClassVar[str] = N_("Clone")
    group: ClassVar[Group] = "build"

    kind: Literal["clone_machine"] = "clone_machine"
    clone: Name

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You cloned {machine} as {clone}."), {"machine": self.machine, "clone": self.clone})

    def apply(self, world: World) -> None:
        """Do it."""
        world.machines.clone(self.machine, self.clone)


@ACTIONS.add("start_machine")
class StartMachine(OnMachine):
    """Place and boot a machine that is off or has crashed."""

    label: ClassVar[str] = N_("Start")
    group: ClassVar[Group] = "power"
    states: ClassVar[frozenset[str]] = frozenset({"defined", "stopped", "crashed"})
    impossible: ClassVar[str] = N_("{target} is on already.")

    kind: Literal["start_machine"] = "start_machine"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You started {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.machines.start(self.machine)


@ACTIONS.add("stop_machine")
class StopMachine(OnMachine):
    """Shut a machine down on purpose: its users have been told."""

    label: ClassVar[str] = N_("Stop")
    group: ClassVar[Group] = "power"
    states: ClassVar[frozenset[str]] = ALIVE | {"placing", "crashed"}
    impossible: ClassVar[str] = N_("{target} is not running.")

    kind: Literal["stop_machine"] = "stop_machine"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You stopped {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.machines.stop(self.machine)


@ACTIONS.add("restart_machine")
class RestartMachine(OnMachine):
    """Boot a running machine again; its users wait meanwhile."""

    label: ClassVar[str] = N_("Restart")
    group: ClassVar[Group] = "power"
    states: ClassVar[frozenset[str]] = ALIVE
    impossible: ClassVar[str] = N_("{target} is not running: start it instead.")

    kind: Literal["restart_machine"] = "restart_machine"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You restarted {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.machines.restart(self.machine)


@ACTIONS.add("pause_machine")
class PauseMachine(OnMachine):
    """Freeze a machine: it keeps its memory and gets no CPU."""

    label: ClassVar[str] = N_("Pause")
    group: ClassVar[Group] = "power"
    states: ClassVar[frozenset[str]] = RUNNING
    impossible: ClassVar[str] = N_("{target} is not running.")

    kind: Literal["pause_machine"] = "pause_machine"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You paused {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.machines.pause(self.machine)


@ACTIONS.add("resume_machine")
class ResumeMachine(OnMachine):
    """Let a paused machine go on from where it was."""

    label: ClassVar[str] = N_("Resume")
    group: ClassVar[Group] = "power"
    states: ClassVar[frozenset[str]] = frozenset({"paused"})
    impossible: ClassVar[str] = N_("{target} is not paused.")

    kind: Literal["resume_machine"] = "resume_machine"

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You resumed {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.machines.resume(self.machine)


@ACTIONS.add("move_machine")
class MoveMachine(OnMachine):
    """Move a machine cold: shut it down, take it to another host, boot it there."""

    label: ClassVar[str] = N_("Move to…")
    group: ClassVar[Group] = "build"
    states: ClassVar[frozenset[str]] = frozenset({"running", "stopped", "defined", "paused"})
    impossible: ClassVar[str] = N_("{target} cannot be moved now: wait until it has started, or start it elsewhere.")

    kind: Literal["move_machine"] = "move_machine"
    to_host: str

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(
            N_("You moved {machine} to {host}, with a shutdown."), {"machine": self.machine, "host": self.to_host}
        )

    def apply(self, world: World) -> None:
        """Do it."""
        world.moves.cold(self.machine, self.to_host)
