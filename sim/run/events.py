"""What happened and what was decided, as sentences with their reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.policies.placement import Candidate
from sim.text import Message

EventKind = Literal["action", "refused", "machine", "host", "fault", "decision"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, as a sentence, with whom it concerns."""

    time_s: float
    kind: EventKind
    message: Message
    machine: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One automatic decision or refusal: what about, which host (empty for none), among whom, and why."""

    time_s: float
    machine: str
    host: str
    candidates: tuple[Candidate, ...]
    reason: Message


ServiceName = Literal["balancing", "power", "consolidation", "scaling"]


@dataclass(frozen=True, slots=True)
class Advice:
    """What a service proposed, on what grounds, what it expected of it, and what became of it.

    ``kind`` is the action that does the same by hand. ``before`` and ``after`` are the imbalance measured and the one
    expected, by the balancing rule ``rule``; None where imbalance is not the question.
    """

    time_s: float
    service: ServiceName
    kind: str
    machine: str
    source: str
    target: str
    candidates: tuple[Candidate, ...]
    reason: Message
    rule: str = ""
    before: float | None = None
    after: float | None = None
    followed: bool = False
    """Whether the service did it itself."""
    why_not: Message | None = None
    """Why it could not be done."""
