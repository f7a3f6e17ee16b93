"""What servers draw: power at a utilisation, consolidation, and when switching off pays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from sim.catalogue.hardware import SPECPOWER
from sim.inventory import LinearPower, Power
from sim.steps import Floats


@overload
def watts(power: Power, utilisation: float) -> float: ...
@overload
def watts(power: Power, utilisation: NDArray[np.float64]) -> Floats: ...
def watts(power: Power, utilisation: float | NDArray[np.float64]) -> float | Floats:
    """Return what a running server draws at a CPU utilisation from 0 to 1, in watts.

    Outside 0 to 1 the nearest end counts. A running server draws its idle power at utilisation 0.

    >>> watts(LinearPower(idle_w=160, max_w=400), 0.5)
    280.0
    """
    if isinstance(power, LinearPower):
        return interpolated_watts((power.idle_w, power.max_w), utilisation)
    return interpolated_watts(SPECPOWER[power.server].watts, utilisation)


@overload
def interpolated_watts(table_w: Sequence[float], utilisation: float) -> float: ...
@overload
def interpolated_watts(table_w: Sequence[float], utilisation: NDArray[np.float64]) -> Floats: ...
def interpolated_watts(table_w: Sequence[float], utilisation: float | NDArray[np.float64]) -> float | Floats:
    """Return the power between measured points that stand at equal distances from idle to full load, in watts.

    >>> interpolated_watts((50.0, 100.0, 200.0), np.array([0.25, 0.75]))
    array([ 75., 150.])

    Source: the form of SPECpower_ssj2008 results; straight lines between the points are ours.
    """
    if isinstance(utilisation, np.ndarray):
        return np.interp(utilisation, np.linspace(0.0, 1.0, len(table_w)), table_w)
    # One number at a time, NumPy's overhead would be nearly all that it costs.
    last = len(table_w) - 1
    level = min(max(utilisation, 0.0), 1.0) * last
    below = min(int(level), last - 1)
    return float(table_w[below] + (level - below) * (table_w[below + 1] - table_w[below]))


def spec_score(table_w: Sequence[float], max_operations: float) -> float:
    """Return overall operations per watt: all operations at all load levels over all watts.

    Operations at each level are taken in exact proportion to the load.

    >>> spec_score((50.0, 100.0), max_operations=300.0)
    2.0

    Source: SPECpower_ssj2008, "overall ssj_ops/watt".
    """
    operations = max_operations * np.linspace(0.0, 1.0, len(table_w))
    return float(operations.sum() / sum(table_w))


def spread_watts(power: Power, load_hosts: float, hosts: int) -> float:
    """Return what ``hosts`` equal servers draw together when a load is spread evenly over them.

    ``load_hosts`` is the load in units of one full server. Raise a ValueError when it does not fit.

    >>> spread_watts(LinearPower(idle_w=100, max_w=200), load_hosts=2.0, hosts=20)
    2200.0
    >>> spread_watts(LinearPower(idle_w=100, max_w=200), load_hosts=2.0, hosts=3)
    500.0
    """
    if load_hosts > hosts:
        message = f"a load of {load_hosts:g} full servers does not fit on {hosts}"
        raise ValueError(message)
    return hosts * watts(power, load_hosts / hosts)


def break_even_s(idle_w: float, standby_w: float, boot_w: float, boot_s: float) -> float:
    """Return how long a server must be unneeded, its next start included, for switching it off to save energy.

    >>> round(break_even_s(idle_w=49.8, standby_w=8, boot_w=200, boot_s=240), 1)
    1102.4
    """
    return boot_s * (boot_w - standby_w) / (idle_w - standby_w)


def added_watts(power: Power, before: float, after: float, *, was_on: bool = True) -> float:
    """Return what a server draws more once its utilisation has risen from ``before`` to ``after``.

    A server that was off until then draws all of it more: that turns some choices round.

    >>> from sim.inventory import MeasuredPower
    >>> g4, g5 = MeasuredPower(server="hp_ml110_g4"), MeasuredPower(server="hp_ml110_g5")
    >>> [round(added_watts(server, 0.0, use), 1) for server, use in ((g4, 1000 / 3720), (g5, 1000 / 5320))]
    [8.9, 6.8]
    >>> [round(added_watts(server, 0.0, use, was_on=False), 1) for server, use in ((g4, 1000 / 3720), (g5, 1000 / 5320))]
    [94.9, 100.5]
    """
    return watts(power, after) - (watts(power, before) if was_on else 0.0)
