"""A database is damaged."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Breaks, Group, OnMachine
from sim.actions.world import World
from sim.text import N_, Message


@ACTIONS.add("corrupt_data")
class CorruptData(OnMachine):
    """One machine's data are wrong from now on; machines that depend on it show errors, their own data stay intact.

    Its wrong files reach others only through a shared folder in which both write.
    """

    label: ClassVar[str] = N_("Corrupt its data")
    console: ClassVar[str] = (
        "{owner}$ pg_dump --all > /dev/null\nERROR: invalid page in block 1042 of relation base/16384/2619"
    )
    breaks: ClassVar[Breaks] = "data"
    group: ClassVar[Group] = "fault"

    kind: Literal["corrupt_data"] = "corrupt_data"

    def sentence(self) -> Message:
        """Return what happened."""
        return Message(N_("The data of {machine} were corrupted."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.attacks.corrupt(self.machine)
