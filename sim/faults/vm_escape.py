"""Somebody breaks out of a VM."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sim.actions.base import ACTIONS, Group, OnMachine
from sim.actions.world import World
from sim.text import N_, Message


@ACTIONS.add("vm_escape")
class VmEscape(OnMachine):
    """An intruder breaks out of a VM into its hypervisor: the host and all its machines must be taken as lost.

    Rare, and extreme: VENOM (CVE-2015-3456) used QEMU's floppy controller. Mitigated by updates within days, and by
    sVirt, which confines each QEMU process to its own VM's files.
    """

    label: ClassVar[str] = N_("Escape from the VM (advanced)")
    console: ClassVar[str] = (
        "$ journalctl | grep qemu\nqemu-system-x86_64: segfault error 4 in fdc.c\n$ ps -u libvirt-qemu -o pid,comm\n 2904 sh"
    )
    group: ClassVar[Group] = "fault"
    states: ClassVar[frozenset[str]] = frozenset({"running"})
    impossible: ClassVar[str] = N_("{target} is not running: nobody can break out of it.")

    kind: Literal["vm_escape"] = "vm_escape"
    known_flaw: bool = Field(
        default=False,
        title=N_("A known flaw"),
        description=N_("There is an update against it; against others none helps."),
    )

    def sentence(self) -> Message:
        """Return what happened."""
        return Message(N_("An intruder tries to break out of the VM {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.attacks.escape_vm(self.machine, known_flaw=self.known_flaw)
