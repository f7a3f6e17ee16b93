"""A memory error that cannot be corrected, in a page of the hypervisor."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Breaks
from sim.actions.world import World
from sim.faults.base import PartFault
from sim.site import PartKind, part_named
from sim.text import N_


@ACTIONS.add("dimm_hypervisor")
class DimmHypervisor(PartFault):
    """The page belongs to the hypervisor itself: it cannot go on without it, and the whole host panics."""

    label: ClassVar[str] = N_("Memory error in a hypervisor page")
    breaks: ClassVar[Breaks] = "hypervisor"
    parts: ClassVar[frozenset[PartKind]] = frozenset({"dimm"})
    done: ClassVar[str] = N_("An error that cannot be corrected hit a page of the hypervisor: {part}.")
    console: ClassVar[str] = (
        "{owner} $ mcelog\nHardware error: MCE bank 7, uncorrected memory error on DIMM_{label}\n"
        "Kernel panic - not syncing: Fatal machine check on current CPU"
    )

    kind: Literal["dimm_hypervisor"] = "dimm_hypervisor"

    def apply(self, world: World) -> None:
        """Do it."""
        host = part_named(self.part).host
        world.hosts.check_on(host)
        world.parts.fail(self.part, repair_after_s=self.repair_after_s)
        world.faults.crash_host(host)
