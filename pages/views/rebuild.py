"""What a failed disk risks, RAID level by RAID level, as a table and a sentence."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pages.shell.words import Words
from sim.inventory import RaidLevel
from sim.study.raid import RebuildRisk
from sim.text import N_, Message
from sim.units import HOUR_S

NAMES: dict[RaidLevel, str] = {
    "raid0": N_("RAID 0"),
    "raid1": N_("RAID 1"),
    "raid5": N_("RAID 5"),
    "raid6": N_("RAID 6"),
    "raid10": N_("RAID 10"),
}


def rows(risks: Sequence[RebuildRisk], words: Words) -> pd.DataFrame:
    """Return one row per RAID level."""
    _ = words._
    return pd.DataFrame(
        {
            _("Level"): [_(NAMES[one.level]) for one in risks],
            _("Usable (TiB)"): [words.number(one.usable_gib / 1024) for one in risks],
            _("Failed disks always survived"): [str(one.survives) for one in risks],
            _("Rebuild takes"): [words.duration(one.rebuild_h * HOUR_S) if one.survives else "–" for one in risks],
            _("Data lost in the rebuild"): [words.share(100.0 * one.loss_probability) for one in risks],
            _("Years until data are lost (formula)"): [words.number(one.loss_years) for one in risks],
            _("The same, exact"): [words.number(one.exact_loss_years) for one in risks],
        }
    )


def sentence(risks: Sequence[RebuildRisk]) -> Message:
    """Say which level with redundancy risks most and which least, and that none of them is a backup."""
    redundant = [one for one in risks if one.survives]
    if not redundant:
        return Message(N_("With so few disks there is no redundancy: one failed disk, and the data are gone."))
    worst = max(redundant, key=lambda one: one.loss_probability)
    best = min(redundant, key=lambda one: one.loss_probability)
    return Message(
        N_(
            "After one failed disk, {worst_title} loses data in {worst_pct} of all rebuilds, {best_title} in {best_pct}. None of them helps against deleted or encrypted data."
        ),
        {
            "worst_title": NAMES[worst.level],
            "worst_pct": 100.0 * worst.loss_probability,
            "best_title": NAMES[best.level],
            "best_pct": 100.0 * best.loss_probability,
        },
    )
