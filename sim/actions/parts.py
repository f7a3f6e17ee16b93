"""Parts are replaced."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Group, OnPart
from sim.actions.world import World
from sim.text import N_


@ACTIONS.add("repair_part")
class RepairPart(OnPart):
    """Replace a part; what it stopped starts again, and a disk is filled before it counts."""

    label: ClassVar[str] = N_("Replace the part")
    group: ClassVar[Group] = "power"
    done: ClassVar[str] = N_("You replaced {part}.")

    kind: Literal["repair_part"] = "repair_part"

    def apply(self, world: World) -> None:
        """Do it."""
        world.parts.repair(self.part)
