"""Numbers in an array, read and written one by one without NumPy's cost per element."""

from __future__ import annotations

from typing import cast

from sim.steps import Floats


def plain_view(array: Floats) -> memoryview[float]:
    """Return a view of an array through which plain Python handles the same numbers."""
    return cast("memoryview[float]", array.data)
