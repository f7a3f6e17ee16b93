"""What brings machines back."""

from __future__ import annotations

from sim.engine.verbs.base import Verbs


class ProtectionVerbs(Verbs):
    """``sim.actions.world.ProtectionVerbs``."""

    def set_high_availability(self, *, enabled: bool) -> None:
        """Turn the restart of machines after a host failure on or off."""
        self._recovery.switch(enabled=enabled)
