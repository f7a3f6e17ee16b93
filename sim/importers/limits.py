"""How much of a foreign file VirtLab reads, and how sentences about it show what they found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TraceLimits:
    """What is allowed in an uploaded trace; everything is counted while reading."""

    size_bytes: int = 20_000_000
    """The file as uploaded, and all files of an archive together when unpacked."""
    archive_files: int = 2000
    lines: int = 500_000
    """Of one file, blank ones included."""
    line_characters: int = 10_000
    machines: int = 1200
    """What is more than a browser can play opens summed up; more would be too slow to work with."""
    samples: int = 350_000
    """Of all machines together: 1200 machines for a day at five minutes. As a scenario that is about 2 MB."""
    machine_samples: int = 50_000
    """Of one machine."""
    missing_samples: int = 4
    """How many samples in a row may be missing; the last value before them holds."""


def shown(text: str, longest: int = 40) -> str:
    """Return ``text`` as a sentence may quote it: short, and nothing invisible.

    >>> shown("web" + chr(0) * 50)
    'web�������������������������������������…'
    """
    visible = "".join(character if character.isprintable() else "�" for character in text[:longest])
    return visible + ("…" if len(text) > longest else "")
