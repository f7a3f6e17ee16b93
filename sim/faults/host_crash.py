"""A physical server dies."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Breaks, Group, OnHost
from sim.actions.world import World
from sim.text import N_, Message


@ACTIONS.add("crash_host")
class CrashHost(OnHost):
    """A host stops at once, and with it everything that runs on it; other hosts are not touched."""

    label: ClassVar[str] = N_("Crash the host")
    console: ClassVar[str] = (
        "$ ping -c 3 {owner}\n3 packets transmitted, 0 received, 100% packet loss\n$ ipmitool -H {owner}-bmc chassis power status\nChassis Power is off"
    )
    breaks: ClassVar[Breaks] = "hypervisor"
    group: ClassVar[Group] = "fault"
    states: ClassVar[frozenset[str]] = frozenset({"on", "booting", "maintenance"})
    impossible: ClassVar[str] = N_("{target} is not on: there is nothing to crash.")

    kind: Literal["crash_host"] = "crash_host"

    def sentence(self) -> Message:
        """Return what happened."""
        return Message(N_("{host} crashed."), {"host": self.host})

    def apply(self, world: World) -> None:
        """Do it."""
        world.faults.crash_host(self.host)
