"""An operator shuts the wrong machine down."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Breaks, Group, OnMachine
from sim.actions.machines import ALIVE
from sim.actions.world import World
from sim.text import N_, Message


@ACTIONS.add("stop_wrong_machine")
class StopWrongMachine(OnMachine):
    """The machine stops in good order, but its users did not expect it, and nothing starts it again by itself."""

    label: ClassVar[str] = N_("Stop it by mistake")
    breaks: ClassVar[Breaks] = "machine"
    group: ClassVar[Group] = "fault"
    states: ClassVar[frozenset[str]] = ALIVE
    impossible: ClassVar[str] = N_("{target} is not running.")
    console: ClassVar[str] = "$ virsh shutdown {owner}   # meant another one\nDomain '{owner}' is being shutdown"

    kind: Literal["stop_wrong_machine"] = "stop_wrong_machine"

    def sentence(self) -> Message:
        """Return what happened."""
        return Message(N_("Somebody shut {machine} down by mistake."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.faults.stop_by_mistake(self.machine)
