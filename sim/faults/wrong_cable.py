"""A technician pulls the cables of the wrong host."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Breaks, Group, OnHost
from sim.actions.world import World
from sim.text import N_, Message


@ACTIONS.add("pull_wrong_cables")
class PullWrongCables(OnHost):
    """All network cables at once: redundancy helps against a part, not against a hand."""

    label: ClassVar[str] = N_("Pull its network cables by mistake")
    breaks: ClassVar[Breaks] = "cables"
    group: ClassVar[Group] = "fault"
    console: ClassVar[str] = (
        "{owner} $ ip link\neth1: <NO-CARRIER,BROADCAST,MULTICAST,UP> state DOWN\n"
        "eth2: <NO-CARRIER,BROADCAST,MULTICAST,UP> state DOWN"
    )

    kind: Literal["pull_wrong_cables"] = "pull_wrong_cables"

    def sentence(self) -> Message:
        """Return what happened."""
        return Message(N_("Somebody pulled the network cables of {host}: it was the wrong host."), {"host": self.host})

    def apply(self, world: World) -> None:
        """Do it."""
        world.parts.pull_cables(self.host)
