"""Everything that can go wrong in the model, as one family.

    SimError
    ├── InvalidScenarioError (ValueError)   a scenario that contradicts itself
    ├── UnknownNameError (KeyError)         a name that was looked up but never registered
    ├── NewerSchemaError (ValueError)       a file made by a newer VirtLab
    └── ImportRefusedError (ValueError)     a foreign file that cannot be read

Facts stand in ``args`` and the sentence is made from them, for two reasons: SimPy rebuilds
exceptions from ``args`` when a process fails, and a page can say the same facts in another
language: it translates ``template`` and fills in ``fields``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from sim.text import N_, Message


class SimError(Exception):
    """Base of every error of the model; ``message`` can be translated."""

    @property
    def message(self) -> Message:
        """Return the sentence as a template with its facts."""
        template, fields = self.args
        return Message(template, dict(fields))

    def __str__(self) -> str:
        return self.message.english()


class InvalidScenarioError(SimError, ValueError):
    """A scenario that contradicts itself: ``what`` is wrong ``where``, with what is allowed."""

    def __init__(self, template: str, fields: Mapping[str, object] | None = None) -> None:
        super().__init__(template, dict(fields or {}))


class UnknownNameError(SimError, KeyError):
    """A name that was looked up but never registered."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        super().__init__(kind, name, tuple(sorted(known)))

    @property
    def message(self) -> Message:
        """Return the sentence, with the nearest known name when there is one."""
        kind, name, known = self.args
        fields = {"kind": kind, "name": name, "known": ", ".join(known)}
        close = get_close_matches(name, known, n=1)
        if close:
            fields["close"] = close[0]
            return Message(N_("no {kind} named “{name}”; did you mean “{close}”? (known: {known})"), fields)
        return Message(N_("no {kind} named “{name}” (known: {known})"), fields)


class NewerSchemaError(SimError, ValueError):
    """A file made by a newer VirtLab than this one."""

    def __init__(self, found: int, supported: int) -> None:
        super().__init__(found, supported)

    @property
    def message(self) -> Message:
        """Return the sentence with both versions."""
        found, supported = self.args
        return Message(
            N_(
                "this file has version {found}; this VirtLab reads up to version {supported}: update VirtLab to open it"
            ),
            {"found": found, "supported": supported},
        )


class ImportRefusedError(SimError, ValueError):
    """A foreign file that cannot be read: what is wrong, where, and what is allowed."""

    def __init__(self, template: str, fields: Mapping[str, object] | None = None) -> None:
        super().__init__(template, dict(fields or {}))
