"""One measured number with its budget, and the ways to take it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from subprocess import run
from time import process_time
from typing import Literal

PEAK = """
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
"""Ends a program by printing its peak memory in KiB."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A number, its unit, and what it may be: at most ``budget``, or at least it where more is better."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    better: Literal["less", "more"] = "less"

    @property
    def is_within(self) -> bool | None:
        """Return whether the budget is kept; None where there is none."""
        if self.budget is None:
            return None
        return self.value <= self.budget if self.better == "less" else self.value >= self.budget


def side_by_side(works: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, list[float]]:
    """Do several pieces of work in turn, again and again, and return the processor seconds of each time.

    Where other programs run too, processor time passes only for the work itself. It still varies with what they
    leave of caches and memory: work that is done in turn can be compared, and the least time says what it needs.
    """
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(rounds):
        for name, work in works.items():
            gc.collect()
            start_s = process_time()
            work()
            seconds[name].append(process_time() - start_s)
    return seconds


def whole_process(program: str, *arguments: str) -> tuple[float, float]:
    """Return the processor seconds and the peak memory, in MB, of a new process that runs a Python program from its imports on.

    The peak is its own, where ``resource.getrusage`` would count that of whoever started it.
    """
    before_s = _children_s()
    # NumPy's linear algebra, which the model never uses, would start a thread on every core and let it spin.
    alone = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    child = run(
        [sys.executable, "-c", program + PEAK, *arguments], env=alone, capture_output=True, text=True, check=True
    )
    return _children_s() - before_s, int(child.stdout) * 1024 / 1e6


def _children_s() -> float:
    """Return the processor seconds of all processes that this one has started and that have ended."""
    used = os.times()
    return used.children_user + used.children_system


def typical_ratio(above: list[float], below: list[float]) -> float:
    """Return the median of the ratios of measurements that were taken in turn.

    >>> typical_ratio([2.0, 4.0, 9.0], [1.0, 2.0, 3.0])
    2.0
    """
    return median([high / low for high, low in zip(above, below, strict=True)])


def percentile(values: list[float], percent: float) -> float:
    """Return the value that ``percent`` of the values do not exceed.

    >>> percentile([3.0, 1.0, 2.0, 4.0], 75)
    3.0
    """
    ordered = sorted(values)
    return ordered[max(-int(-len(ordered) * percent // 100) - 1, 0)]
