"""What brings machines back."""

from __future__ import annotations

from sim.engine.refused import Refused
from sim.engine.verbs.base import Verbs
from sim.text import N_


class ProtectionVerbs(Verbs):
    """``sim.actions.world.ProtectionVerbs``."""

    def set_high_availability(self, **settings: object) -> None:
        """Give the service that restarts machines other settings, from now on."""
        self._recovery.set_up(settings)

    def set_fault_tolerance(self, name: str, *, enabled: bool) -> None:
        """Let a VM run twice from now on, or once."""
        guest = self._guest(name)
        facts: dict[str, object] = {"machine": name}
        if guest.spec.kind != "vm":
            raise Refused(N_("{machine} is no VM: only a VM can be fault tolerant."), facts)
        if enabled == guest.spec.fault_tolerant:
            raise Refused(
                N_("{machine} is fault tolerant already.") if enabled else N_("{machine} is not fault tolerant."), facts
            )
        self._check_settled(guest)
        if enabled and self._centre.applications.of(guest) is not None:
            raise Refused(N_("{machine} shares its load with its copies: it cannot be fault tolerant."), facts)
        if enabled and guest.containers:
            raise Refused(N_("{machine} carries containers: it cannot be fault tolerant."), facts)
        self._centre.set_spec(guest, guest.spec.model_copy(update={"fault_tolerant": enabled}))
        if not enabled:
            self._recovery.mirrors.drop(guest)
        elif guest.state == "running":
            self._recovery.mirrors.seek(guest)
