"""One mechanism under four names: the memory settings of vSphere, Linux cgroups, Proxmox and Xen, and back."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from sim.inventory import SHARES_PER_MIB
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


PROXMOX_SHARES = 1000
"""What Proxmox gives a VM for automatic ballooning unless told otherwise: here, level Normal of its size."""
LEAST_BALLOON_MIB = 1
"""The least that ``balloon`` can guarantee: 0 switches the balloon off."""


@dataclass(frozen=True, slots=True)
class ProxmoxMemory:
    """A VM's memory in Proxmox: ``memory``, ``balloon`` (what it keeps at least) in MiB, and ``shares`` of the rest.

    With ``balloon`` or ``shares`` at 0 nothing is taken back. There is no limit below ``memory``.

    >>> ProxmoxMemory(memory_mib=4096, balloon_mib=1024, shares=2000).control
    MemoryControl(shares=81920.0, reservation_mib=1024, limit_mib=inf)
    >>> ProxmoxMemory.of(MemoryControl(40960, 4096), memory_mib=4096)
    ProxmoxMemory(memory_mib=4096, balloon_mib=0, shares=1000)

    Source: Proxmox VE Administration Guide, "Memory", automatic memory allocation.
    """

    memory_mib: int
    balloon_mib: int = 0
    shares: int = PROXMOX_SHARES

    @property
    def control(self) -> MemoryControl:
        """Return what the setting means."""
        kept_mib = self.balloon_mib if self.balloon_mib and self.shares else self.memory_mib
        weight = (self.shares or PROXMOX_SHARES) / PROXMOX_SHARES
        return MemoryControl(weight * SHARES_PER_MIB * self.memory_mib, kept_mib)

    @classmethod
    def of(cls, control: MemoryControl, memory_mib: int) -> ProxmoxMemory:
        """Return the setting that comes nearest for a VM of this size; a limit is lost."""
        shares = min(max(round(PROXMOX_SHARES * control.shares / (SHARES_PER_MIB * memory_mib)), 1), 50_000)
        kept_mib = max(round(control.reservation_mib), LEAST_BALLOON_MIB)
        return cls(memory_mib, kept_mib if kept_mib < memory_mib else 0, shares)


@dataclass(frozen=True, slots=True)
class XenMemory:
    """A domain's memory in Xen, in MiB: ``static-max`` is what it sees, its balloon keeps it between the dynamic two.

    There are no shares: what is short is taken from everybody in proportion, down to ``dynamic-min``.

    >>> XenMemory(static_max_mib=4096, dynamic_min_mib=1024, dynamic_max_mib=3072).control(shares=40960)
    MemoryControl(shares=40960, reservation_mib=1024, limit_mib=3072)
    >>> XenMemory.of(MemoryControl(40960, 1024), static_max_mib=4096)
    XenMemory(static_max_mib=4096, dynamic_min_mib=1024, dynamic_max_mib=4096)

    Source: XenServer Administrator's Guide, "Dynamic Memory Control".
    """

    static_max_mib: int
    dynamic_min_mib: int
    dynamic_max_mib: int

    def control(self, shares: float) -> MemoryControl:
        """Return what the setting means; the shares stay as they are."""
        limit_mib = math.inf if self.dynamic_max_mib >= self.static_max_mib else self.dynamic_max_mib
        return MemoryControl(shares, self.dynamic_min_mib, limit_mib)

    @classmethod
    def of(cls, control: MemoryControl, static_max_mib: int) -> XenMemory:
        """Return the setting that means this for a domain of this size."""
        most_mib = static_max_mib if control.limit_mib == math.inf else min(round(control.limit_mib), static_max_mib)
        return cls(static_max_mib, round(control.reservation_mib), most_mib)
