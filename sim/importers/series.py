"""From rows to regular series: one percentage per machine and step, in the order of time."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from sim.errors import ImportRefusedError
from sim.importers.limits import TraceLimits, shown
from sim.importers.tables import Measurement
from sim.text import N_
from sim.units import DAY_S


@dataclass(frozen=True, slots=True)
class MachineTrace:
    """The CPU use of one machine: one percentage, 0 to 100, every ``step_s`` seconds from its first sample on."""

    name: str
    """As the file calls it."""
    percentages: tuple[float, ...]
    step_s: float
    file: str
    """Where it was read."""


@dataclass(slots=True)
class Series:
    """The measurements of one machine while its file is read."""

    lines: array[int] = field(default_factory=lambda: array("L"))
    times_s: array[float] = field(default_factory=lambda: array("d"))
    percentages: array[float] = field(default_factory=lambda: array("d"))


def by_machine(label: str, rows: Iterable[Measurement], limits: TraceLimits) -> dict[str, Series]:
    """Return each machine's measurements, checked to be in the order of time."""
    machines: defaultdict[str, Series] = defaultdict(Series)
    for count, row in enumerate(rows, start=1):
        series = machines[row.machine]
        _check_order(label, row, series)
        _check_amount(label, row, len(machines), count, limits)
        series.lines.append(row.line)
        series.times_s.append(row.time_s)
        series.percentages.append(row.percentage)
    if not machines:
        raise ImportRefusedError(
            N_(
                "{file} has a line that names the columns and nothing else; one line for each time and machine is needed"
            ),
            {"file": label},
        )
    return machines


def _check_order(label: str, row: Measurement, series: Series) -> None:
    if not series.times_s or row.time_s > series.times_s[-1]:
        return
    facts = {
        "file": label,
        "line": row.line,
        "earlier_line": series.lines[-1],
        "machine": shown(row.machine),
        "found": shown(row.time_text),
    }
    if row.time_s == series.times_s[-1]:
        raise ImportRefusedError(
            N_(
                "{file}, line {line}: “{machine}” has a value for the time “{found}” on line {earlier_line} already;"
                " allowed is one for each time and machine (a table of several machines needs a column “machine”)"
            ),
            facts,
        )
    raise ImportRefusedError(
        N_(
            "{file}, line {line}: the time “{found}” of “{machine}” is earlier than the one on line {earlier_line};"
            " sort the lines by time, earliest first"
        ),
        facts,
    )


def _check_amount(label: str, row: Measurement, machines: int, samples: int, limits: TraceLimits) -> None:
    if machines > limits.machines:
        raise ImportRefusedError(
            N_("{file}, line {line}: “{machine}” is one more than the {most} machines that the lab holds; choose some"),
            {"file": label, "line": row.line, "machine": shown(row.machine), "most": limits.machines},
        )
    if samples > limits.samples:
        raise ImportRefusedError(
            N_("{file}, line {line}: there are more than {most} samples; choose fewer machines or a shorter time"),
            {"file": label, "line": row.line, "most": limits.samples},
        )


def regular(label: str, name: str, series: Series, limits: TraceLimits) -> MachineTrace:
    """Return the measurements at equal distances; refuse gaps."""
    times_s = np.array(series.times_s)
    step_s = _step_s(label, name, series)
    _check_gaps(label, name, series, step_s, limits)
    grid_s = np.arange(round((times_s[-1] - times_s[0]) / step_s) + 1) * step_s + times_s[0]
    if len(grid_s) > limits.machine_samples:
        raise ImportRefusedError(
            N_("{file}: “{machine}” has {found} samples; at most {most} are allowed, choose a shorter time"),
            {"file": label, "machine": shown(name), "found": len(grid_s), "most": limits.machine_samples},
        )
    nearest = np.searchsorted(times_s, grid_s + step_s / 2, side="right") - 1
    percentages = np.array(series.percentages).round(2)[nearest]
    return MachineTrace(name, tuple(percentages.tolist()), step_s, label)


def _step_s(label: str, name: str, series: Series) -> float:
    facts: dict[str, object] = {"file": label, "machine": shown(name), "line": series.lines[0]}
    if len(series.times_s) == 1:
        raise ImportRefusedError(
            N_("{file}, line {line}: this is the only value of “{machine}”; at least two are needed"), facts
        )
    step_s = float(np.median(np.diff(series.times_s)))
    if not 1.0 <= step_s <= DAY_S:
        raise ImportRefusedError(
            N_("{file}: the values of “{machine}” come every {step_s}; allowed are 1 s to {most_s}"),
            facts | {"step_s": step_s, "most_s": DAY_S},
        )
    return float(round(step_s))


def _check_gaps(label: str, name: str, series: Series, step_s: float, limits: TraceLimits) -> None:
    missing = np.round(np.diff(series.times_s) / step_s) - 1
    gaps = np.flatnonzero(missing > limits.missing_samples)
    if len(gaps):
        raise ImportRefusedError(
            N_(
                "{file}, line {line}: before this line {missing} values of “{machine}” are missing (one every {step_s});"
                " at most {most} in a row may be"
            ),
            {
                "file": label,
                "line": series.lines[gaps[0] + 1],
                "machine": shown(name),
                "missing": int(missing[gaps[0]]),
                "step_s": step_s,
                "most": limits.missing_samples,
            },
        )
