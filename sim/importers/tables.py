"""Tables of measurements, one row per time and machine, as monitoring systems export them."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sim.errors import ImportRefusedError
from sim.importers.limits import shown
from sim.text import N_

SEPARATORS = (";", "\t", ",")
"""Of equal counts in the first line, the first of these separates."""

TIME_NAMES = (
    "timestamp", "timestamp ms", "timestamp s", "datetime", "date time", "time", "time s", "time ms", "time utc",
    "epoch", "epoch ms", "clock", "start time", "interval start", "date", "horodatage", "date heure", "heure", "temps",
)  # fmt: skip
MACHINE_NAMES = (
    "machine", "machine name", "vm", "vm name", "vmname", "vm id", "instance", "instance name", "instance id",
    "server", "server name", "host", "hostname", "host name", "node", "entity", "name", "serveur", "hôte", "nom",
)  # fmt: skip
CPU_NAMES = (
    "cpu", "cpu pct", "pct cpu", "cpu percent", "cpu percentage", "percentage cpu", "cpu usage", "cpu usage pct",
    "cpu usage percent", "cpu use", "cpu load", "cpu load pct", "cpu util", "cpu util pct", "cpu utilization",
    "cpu utilization pct", "cpu utilisation", "cpu utilisation pct", "cpuutilization", "cpu average", "usage",
    "usage pct", "usage percent", "utilization", "utilisation", "charge cpu", "charge cpu pct", "processeur", "pct", "percent",
    "value", "average", "mean", "valeur", "moyenne",
)  # fmt: skip
"""Spellings of the three columns, as ``_plain`` writes them; the earlier in the list, the stronger."""

LATEST_S = 4_102_444_800.0
"""The first instant of the year 2100: a later time is a mistake."""
MILLISECONDS_FROM = 1e11
"""A number this large is milliseconds since 1970: in seconds it would be the year 5138."""
FULL = 100.0
ROUNDING = 0.5
"""What a percentage may be above ``FULL`` because a monitoring system rounded; it counts as 100."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One row: CPU use of one machine at one time."""

    line: int
    machine: str
    time_s: float
    time_text: str
    percentage: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table has what: the separator and the columns' positions and names."""

    separator: str
    names: tuple[str, ...]
    time: int
    cpu: int
    machine: int | None

    @property
    def decimal_comma(self) -> bool:
        """Return whether a comma can be a decimal mark, because it separates nothing."""
        return self.separator != ","


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell, and where it stands."""

    file: str
    line: int
    column: str
    text: str

    @property
    def facts(self) -> dict[str, object]:
        return {"file": self.file, "line": self.line, "column": self.column, "found": shown(self.text)}


def separator_of(line: str) -> str | None:
    """Return what separates the columns of a table's first line; None when nothing does."""
    best = max(SEPARATORS, key=line.count)
    return best if best in line else None


def measurements(
    label: str, owner: str, first: tuple[int, str], lines: Iterable[tuple[int, str]]
) -> Iterator[Measurement]:
    """Yield the rows of a table whose line ``first`` names its columns.

    ``owner`` is the machine of a table without a machine column. Raise an ImportRefusedError for the
    first thing that is wrong; times are not compared here.
    """
    layout = _layout(label, *first)
    for number, line in lines:
        cells = _cells(label, number, line, layout.separator)
        if len(cells) != len(layout.names):
            raise ImportRefusedError(
                N_("{file}, line {line}: {found} values, but the first line names {expected} columns"),
                {"file": label, "line": number, "found": len(cells), "expected": len(layout.names)},
            )
        values = [_Cell(label, number, name, text) for name, text in zip(layout.names, cells, strict=True)]
        time = values[layout.time]
        machine = owner if layout.machine is None else _machine(values[layout.machine])
        time_s = _time_s(time, decimal_comma=layout.decimal_comma)
        percentage = _percentage(values[layout.cpu], decimal_comma=layout.decimal_comma)
        yield Measurement(number, machine, time_s, time.text, percentage)


def number_in(text: str, *, decimal_comma: bool = False) -> float | None:
    """Return the finite number that ``text`` is, None when it is none.

    >>> number_in("12,5", decimal_comma=True), number_in("12,5"), number_in("nan")
    (12.5, None, None)
    """
    try:
        value = float(text.replace(",", ".") if decimal_comma else text)
    except ValueError:
        return None
    # Python reads 1_000 as a number; nobody else does.
    return value if math.isfinite(value) and "_" not in text else None


def _layout(label: str, number: int, line: str) -> Layout:
    separator = separator_of(line) or ","
    names = _cells(label, number, line, separator)
    plain = [_plain(name) for name in names]
    time, machine, cpu = (_position(label, number, plain, known) for known in (TIME_NAMES, MACHINE_NAMES, CPU_NAMES))
    if time is None or cpu is None:
        raise ImportRefusedError(
            N_(
                "{file}, line {line}: this line must name a column for the time (such as “time”), one for the CPU use in"
                " percent (such as “cpu”), and may name one for the machine (such as “machine”); found: {found}"
            ),
            {"file": label, "line": number, "found": shown(" | ".join(names), 80)},
        )
    return Layout(separator, tuple(shown(name) for name in names), time, cpu, machine)


def _position(label: str, number: int, names: list[str], known: tuple[str, ...]) -> int | None:
    """Return where the strongest of the known names stands, None for nowhere."""
    name = next((name for name in known if name in names), None)
    if name is None:
        return None
    if names.count(name) > 1:
        raise ImportRefusedError(
            N_("{file}, line {line}: two columns are named “{column}”; only one is allowed"),
            {"file": label, "line": number, "column": name},
        )
    return names.index(name)


def _plain(name: str) -> str:
    """Return a column's name without the differences between monitoring systems.

    >>> _plain("CPU usage [%]"), _plain("cpu_pct"), _plain("@Timestamp")
    ('cpu usage pct', 'cpu pct', 'timestamp')
    """
    return " ".join(re.findall(r"[^\W_]+", name.lower().replace("%", " pct ")))


def _cells(label: str, number: int, line: str, separator: str) -> list[str]:
    try:
        row = next(csv.reader([line], delimiter=separator, skipinitialspace=True, strict=True))
    except (csv.Error, StopIteration):
        raise ImportRefusedError(
            N_("{file}, line {line}: the quotation marks do not match; a row must stand on one line"),
            {"file": label, "line": number},
        ) from None
    return [cell.strip() for cell in row]


def _machine(cell: _Cell) -> str:
    if not cell.text:
        raise ImportRefusedError(
            N_("{file}, line {line}, column “{column}”: the machine's name is missing"), cell.facts
        )
    return cell.text


def _time_s(cell: _Cell, *, decimal_comma: bool) -> float:
    """Return a time in seconds since 1970, or since the start of the measurement when it counts from there."""
    time_s = number_in(cell.text, decimal_comma=decimal_comma)
    if time_s is None:
        time_s = _date_s(cell.text)
    elif time_s >= MILLISECONDS_FROM:
        time_s /= 1000.0
    if time_s is None:
        raise ImportRefusedError(
            N_(
                "{file}, line {line}, column “{column}”: “{found}” is not a time; allowed are a number of seconds,"
                " 2026-03-01 13:05:00, ISO 8601, and Unix time in seconds or milliseconds"
            ),
            cell.facts,
        )
    if not 0.0 <= time_s < LATEST_S:
        raise ImportRefusedError(
            N_(
                "{file}, line {line}, column “{column}”: the time “{found}” is not possible;"
                " allowed are 0 or more seconds, and the years 1970 to 2099"
            ),
            cell.facts,
        )
    return time_s


def _date_s(text: str) -> float | None:
    """Return a date and time as seconds since 1970, None when it is none; without a zone it is UTC.

    >>> _date_s("1970-01-02"), _date_s("1970/01/01 00:01"), _date_s("1970-01-01T01:00:00+01:00"), _date_s("noon")
    (86400.0, 60.0, 0.0, None)
    """
    try:
        moment = datetime.fromisoformat(text.replace("/", "-"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _percentage(cell: _Cell, *, decimal_comma: bool) -> float:
    value = number_in(cell.text.removesuffix("%").rstrip(), decimal_comma=decimal_comma)
    if value is None:
        raise ImportRefusedError(
            N_(
                "{file}, line {line}, column “{column}”: “{found}” is not a number; allowed are 0 to 100"
                " (leave the line out where nothing was measured)"
            ),
            cell.facts,
        )
    if not 0.0 <= value <= FULL + ROUNDING:
        raise ImportRefusedError(
            N_("{file}, line {line}, column “{column}”: “{found}” is out of range; allowed are 0 to 100%"),
            cell.facts,
        )
    return min(value, FULL)
