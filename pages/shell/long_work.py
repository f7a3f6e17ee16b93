"""Long work done piece by piece, so that somebody's click between two pieces can stop it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Generic, TypeVar

PIECE_S = 0.5
"""How long a piece takes: a person who stops the work waits no longer."""
PAUSE_S = 0.1
"""Between two pieces the server hears what was clicked."""

Found = TypeVar("Found")


@dataclass(slots=True)
class LongWork(Generic[Found]):
    """Work that yields, step after step, which part of it is done (0 to 1) and what was found, if anything.

    >>> work = LongWork(iter([(0.5, "a"), (1.0, None)]))
    >>> work.go_on(), work.found
    (False, ['a'])
    """

    steps: Iterator[tuple[float, Found | None]]
    part: float = 0.0
    found: list[Found] = field(default_factory=list)

    def go_on(self) -> bool:
        """Do another piece; return whether something is left to do."""
        until_s = perf_counter() + PIECE_S
        for part, one in self.steps:
            self.part = part
            if one is not None:
                self.found.append(one)
            if perf_counter() > until_s:
                return True
        return False
