"""Every fault of the catalogue on everything that stands in the rack: who is hit, for how long, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sim.actions import Action
from sim.run import Run
from sim.study.blast_radius import Reach, possible_faults, reach
from sim.study.what_if import Outcome, WhatIf


@dataclass(frozen=True, slots=True)
class Cell:
    """One fault on one component: what the graph says before, and what a run says after."""

    fault: Action
    reach: Reach | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Row:
    """Faults of one kind that do the same on several components, such as the memory modules of a host."""

    cells: tuple[Cell, ...]

    @property
    def first(self) -> Cell:
        """Return one of them; the others do the same."""
        return self.cells[0]


def fault_map(run: Run, at_s: float) -> tuple[Cell, ...]:
    """Return every possible fault at one instant with what it does."""
    return tuple(cell for _part, cell in tried_faults(run, at_s) if cell is not None)


def tried_faults(run: Run, at_s: float) -> Iterator[tuple[float, Cell | None]]:
    """Try every possible fault at one instant; yield which part of them is done, 0 to 1, and what the last one does.

    Faults that are refused, such as a crash of what is off, do nothing: None.
    """
    faults, what_if = list(possible_faults(run, at_s)), WhatIf(run)
    for done, fault in enumerate(faults, start=1):
        outcome = what_if.outcome(fault)
        yield done / len(faults), None if outcome.refused else Cell(fault, reach(run, fault), outcome)


def rows(cells: Iterable[Cell]) -> tuple[Row, ...]:
    """Return the cells of a map, those together that do the same to the same machines."""
    together: dict[object, list[Cell]] = {}
    for cell in cells:
        outcome = cell.outcome
        owner = cell.fault.target_name.rpartition(" ")[0] if cell.fault.target == "part" else cell.fault.target_name
        same = (cell.fault.kind, owner, outcome.absences, outcome.damaged)
        together.setdefault(same, []).append(cell)
    return tuple(Row(tuple(group)) for group in together.values())
