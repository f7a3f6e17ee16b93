"""The kernel under a machine panics."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Breaks, Group, OnMachine
from sim.actions.machines import ALIVE
from sim.actions.world import World
from sim.text import N_, Message


@ACTIONS.add("panic_kernel")
class PanicKernel(OnMachine):
    """The kernel that a machine runs on stops, with everything that shares it.

    A VM has its own kernel: only it, and the containers in it, stop. A container's kernel is that of its VM or host.
    """

    label: ClassVar[str] = N_("Kernel panic")
    console: ClassVar[str] = "{owner} console: Kernel panic - not syncing: Fatal exception in interrupt"
    breaks: ClassVar[Breaks] = "kernel"
    group: ClassVar[Group] = "fault"
    states: ClassVar[frozenset[str]] = ALIVE
    impossible: ClassVar[str] = N_("{target} is not running: no kernel is running under it.")

    kind: Literal["panic_kernel"] = "panic_kernel"

    def sentence(self) -> Message:
        """Return what happened."""
        return Message(N_("The kernel under {machine} panicked."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.faults.panic_kernel(self.machine)
