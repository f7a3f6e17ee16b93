"""How hot a processor gets, and what it does about it."""

from __future__ import annotations

import math

TAU_S = 120.0
"""How slowly a processor and its heat sink follow: after so long, two thirds of the way."""
INLET_C = 22.0
"""The air that a server breathes in."""
FULL_LOAD_C = 75.0
"""What a processor reaches at full load with that air and all fans."""
THROTTLE_C = 95.0
SHUTDOWN_C = 105.0
THROTTLED_SPEED = 0.5
"""The part of its speed that a processor keeps when it protects itself."""
WITHOUT_FANS = 3.0
"""How many times hotter above the air it gets at the same power when its fans have failed: an assumption."""


def steady_c(power_w: float, full_load_w: float, *, fans: bool = True) -> float:
    """Return the temperature that a processor comes to rest at: ``T_inlet + R * P``.

    The heat resistance R is such that full load means 75 °C; without fans it is three times as much.

    >>> steady_c(400, 400), steady_c(200, 400, fans=False)
    (75.0, 101.5)
    """
    rise_c = (FULL_LOAD_C - INLET_C) * power_w / full_load_w if full_load_w else 0.0
    return INLET_C + rise_c * (1.0 if fans else WITHOUT_FANS)


def temperature_c(now_c: float, rest_c: float, after_s: float) -> float:
    """Return the temperature some time later at constant power: ``tau dT/dt = T_rest - T``.

    >>> round(temperature_c(50.0, 110.0, after_s=120.0), 1)
    87.9
    """
    return rest_c + (now_c - rest_c) * math.exp(-after_s / TAU_S)
