"""What a failed disk risks: how long the rebuild takes under load, and the chance that data are lost meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.inventory import MIN_DISKS, DiskKind, RaidLevel
from sim.mechanisms.disk import RAID
from sim.mechanisms.rebuild import GB_PER_GIB, data_loss_h, exact_data_loss_h, failed_rebuild_probability, rebuild_s
from sim.units import HOUR_S, HOURS_PER_YEAR


@dataclass(frozen=True, slots=True)
class RebuildRisk:
    """One RAID level of the same disks."""

    level: RaidLevel
    usable_gib: float
    survives: int
    """Failed disks that it always survives."""
    rebuild_h: float
    loss_probability: float
    """The chance that the rebuild after one failed disk ends with data lost."""
    loss_years: float
    """Mean time until data are lost, by the usual formula."""
    exact_loss_years: float
    """The same from the Markov chain; the difference shows where the formula is too simple."""


def rebuild_risks(  # noqa: PLR0913 - disks, what they are like, and how busy they are
    kind: DiskKind,
    disks: int,
    size_gib: float,
    *,
    load: float,
    errors_per_bit: float,
    mttf_h: float,
    replace_h: float = 4.0,
) -> Iterator[RebuildRisk]:
    """Yield what each RAID level that so many disks allow risks; a new disk is there after ``replace_h``.

    >>> six = rebuild_risks("hdd_7k2", 6, 4000, load=0.5, errors_per_bit=1e-15, mttf_h=1e6)
    >>> [(one.level, round(one.loss_probability, 3)) for one in six]
    [('raid0', 1.0), ('raid5', 0.158), ('raid6', 0.0), ('raid10', 0.034)]
    """
    rebuild_h = rebuild_s(size_gib, kind, load) / HOUR_S
    for level, raid in RAID.items():
        if (
            disks < MIN_DISKS[level]
            or (level == "raid1" and disks != MIN_DISKS["raid1"])
            or (raid.mirrored and disks % 2)
        ):
            continue
        repaired_h = replace_h + rebuild_h
        yield RebuildRisk(
            level=level,
            usable_gib=raid.usable_disks(disks) * size_gib,
            survives=raid.survives,
            rebuild_h=rebuild_h if raid.survives else 0.0,
            loss_probability=failed_rebuild_probability(
                level,
                disks,
                size_gib * GB_PER_GIB / 1000.0,
                errors_per_bit=errors_per_bit,
                mttf_h=mttf_h,
                rebuild_h=repaired_h,
            ),
            loss_years=data_loss_h(level, disks, mttf_h, repaired_h) / HOURS_PER_YEAR,
            exact_loss_years=exact_data_loss_h(level, disks, mttf_h, repaired_h) / HOURS_PER_YEAR,
        )
