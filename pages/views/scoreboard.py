"""The scoreboard of a whole run beside that of its baseline, as a table."""

from __future__ import annotations

import pandas as pd

from pages.shell.words import Words
from sim.run import Run
from sim.steps import Floats
from sim.study.scoreboard import SCORES, Score, scores

DECIMALS = {"energy_kwh_per_day": 1, "worst_availability_pct": 2, "unserved_pct": 2}
"""Decimals of a number; none for the others."""


def rows(run: Run, baseline: Run, words: Words) -> pd.DataFrame:
    """Return one row per number at the end of the run: the rack's, the baseline's, and what it means."""
    _ = words._
    own, other = scores(run, [run.end_s]), scores(baseline, [run.end_s])
    return pd.DataFrame(
        {
            "": [name_of(score, words) for score in SCORES.values()],
            _("This rack"): [_number(key, own, words) for key in SCORES],
            _("One server per application"): [_number(key, other, words) for key in SCORES],
            _("What it is"): [_(score.summary) for score in SCORES.values()],
        }
    )


def name_of(score: Score, words: Words) -> str:
    """Return a score's name with its unit."""
    if not score.unit:
        return words._(score.title)
    return words._("{title} ({unit})").format(title=words._(score.title), unit=words._(score.unit))


def _number(key: str, values: dict[str, Floats], words: Words) -> str:
    return words.number(float(values[key][-1]), DECIMALS.get(key, 0))
