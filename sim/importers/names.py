"""Names from outside, made to fit the lab's rule for names."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

LONGEST_NAME = 40
"""Characters of a name (``sim.frozen.Name``)."""

_LETTERS_AND_DIGITS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"})


def clean_name(raw: str) -> str:
    """Return ``raw`` with “-” for every character that a machine's name may not have.

    >>> clean_name("  db#1: primary (Zürich)"), clean_name("…")
    ('db-1- primary -Zürich', 'machine')
    """
    letters = unicodedata.normalize("NFC", raw[: 4 * LONGEST_NAME])
    allowed = "".join(letter if _is_allowed(letter) else "-" for letter in letters)
    return allowed.lstrip(" .-")[:LONGEST_NAME].rstrip(" .-") or "machine"


def _is_allowed(letter: str) -> bool:
    return letter in " .-_" or unicodedata.category(letter) in _LETTERS_AND_DIGITS


def free_name(name: str, taken: Container[str]) -> str:
    """Return ``name``, with the first number behind it that makes it differ from all that are taken.

    >>> free_name("web", {"web", "web-2"})
    'web-3'
    """
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        ending = f"-{number}"
        candidate = name[: LONGEST_NAME - len(ending)] + ending
    return candidate
