"""What faults of parts have in common."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from sim.actions.base import Breaks, Group, OnPart
from sim.actions.world import World
from sim.text import N_


class PartFault(OnPart):
    """A part that stops working, until somebody replaces it."""

    group: ClassVar[Group] = "fault"
    breaks: ClassVar[Breaks] = "part"
    done: ClassVar[str] = N_("Failed: {part}.")

    repair_after_s: float | None = Field(None, ge=0, le=31_536_000)
    """How long until it is replaced; None for never, unless somebody does it."""

    def apply(self, world: World) -> None:
        """Do it."""
        world.parts.fail(self.part, repair_after_s=self.repair_after_s)
