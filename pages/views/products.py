"""A machine's CPU and memory settings as the products write them."""

from __future__ import annotations

import math

import pandas as pd

from pages.shell.words import Words
from sim.inventory import SHARES_PER_MIB, SHARES_PER_VCPU, Machine
from sim.mechanisms.cpu_settings import CgroupCpu, CpuControl, ProxmoxCpu, VsphereCpu, XenCpu
from sim.mechanisms.memory_settings import (
    CgroupMemory,
    MemoryControl,
    ProxmoxMemory,
    VsphereMemory,
    XenMemory,
    cgroup_text,
)
from sim.text import N_

LEVELS = {"low": N_("Low"), "normal": N_("Normal"), "high": N_("High"), "custom": N_("Custom")}
LEVEL_FACTORS = {"low": 0.5, "normal": 1.0, "high": 2.0}
"""What vSphere's levels stand for: 500, 1000 and 2000 shares per vCPU, 5, 10 and 20 per MB."""

NOTHING = "–"
LEFT_OUT = N_(
    "Left out, because CPU flows here: the milliseconds of a turn (30 ms in Xen, the 100 ms period of cpu.max) and the waiting of "
    "a VM's vCPUs for each other (co-stop). Only vSphere has a CPU reservation. Proxmox, Xen and cgroups give every machine the same "
    "weight unless told otherwise, vSphere 1000 shares for each vCPU."
)


def cpu_control(machine: Machine, core_speed: float) -> CpuControl:
    """Return a machine's CPU settings in cores of the host that it is on; the model counts reference cores.

    >>> cpu_control(Machine(name="shop", vcpus=2, limit_cores=3), core_speed=2.0)
    CpuControl(shares=2000, reservation_cores=0.0, limit_cores=1.5)
    """
    limit_cores = math.inf if machine.limit_cores is None else machine.limit_cores / core_speed
    return CpuControl(machine.cpu_shares, machine.reservation_cores / core_speed, limit_cores)


def memory_control(machine: Machine) -> MemoryControl:
    """Return a machine's memory settings."""
    limit_mib = math.inf if machine.memory_limit_mib is None else float(machine.memory_limit_mib)
    return MemoryControl(machine.memory_weight, machine.memory_reservation_mib, limit_mib)


def level_of(shares: float, usual: float) -> str:
    """Return the level at which vSphere gives so many shares to a machine that has ``usual`` at level Normal.

    >>> level_of(4000, usual=2000), level_of(1500, usual=2000)
    ('high', 'custom')
    """
    return next((level for level, factor in LEVEL_FACTORS.items() if shares == factor * usual), "custom")


Line = tuple[str, str, str, str, str]
"""Product, resource, weight, guarantee, limit."""


def lines(machine: Machine, core_speed: float, core_mhz: float, words: Words) -> list[Line]:
    """Return for each product and resource how it writes weight, guarantee and limit of this machine."""
    _ = words._
    cpu, memory = cpu_control(machine, core_speed), memory_control(machine)
    vsphere, cgroup = VsphereCpu.of(cpu, core_mhz), CgroupCpu.of(cpu)
    proxmox, xen = ProxmoxCpu.of(cpu), XenCpu.of(cpu)
    vsphere_memory, cgroup_memory = VsphereMemory.of(memory), CgroupMemory.of(memory)
    level = _(LEVELS[level_of(machine.cpu_shares, SHARES_PER_VCPU * machine.vcpus)])
    memory_level = _(LEVELS[level_of(machine.memory_weight, SHARES_PER_MIB * machine.memory_mib)])
    most = f"memory.high = {cgroup_memory.high}"
    if machine.kind == "container":
        most += f", memory.max = {cgroup_text(machine.memory_mib)}"
    return [
        ("vSphere", _("CPU"), f"{vsphere.shares} ({level})", _mhz(vsphere.reservation_mhz, words), _mhz(vsphere.limit_mhz, words)),
        ("cgroup v2", _("CPU"), f"cpu.weight = {cgroup.weight}", NOTHING, f"cpu.max = {cgroup.max}"),
        ("Proxmox", _("CPU"), f"cpuunits = {proxmox.cpuunits}", NOTHING, f"cpulimit = {proxmox.cpulimit:g}"),
        ("Xen", _("CPU"), f"weight = {xen.weight}", NOTHING, f"cap = {xen.cap_percent}"),
        ("vSphere", _("Memory"), f"{vsphere_memory.shares} ({memory_level})", _mb(vsphere_memory.reservation_mb, words), _mb(vsphere_memory.limit_mb, words)),
        ("cgroup v2", _("Memory"), NOTHING, f"memory.min = {cgroup_memory.min}", most),
        *_ballooned(machine, memory, words),
    ]  # fmt: skip


def _ballooned(machine: Machine, memory: MemoryControl, words: Words) -> list[Line]:
    """Return how Proxmox and Xen write a VM's memory; a container has no balloon."""
    if machine.kind == "container":
        return []
    proxmox, xen = ProxmoxMemory.of(memory, machine.memory_mib), XenMemory.of(memory, machine.memory_mib)
    dynamic_max = f"dynamic-max = {xen.dynamic_max_mib}M, static-max = {xen.static_max_mib}M"
    return [
        ("Proxmox", words._("Memory"), f"shares = {proxmox.shares}", f"balloon = {proxmox.balloon_mib}", f"memory = {proxmox.memory_mib}"),
        ("Xen", words._("Memory"), NOTHING, f"dynamic-min = {xen.dynamic_min_mib}M", dynamic_max),
    ]  # fmt: skip


def rows(machine: Machine, core_speed: float, core_mhz: float, words: Words) -> pd.DataFrame:
    """Return these lines as a table."""
    _ = words._
    names = (_("Product"), _("Resource"), _("Weight (shares)"), _("Guaranteed (reservation)"), _("At most (limit)"))
    return pd.DataFrame(lines(machine, core_speed, core_mhz, words), columns=list(names))


def in_short(machine: Machine, core_speed: float, core_mhz: float, words: Words) -> tuple[tuple[str, str], ...]:
    """Return these lines in two words each, for a narrow place.

    >>> from pages.shell.words import words_for
    >>> in_short(Machine(name="shop", limit_cores=1.5), 1.0, 2400.0, words_for("en"))[1]
    ('cgroup v2 · CPU', 'cpu.weight = 200 · cpu.max = 150000 100000')
    """
    return tuple(
        (f"{product} · {resource}", " · ".join(cell for cell in cells if cell != NOTHING))
        for product, resource, *cells in lines(machine, core_speed, core_mhz, words)
    )


def _mhz(mhz: int, words: Words) -> str:
    return words._("Unlimited") if mhz < 0 else words._("{n} MHz").format(n=mhz)


def _mb(mb: int, words: Words) -> str:
    return words._("Unlimited") if mb < 0 else words._("{n} MB").format(n=mb)
