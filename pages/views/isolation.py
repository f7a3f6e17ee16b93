"""The isolation matrix: what a fault in one machine does to every other, in icons and words, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from pages.shell.words import Words
from sim.study.isolation import QUESTIONS, Cell, Threat, Verdict
from sim.text import N_, Message

Cells = Mapping[tuple[str, str], Cell]
SYMBOLS: Mapping[Verdict, str] = {"reached": "✗", "errors": "!", "safe": "✓", "none": "–"}
COUNTED: tuple[Verdict, ...] = ("reached", "errors", "safe")
SAFE, ERRORS = N_("not touched"), N_("errors only")


def names(cells: Cells) -> list[str]:
    """Return the machines in their order."""
    return list(dict.fromkeys(name for pair in cells for name in pair))


def matrix_rows(cells: Cells, threat: Threat, words: Words) -> pd.DataFrame:
    """Return one row per machine where the fault is, one column per machine that it may come to."""
    _ = words._
    machines = names(cells)
    table = {target: [_said(cells.get((source, target)), threat, words) for source in machines] for target in machines}
    return pd.DataFrame({_("Fault in…"): machines} | table)


def reason_rows(cells: Cells, threat: Threat, words: Words) -> pd.DataFrame:
    """Return one row per pair: what happens, and the way or the wall."""
    _ = words._
    return pd.DataFrame(
        {
            _("Fault in…"): [source for source, _target in cells],
            _("Machine"): [target for _source, target in cells],
            _("What happens"): [_said(cell, threat, words) for cell in cells.values()],
            _("Why"): [words.say(cell.reason) for cell in cells.values()],
            _("Path"): [path(cell) for cell in cells.values()],
        }
    )


def path(cell: Cell) -> str:
    """Return the machines that harm comes through, one after the other, with the bridge between each two.

    >>> from sim.text import Message
    >>> path(Cell("safe", Message("")))
    ''
    """
    if not cell.path:
        return ""
    steps = [f" → {step.target} ({step.way.via})" for step in cell.path]
    return cell.path[0].source + "".join(steps)


def sentence(cells: Cells, threat: Threat) -> Message:
    """Return the takeaway: how many of all pairs the fault crosses."""
    found = Counter(cell.verdict for cell in cells.values())
    return Message(
        N_("“{question_title}” – pairs of machines: {reached} reached, {errors} with errors only, {safe} not touched."),
        {"question_title": Message(QUESTIONS[threat].title)} | {name: found[name] for name in COUNTED},
    )


def _said(cell: Cell | None, threat: Threat, words: Words) -> str:
    if cell is None:
        return ""
    if cell.verdict == "none":
        return SYMBOLS["none"]
    text = {"reached": QUESTIONS[threat].effect, "errors": ERRORS, "safe": SAFE}[cell.verdict]
    return f"{SYMBOLS[cell.verdict]} {words._(text)}"
