"""The laws of conservation that every run is checked against."""

from __future__ import annotations

import pandas as pd

from pages.shell.words import Words
from sim.run import Run
from sim.study.checks import conservation

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def rows(run: Run, words: Words) -> pd.DataFrame:
    """Return one row per law: whether the run keeps it, and by how much it misses it."""
    _ = words._
    checks = conservation(run)
    return pd.DataFrame(
        {
            "": ["✓" if check.holds else "✗" for check in checks],
            _("Law"): [_(check.law) for check in checks],
            _("Left over (relative)"): [_power_of_ten(check.residual, words) for check in checks],
        }
    )


def _power_of_ten(value: float, words: Words) -> str:
    """Return a very small number as people write it.

    >>> from pages.shell.words import words_for
    >>> _power_of_ten(1.3e-16, words_for("fr")), _power_of_ten(0.0, words_for("fr"))
    ('1,3 × 10⁻¹⁶', '0')
    """
    if not value:
        return "0"
    digits, exponent = f"{value:.1e}".split("e")
    return f"{words.number(float(digits), 1)} × 10{str(int(exponent)).translate(SUPERSCRIPTS)}"
