"""What is written down while time passes: one row per change, kept in the order of events."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.run import Columns
from sim.steps import Floats

Block = tuple[Floats, NDArray[np.intp], tuple[Floats, ...]]


class Recorder:
    """A growing table of changes: single rows from single events, blocks from vectorised passes.

    ``rows`` is a flat list (time_s, subject, then one number per column, and again) so that the hot loop
    adds a row with one ``extend``.
    """

    def __init__(self, *columns: str) -> None:
        self._columns = columns
        self._blocks: list[Block] = []
        self.rows: list[float] = []

    def add_block(self, time_s: float, subjects: NDArray[np.intp], *values: Floats) -> None:
        """Add one row per subject, all at the same instant; the arrays must not change afterwards."""
        self._close_rows()
        self._blocks.append((np.full(len(subjects), time_s), subjects, values))

    def _close_rows(self) -> None:
        if self.rows:
            width = 2 + len(self._columns)
            table = np.fromiter(self.rows, float, len(self.rows)).reshape(-1, width).T
            self._blocks.append((table[0], table[1].astype(np.intp), tuple(table[2:])))
            self.rows.clear()

    def table(self) -> Columns:
        """Return everything that was written, in time order."""
        self._close_rows()
        if not self._blocks:
            self.add_block(0.0, np.empty(0, dtype=np.intp), *(np.empty(0) for _ in self._columns))
        times, subjects, values = zip(*self._blocks, strict=True)
        return Columns(
            time_s=np.concatenate(times),
            subject=np.concatenate(subjects).astype(np.int32),
            values={
                name: np.concatenate([block[position] for block in values])
                for position, name in enumerate(self._columns)
            },
        )
