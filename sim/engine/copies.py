"""Snapshots and backups of a running data centre: made by the clock or by hand, brought back by hand."""

from __future__ import annotations

from collections import defaultdict

from sim.engine.bodies import Guest
from sim.engine.datacentre import DataCentre
from sim.engine.process import Process
from sim.engine.refused import Refused
from sim.engine.sending import Interrupted
from sim.inventory import CopyKind, DataState
from sim.mechanisms.copies import lost_s
from sim.run import CopyChange, Restored
from sim.text import N_
from sim.units import HOUR_S, MIB_PER_GIB

NONE_TAKEN = {
    "snapshot": N_("There is no snapshot of {machine} to go back to."),
    "backup": N_("There is no backup of {machine} to restore: none was made, or none was complete in time."),
}


class Copies:
    """Every copy of every machine, and the service that makes and restores them."""

    def __init__(self, centre: DataCentre) -> None:
        self._centre = centre
        self._env = centre.env
        self._rules = centre.scenario.copies
        self._tell = centre.journal.tell
        self._kept: dict[int, list[CopyChange]] = defaultdict(list)
        self._turns: dict[int, int] = defaultdict(int)
        centre.enlisted = self._enlisted

    # By the clock

    def _enlisted(self, guest: Guest) -> None:
        first_s = self._rules.first_h * HOUR_S
        for _ in range(guest.spec.snapshots):
            self._keep(guest, "snapshot", self._env.now, data=guest.data)
        self.follow(guest, first_s=first_s)

    def follow(self, guest: Guest, *, first_s: float) -> None:
        """Make copies of a machine as often as it, or the scenario, says; what was planned before is off."""
        self._turns[guest.index] += 1
        rules, spec = self._rules, guest.spec
        every_h: dict[CopyKind, float | None] = {
            "snapshot": rules.snapshot_every_h if spec.snapshot_every_h is None else spec.snapshot_every_h,
            "backup": rules.backup_every_h if spec.backup_every_h is None else spec.backup_every_h,
        }
        for kind, hours in every_h.items():
            if hours and not (kind == "snapshot" and spec.kind == "physical"):
                self._env.process(self._regularly(guest, kind, first_s, hours * HOUR_S))

    def _regularly(self, guest: Guest, kind: CopyKind, first_s: float, every_s: float) -> Process:
        """One machine's schedule."""
        turn, number = self._turns[guest.index], 0
        while first_s + number * every_s < self._env.now:
            number += 1
        while True:
            yield self._env.timeout(first_s + number * every_s - self._env.now)
            if self._turns[guest.index] != turn or guest.state == "removed":
                return
            number += 1
            if kind == "backup":
                self._env.process(self._copying(guest, data=guest.data))
            else:
                self._snapshot(guest)

    # Making copies

    def take_snapshot(self, guest: Guest) -> None:
        """Keep a machine's data as they are, beside them."""
        if guest.spec.kind == "physical":
            raise Refused(
                N_("{machine} is a physical server: there is no hypervisor that could keep its disk as it is."),
                {"machine": guest.name},
            )
        self._snapshot(guest)

    def _snapshot(self, guest: Guest) -> None:
        kept = [copy for copy in self._kept[guest.index] if copy.kind == "snapshot"]
        for oldest in kept[: max(len(kept) + 1 - self._rules.keep_snapshots, 0)]:
            self._let_go(oldest)
        self._keep(guest, "snapshot", self._env.now, data=guest.data)
        self._count_snapshots(guest)

    def back_up(self, guest: Guest) -> None:
        """Begin to copy a machine's data, as they are now, to another system."""
        self._env.process(self._copying(guest, data=guest.data, say=True))

    def _copying(self, guest: Guest, *, data: DataState, say: bool = False) -> Process:
        """One backup: it counts when everything has arrived."""
        taken_s = self._env.now
        try:
            yield from self._carry(guest)
        except Interrupted:
            self._tell(
                "fault", N_("The backup of {machine} was broken off: its disks are gone."), {"machine": guest.name}
            )
            return
        if guest.state == "removed":
            return
        self._keep(guest, "backup", taken_s, data=data)
        if say:
            self._tell("machine", N_("The backup of {machine} is complete."), {"machine": guest.name})

    def _carry(self, guest: Guest) -> Process:
        """The data of a whole disk on the way to the backup system or back; they share its datastore with the machines."""
        disks = (guest.server,) if guest.server is not None and guest.server.is_up else ()
        sending = self._centre.send((), self._rules.mib_per_s, disks)
        yield from sending.send(float(guest.spec.disk_gib * MIB_PER_GIB))
        sending.close()

    def _keep(self, guest: Guest, kind: CopyKind, taken_s: float, *, data: DataState) -> None:
        copy = CopyChange(float(self._env.now), guest.index, kind, float(taken_s), data, kept=True)
        self._kept[guest.index].append(copy)
        self._centre.journal.copies.append(copy)

    # Losing them

    def forget_snapshots(self, guest: Guest) -> None:
        """A machine's snapshots are deleted, or lost with the disks on which they lay."""
        for copy in [copy for copy in self._kept[guest.index] if copy.kind == "snapshot"]:
            self._let_go(copy)
        self._count_snapshots(guest)

    def _let_go(self, copy: CopyChange) -> None:
        self._kept[copy.machine].remove(copy)
        gone = CopyChange(float(self._env.now), copy.machine, copy.kind, copy.taken_s, copy.data, kept=False)
        self._centre.journal.copies.append(gone)

    def _count_snapshots(self, guest: Guest) -> None:
        snapshots = sum(copy.kind == "snapshot" for copy in self._kept[guest.index])
        if snapshots != guest.spec.snapshots:
            self._centre.set_spec(guest, guest.spec.model_copy(update={"snapshots": snapshots}))

    # Bringing them back

    def restore(self, guest: Guest, kind: CopyKind, taken_before_s: float | None) -> None:
        """Stop a machine, bring its data back, and start it if its users want it."""
        limit_s = self._env.now if taken_before_s is None else taken_before_s
        copies = [copy for copy in self._kept[guest.index] if copy.kind == kind and copy.taken_s <= limit_s]
        if not copies:
            raise Refused(NONE_TAKEN[kind], {"machine": guest.name})
        if guest.state in ("migrating", "switching"):
            raise Refused(N_("{machine} is just moving: wait until it has arrived."), {"machine": guest.name})
        copy = max(copies, key=lambda copy: copy.taken_s)
        if guest.holds_memory:
            self._centre.go_down(guest, "stopped", returns=False)
        elif guest.state != "defined":
            guest.returns = False
            self._centre.set_state(guest, "stopped")
        self._centre.room_appeared()
        self._env.process(self._restoring(guest, copy))

    def _restoring(self, guest: Guest, copy: CopyChange) -> Process:
        """One restore: the machine is down until everything is back."""
        episode, began_s, good_until_s = guest.episode, float(self._env.now), self._good_until_s(guest)
        facts: dict[str, object] = {"machine": guest.name}
        if copy.kind == "snapshot":
            yield self._env.timeout(self._rules.rollback_s)
        else:
            try:
                yield from self._carry(guest)
            except Interrupted:
                self._tell("refused", N_("The data of {machine} were not brought back: its disks are gone."), facts)
                return
        if guest.episode != episode:
            self._tell("refused", N_("The data of {machine} were not brought back: it was started too early."), facts)
            return
        loss_s = lost_s(copy.taken_s, good_until_s)
        self._centre.contagion.restore(guest, copy.data)
        self._centre.journal.restores.append(
            Restored(began_s, float(self._env.now), guest.index, copy.kind, copy.taken_s, loss_s)
        )
        self._tell(
            "machine",
            N_("{machine} has the data of {time_s} again; the work of {loss_s} is lost."),
            facts | {"time_s": copy.taken_s, "loss_s": loss_s},
        )
        self._start(guest)

    def _start(self, guest: Guest) -> None:
        if not guest.wanted_up:
            return
        try:
            self._centre.place(guest)
        except Refused as why:
            self._tell("refused", why.message, {}, machine=guest.name)
            return
        for container in guest.containers:
            container.returns = container.returns or container.wanted_up
        self._centre.boot(guest)

    # What the data are

    def _good_until_s(self, guest: Guest) -> float:
        """Return since when a machine's data are wrong; now, when they are right."""
        since_s = self._env.now
        if guest.data == "intact":
            return since_s
        for change in reversed(self._centre.journal.data):
            if change.machine == guest.index:
                if not change.damaged:
                    break
                since_s = change.time_s
        return since_s
