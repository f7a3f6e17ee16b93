"""Live migrations, pass by pass, and what data on its way puts on links and disks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.actions.world import MigrationMode
from sim.text import Message

RoundKind = Literal["disk", "memory", "pause"]
MigrationOutcome = Literal["waiting", "under_way", "done", "cancelled", "lost"]


@dataclass(frozen=True, slots=True)
class MigrationRound:
    """One pass of a live migration: so much was sent, and so much of it must be sent again.

    ``throttle`` is the part of its CPU time that the machine did without meanwhile. The last pass is the pause.
    """

    what: RoundKind
    start_s: float
    end_s: float
    sent_mib: float
    dirtied_mib: float
    throttle: float = 0.0

    @property
    def rate_mib_per_s(self) -> float:
        """Return how fast it was sent, on average."""
        lasted_s = self.end_s - self.start_s
        return self.sent_mib / lasted_s if lasted_s > 0.0 else 0.0


@dataclass(frozen=True, slots=True)
class Migration:
    """One live migration, from its request to its end, or to the end of the run.

    It waits for its turn from ``asked_s`` until ``start_s``. ``switch_over_s`` is the instant from which on the machine
    runs at its target; None where that never happened. ``forced`` says that it was stopped without having converged.
    """

    machine: str
    source: str
    target: str
    mode: MigrationMode
    asked_s: float
    start_s: float | None
    end_s: float
    rounds: tuple[MigrationRound, ...]
    switch_over_s: float | None
    downtime_s: float
    data_mib: float
    forced: bool
    outcome: MigrationOutcome
    reason: Message | None = None

    @property
    def total_s(self) -> float:
        """Return how long it took from its first page to its end; 0 while it waits for its turn."""
        return self.end_s - self.start_s if self.start_s is not None else 0.0


@dataclass(frozen=True, slots=True)
class Traffic:
    """What went on its way beside the machines' own traffic: rates in MiB/s, each from an instant on."""

    hosts: tuple[str, ...]
    """The hosts that it went between; none for what has a way of its own, such as a backup."""
    rates: tuple[tuple[float, float], ...]
    """What it put on their links."""
    datastores: tuple[str, ...] = ()
    """The datastores that it read or wrote, by the names of their hosts; empty for the shared array."""
    disk_rates: tuple[tuple[float, float], ...] = ()
    """What it read or wrote there."""
