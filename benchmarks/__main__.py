"""Measure the speed and compare it with its budgets: a table on the screen, the numbers in ``build/bench.json``.

python -m benchmarks                     everything
python -m benchmarks classroom real_day  these parts
python -m benchmarks crowd --minutes 60  a hundred sessions for an hour
"""

from __future__ import annotations

import argparse
import json
import os
from importlib import import_module
from pathlib import Path

from benchmarks.measure import Measurement

PARTS = (
    "classroom",
    "four_resources",
    "real_day",
    "consolidation",
    "large",
    "uncoordinated",
    "requests",
    "faults",
    "sweep",
    "browser",
    "frames",
    "sessions",
    "crowd",
    "lesson",
    "handins",
)
REPORT = Path(__file__).resolve().parent.parent / "build" / "bench.json"
NO_BUDGET = ""
LARGE = 10_000.0
BUSY = 0.5
"""Part of the processors that something else uses."""


def main() -> None:
    """Measure the parts that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the speed of VirtLab.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"by default all of: {', '.join(PARTS)}")
    parser.add_argument("--minutes", type=float, default=5.0, help="how long the crowd works (by default 5)")
    asked = parser.parse_args()
    parts = asked.parts or PARTS
    options: dict[str, dict[str, float]] = {"crowd": {"minutes": asked.minutes}}
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        parser.error(f"no part named {', '.join(unknown)} (known: {', '.join(PARTS)})")

    measurements = []
    if os.getloadavg()[0] > BUSY * (os.cpu_count() or 1):
        print("This computer is busy with other things: times will be longer than its programs need.")
    print(line("what", "value", "unit", "budget", "within?"))
    for part in parts:
        for measurement in import_module(f"benchmarks.{part}").measure(**options.get(part, {})):
            measurements.append(measurement)
            print(row(measurement), flush=True)
        write(measurements)
    print(f"Written to {REPORT.parent.name}/{REPORT.name}.")


def row(measurement: Measurement) -> str:
    """Return a measurement as a row of the table.

    >>> row(Measurement("a day", 0.04166, "s", 0.05)).split()
    ['a', 'day', '0.04166', 's', '≤', '0.05', 'yes']
    """
    sign = "≤" if measurement.better == "less" else "≥"
    budget = NO_BUDGET if measurement.budget is None else f"{sign} {short(measurement.budget)}"
    within = {True: "yes", False: "NO", None: NO_BUDGET}[measurement.is_within]
    return line(measurement.name, short(measurement.value), measurement.unit, budget, within)


def line(name: str, value: str, unit: str, budget: str, within: str) -> str:
    """Return the cells of one row at their places."""
    return f"{name:<66} {value:>10} {unit:<10} {budget:>10}  {within}".rstrip()


def short(value: float) -> str:
    """Return a number with at most five digits, large ones whole and in groups of three digits.

    >>> short(0.041), short(8.0), short(802.7544), short(123456.7)
    ('0.041', '8', '802.75', '123 457')
    """
    return f"{value:,.0f}".replace(",", " ") if abs(value) >= LARGE else f"{value:.5g}"


def write(measurements: list[Measurement]) -> None:
    """Write the measurements to ``build/bench.json``."""
    entries = [
        {"name": each.name, "value": each.value, "unit": each.unit, "budget": each.budget} for each in measurements
    ]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
