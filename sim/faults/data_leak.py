"""Somebody reads who should not."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Group, OnMachine
from sim.actions.world import World
from sim.text import N_, Message


@ACTIONS.add("leak_data")
class LeakData(OnMachine):
    """An intruder in one machine copies all that it may read.

    That is its own disk, shared folders, and whatever its password opens. Nothing is changed; what was read stays
    read, whatever is restored.
    """

    label: ClassVar[str] = N_("Data leak")
    console: ClassVar[str] = (
        "{owner}$ last -n 3\nbackup pts/0 10.0.0.77 still logged in\n{owner}$ ss -tnp state established\nESTAB 10.0.0.12:445 10.0.0.77:51834"
    )
    group: ClassVar[Group] = "fault"
    states: ClassVar[frozenset[str]] = frozenset({"running"})
    impossible: ClassVar[str] = N_("{target} is not running: nobody can read in it.")

    kind: Literal["leak_data"] = "leak_data"

    def sentence(self) -> Message:
        """Return what happened."""
        return Message(N_("An intruder copies the data of {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.attacks.leak(self.machine)
