"""One mechanism under two names: the memory settings of vSphere and of Linux cgroups, and back."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from sim.units import MIB_PER_GIB


@dataclass(frozen=True, slots=True)
class MemoryControl:
    """Shares, reservation and limit of a machine's memory, in MiB: what every setting comes down to."""

    shares: float
    reservation_mib: float = 0.0
    limit_mib: float = math.inf


@dataclass(frozen=True, slots=True)
class VsphereMemory:
    """A VM's memory in vSphere: shares, and reservation and limit in MB of 2^20 bytes; -1 for no limit.

    >>> VsphereMemory(shares=40960, reservation_mb=1024).control
    MemoryControl(shares=40960, reservation_mib=1024, limit_mib=inf)
    >>> VsphereMemory.of(MemoryControl(40960, 1024, 3072))
    VsphereMemory(shares=40960, reservation_mb=1024, limit_mb=3072)

    Source: vSphere Resource Management, "Configuring Resource Allocation Settings".
    """

    shares: int
    reservation_mb: int = 0
    limit_mb: int = -1

    @property
    def control(self) -> MemoryControl:
        """Return what the setting means."""
        return MemoryControl(self.shares, self.reservation_mb, math.inf if self.limit_mb < 0 else self.limit_mb)

    @classmethod
    def of(cls, control: MemoryControl) -> VsphereMemory:
        """Return the setting that means this."""
        limit_mb = -1 if control.limit_mib == math.inf else round(control.limit_mib)
        return cls(round(control.shares), round(control.reservation_mib), limit_mb)


_AMOUNT = re.compile(r"(\d+)([KMG]?)", re.IGNORECASE)
_MIB = {"": 2.0**-20, "K": 1.0 / 1024, "M": 1.0, "G": float(MIB_PER_GIB)}


def cgroup_mib(text: str) -> float:
    """Return the MiB that a cgroup's memory file says: bytes, or a number with K, M or G, or ``max`` for no end.

    Raise a ValueError when the text is nothing of the kind.

    >>> [cgroup_mib(text) for text in ("1073741824", "512M", "2g", "max")]
    [1024.0, 512.0, 2048.0, inf]

    Source: Linux, Documentation/admin-guide/cgroup-v2.rst; ``memparse``.
    """
    if text.strip() == "max":
        return math.inf
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        message = f"no amount of memory: {text!r}"
        raise ValueError(message)
    return int(found[1]) * _MIB[found[2].upper()]


def cgroup_text(mib: float) -> str:
    """Return an amount of memory as one writes it into a cgroup's file.

    >>> cgroup_text(512), cgroup_text(0), cgroup_text(math.inf)
    ('512M', '0', 'max')
    """
    if mib == math.inf:
        return "max"
    return f"{round(mib)}M" if round(mib) else "0"


@dataclass(frozen=True, slots=True)
class CgroupMemory:
    """A cgroup's memory in Linux: ``memory.min`` is never taken back, beyond ``memory.high`` pages are reclaimed.

    There are no shares: what is above everybody's ``memory.min`` or ``memory.low`` goes by who used it last.
    ``memory.max``, beyond which the kernel kills somebody in the group, is the size of a container.

    >>> CgroupMemory("512M", "2G").control(shares=40960)
    MemoryControl(shares=40960, reservation_mib=512.0, limit_mib=2048.0)
    >>> CgroupMemory.of(MemoryControl(40960, 1024))
    CgroupMemory(min='1024M', high='max')

    Source: Linux, Documentation/admin-guide/cgroup-v2.rst.
    """

    min: str = "0"
    high: str = "max"

    def control(self, shares: float) -> MemoryControl:
        """Return what the setting means; the shares stay as they are. Raise a ValueError for texts that are no amounts."""
        return MemoryControl(shares, cgroup_mib(self.min), cgroup_mib(self.high))

    @classmethod
    def of(cls, control: MemoryControl) -> CgroupMemory:
        """Return the setting that comes nearest."""
        return cls(cgroup_text(control.reservation_mib), cgroup_text(control.limit_mib))
