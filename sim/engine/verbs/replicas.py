"""Copies of a machine that share its load: they come, start and stop as autoscaling wants."""

from __future__ import annotations

from itertools import count

from sim.engine.applications import OFF, Application
from sim.engine.bodies import Guest
from sim.engine.refused import Refused
from sim.engine.verbs.base import Verbs
from sim.inventory import Machine
from sim.text import N_

LONGEST_STEM = 36
"""Characters of a machine's name that its copies keep, so that there is room for a number."""


class ReplicaVerbs(Verbs):
    """What autoscaling does to copies; people start and stop them like any machine."""

    def check(self, name: str) -> Guest:
        """Return the machine of that name; raise Refused where its load cannot be shared."""
        first = self._guest(name)
        if first.spec.kind == "physical" or first.spec.fault_tolerant:
            raise Refused(
                N_("{machine} cannot be copied: it is a physical server, or fault tolerant."), {"machine": name}
            )
        application = self._centre.applications.of(first)
        if application is not None and application.first is not first:
            raise Refused(
                N_("{machine} is a copy of {other}: let {other} be scaled."),
                {"machine": name, "other": application.first.name},
            )
        return first

    def found(self, first: Guest) -> Application:
        """Put a load balancer in front of a machine."""
        return self._centre.applications.found(first)

    def make_ready(self, application: Application) -> Guest:
        """Settle one that is off, or one more; raise Refused, with the reason, where there is no room for it."""
        first = application.first
        off = [one for one in application.members[1:] if one.state in OFF]
        guest = off[0] if off else self._centre.draft(self._copy_of(first, self._free_name(first.name)))
        if off:
            self._centre.set_spec(guest, self._copy_of(first, guest.name))
        self._settle(guest)
        if not off:
            self._centre.enlist(guest, follow=False)
            self._centre.loads.leak_mib_per_s[guest.index] = self._centre.loads.leak_mib_per_s[first.index]
            self._centre.journal.replicas[guest.name] = first.name
            self._centre.applications.join(application, guest)
            self._centre.set_state(guest, "defined")
            self._centre.contagion.copy(first, guest)
        guest.returns = False
        return guest

    def start(self, guest: Guest) -> None:
        """Boot a copy where it has been settled."""
        self._power_on(guest)

    def stop(self, guest: Guest) -> None:
        """Shut a copy down; whatever it has not done is lost."""
        self._halt(guest, "stopped")

    def _settle(self, guest: Guest) -> None:
        """Find a place as for a new machine: nothing binds a copy to where it was before."""
        self._recovery.admission.check(guest)
        bound = guest.kernel is not None or guest.spec.runs_on is not None or not self._centre.scenario.shared_storage
        if bound:
            self._centre.place(guest)
            return
        server = self._centre.room.find_host(guest.spec)
        if server is None:
            raise Refused(self._centre.journal.decisions[-1].reason)
        self._centre.settle_on(guest, server)

    def _copy_of(self, first: Guest, name: str) -> Machine:
        update = {
            "name": name,
            "on": True,
            "runs_on": self._place_of_copy(first),
            "snapshots": 0,
            "snapshot_every_h": 0.0,
            "backup_every_h": 0.0,
        }
        return first.spec.model_copy(update=update)

    def _place_of_copy(self, first: Guest) -> str | None:
        """Return where a copy must run: in the same VM, or beside the only disk; None where the policy may choose."""
        bound = first.kernel is not None or not self._centre.scenario.shared_storage
        return first.place if bound and first.server is not None else None

    def _free_name(self, name: str) -> str:
        taken = {*self._centre.guests, *self._centre.servers}
        return next(one for number in count(2) if (one := f"{name[:LONGEST_STEM]}-{number}") not in taken)
