"""How one machine is copied while it runs, and switched over: the story of a live migration."""

from __future__ import annotations

import math
from collections.abc import Generator
from types import MappingProxyType
from typing import TYPE_CHECKING

from simpy.events import Event as Happening

from sim.engine.bodies import Server
from sim.engine.end_of_instant import EndOfInstant
from sim.engine.migration import LiveMigration
from sim.engine.process import Process
from sim.engine.sending import Sending
from sim.mechanisms.devices import written_mib_per_s
from sim.mechanisms.migration import (
    MAX_ROUNDS,
    RAISED_AFTER_ROUNDS,
    THROTTLE_TRIGGER,
    AutoConverge,
    left_after_round,
    may_stop,
)
from sim.text import N_
from sim.units import MIB_PER_GIB

if TYPE_CHECKING:
    from sim.engine.datacentre import DataCentre

Rounds = Generator[Happening, None, float]

DOWNTIME_LIMIT_S = MappingProxyType({"qemu": 0.3, "proxmox": 0.1})
"""The pause that is allowed: QEMU's downtime-limit, Proxmox's migrate_downtime."""
MOST_ROUNDS = MappingProxyType({"qemu": float(MAX_ROUNDS), "proxmox": math.inf})
"""Rounds after which a machine is stopped for the rest; Proxmox raises the downtime limit instead."""
HIGH_ROUNDS = 2
"""Rounds in which too much was written after which QEMU throttles, or throttles more."""


class Copying:
    """What happens between the first page of a machine and the last; whoever stops it raises Interrupted in it."""

    def __init__(self, centre: DataCentre) -> None:
        self._centre = centre
        self._env = centre.env
        self._tell = centre.journal.tell
        self._rules = centre.scenario.migration

    def run(self, one: LiveMigration, target: Server, sending: Sending) -> Process:
        """One live migration: its disk where it must come too, its memory round by round, the pause, the other end."""
        if one.options.with_disk:
            yield from self._copy_disk(one, sending)
        if one.options.mode == "post_copy":
            yield from self._switch_over(one, target, sending, left_mib=0.0)
            yield from self._fetch(one, sending)
        else:
            left_mib = yield from self._copy_in_rounds(one, sending)
            yield from self._switch_over(one, target, sending, left_mib)

    def _copy_disk(self, one: LiveMigration, sending: Sending) -> Process:
        """The disk goes first, in one pass; what is written meanwhile goes to both ends."""
        guest, centre = one.guest, self._centre
        work_cores = centre.processor.accounts.given[guest.index] * centre.assumptions.efficiency(guest.spec.kind)
        disk_mib = float(guest.spec.disk_gib * MIB_PER_GIB)
        one.begin_pass("disk", self._env.now)
        mirrored_mib = yield from sending.send(disk_mib, lambda: written_mib_per_s(guest.spec.workload, work_cores))
        yield from sending.send(mirrored_mib)
        one.end_pass(self._env.now, disk_mib + mirrored_mib)
        sending.leave_disks()

    def _copy_in_rounds(self, one: LiveMigration, sending: Sending) -> Rounds:
        """The memory goes, then what was written meanwhile, and again, until the rest can follow in a short pause."""
        guest, options = one.guest, one.options
        limit_s = options.downtime_limit_s or DOWNTIME_LIMIT_S[self._rules.profile]
        most_rounds = options.max_rounds or MOST_ROUNDS[self._rules.profile]
        left_mib, rounds, high = guest.touched_mib, 0, 0
        while True:
            sent_mib = left_mib
            left_mib = yield from self._round(one, sending, sent_mib)
            rounds += 1
            if may_stop(left_mib, sending.rate_mib_per_s, limit_s):
                return left_mib
            if rounds >= most_rounds:
                one.forced = True
                self._tell(
                    "machine",
                    N_(
                        "The migration of {machine} does not converge: after {rounds} rounds it is stopped for the rest."
                    ),
                    one.facts(rounds=rounds),
                )
                return left_mib
            high += left_mib > THROTTLE_TRIGGER * sent_mib
            if options.mode == "auto_converge" and high == HIGH_ROUNDS:
                high = 0
                self._throttle(one)
            if self._rules.profile == "proxmox" and rounds % RAISED_AFTER_ROUNDS == 0:
                limit_s *= 2.0
                self._tell(
                    "machine",
                    N_("The migration of {machine} does not converge: it may pause for {limit_s} now."),
                    one.facts(limit_s=limit_s),
                )

    def _round(self, one: LiveMigration, sending: Sending, mib: float) -> Rounds:
        """One pass over what is to be sent; return what must be sent again."""
        guest = one.guest
        one.begin_pass("memory", self._env.now)
        written_mib = yield from sending.send(mib, lambda: guest.dirty_mib_per_s)
        again_mib = left_after_round(written_mib, guest.working_set_mib)
        one.end_pass(self._env.now, mib, again_mib)
        return again_mib

    def _switch_over(self, one: LiveMigration, target: Server, sending: Sending, left_mib: float) -> Process:
        """The machine stands still, the rest follows, and it goes on at the other end."""
        guest, since_s = one.guest, self._env.now
        self._freeze(one)
        one.begin_pass("pause", since_s)
        yield from sending.send(left_mib)
        one.end_pass(self._env.now, left_mib)
        yield from sending.wait(self._centre.assumptions.migration_resume_s)
        target.promise(guest.spec, -1)
        self._centre.usage.carry_over(guest, target)
        one.switch_over_s = self._env.now
        one.downtime_s = self._env.now - since_s
        if one.options.mode == "post_copy":
            one.source.promise(guest.spec)
        self.thaw(one)

    def _fetch(self, one: LiveMigration, sending: Sending) -> Process:
        """The memory follows a machine that has gone ahead, every page once."""
        mib = one.guest.touched_mib
        one.begin_pass("memory", self._env.now)
        yield from sending.send(mib)
        one.end_pass(self._env.now, mib)

    def _throttle(self, one: LiveMigration) -> None:
        """Take CPU time from a machine that writes too fast."""
        guest = one.guest
        throttle = AutoConverge().after(guest.throttle)
        if throttle > guest.throttle:
            self._centre.usage.set_throttle(guest, throttle)
            self._tell(
                "decision",
                N_("{machine} writes too fast to be copied: its CPU is throttled by {throttle_pct}."),
                one.facts(throttle_pct=100.0 * throttle),
            )

    def _freeze(self, one: LiveMigration) -> None:
        """Let a machine and what runs in it stand still; their users wait."""
        inside = [container for container in one.guest.containers if container.state in ("running", "booting")]
        one.frozen = [(machine, machine.state) for machine in (*inside, one.guest)]
        for machine, _ in one.frozen:
            machine.users_wait = True
            self._centre.set_state(machine, "switching")

    def thaw(self, one: LiveMigration) -> None:
        """Let everybody go on who stood still; whoever was starting starts again."""
        for machine, before in reversed(one.frozen):
            if machine.state != "switching":
                continue
            if before == "booting":
                self._centre.boot(machine)
            else:
                self._centre.set_state(machine, "running")
        waited, one.frozen = [machine for machine, _ in one.frozen], []

        def be_served(_event: Happening) -> None:
            for machine in waited:
                self._centre.usage.stop_waiting(machine)

        # Patience counts again as soon as they are served, which is when this instant ends.
        EndOfInstant(self._env, be_served)
