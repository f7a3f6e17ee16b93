"""What brings machines back."""

from __future__ import annotations

from sim.engine.verbs.base import Verbs


class ProtectionVerbs(Verbs):
    """``sim.actions.world.ProtectionVerbs``."""

    def set_high_availability(self, **settings: object) -> None:
        """Give the service that restarts machines other settings, from now on."""
        self._recovery.set_up(settings)
