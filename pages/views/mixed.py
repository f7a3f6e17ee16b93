"""The options of a quiz in the order in which they are shown and printed: a file has what is right first."""

from __future__ import annotations

from zlib import crc32

from sim.teaching.lesson import Question


def in_order(question: Question) -> list[int]:
    """Return the options in the order of the screen and of paper: mixed, and the same for everybody."""
    return sorted(range(len(question.options)), key=lambda one: crc32(question.options[one].text.en.encode()))
