"""Copies of machines' data are made and brought back."""

from __future__ import annotations

from sim.engine.refused import Refused
from sim.engine.verbs.base import Verbs
from sim.inventory import CopyKind
from sim.text import N_


class CopyVerbs(Verbs):
    """``sim.actions.world.CopyVerbs``."""

    def take_snapshot(self, name: str) -> None:
        """Keep a machine's data as they are, beside them."""
        self._recovery.copies.take_snapshot(self._guest(name))

    def delete_snapshots(self, name: str) -> None:
        """Let a machine's snapshots go."""
        guest = self._guest(name)
        if not guest.spec.snapshots:
            raise Refused(N_("{machine} has no snapshot."), {"machine": name})
        self._recovery.copies.forget_snapshots(guest)

    def back_up(self, name: str) -> None:
        """Copy a machine's data to another system."""
        self._recovery.copies.back_up(self._guest(name))

    def restore(self, name: str, kind: CopyKind, taken_before_s: float | None) -> None:
        """Bring a machine's data back to what they were."""
        self._recovery.copies.restore(self._guest(name), kind, taken_before_s)

    def schedule(self, name: str, snapshot_every_h: float | None, backup_every_h: float | None) -> None:
        """Copy a machine's data regularly, from now on."""
        guest = self._guest(name)
        update = {"snapshot_every_h": snapshot_every_h, "backup_every_h": backup_every_h}
        self._centre.set_spec(guest, guest.spec.model_copy(update=update))
        self._recovery.copies.follow(guest, first_s=self._env.now)
