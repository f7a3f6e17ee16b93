"""Text that people may read: marked here in English, translated by the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802 - the marker's name is gettext's own
    """Mark ``text`` for translation and return it unchanged.

    >>> N_("Crash the host")
    'Crash the host'
    """
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence: a template in English with named fields, filled once and never glued together.

    A field's name says its unit (``after_s``, ``memory_mib``, ``free_cores``), so that a page can
    format it, unit included, for the reader's language. A field may be a message itself.

    >>> Message("{machine} placed on {host}", {"machine": "mail", "host": "host-a"}).english()
    'mail placed on host-a'
    >>> Message("{machine} needs {memory_mib}.", {"machine": "mail", "memory_mib": 4096}).english()
    'mail needs 4096 MiB.'
    """

    template: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def english(self) -> str:
        """Return the sentence in English with plainly formatted numbers."""
        return self.template.format(**{name: _plain(name, value) for name, value in self.fields.items()})


_UNITS = {"_core_s": "core-s", "_s": "s", "_mib": "MiB", "_cores": "cores", "_w": "W", "_pct": "%"}


def _plain(name: str, value: object) -> object:
    if isinstance(value, Message):
        return value.english()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    unit = next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), "")
    number = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{number} {unit}".rstrip()
