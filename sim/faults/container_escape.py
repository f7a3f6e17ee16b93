"""Somebody breaks out of a container."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sim.actions.base import ACTIONS, Group, OnMachine
from sim.actions.world import World
from sim.text import N_, Message


@ACTIONS.add("container_escape")
class ContainerEscape(OnMachine):
    """An intruder breaks out of a container into the kernel that it shares: everything on that kernel lies open.

    As with runc, CVE-2019-5736. A VM around the containers stops it: the intruder is then in that VM, no further.
    """

    label: ClassVar[str] = N_("Escape from the container")
    console: ClassVar[str] = (
        '$ journalctl -k | grep -i apparmor\naudit: type=1400 apparmor="DENIED" operation="mount" comm="runc"\n$ ps -eo pid,cgroup,comm | grep -v docker\n 4711 0::/ sh'
    )
    group: ClassVar[Group] = "fault"
    states: ClassVar[frozenset[str]] = frozenset({"running"})
    impossible: ClassVar[str] = N_("{target} is not running: nobody can break out of it.")

    kind: Literal["container_escape"] = "container_escape"
    known_flaw: bool = Field(
        default=False,
        title=N_("A known flaw"),
        description=N_("There is an update against it; against others none helps."),
    )

    def sentence(self) -> Message:
        """Return what happened."""
        return Message(N_("An intruder tries to break out of the container {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.attacks.escape_container(self.machine, known_flaw=self.known_flaw)
