"""A memory module reports errors that it can correct."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Breaks, Group, OnPart
from sim.actions.world import World
from sim.site import PartKind
from sim.text import N_


@ACTIONS.add("dimm_correctable")
class DimmCorrectable(OnPart):
    """Single bits flip and ECC puts them right: nothing stops, and the log asks for a new module."""

    label: ClassVar[str] = N_("Memory error, correctable")
    breaks: ClassVar[Breaks] = "nothing"
    group: ClassVar[Group] = "fault"
    parts: ClassVar[frozenset[PartKind]] = frozenset({"dimm"})
    done: ClassVar[str] = N_("A bit flipped: {part}.")
    console: ClassVar[str] = (
        "{owner} $ dmesg\nEDAC MC0: 1 CE memory read error on DIMM_{label}\n{owner} $ ras-mc-ctl --error-count"
    )

    kind: Literal["dimm_correctable"] = "dimm_correctable"

    def apply(self, world: World) -> None:
        """Do it."""
        world.parts.wear(self.part)
