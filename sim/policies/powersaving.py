"""When to switch hosts on and off: the band that VMware's Distributed Power Management keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

LOWEST_USE = 0.45
HIGHEST_USE = 0.81
"""The band of 63 % give or take 18 % (Broadcom KB 310527)."""
ON_WINDOW_S = 300.0
"""A host is switched on when use was above the band for so long on average."""
OFF_WINDOW_S = 2400.0


def power_advice(recent_on: Sequence[float], recent_off: Sequence[float]) -> Literal["on", "off", "stay"]:
    """Return whether a host should be switched on or off, for the use of the hosts that are on in both windows.

    >>> power_advice([0.9, 0.8], [0.6]), power_advice([0.5], [0.3, 0.4]), power_advice([0.5], [0.5])
    ('on', 'off', 'stay')
    """
    if recent_on and sum(recent_on) / len(recent_on) > HIGHEST_USE:
        return "on"
    if recent_off and sum(recent_off) / len(recent_off) < LOWEST_USE:
        return "off"
    return "stay"
