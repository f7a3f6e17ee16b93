"""The system inside one machine fails."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Breaks, Group, OnMachine
from sim.actions.machines import ALIVE
from sim.actions.world import World
from sim.text import N_, Message


@ACTIONS.add("crash_guest")
class CrashGuest(OnMachine):
    """One machine stops; its neighbours go on."""

    label: ClassVar[str] = N_("Crash this machine")
    console: ClassVar[str] = "$ virsh list --all\n 7   {owner}   crashed"
    breaks: ClassVar[Breaks] = "machine"
    group: ClassVar[Group] = "fault"
    states: ClassVar[frozenset[str]] = ALIVE
    impossible: ClassVar[str] = N_("{target} is not running: there is nothing to crash.")

    kind: Literal["crash_guest"] = "crash_guest"

    def sentence(self) -> Message:
        """Return what happened."""
        return Message(N_("{machine} crashed."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.faults.crash_guest(self.machine)
