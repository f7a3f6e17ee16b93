"""Applications that never give memory back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.bodies import Guest
from sim.engine.process import Process
from sim.text import N_

if TYPE_CHECKING:
    from sim.engine.datacentre import DataCentre

LEAK_STEPS = 64
"""A memory leak is followed in steps of this part of the machine's memory."""


class Leaks:
    """Memory that leaks away while machines run."""

    def __init__(self, centre: DataCentre) -> None:
        self._centre = centre

    def follow(self, guest: Guest) -> None:
        """Let a leaking application take memory for as long as it runs."""
        mib_per_s = self._centre.loads.leak_mib_per_s[guest.index]
        if mib_per_s > 0.0:
            self._centre.env.process(self._leak(guest, mib_per_s))

    def _leak(self, guest: Guest, mib_per_s: float) -> Process:
        """One application that never gives memory back, until there is none left and its system kills it."""
        episode, workload = guest.episode, guest.spec.workload
        while True:
            step_mib = guest.spec.memory_mib / LEAK_STEPS
            yield self._centre.env.timeout(step_mib / mib_per_s)
            if guest.episode != episode or guest.spec.workload is not workload:
                return
            guest.leaked_mib += step_mib
            self._centre.usage.note_memory(guest)
            if guest.episode != episode:  # its host was faster: it has killed it
                return
            if guest.leaked_mib + workload.active_memory * guest.spec.memory_mib >= guest.spec.memory_mib:
                self._centre.journal.tell(
                    "fault", N_("{machine} has used up its memory and was killed."), {"machine": guest.name}
                )
                self._centre.go_down(guest, "crashed", returns=False)
                self._centre.room_appeared()
                self._centre.guest_failed(guest)
                return
