"""One mechanism under four names: the CPU settings of vSphere, Linux cgroups, Proxmox and Xen, and back.

Weights count only against each other, so they are translated by one factor: what a product gives a machine
unless told otherwise stands for 1000 shares, a vCPU at level Normal. Translated into a product that knows no
reservation, a control loses it; weights are rounded and kept within the product's range.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

USUAL_SHARES = 1000.0
"""CPU shares of a vCPU at level Normal (vSphere Resource Management)."""


@dataclass(frozen=True, slots=True)
class CpuControl:
    """Shares, reservation and limit of a machine, in cores: what every setting comes down to."""

    shares: float = USUAL_SHARES
    reservation_cores: float = 0.0
    limit_cores: float = math.inf

    def weight(self, usual: float, lowest: int, highest: int) -> int:
        """Return the shares as a weight of a product, whose usual weight and range are given."""
        return min(max(round(self.shares / USUAL_SHARES * usual), lowest), highest)


@dataclass(frozen=True, slots=True)
class VsphereCpu:
    """A VM's CPU in vSphere: shares, and reservation and limit in MHz; -1 for no limit.

    >>> VsphereCpu(shares=2000, reservation_mhz=1200, limit_mhz=4800).control(core_mhz=2400)
    CpuControl(shares=2000, reservation_cores=0.5, limit_cores=2.0)
    >>> VsphereCpu.of(CpuControl(2000, 0.5), core_mhz=2400)
    VsphereCpu(shares=2000, reservation_mhz=1200, limit_mhz=-1)

    Source: vSphere Resource Management, "Configuring Resource Allocation Settings".
    """

    shares: int = 1000
    reservation_mhz: int = 0
    limit_mhz: int = -1

    def control(self, core_mhz: float) -> CpuControl:
        """Return what the setting means on a host with cores of this clock."""
        limit_cores = math.inf if self.limit_mhz < 0 else self.limit_mhz / core_mhz
        return CpuControl(self.shares, self.reservation_mhz / core_mhz, limit_cores)

    @classmethod
    def of(cls, control: CpuControl, core_mhz: float) -> VsphereCpu:
        """Return the setting that means this on a host with cores of this clock."""
        limit_mhz = -1 if control.limit_cores == math.inf else round(control.limit_cores * core_mhz)
        return cls(control.weight(USUAL_SHARES, 1, 1_000_000), round(control.reservation_cores * core_mhz), limit_mhz)


CPU_MAX_PERIOD_US = 100_000
"""The kernel's default period, over which a cgroup may use its quota."""


def cpu_max_cores(cpu_max: str) -> float:
    """Return the limit in cores that a cgroup's ``cpu.max`` sets: ``"MAX PERIOD"`` in microseconds.

    A missing period is the kernel's default of 100 ms. Raise a ValueError when the text is nothing of the kind.

    >>> [cpu_max_cores(text) for text in ("50000 100000", "200000", "max 100000")]
    [0.5, 2.0, inf]

    Source: Linux, Documentation/admin-guide/cgroup-v2.rst.
    """
    quota, _, period = cpu_max.strip().partition(" ")
    period_us = float(period or CPU_MAX_PERIOD_US)
    return math.inf if quota == "max" else float(quota) / period_us


@dataclass(frozen=True, slots=True)
class CgroupCpu:
    """A cgroup's CPU in Linux: ``cpu.weight`` from 1 to 10000, and ``cpu.max``; there is no reservation.

    >>> CgroupCpu(weight=200, max="150000 100000").control
    CpuControl(shares=2000.0, reservation_cores=0.0, limit_cores=1.5)
    >>> CgroupCpu.of(CpuControl(500))
    CgroupCpu(weight=50, max='max 100000')

    Source: Linux, Documentation/admin-guide/cgroup-v2.rst.
    """

    weight: int = 100
    max: str = f"max {CPU_MAX_PERIOD_US}"

    @property
    def control(self) -> CpuControl:
        """Return what the setting means; raise a ValueError when ``max`` is nothing of the kind."""
        return CpuControl(self.weight / 100 * USUAL_SHARES, 0.0, cpu_max_cores(self.max))

    @classmethod
    def of(cls, control: CpuControl) -> CgroupCpu:
        """Return the setting that comes nearest."""
        limited = control.limit_cores < math.inf
        quota = str(round(control.limit_cores * CPU_MAX_PERIOD_US)) if limited else "max"
        return cls(control.weight(100, 1, 10_000), f"{quota} {CPU_MAX_PERIOD_US}")


@dataclass(frozen=True, slots=True)
class ProxmoxCpu:
    """A machine's CPU in Proxmox (cgroup v2): ``cpuunits`` from 1 to 10000, ``cpulimit`` in cores, 0 for none.

    >>> ProxmoxCpu(cpuunits=200, cpulimit=1.5).control
    CpuControl(shares=2000.0, reservation_cores=0.0, limit_cores=1.5)
    >>> ProxmoxCpu.of(CpuControl(500))
    ProxmoxCpu(cpuunits=50, cpulimit=0.0)

    Source: Proxmox VE Administration Guide, "CPU", resource limits.
    """

    cpuunits: int = 100
    cpulimit: float = 0.0

    @property
    def control(self) -> CpuControl:
        """Return what the setting means."""
        return CpuControl(self.cpuunits / 100 * USUAL_SHARES, 0.0, self.cpulimit or math.inf)

    @classmethod
    def of(cls, control: CpuControl) -> ProxmoxCpu:
        """Return the setting that comes nearest."""
        return cls(control.weight(100, 1, 10_000), control.limit_cores if control.limit_cores < math.inf else 0.0)


def xen_cap_cores(cap_percent: float) -> float:
    """Return the limit in cores that a Xen credit-scheduler cap sets: percent of one core, 0 for none.

    >>> [xen_cap_cores(cap) for cap in (50, 400, 0)]
    [0.5, 4.0, inf]

    Source: Xen wiki, "Credit Scheduler".
    """
    return cap_percent / 100.0 if cap_percent else math.inf


@dataclass(frozen=True, slots=True)
class XenCpu:
    """A domain's CPU in Xen's credit scheduler: weight from 1 to 65535, cap in percent of one core, 0 for none.

    >>> XenCpu(weight=512, cap_percent=150).control
    CpuControl(shares=2000.0, reservation_cores=0.0, limit_cores=1.5)
    >>> XenCpu.of(CpuControl(500))
    XenCpu(weight=128, cap_percent=0)

    Source: Xen wiki, "Credit Scheduler".
    """

    weight: int = 256
    cap_percent: int = 0

    @property
    def control(self) -> CpuControl:
        """Return what the setting means."""
        return CpuControl(self.weight / 256 * USUAL_SHARES, 0.0, xen_cap_cores(self.cap_percent))

    @classmethod
    def of(cls, control: CpuControl) -> XenCpu:
        """Return the setting that comes nearest."""
        limited = control.limit_cores < math.inf
        return cls(control.weight(256, 1, 65_535), max(round(control.limit_cores * 100), 1) if limited else 0)
