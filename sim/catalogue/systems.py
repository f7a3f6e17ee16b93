"""Guest operating systems: which kernel they run and how long they take to start.

Start times are choices of this model, to be edited, of the order that administrators see.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Family = Literal["linux", "windows", "bsd"]


@dataclass(frozen=True, slots=True)
class OperatingSystem:
    """A guest system: its name on screen, its kernel family, its time to boot."""

    title: str
    family: Family
    boot_s: float


SYSTEMS = MappingProxyType(
    {
        "debian": OperatingSystem("Debian", "linux", 30.0),
        "ubuntu": OperatingSystem("Ubuntu Server", "linux", 30.0),
        "alpine": OperatingSystem("Alpine Linux", "linux", 15.0),
        "rocky": OperatingSystem("Rocky Linux", "linux", 30.0),
        "windows": OperatingSystem("Windows Server", "windows", 90.0),
        "freebsd": OperatingSystem("FreeBSD", "bsd", 40.0),
    }
)
