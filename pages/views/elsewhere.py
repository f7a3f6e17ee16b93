"""The settings of all machines of a run as other products write them: each different table once, for the live view."""

from __future__ import annotations

from pages.shell.words import Words
from pages.views.products import in_short
from sim.run import Run, SpecChange

Lines = tuple[tuple[str, str], ...]


class Elsewhere:
    """Tables of settings, numbered as they are asked for."""

    def __init__(self, run: Run, words: Words) -> None:
        self._run = run
        self._words = words
        self._speeds = {host.name: host.core_speed for host in run.hosts}
        self._numbers: dict[Lines, int] = {}

    def number_of(self, change: SpecChange) -> int:
        """Return the number of the table for a machine as it is defined from an instant on."""
        spec = change.spec
        if spec.kind == "physical":
            return self._numbers.setdefault((), len(self._numbers))
        state = self._run.state_at(spec.name, change.time_s)
        core_speed = self._speeds.get(state.host if state else "", 1.0)
        core_mhz = self._run.scenario.assumptions.core_mhz * core_speed
        return self._numbers.setdefault(in_short(spec, core_speed, core_mhz, self._words), len(self._numbers))

    @property
    def tables(self) -> list[Lines]:
        """Return every table that was asked for, in the order of their numbers."""
        return list(self._numbers)
