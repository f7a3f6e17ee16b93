"""How long a replaced disk takes to fill, what may go wrong meanwhile, and how long an array keeps its data.

``sim.mechanisms.disk`` says what disks and RAID levels do while nothing is broken.
"""

from __future__ import annotations

import math

from sim.inventory import DiskKind, RaidLevel
from sim.mechanisms.disk import DISKS, RAID, read_error_probability, rebuild_hours

GB_PER_GIB = 2**30 / 1e9
LEAST_REBUILD_PART = 1.0 / 3.0
"""The part of a disk's speed that a rebuild keeps however busy the array is: three times as long, at worst."""
USUAL_LOAD = 0.6
"""How busy disks are beside a rebuild where nobody has measured it: it then takes 2.5 times as long as on an idle array."""


def rebuild_s(size_gib: float, kind: DiskKind, load: float) -> float:
    """Return how long an array whose disks are busy with ``load`` (0 to 1) takes to fill a replaced disk.

    A rebuild runs in what the machines leave of the disks, but never slower than a third of their speed.

    >>> round(rebuild_s(4000 / GB_PER_GIB, "hdd_7k2", load=0.0) / 3600, 1)
    7.4
    >>> rebuild_s(4000, "hdd_7k2", load=0.95) / rebuild_s(4000, "hdd_7k2", load=0.0)
    3.0
    >>> round(rebuild_s(960, "ssd", USUAL_LOAD) / 60)
    86

    Practitioners reckon with two to three times the time of an idle array.
    """
    idle_h = rebuild_hours(size_gib * GB_PER_GIB / 1000.0, DISKS[kind].mb_per_s)
    return idle_h * 3600.0 / max(1.0 - load, LEAST_REBUILD_PART)


def rebuild_reads_terabytes(level: RaidLevel, disks: int, size_terabytes: float) -> float:
    """Return what must be read without an error to fill a replaced disk: its mirror, or all the others.

    >>> rebuild_reads_terabytes("raid5", 4, 2.0), rebuild_reads_terabytes("raid10", 4, 2.0)
    (6.0, 2.0)
    """
    return size_terabytes if RAID[level].mirrored else (disks - 1) * size_terabytes


def failed_rebuild_probability(  # noqa: PLR0913 - an array, its disks and its rebuild
    level: RaidLevel,
    disks: int,
    size_terabytes: float,
    *,
    errors_per_bit: float,
    mttf_h: float,
    rebuild_h: float,
) -> float:
    """Return the chance that the rebuild after one failed disk loses data.

    Data are lost when a disk fails whose data are nowhere else, or, where no redundancy is left, when a sector that the
    rebuild needs cannot be read. RAID 6 survives either, unless another disk fails as well.

    >>> risk = {level: failed_rebuild_probability(level, 4, 2.0, errors_per_bit=1e-14, mttf_h=1e6, rebuild_h=10)
    ...         for level in ("raid0", "raid5", "raid10", "raid6")}
    >>> {level: round(chance, 3) for level, chance in risk.items()}
    {'raid0': 1.0, 'raid5': 0.381, 'raid10': 0.148, 'raid6': 0.0}

    Simplification: exponential lifetimes, and read errors that are independent of each other.
    """
    raid = RAID[level]
    if raid.survives == 0:
        return 1.0
    unreadable = read_error_probability(rebuild_reads_terabytes(level, disks, size_terabytes), errors_per_bit)
    needed = 1 if raid.mirrored else disks - 1
    another = -math.expm1(-needed * rebuild_h / mttf_h)
    if raid.survives == 1:
        return 1.0 - (1.0 - another) * (1.0 - unreadable)
    third = -math.expm1(-(needed - 1) * rebuild_h / mttf_h)
    return another * (1.0 - (1.0 - third) * (1.0 - unreadable))


def data_loss_h(level: RaidLevel, disks: int, mttf_h: float, mttr_h: float) -> float:
    """Return the mean time until an array loses data (MTTDL), for repairs that are short against lifetimes.

    RAID 0 ``M/n``, mirrors ``M^2/(n R)``, RAID 5 ``M^2/(n (n-1) R)``, RAID 6 ``M^3/(n (n-1) (n-2) R^2)``.

    >>> [round(data_loss_h(level, 8, mttf_h=1e6, mttr_h=24) / 8760) for level in ("raid0", "raid5", "raid10")]
    [14, 84937, 594559]

    Source: Patterson, Gibson and Katz 1988; Chen et al. 1994. Read errors during a rebuild are left out.
    """
    raid = RAID[level]
    if raid.mirrored:
        return mttf_h**2 / (disks * mttr_h)
    chain = math.prod(disks - gone for gone in range(raid.survives + 1))
    return mttf_h ** (raid.survives + 1) / (chain * mttr_h**raid.survives)


def exact_data_loss_h(level: RaidLevel, disks: int, mttf_h: float, mttr_h: float) -> float:
    """Return the same without the approximation: the mean time to absorption of the Markov chain of failed disks.

    One disk is rebuilt at a time. Mirrors are followed pair by pair, and any pair that is lost counts.

    >>> round(data_loss_h("raid5", 8, 1000, 24)), round(exact_data_loss_h("raid5", 8, 1000, 24))
    (744, 1012)
    """
    raid = RAID[level]
    if raid.mirrored:
        pair_h = _absorption_h([2.0 / mttf_h, 1.0 / mttf_h], 1.0 / mttr_h)
        return pair_h / (disks / 2)
    return _absorption_h([(disks - gone) / mttf_h for gone in range(raid.survives + 1)], 1.0 / mttr_h)


def _absorption_h(failure_rates: list[float], repair_rate: float) -> float:
    """Return the mean time from 0 to ``len(failure_rates)`` failed disks, one being repaired at a time.

    From k failed disks to k + 1 it takes ``h_k = 1/f_k + (r/f_k) h_(k-1)``: a failure, or a repair and the way back.
    """
    total_h = step_h = 0.0
    for failed, rate in enumerate(failure_rates):
        step_h = (1.0 + (repair_rate * step_h if failed else 0.0)) / rate
        total_h += step_h
    return total_h
