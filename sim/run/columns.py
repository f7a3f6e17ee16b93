"""Numbers that change: tables in the order of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.steps import Floats, Steps


@dataclass(frozen=True, eq=False)
class Columns:
    """A table of changes in time order: row k says that ``subject[k]`` has these values from ``time_s[k]`` on."""

    time_s: Floats
    subject: NDArray[np.int32]
    values: Mapping[str, Floats]

    @cached_property
    def _by_subject(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        order = np.argsort(self.subject, kind="stable")
        count = int(self.subject.max(initial=-1)) + 2
        return order, np.searchsorted(self.subject[order], np.arange(count))

    def steps(self, subject: int, column: str, end_s: float) -> Steps:
        """Return one column of one subject as a step function; zero throughout if it never changed."""
        order, starts = self._by_subject
        if subject + 1 >= len(starts) or starts[subject] == starts[subject + 1]:
            return Steps(np.zeros(1), np.zeros(1), end_s)
        rows = order[starts[subject] : starts[subject + 1]]
        return Steps(self.time_s[rows], self.values[column][rows], end_s)
