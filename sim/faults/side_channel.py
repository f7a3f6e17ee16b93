"""Somebody measures what neighbours leave in the processor."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS, Group, OnMachine
from sim.actions.world import World
from sim.text import N_, Message


@ACTIONS.add("side_channel")
class SideChannel(OnMachine):
    """An intruder in one machine guesses its neighbours' secrets from what they leave in the processor's caches.

    As with L1TF (CVE-2018-3646): a hypervisor with updates empties the first-level cache whenever it lets a VM in, and
    with two threads per core that is not enough: the neighbour runs at the same time.
    """

    label: ClassVar[str] = N_("Listen through the processor (advanced)")
    console: ClassVar[str] = (
        "$ grep . /sys/devices/system/cpu/vulnerabilities/*\nl1tf: Mitigation: PTE Inversion; VMX: conditional cache flushes, SMT vulnerable"
    )
    group: ClassVar[Group] = "fault"
    states: ClassVar[frozenset[str]] = frozenset({"running"})
    impossible: ClassVar[str] = N_("{target} is not running: nobody can measure anything in it.")

    kind: Literal["side_channel"] = "side_channel"

    def sentence(self) -> Message:
        """Return what happened."""
        return Message(
            N_("An intruder in {machine} measures what others leave in the processor."), {"machine": self.machine}
        )

    def apply(self, world: World) -> None:
        """Do it."""
        world.attacks.listen_through_processor(self.machine)
