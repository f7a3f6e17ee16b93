"""What consolidation costs in service, as papers on it count it. Two definitions are in use: the name says which."""

from __future__ import annotations

import math
from collections.abc import Sequence


def slatah_mean_of_ratios(overload_s: Sequence[float], active_s: Sequence[float]) -> float:
    """Return the mean over hosts of the part of its active time that each was used at 100 %.

    >>> slatah_mean_of_ratios([300, 0, 900], [3600, 1800, 7200])  # doctest: +ELLIPSIS
    0.069444...

    Source: SLATAH of Beloglazov & Buyya 2012.
    """
    return math.fsum(s / active for s, active in zip(overload_s, active_s, strict=True)) / len(active_s)


def slatah_ratio_of_sums(overload_s: Sequence[float], active_s: Sequence[float]) -> float:
    """Return the part of all hosts' active time that was spent at 100 %, as CloudSim counts it.

    >>> slatah_ratio_of_sums([300, 0, 900], [3600, 1800, 7200])  # doctest: +ELLIPSIS
    0.095238...
    """
    return math.fsum(overload_s) / math.fsum(active_s)


def pdm_mean_of_ratios(lost: Sequence[float], requested: Sequence[float]) -> float:
    """Return the mean over machines of the part of their work that migrations cost each.

    Source: PDM of Beloglazov & Buyya 2012.
    """
    return math.fsum(loss / asked for loss, asked in zip(lost, requested, strict=True)) / len(requested)


def pdm_ratio_of_sums(lost: Sequence[float], requested: Sequence[float]) -> float:
    """Return the part of all machines' work that migrations cost, as CloudSim counts it."""
    return math.fsum(lost) / math.fsum(requested)


def slav(slatah: float, pdm: float) -> float:
    """Return SLAV, the product of both: one number for what consolidation does to service."""
    return slatah * pdm


def esv(energy_kwh: float, violation: float) -> float:
    """Return ESV, energy times SLAV: low where little energy costs little service."""
    return energy_kwh * violation
