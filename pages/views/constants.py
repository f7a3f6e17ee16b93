"""The fixed numbers behind CPU, memory, disks and network: what they are, how sure, and where they come from.

Values are read from where they are used, so what stands here is what a run rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pages.shell.words import Words
from pages.views.assumptions import FIRECRACKER, PRACTICE, TAGS, Tag
from sim.mechanisms.cpu import CPU_SHARES_PER_VCPU, MEMORY_SHARES_PER_MIB
from sim.mechanisms.devices import REQUEST_MIB
from sim.mechanisms.disk import CONGESTION, DISKS, RAID, SATURATION
from sim.mechanisms.memory import (
    COMMON_FRACTION,
    FAULT_S,
    IDLE_TAX,
    MICROVM_OVERHEAD_MIB,
    MIN_FREE_FROM_MIB,
    MIN_FREE_MIB,
    TOUCHES_PER_CPU_S,
    vm_overhead_mib,
)
from sim.mechanisms.network import PAYLOAD, TRAFFIC_SHARES
from sim.mechanisms.reclamation import BALLOON_MAX, BELOW, HYSTERESIS, ZIP_CACHE_MAX, ZIP_RATIO
from sim.study.contention import PROBLEM_PCT, WATCH_PCT
from sim.text import N_
from sim.units import MIB_PER_GIB

VSPHERE = "vSphere Resource Management"
WALDSPURGER = "Waldspurger, OSDI 2002"
RULE = N_("rule of thumb among administrators")
KIB_PER_MIB, MS_PER_S = 1024, 1000.0
A_VM_MIB, ITS_VCPUS = 4096, 2


@dataclass(frozen=True, slots=True)
class Constant:
    """One number, or a few that belong together: what it is, its values, how sure it is, its source."""

    title: str
    numbers: tuple[float, ...]
    unit: str
    tag: Tag
    source: str


def constants() -> Iterator[Constant]:
    """Yield every fixed number, resource by resource; titles and units are marked for translation."""
    yield Constant(N_("CPU shares per vCPU: high, normal, low"), _values(CPU_SHARES_PER_VCPU), "", "published", VSPHERE)
    yield Constant(
        N_("Memory shares per MiB: high, normal, low"), _values(MEMORY_SHARES_PER_MIB), "", "published", VSPHERE
    )
    yield Constant(N_("CPU ready per vCPU: watch it, a problem"), (WATCH_PCT, PROBLEM_PCT), "%", "published", RULE)
    yield Constant(
        N_("Memory that ESXi keeps free on a host of up to 28 GiB"), (MIN_FREE_MIB,), N_("MiB"), "published", "VMware"
    )
    yield Constant(
        N_("From this size of host on it keeps 1% more"),
        (MIN_FREE_FROM_MIB / MIB_PER_GIB,),
        N_("GiB"),
        "published",
        "VMware",
    )
    yield Constant(
        N_("Memory states clear, soft, hard, low, below this part of it"),
        tuple(100 * each for each in BELOW),
        "%",
        "published",
        "VMware",
    )
    yield Constant(N_("A memory state is left at so many times its threshold"), (HYSTERESIS,), "", "chosen", PRACTICE)
    yield Constant(N_("Idle memory costs its owner more (tax)"), (100 * IDLE_TAX,), "%", "published", WALDSPURGER)
    yield Constant(
        N_("A balloon takes at most, of a machine's memory"), (100 * BALLOON_MAX,), "%", "chosen", "VMware ESX"
    )
    yield Constant(
        N_("Compressed pages take at most, of a machine's memory"), (100 * ZIP_CACHE_MAX,), "%", "published", VSPHERE
    )
    yield Constant(N_("A compressed page takes, of a page"), (100 * ZIP_RATIO,), "%", "published", VSPHERE)
    yield Constant(
        N_("Pages that a VM has in common with others of its system"), (100 * COMMON_FRACTION,), "%", "chosen", PRACTICE
    )
    yield Constant(
        N_("A compressed page is back after"), (MS_PER_S * FAULT_S["compressed"],), "ms", "published", VSPHERE
    )
    yield Constant(
        N_("A swapped page is back after: from an SSD, from a hard disk"),
        (MS_PER_S * FAULT_S["ssd"], MS_PER_S * FAULT_S["hdd"]),
        "ms",
        "chosen",
        PRACTICE,
    )
    yield Constant(
        N_("Pages that a busy vCPU touches anew"), (TOUCHES_PER_CPU_S,), N_("per second"), "chosen", PRACTICE
    )
    yield Constant(
        N_("Memory to run a VM of 2 vCPU and 4 GiB, beside its own"),
        (vm_overhead_mib(A_VM_MIB, ITS_VCPUS),),
        N_("MiB"),
        "published",
        VSPHERE,
    )
    yield Constant(N_("The same for a microVM"), (MICROVM_OVERHEAD_MIB,), N_("MiB"), "published", FIRECRACKER)
    yield Constant(
        N_("Requests of a disk of 7200, 10,000, 15,000 turns"),
        tuple(DISKS[kind].iops for kind in ("hdd_7k2", "hdd_10k", "hdd_15k")),
        "IOPS",
        "published",
        RULE,
    )
    yield Constant(
        N_("Requests of an SSD, of an NVMe disk"), (DISKS["ssd"].iops, DISKS["nvme"].iops), "IOPS", "chosen", PRACTICE
    )
    yield Constant(
        N_("Disk requests per write: RAID 0, 1, 5, 6, 10"),
        tuple(float(RAID[level].write_penalty) for level in ("raid0", "raid1", "raid5", "raid6", "raid10")),
        "",
        "published",
        RULE,
    )
    yield Constant(
        N_("A datastore counts as congested at, of its peak throughput"), (100 * CONGESTION,), "%", "published", VSPHERE
    )
    yield Constant(
        N_("Highest load at which a queue is taken to be in balance"), (100 * SATURATION,), "%", "chosen", PRACTICE
    )
    yield Constant(N_("Size of a disk request"), (REQUEST_MIB * KIB_PER_MIB,), "KiB", "chosen", PRACTICE)
    yield Constant(
        N_("Part of an Ethernet line that carries data"), (100 * PAYLOAD,), "%", "published", "1448 / 1538 B"
    )
    yield Constant(N_("Shares of traffic: guests, storage, fault tolerance, migration, management"), _values(TRAFFIC_SHARES), "", "chosen", "vSphere Networking")  # fmt: skip


def _values(numbers: Mapping[Any, float]) -> tuple[float, ...]:
    return tuple(map(float, numbers.values()))


def rows(words: Words) -> pd.DataFrame:
    """Return one row per number."""
    _ = words._
    known = list(constants())
    return pd.DataFrame(
        {
            _("Number"): [_(each.title) for each in known],
            _("Value"): [" · ".join(words.number(value) for value in each.numbers) for each in known],
            _("Unit"): [_(each.unit) for each in known],
            _("How sure"): [_(TAGS[each.tag]) for each in known],
            _("Source"): [_(each.source) for each in known],
        }
    )
