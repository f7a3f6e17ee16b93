"""Waiting for what Playwright's ``expect`` cannot read: judged when it has come true, or when patience ends."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

PATIENCE_S = 45.0
"""Generous: other tests, or other people, may need the processor too."""
PAUSE_S = 0.05

Seen = TypeVar("Seen")


def last_seen(read: Callable[[], Seen], accepts: Callable[[Seen], bool], patience_s: float = PATIENCE_S) -> Seen:
    """Read until what is read is accepted, or patience ends; return what was read last.

    >>> last_seen(iter("abc").__next__, lambda seen: seen > "b")
    'c'
    """
    deadline_s = monotonic() + patience_s
    while not accepts(seen := read()) and monotonic() < deadline_s:
        sleep(PAUSE_S)
    return seen


def satisfies(read: Callable[[], Seen], accepts: Callable[[Seen], bool]) -> None:
    """Wait until what is read is accepted; fail with what was read last."""
    seen = last_seen(read, accepts)
    assert accepts(seen), f"still after {PATIENCE_S:g} s: {seen!r}"


def becomes(read: Callable[[], Seen], wanted: Seen) -> None:
    """Wait until what is read is what is wanted; fail with both.

    >>> becomes(iter([{"mail"}, set()]).__next__, set())
    """
    seen = last_seen(read, lambda seen: seen == wanted)
    assert seen == wanted, f"still after {PATIENCE_S:g} s: {seen!r}, not {wanted!r}"
