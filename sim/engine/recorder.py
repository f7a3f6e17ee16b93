"""What is written down while time passes: one row per change, kept in the order of events."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.run import Columns
from sim.steps import Floats

Block = tuple[float | Floats, NDArray[np.intp], tuple[float | Floats, ...]]
"""Rows: their time or times, their subjects, and one number or one array for each column."""


NONE = 0.0
"""What a block says of a column in which none of its subjects has anything."""


class Recorder:
    """A growing table of changes: single rows from single events, blocks from vectorised passes.

    ``rows`` is a flat list (time_s, subject, then one number per column, and again) so that the hot loop
    adds a row with one ``extend``.
    """

    def __init__(self, *columns: str) -> None:
        self._columns = columns
        self._blocks: list[Block] = []
        self.rows: list[float] = []

    def add_block(self, time_s: float, subjects: NDArray[np.intp], *values: float | Floats) -> None:
        """Add one row per subject, all at the same instant; the arrays must not change afterwards."""
        self._close_rows()
        self._blocks.append((time_s, subjects, values))

    def _close_rows(self) -> None:
        if self.rows:
            width = 2 + len(self._columns)
            table = np.fromiter(self.rows, float, len(self.rows)).reshape(-1, width).T
            self._blocks.append((table[0], table[1].astype(np.intp), tuple(table[2:])))
            self.rows.clear()

    def table(self) -> Columns:
        """Return everything that was written, in time order."""
        self._close_rows()
        rows = sum(len(subjects) for _, subjects, _ in self._blocks)
        time_s, subject = np.empty(rows), np.empty(rows, dtype=np.int32)
        # Memory that nobody has written to costs nothing and is 0: most machines never wait.
        columns = [np.zeros(rows) for _ in self._columns]
        start = 0
        for times, subjects, values in self._blocks:
            here = slice(start, start + len(subjects))
            start = here.stop
            time_s[here] = times
            subject[here] = subjects
            for column, value in zip(columns, values, strict=True):
                if value is not NONE:
                    column[here] = value
        return Columns(time_s=time_s, subject=subject, values=dict(zip(self._columns, columns, strict=True)))
