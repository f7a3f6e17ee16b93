"""Unit conversions. Inside ``sim`` time is in seconds, CPU in cores, memory in MiB, power in watts.

A *core* is a core of the reference speed: a host whose cores are faster offers more of them.
"""

from __future__ import annotations

MINUTE_S = 60.0
HOUR_S = 3600.0
DAY_S = 86400.0
HOURS_PER_YEAR = 8760.0
DAYS_PER_YEAR = 365.0
MIB_PER_GIB = 1024
JOULE_PER_KWH = 3.6e6


def clock(time_s: float) -> str:
    """Return a simulated time as the wall clock of the rack shows it.

    >>> clock(14 * 3600 + 7)
    '14:00:07'
    """
    whole = int(time_s)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
