"""Colours that colour-blind people tell apart, and never colour alone.

Okabe and Ito, "Color Universal Design", 2008. Colours repeat every seven machines, patterns every eight: no two of
the first 56 look the same, and neighbours differ in black and white too.
"""

from __future__ import annotations

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
PATTERNS = ("", "/", ".", "x", "-", "\\", "+", "|")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
GREY = "#8C8C8C"
LIMIT = "#D55E00"
"""The line that nothing goes beyond."""


def colour(index: int) -> str:
    """Return the colour of the machine at one position."""
    return COLOURS[index % len(COLOURS)]


def pattern(index: int) -> str:
    """Return the fill pattern of the machine at one position."""
    return PATTERNS[index % len(PATTERNS)]


def dash(index: int) -> str:
    """Return the dash of the line of the machine at one position."""
    return DASHES[index % len(DASHES)]
