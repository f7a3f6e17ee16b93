"""A memory error that cannot be corrected, in a page of one machine."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Breaks, Group, OnMachine
from sim.actions.machines import ALIVE
from sim.actions.world import World
from sim.text import N_, Message


@ACTIONS.add("guest_page")
class GuestPage(OnMachine):
    """The page belongs to one machine: only its owner dies, and the host goes on."""

    label: ClassVar[str] = N_("Memory error in one of its pages")
    breaks: ClassVar[Breaks] = "machine"
    group: ClassVar[Group] = "fault"
    states: ClassVar[frozenset[str]] = ALIVE
    impossible: ClassVar[str] = N_("{target} is not running: it holds no page.")
    console: ClassVar[str] = (
        "$ dmesg\nMemory failure: 0x2f1c3: Killing qemu-kvm ({owner}) due to hardware memory corruption"
    )

    kind: Literal["guest_page"] = "guest_page"

    def sentence(self) -> Message:
        """Return what happened."""
        return Message(N_("An error that cannot be corrected hit a page of {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.faults.hit_page(self.machine)
