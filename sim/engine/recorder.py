"""What is written down while time passes: one row per change, kept in the order of events."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.run import Columns
from sim.steps import Floats


class Recorder:
    """A growing table of changes: single rows from single events, blocks from vectorised passes.

    ``rows`` is a flat list (time_s, subject, then one number per column, and again) so that the hot loop
    adds a row with one ``extend``.
    """

    def __init__(self, *columns: str) -> None:
        self._columns = columns
        self._width = 2 + len(columns)
        self._blocks: list[NDArray[np.float64]] = []
        self.rows: list[float] = []

    def add_block(self, time_s: float, subjects: NDArray[np.intp], *values: Floats) -> None:
        """Add one row per subject, all at the same instant."""
        self._close_rows()
        block = np.empty((len(subjects), self._width))
        block[:, 0] = time_s
        block[:, 1] = subjects
        for position, value in enumerate(values, start=2):
            block[:, position] = value
        self._blocks.append(block)

    def _close_rows(self) -> None:
        if self.rows:
            self._blocks.append(np.fromiter(self.rows, float, len(self.rows)).reshape(-1, self._width))
            self.rows.clear()

    def table(self) -> Columns:
        """Return everything that was written, in time order."""
        self._close_rows()
        whole = np.concatenate(self._blocks) if self._blocks else np.empty((0, self._width))
        return Columns(
            time_s=np.ascontiguousarray(whole[:, 0]),
            subject=whole[:, 1].astype(np.int32),
            values=_by_name(self._columns, whole[:, 2:]),
        )


def _by_name(names: Sequence[str], values: NDArray[np.float64]) -> dict[str, Floats]:
    return {name: np.ascontiguousarray(values[:, position]) for position, name in enumerate(names)}
