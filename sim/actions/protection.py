"""What brings machines back after a fault."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Group, OnRack
from sim.actions.world import World
from sim.text import N_, Message


@ACTIONS.add("set_high_availability")
class SetHighAvailability(OnRack):
    """Turn the restart of machines after a host failure on or off."""

    label: ClassVar[str] = N_("High availability")
    group: ClassVar[Group] = "protection"

    kind: Literal["set_high_availability"] = "set_high_availability"
    enabled: bool = True

    def sentence(self) -> Message:
        """Return what the person did."""
        if self.enabled:
            return Message(N_("You turned high availability on."))
        return Message(N_("You turned high availability off."))

    def apply(self, world: World) -> None:
        """Do it."""
        world.protection.set_high_availability(enabled=self.enabled)
