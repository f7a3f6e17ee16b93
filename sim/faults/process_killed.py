"""An application dies: it had used up its memory, or crashed."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Breaks, Group, OnMachine
from sim.actions.machines import RUNNING
from sim.actions.world import World
from sim.text import N_, Message


@ACTIONS.add("kill_process")
class KillProcess(OnMachine):
    """Only that application is away, until its system has started it again; nothing that shares the kernel notices."""

    label: ClassVar[str] = N_("Kill its application")
    breaks: ClassVar[Breaks] = "process"
    group: ClassVar[Group] = "fault"
    states: ClassVar[frozenset[str]] = RUNNING
    impossible: ClassVar[str] = N_("{target} is not running: no application is running in it.")
    console: ClassVar[str] = (
        "$ dmesg\nMemory cgroup out of memory: Killed process 1 ({owner})\n$ systemctl status app\nMain process exited, status=9/KILL; Scheduled restart job"
    )

    kind: Literal["kill_process"] = "kill_process"

    def sentence(self) -> Message:
        """Return what happened."""
        return Message(N_("The application in {machine} was killed."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.faults.kill_process(self.machine)
