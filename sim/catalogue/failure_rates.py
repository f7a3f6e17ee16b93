"""How often parts fail and how long a repair takes, as published, and where nobody published anything, as assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import gamma, log
from types import MappingProxyType

from sim.site import PartKind
from sim.units import HOUR_S, HOURS_PER_YEAR

EXPONENTIAL = 1.0
WEARS_OUT = 1.2
"""Weibull shape of disks: they fail more often the older they are (Schroeder & Gibson 2007 find wear from early on)."""


@dataclass(frozen=True, slots=True)
class FailureRate:
    """The part that fails within a year, the Weibull shape of the lives, and the mean time to repair."""

    per_year: float
    repair_h: float = 4.0
    shape: float = EXPONENTIAL

    @property
    def mean_life_s(self) -> float:
        """Return the mean time between failures.

        >>> round(FailureRate(0.01).mean_life_s / 3600)
        871613
        """
        return -HOURS_PER_YEAR / log(1.0 - self.per_year) * HOUR_S

    @property
    def scale_s(self) -> float:
        """Return the Weibull scale that gives this mean life."""
        return self.mean_life_s / gamma(1.0 + 1.0 / self.shape)


RATES: Mapping[PartKind, FailureRate] = MappingProxyType(
    {
        "disk": FailureRate(0.0157, shape=WEARS_OUT),  # Backblaze 2024
        "psu": FailureRate(0.01),
        "fans": FailureRate(0.029),  # MTBF 300 000 h
        "nic": FailureRate(0.01),
        "path": FailureRate(0.01),
        "switch": FailureRate(0.05),  # top of rack, Gill et al. 2011
        "controller": FailureRate(0.01),
        "enclosure": FailureRate(0.002),
        "feed": FailureRate(0.01, repair_h=6.0),  # a power distribution unit, Dean 2008
        "ups": FailureRate(0.01),
        "generator": FailureRate(0.02),
        "utility": FailureRate(0.22, repair_h=1.0),  # operators with an outage, Uptime Institute 2024
    }
)
HOST = FailureRate(0.0104, repair_h=24.0)
"""A server's other parts: 13 % of the 8 % of servers with an incident in a year (Vishwanath & Nagappan 2010)."""
DIMM_CORRECTABLE = FailureRate(0.08)
"""Memory modules with errors that ECC corrects (Schroeder et al. 2009)."""
DIMM_UNCORRECTABLE = FailureRate(0.0022)
