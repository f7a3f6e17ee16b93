"""The same setting in another product: read a machine's settings as vSphere, Linux, Proxmox or Xen write them, and set them so."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from pages.panels.counter import Counter
from pages.shell import keys
from pages.shell.words import Words
from pages.views import products
from sim.errors import InvalidScenarioError
from sim.inventory import SHARES_PER_MIB, SHARES_PER_VCPU, Machine
from sim.mechanisms.cpu_settings import CgroupCpu, CpuControl, ProxmoxCpu, VsphereCpu, XenCpu
from sim.mechanisms.memory_settings import (
    CgroupMemory,
    MemoryControl,
    ProxmoxMemory,
    VsphereMemory,
    XenMemory,
    cgroup_mib,
    cgroup_text,
)
from sim.text import N_

FORM = "products"
Deeds = list[Mapping[str, Any]]
CPU_MAX = N_("cpu.max is a quota and a period in microseconds, such as “150000 100000”, or “max”: got “{found}”")
MEMORY_FILE = N_("{file} is an amount of memory such as “512M”, “2G” or “max”: got “{found}”")


def show(counter: Counter, machine: Machine) -> None:
    """Show what a machine's settings are called elsewhere, and a form that takes them in those terms."""
    words = counter.words
    core_speed = _core_speed(counter, machine)
    sheet = Sheet(machine, core_speed, counter.lab.scenario.assumptions.core_mhz * core_speed, words)
    st.table(products.rows(machine, core_speed, sheet.core_mhz, words), hide_index=True)
    product = st.selectbox(words._("Set them as in"), list(ASK), key=keys.field(FORM, "product"))
    wanted = ASK[product](sheet)
    counter.act_button(keys.field(FORM, f"{machine.name}.{product}"), words._("Set"), wanted)
    st.caption(words._(products.LEFT_OUT))


def _core_speed(counter: Counter, machine: Machine) -> float:
    """Return the speed of the cores that a machine is on, or would be on."""
    state = counter.run.state_at(machine.name, counter.time_s)
    speeds = {host.name: host.core_speed for host in counter.run.hosts}
    return speeds.get(state.host if state else "", next(iter(speeds.values()), 1.0))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What all products' forms need: the machine as it is now, and the cores that it is on."""

    machine: Machine
    core_speed: float
    core_mhz: float
    words: Words

    @property
    def cpu(self) -> CpuControl:
        """Return the machine's CPU settings."""
        return products.cpu_control(self.machine, self.core_speed)

    @property
    def memory(self) -> MemoryControl:
        """Return the machine's memory settings."""
        return products.memory_control(self.machine)

    def key(self, name: str, now: object) -> str:
        """Return the key of a field: another one once the machine is set otherwise, so that the field follows."""
        return keys.field(FORM, f"{self.machine.name}.{name}.{now}")

    def whole(self, place: Any, label: str, now: int, *, least: int, most: int | None = None) -> int:
        """Ask for a whole number."""
        return int(place.number_input(label, least, most, max(now, least), 1, key=self.key(label, now)))

    def shares(self, label: str, now: float, usual: int) -> int | None:
        """Ask for shares as vSphere does, a level or a number; return None for level Normal, which follows the size."""
        levels = list(products.LEVELS)
        chosen = st.selectbox(
            label,
            levels,
            index=levels.index(products.level_of(now, usual)),
            format_func=lambda level: self.words._(products.LEVELS[level]),
            key=self.key(label, now),
        )
        if chosen == "custom":
            return self.whole(st, self.words._("{setting}: number").format(setting=label), round(now), least=1)
        return None if chosen == "normal" else round(products.LEVEL_FACTORS[chosen] * usual)

    def set_cpu(self, control: CpuControl) -> dict[str, Any]:
        """Return the action that sets this."""
        return {
            "kind": "set_cpu_controls",
            "machine": self.machine.name,
            "shares": round(control.shares),
            # A core that works twice as much per second counts as two.
            "reservation_cores": control.reservation_cores * self.core_speed,
            "limit_cores": None if control.limit_cores == math.inf else control.limit_cores * self.core_speed,
        }

    def set_memory(self, control: MemoryControl, shares: int | None) -> Deeds:
        """Return the action that sets this, if it changes anything: a container in a VM has no such settings."""
        asked = {
            "memory_shares": shares,
            "memory_reservation_mib": round(control.reservation_mib),
            "memory_limit_mib": None if control.limit_mib == math.inf else round(control.limit_mib),
        }
        changed = any(getattr(self.machine, name) != value for name, value in asked.items())
        return [{"kind": "set_memory_controls", "machine": self.machine.name, **asked}] if changed else []


def _vsphere(sheet: Sheet) -> Callable[[], Deeds]:
    _ = sheet.words._
    cpu, memory = VsphereCpu.of(sheet.cpu, sheet.core_mhz), VsphereMemory.of(sheet.memory)
    usual, usual_memory = SHARES_PER_VCPU * sheet.machine.vcpus, SHARES_PER_MIB * sheet.machine.memory_mib
    first, second, third = st.columns(3)
    with first:
        shares = sheet.shares(_("CPU shares"), cpu.shares, usual)
    reservation_mhz = sheet.whole(second, _("CPU reservation (MHz)"), cpu.reservation_mhz, least=0)
    limit_mhz = sheet.whole(third, _("CPU limit (MHz; -1 for none)"), cpu.limit_mhz, least=-1)
    first, second, third = st.columns(3)
    with first:
        memory_shares = sheet.shares(_("Memory shares"), memory.shares, usual_memory)
    reservation_mb = sheet.whole(second, _("Memory reservation (MB)"), memory.reservation_mb, least=0)
    limit_mb = sheet.whole(third, _("Memory limit (MB; -1 for none)"), memory.limit_mb, least=-1)

    def wanted() -> Deeds:
        cpu = VsphereCpu(shares or usual, reservation_mhz, limit_mhz).control(sheet.core_mhz)
        memory = VsphereMemory(memory_shares or usual_memory, reservation_mb, limit_mb).control
        return [sheet.set_cpu(cpu) | {"shares": shares}, *sheet.set_memory(memory, memory_shares)]

    return wanted


def _cgroup(sheet: Sheet) -> Callable[[], Deeds]:
    machine, cpu, memory = sheet.machine, CgroupCpu.of(sheet.cpu), CgroupMemory.of(sheet.memory)
    files = {"cpu.max": cpu.max, "memory.min": memory.min, "memory.high": memory.high}
    if machine.kind == "container":
        files["memory.max"] = cgroup_text(machine.memory_mib)
    first, *others = st.columns(1 + len(files))
    weight = sheet.whole(first, "cpu.weight", cpu.weight, least=1, most=10_000)
    typed = {
        name: column.text_input(name, text, key=sheet.key(name, text))
        for column, (name, text) in zip(others, files.items(), strict=True)
    }

    def wanted() -> Deeds:
        control = _meaning(lambda: CgroupCpu(weight, typed["cpu.max"]).control, CPU_MAX, {"found": typed["cpu.max"]})
        mib = {
            file: _meaning(partial(cgroup_mib, text), MEMORY_FILE, {"file": file, "found": text})
            for file, text in typed.items()
            if file != "cpu.max"
        }
        asked = MemoryControl(machine.memory_weight, mib["memory.min"], mib["memory.high"])
        return [
            *_resize(machine, mib.get("memory.max", math.inf)),
            sheet.set_cpu(control),
            *sheet.set_memory(asked, machine.memory_shares),
        ]

    return wanted


def _proxmox(sheet: Sheet) -> Callable[[], Deeds]:
    now = ProxmoxCpu.of(sheet.cpu)
    first, second = st.columns(2)
    cpuunits = sheet.whole(first, "cpuunits", now.cpuunits, least=1, most=10_000)
    cpulimit = second.number_input(
        "cpulimit", 0.0, 1024.0, now.cpulimit, 0.5, format="%g", key=sheet.key("cpulimit", now.cpulimit)
    )
    memory = _proxmox_memory(sheet) if sheet.machine.kind != "container" else list
    return lambda: [sheet.set_cpu(ProxmoxCpu(cpuunits, cpulimit).control), *memory()]


def _proxmox_memory(sheet: Sheet) -> Callable[[], Deeds]:
    machine = sheet.machine
    now = ProxmoxMemory.of(sheet.memory, machine.memory_mib)
    first, second = st.columns(2)
    balloon = sheet.whole(first, "balloon", now.balloon_mib, least=0, most=machine.memory_mib)
    shares = sheet.whole(second, "shares", now.shares, least=0, most=50_000)

    def wanted() -> Deeds:
        if (balloon, shares) == (now.balloon_mib, now.shares):
            return []
        asked = ProxmoxMemory(machine.memory_mib, balloon, shares).control
        weight = machine.memory_shares if shares in (0, now.shares) else round(asked.shares)
        # Proxmox knows no limit: the one there is stays.
        return sheet.set_memory(replace(asked, limit_mib=sheet.memory.limit_mib), weight)

    return wanted


def _xen(sheet: Sheet) -> Callable[[], Deeds]:
    now = XenCpu.of(sheet.cpu)
    first, second = st.columns(2)
    weight = sheet.whole(first, "weight", now.weight, least=1, most=65_535)
    cap = sheet.whole(second, "cap (%)", now.cap_percent, least=0)
    memory = _xen_memory(sheet) if sheet.machine.kind != "container" else list
    return lambda: [sheet.set_cpu(XenCpu(weight, cap).control), *memory()]


def _xen_memory(sheet: Sheet) -> Callable[[], Deeds]:
    machine = sheet.machine
    now = XenMemory.of(sheet.memory, machine.memory_mib)
    first, second = st.columns(2)
    least = sheet.whole(first, "dynamic-min (MiB)", now.dynamic_min_mib, least=0, most=now.static_max_mib)
    most = sheet.whole(second, "dynamic-max (MiB)", now.dynamic_max_mib, least=1, most=now.static_max_mib)
    asked = XenMemory(now.static_max_mib, least, most).control(machine.memory_weight)
    return lambda: sheet.set_memory(asked, machine.memory_shares)


ASK: Mapping[str, Callable[[Sheet], Callable[[], Deeds]]] = {
    "vSphere": _vsphere,
    "cgroup v2": _cgroup,
    "Proxmox": _proxmox,
    "Xen": _xen,
}
"""The forms, by product; each returns what makes actions of what was typed."""


def _resize(machine: Machine, memory_max_mib: float) -> Deeds:
    """Return the action that gives a container this much memory, if it is another size."""
    if memory_max_mib in (math.inf, machine.memory_mib):
        return []
    size = {"vcpus": machine.vcpus, "memory_mib": round(memory_max_mib)}
    return [{"kind": "resize_machine", "machine": machine.name, **size}]


def _meaning(value: Callable[[], Any], problem: str, facts: Mapping[str, object]) -> Any:
    """Return what a text means; raise an InvalidScenarioError with one sentence when it means nothing."""
    try:
        return value()
    except (ValueError, ZeroDivisionError):
        raise InvalidScenarioError(problem, facts) from None
