"""The hypervisor of a host panics."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Breaks, Group, OnHost
from sim.actions.world import World
from sim.text import N_, Message


@ACTIONS.add("panic_hypervisor")
class PanicHypervisor(OnHost):
    """The layer that all machines of a host stand on stops: everything on it stops, whatever kernels they have."""

    label: ClassVar[str] = N_("Hypervisor panic")
    breaks: ClassVar[Breaks] = "hypervisor"
    group: ClassVar[Group] = "fault"
    states: ClassVar[frozenset[str]] = frozenset({"on", "booting", "maintenance"})
    impossible: ClassVar[str] = N_("{target} is not on: there is nothing to crash.")
    console: ClassVar[str] = (
        "Kernel panic - not syncing: Fatal exception in interrupt   # on ESXi: the purple screen\n"
        "$ virsh -c qemu+ssh://{owner}/system list\nerror: failed to connect to the hypervisor"
    )

    kind: Literal["panic_hypervisor"] = "panic_hypervisor"

    def sentence(self) -> Message:
        """Return what happened."""
        return Message(N_("The hypervisor of {host} panicked."), {"host": self.host})

    def apply(self, world: World) -> None:
        """Do it."""
        world.faults.crash_host(self.host)
