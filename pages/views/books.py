"""The laws of conservation that every run is checked against."""

from __future__ import annotations

import pandas as pd

from pages.shell.words import Words
from sim.run import Run
from sim.study.checks import conservation


def rows(run: Run, words: Words) -> pd.DataFrame:
    """Return one row per law: whether the run keeps it, and by how much it misses it."""
    _ = words._
    checks = conservation(run)
    return pd.DataFrame(
        {
            "": ["✓" if check.holds else "✗" for check in checks],
            _("Law"): [_(check.law) for check in checks],
            _("Left over (relative)"): [f"{check.residual:.1e}" for check in checks],
        }
    )
