"""Somebody opens the wrong attachment."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sim.actions.base import ACTIONS, Group, OnMachine
from sim.actions.world import World
from sim.text import N_, Message


@ACTIONS.add("ransomware")
class Ransomware(OnMachine):
    """A program encrypts one machine's files, then the shared folders that it may write.

    It logs on wherever the administrator's password opens; as a worm it also gets into systems without updates. The
    hypervisor gives it no way.
    """

    label: ClassVar[str] = N_("Ransomware")
    console: ClassVar[str] = "{owner}$ ls /srv/data\nbudget.ods.locked  customers.db.locked  HOW_TO_RECOVER.txt"
    group: ClassVar[Group] = "fault"
    states: ClassVar[frozenset[str]] = frozenset({"running"})
    impossible: ClassVar[str] = N_("{target} is not running: nobody can start a program on it.")

    kind: Literal["ransomware"] = "ransomware"
    worm: bool = Field(
        default=False, title=N_("As a worm"), description=N_("It also gets into systems without updates, by itself.")
    )

    def sentence(self) -> Message:
        """Return what happened."""
        return Message(N_("Ransomware encrypts the data of {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.attacks.encrypt(self.machine, worm=self.worm)
