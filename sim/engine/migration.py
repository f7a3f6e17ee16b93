"""A machine on its way to another host while it runs: what is known about it, and what remains of it in the run."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from sim.actions.world import LiveOptions
from sim.engine.bodies import Guest, Server
from sim.engine.sending import Sending
from sim.run import MachineState, Migration, MigrationOutcome, MigrationRound, RoundKind
from sim.text import Message


@dataclass(eq=False)
class LiveMigration:
    """One machine on its way, or waiting for its turn. Without a target, the placement policy chooses one in time."""

    guest: Guest
    source: Server
    target: Server | None
    options: LiveOptions
    asked_s: float
    start_s: float | None = None
    end_s: float | None = None
    sending: Sending | None = None
    rounds: list[MigrationRound] = field(default_factory=list)
    pass_begun: tuple[RoundKind, float, float] | None = None
    """The pass that goes on: what it sends, since when, and the throttle in it."""
    frozen: list[tuple[Guest, MachineState]] = field(default_factory=list)
    """Who stands still during the pause, and in which state each was before."""
    switch_over_s: float | None = None
    downtime_s: float = 0.0
    forced: bool = False
    outcome: MigrationOutcome = "waiting"
    reason: Message | None = None

    @property
    def has_switched(self) -> bool:
        """Return whether the machine is at its target already."""
        return self.switch_over_s is not None

    @property
    def sent_mib(self) -> float:
        """Return all that was sent."""
        return self.sending.sent_mib if self.sending is not None else 0.0

    def facts(self, **more: object) -> dict[str, object]:
        """Return what every sentence about it may name."""
        return {"machine": self.guest.name, "host": self.target.name if self.target else ""} | more

    def begin_pass(self, what: RoundKind, now_s: float) -> None:
        """Begin to send something."""
        self.pass_begun = (what, now_s, self.guest.throttle)

    def end_pass(self, now_s: float, sent_mib: float, dirtied_mib: float = 0.0) -> None:
        """Note that it has arrived, and what of it must be sent again."""
        if self.pass_begun is not None:
            what, since_s, throttle = self.pass_begun
            self.rounds.append(MigrationRound(what, since_s, now_s, sent_mib, dirtied_mib, throttle))
            self.pass_begun = None

    def record(self, now_s: float) -> Migration:
        """Return what became of it until now; a pass that was cut short stands there with what had been sent."""
        end_s = now_s if self.end_s is None else self.end_s
        self.end_pass(end_s, self.sent_mib - math.fsum(one.sent_mib for one in self.rounds))
        return Migration(
            machine=self.guest.name,
            source=self.source.name,
            target=self.target.name if self.target else "",
            mode=self.options.mode,
            asked_s=self.asked_s,
            start_s=self.start_s,
            end_s=end_s,
            rounds=tuple(self.rounds),
            switch_over_s=self.switch_over_s,
            downtime_s=self.downtime_s,
            data_mib=self.sent_mib,
            forced=self.forced,
            outcome=self.outcome,
            reason=self.reason,
        )
