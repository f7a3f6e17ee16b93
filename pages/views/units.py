"""In which unit a number of a lesson is asked for and answered."""

from __future__ import annotations

import re

from pages.shell.words import Words
from sim.teaching.lesson import Observe
from sim.text import N_
from sim.units import MIB_PER_GIB

UNITS = {
    "_pct": (N_("%"), 1.0),
    "_mib": (N_("GiB"), 1.0 / MIB_PER_GIB),
    "_kwh": (N_("kWh"), 1.0),
    "_core_h": (N_("core-hours"), 1.0),
    "_cores": (N_("cores"), 1.0),
    "_s": (N_("seconds"), 1.0),
}
"""The unit, and what the number is multiplied by, by the ending of its name."""


def unit_of(name: str) -> tuple[str, float]:
    """Return the unit in which a number is asked for, and what it is multiplied by.

    >>> unit_of("promised_mib")
    ('GiB', 0.0009765625)
    >>> unit_of("placed")
    ('', 1.0)
    """
    return next((unit for ending, unit in UNITS.items() if name.endswith(ending)), ("", 1.0))


def is_right(asked: Observe, answer: float, number: float) -> bool:
    """Return whether an answer is what the run says, as nearly as one can read it off."""
    _unit, factor = unit_of(asked.number)
    return abs(answer - number * factor) <= asked.tolerance


def number_in(written: str) -> float | None:
    """Return the number that somebody wrote, with a decimal point or comma, its unit or not; None when it is none.

    >>> number_in("53,9 %"), number_in(" 1 234.5"), number_in("12 s"), number_in("many"), number_in("")
    (53.9, 1234.5, 12.0, None, None)
    """
    found = _WRITTEN.fullmatch("".join(written.split()))
    return float(found[1].replace(",", ".")) if found else None


_WRITTEN = re.compile(r"([-+]?[0-9]+(?:[.,][0-9]+)?)[^0-9.,]{0,20}")


def answer_text(name: str, answer: float, words: Words) -> str:
    """Return an answer as it was given, with the unit in which it was asked for.

    >>> from pages.shell.words import words_for
    >>> answer_text("peak_pct", 46.0, words_for("en")), answer_text("placed", 7.0, words_for("en"))
    ('46%', '7')
    """
    unit, _factor = unit_of(name)
    return words.share(answer) if unit == "%" else f"{words.number(answer)} {words._(unit)}".rstrip()
