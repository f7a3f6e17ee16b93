"""What each mechanism and each figure is called in vSphere, Proxmox, KVM with libvirt, Xen, and cloud instances.

Names stand as the products write them, in their settings, files and tools; “–” where a product has nothing of the kind.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pages.shell.words import Words
from sim.text import N_

PRODUCTS = ("vSphere", "Proxmox", "KVM, libvirt", "Xen", N_("Cloud instance"))
NOTHING = "–"
WEIGHT, NO_UNIT = N_("weight"), NOTHING
HIDDEN = N_("hidden by the provider")


class Term(NamedTuple):
    """A mechanism or a figure: name, sentence and unit marked for translation, and its names product by product."""

    name: str
    meaning: str
    unit: str
    names: tuple[str, str, str, str, str]


TERMS = (
    # CPU
    Term(N_("shares"), N_("a machine's weight when CPU is short"), WEIGHT, (N_("Shares: Low, Normal, High or a number"), "cpuunits", "cputune/shares, cpu.weight", "weight", NOTHING)),
    Term(N_("reservation"), N_("CPU that is guaranteed to a machine"), N_("cores or MHz"), (N_("Reservation (MHz)"), NOTHING, N_("only by pinning: vcpupin"), N_("only by pinning: cpupool"), N_("types with dedicated vCPUs"))),
    Term(N_("limit"), N_("the most CPU that a machine may use, even when more is free"), N_("cores or MHz"), (N_("Limit (MHz)"), "cpulimit", "vcpu_quota, vcpu_period, cpu.max", "cap", N_("baseline of burstable types"))),
    Term(N_("resource pool"), N_("machines that share one part of the CPU among themselves"), NO_UNIT, (N_("Resource pool"), NOTHING, "machine.slice, resource/partition", NOTHING, NOTHING)),
    Term(N_("overcommit"), N_("more vCPUs promised than there are cores"), N_("vCPU per core"), (N_("vCPU to pCPU ratio"), NOTHING, "cpu_allocation_ratio (OpenStack)", NOTHING, HIDDEN)),
    Term(N_("CPU ready (steal)"), N_("time in which a vCPU could run and is not let run: below 5% fine, above 10% a problem"), N_("% of time, per vCPU"), ("%RDY, CPU Ready", N_("st in the guest; CPU pressure stall"), N_("st in the guest; run delay in schedstat"), N_("st in the guest"), N_("st in the guest"))),
    Term(N_("limited"), N_("the part of ready time that a machine's own limit causes"), N_("% of time, per vCPU"), ("%MLMTD", "nr_throttled, throttled_usec", "nr_throttled, throttled_usec", NOTHING, N_("CPU credits used up"))),
    Term(N_("CPU in the guest"), N_("what the machine's own system shows: what it got, as if nothing else had been wanted"), N_("% of its vCPUs"), (N_("top or Task Manager; %RUN on the host"), N_("top; CPU usage on the host"), N_("top; cpu.time of domstats"), "top, xentop", N_("CPU utilization"))),
    Term(N_("second threads (SMT)"), N_("two hardware threads on one core, which together do about a quarter more than one"), NO_UNIT, ("Hyperthreading", "threads", "topology threads=2", "smt=", N_("one vCPU is often one thread"))),
    # Memory
    Term(N_("configured memory"), N_("what a machine has been promised"), "MiB", (N_("Memory size"), "memory", "memory, currentMemory", "maxmem, memory", N_("memory of the type"))),
    Term(N_("consumed memory"), N_("what of its host's memory it holds"), "MiB", ("Consumed", N_("memory usage"), "rss", N_("MEM in xentop"), HIDDEN)),
    Term(N_("active memory"), N_("what it touches again and again"), "MiB", ("Active", NOTHING, N_("available − usable of dommemstat"), NOTHING, NOTHING)),
    Term(N_("memory shares"), N_("a machine's weight when its host takes memory back"), WEIGHT, (N_("Shares: 5, 10 or 20 per MB"), N_("shares, for ballooning"), NOTHING, NOTHING, NOTHING)),
    Term(N_("memory reservation"), N_("memory that is never taken back"), "MiB", (N_("Reservation (MB)"), N_("balloon, the minimum"), "memory.min", N_("memory, where it does not balloon"), N_("always all of it"))),
    Term(N_("memory limit"), N_("the most of its host's memory that a machine may have"), "MiB", (N_("Limit (MB)"), NOTHING, "memory.high, memtune/hard_limit", "maxmem", NOTHING)),
    Term(N_("memory state"), N_("how short of free memory a host is, and so what it does about it"), N_("five states"), ("high, clear, soft, hard, low", N_("80% of the host's memory"), N_("watermarks high, low, min"), NOTHING, HIDDEN)),
    Term(N_("page sharing"), N_("equal pages of several machines are kept once"), "MiB", ("Transparent Page Sharing, Shared", "KSM", "KSM, pages_sharing", NOTHING, N_("off, for safety"))),
    Term(N_("ballooning"), N_("a driver in the guest takes idle memory and gives it to the host"), "MiB", ("vmmemctl, Balloon", "balloon", "virtio-balloon, memballoon", "xl mem-set", NOTHING)),
    Term(N_("compression"), N_("pages that shrink to half are kept compressed instead of swapped"), "MiB", ("Compressed, Mem.MemZipMaxPct", "zswap", "zswap", NOTHING, NOTHING)),
    Term(N_("swapping by the host"), N_("pages go to a disk behind the guest's back: everything that touches them waits"), "MiB", ("Swapped, .vswp", "swap", "swap", "xenpaging", NOTHING)),
    Term(N_("swap wait"), N_("time in which a vCPU waits for a page that its host has taken back"), N_("% of time, per vCPU"), ("%SWPWT", N_("memory pressure stall"), N_("memory pressure stall"), NOTHING, NOTHING)),
    # Disk
    Term(N_("storage I/O control"), N_("a congested datastore is divided by shares instead of by who asks most"), NO_UNIT, ("Storage I/O Control", NOTHING, "io.weight, io.latency", NOTHING, HIDDEN)),
    Term(N_("congestion threshold"), N_("the latency from which a datastore counts as congested"), "ms", (N_("90% of peak throughput, or 10 to 100 ms"), NOTHING, "io.latency, io.cost.qos", NOTHING, HIDDEN)),
    Term(N_("disk shares"), N_("a machine's weight at a congested datastore"), WEIGHT, (N_("Disk shares"), NOTHING, "blkiotune/weight, io.weight", NOTHING, NOTHING)),
    Term(N_("limit of disk requests"), N_("the most disk requests per second that a machine may have served"), "IOPS", (N_("Limit (IOPS)"), "iops, iops_rd, iops_wr", "iotune/total_iops_sec", NOTHING, N_("IOPS of the volume"))),
    Term(N_("disk latency"), N_("how long a disk request takes, waiting included"), "ms", ("DAVG, KAVG, GAVG", "await (iostat)", "await (iostat)", "await (iostat)", N_("latency of the volume"))),
    Term(N_("blocked"), N_("CPU that a machine could not use because it waited for a disk or a link"), N_("% of its vCPUs"), ("%VMWAIT", N_("wa in the guest"), N_("wa in the guest"), N_("wa in the guest"), N_("wa in the guest"))),
    # Network
    Term(N_("network shares"), N_("a machine's or a type of traffic's weight on a full link"), WEIGHT, (N_("Network I/O Control: shares"), NOTHING, "tc htb", NOTHING, NOTHING)),
    Term(N_("limit of traffic"), N_("the most traffic that a machine may have"), "MiB/s", (N_("Traffic shaping, Limit"), "rate", "bandwidth average, peak", "rate=", N_("bandwidth of the type"))),
    Term(N_("bond"), N_("several network cards used as one; a flow stays on one of them"), NO_UNIT, ("NIC teaming, LACP", "bond0", "bond0", "bond0", HIDDEN)),
    # Kinds
    Term(N_("virtual machine (VM)"), N_("a machine with its own kernel and any operating system, on shared hardware"), NO_UNIT, ("VM", "VM (qm)", "domain", "domU", N_("instance"))),
    Term(N_("container"), N_("a machine that borrows the kernel it runs on: light, quick, and down when that kernel is"), NO_UNIT, ("vSphere Pod", "CT (pct)", "lxc:///", NOTHING, N_("container service"))),
    Term(N_("microVM"), N_("a VM with hardly any devices: a kernel of its own, some 5 MiB beside its memory, and a start in an eighth of a second"), NO_UNIT, (NOTHING, NOTHING, "Firecracker, QEMU microvm", NOTHING, N_("functions (Firecracker)"))),
)  # fmt: skip


def rows(words: Words, product: int | None = None) -> pd.DataFrame:
    """Return one row per term, with its names in one product, or in all of them."""
    _ = words._
    shown = range(len(PRODUCTS)) if product is None else [product]
    columns = {
        _("Term"): [_(term.name) for term in TERMS],
        _("Meaning"): [_(term.meaning) for term in TERMS],
        _("Unit"): [_(term.unit) for term in TERMS],
    }
    return pd.DataFrame(columns | {_(PRODUCTS[one]): [_(term.names[one]) for term in TERMS] for one in shown})
