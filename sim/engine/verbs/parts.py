"""Parts of the building and of hosts fail and are replaced."""

from __future__ import annotations

from sim.engine.refused import Refused
from sim.engine.verbs.base import Verbs
from sim.text import N_


class PartVerbs(Verbs):
    """``sim.actions.world.PartVerbs``."""

    def fail(self, name: str, *, repair_after_s: float | None = None) -> None:
        """Let a part fail, for good or for a time."""
        self._parts.fail(name, repair_after_s=repair_after_s)

    def wear(self, name: str) -> None:
        """Let a part report errors that it corrects itself."""
        self._parts.wear(name)

    def repair(self, name: str) -> None:
        """Replace a part."""
        self._parts.repair(name)

    def pull_cables(self, host: str) -> None:
        """Pull every network cable of a host."""
        self._server(host)
        cards = [part.name for part in self._parts.parts_of(host, "nic")]
        plugged = [name for name in cards if self._parts.state_of(name) == "ok"]
        if not plugged:
            raise Refused(N_("{host} has no cable left to pull."), {"host": host})
        self._parts.fail(*plugged)
