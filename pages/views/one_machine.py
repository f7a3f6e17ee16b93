"""One machine in numbers: what its own system shows beside what it waits for, how its requests fare, where its memory is."""

from __future__ import annotations

import math

import pandas as pd

from pages.shell.words import Words
from sim.inventory import Machine
from sim.run import Run
from sim.study import metrics
from sim.study.contention import Unit, readings
from sim.study.requests import Answers
from sim.text import N_

VERDICTS = {"fine": N_("✓ fine"), "watch": N_("⚠ watch it"), "problem": N_("✗ a problem")}
LAYERS = (
    ("active_mib", N_("Active")),
    ("shared_mib", N_("Shared")),
    ("ballooned_mib", N_("Ballooned")),
    ("compressed_mib", N_("Compressed")),
    ("swapped_mib", N_("Swapped")),
)


def contention_rows(run: Run, machine: str, start_s: float, end_s: float, words: Words) -> pd.DataFrame:
    """Return one row per figure of a machine in a window: its mean, its highest, and a verdict where there is one."""
    _ = words._
    table = [
        (
            _(reading.title),
            _written(reading.mean, reading.unit, words),
            _written(reading.highest, reading.unit, words),
            _(VERDICTS[reading.verdict]) if reading.verdict else "",
        )
        for reading in readings(run, machine, start_s, end_s)
    ]
    return pd.DataFrame(table, columns=["", _("On average"), _("At most"), _("Verdict")])


def _written(value: float, unit: Unit, words: Words) -> str:
    write = {"pct": words.share, "s": words.duration, "per_s": words.number}[unit]
    return write(value)


def request_rows(answers: Answers, words: Words) -> pd.DataFrame:
    """Return the percentiles and time-outs of the requests that arrived in a window."""
    _ = words._
    p50, p95, p99 = (_duration(seconds, words) for seconds in answers.p50_p95_p99_s)
    return pd.DataFrame(
        [(words.number(len(answers.response_s), 0), p50, p95, p99, words.share(100.0 * answers.timeout_fraction))],
        columns=[_("Requests"), "p50", "p95", "p99", _("Users who gave up")],
    )


def _duration(seconds: float, words: Words) -> str:
    if math.isnan(seconds):
        return "–"
    return words._("never") if math.isinf(seconds) else words.duration(seconds)


def memory_rows(run: Run, machines: list[Machine], at_s: float, words: Words) -> pd.DataFrame:
    """Return where every machine's memory is at an instant."""
    _ = words._
    table = []
    for machine in machines:
        layers = [run.memory_of(machine.name, column).at(at_s) for column, _title in LAYERS]
        consumed = metrics.resident_mib(run, machine.name).at(at_s)
        speed = 100.0 * run.memory_of(machine.name, "throughput").at(at_s)
        held = [run.memory_of(machine.name, "configured_mib").at(at_s), consumed, *layers]
        table.append((machine.name, *(words.memory(mib) for mib in held), words.share(speed)))
    titles = [_("Machine"), _("Configured"), _("Consumed"), *(_(title) for _column, title in LAYERS), _("Speed left")]
    return pd.DataFrame(table, columns=titles)
