"""The rules of a data centre: how it protects, copies, shares, moves, and how its parts wear."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

import sim.faults  # noqa: F401 - registers the faults as actions
from sim.actions.protection import AdmissionPolicy, HaProfile, IsolationResponse
from sim.frozen import Frozen
from sim.inventory import (
    DiskArray,
    FirewallRule,
    Sharing,
    SwapDisk,
)
from sim.text import N_


class HighAvailability(Frozen):
    """Restart machines of a failed host on the others, with the timings of a product.

    Timings: vSphere 18 s to detect; Proxmox 60 s watchdog and 60 s fence delay (ha-manager).
    """

    enabled: bool = False
    profile: HaProfile = "vsphere"
    place_s: float = Field(5.0, ge=0, le=3600)
    vm_monitoring: bool = False
    """Whether a VM whose system has crashed is reset: after 30 s without a heartbeat, three times in an hour at most."""
    isolation_response: IsolationResponse = "leave_on"
    """What a host does with its machines when it hears nobody any more (vSphere; a Proxmox host resets itself)."""
    admission: AdmissionPolicy = "off"
    """How room for the machines of failed hosts is kept: a machine that would take it is not started."""
    failures: int = Field(1, ge=1, le=31)
    """Hosts that may fail at once, for admission control in slots and in hosts."""
    reserved_pct: float = Field(25.0, ge=0, le=90)
    """Part of the cluster that is kept free, for admission control by percentage."""


class CopyRules(Frozen):
    """When copies of all machines' data are made, and how fast they come back."""

    snapshot_every_h: float | None = Field(None, ge=0, le=744, title=N_("A snapshot every (hours)"))
    """None or 0 for never, here and below; a machine may say otherwise."""
    backup_every_h: float | None = Field(None, ge=0, le=744, title=N_("A backup every (hours)"))
    first_h: float = Field(0.0, ge=0, le=744, title=N_("The first ones at (hour of the run)"))
    """The hour of the run at which the first ones are made."""
    keep_snapshots: int = Field(3, ge=1, le=32, title=N_("Snapshots kept"))
    """Snapshots in a chain; the oldest goes when another one is taken."""
    mib_per_s: float = Field(112.0, ge=0.1, le=1_000_000, title=N_("Way to the backup system (MiB/s)"))
    """What the way to the backup system and back carries for one machine: by default 1 Gbit/s."""
    rollback_s: float = Field(10.0, ge=0, le=3600, title=N_("Rolling back takes (s)"))


class MemoryRules(Frozen):
    """How much memory hosts promise, and what their hypervisors do when it is wanted."""

    overcommit_max: float = Field(1.0, ge=1, le=4)
    """Memory that a host promises to its machines, per memory that it has; above 1 it may have to take some back."""
    sharing: Sharing = "off"
    compression: bool = False
    """Whether pages that shrink to half are compressed before others are swapped: ESXi does, KVM without zswap not."""
    swap: SwapDisk = "ssd"


class StorageRules(Frozen):
    """The disks that all hosts reach, the way to them, and whether machines share them fairly."""

    array: DiskArray = DiskArray()
    """What all machines lie on where storage is shared: by default more than a small company can ask of it."""
    network: Literal["separate", "shared"] = "separate"
    """Whether storage has a network of its own, or passes the same uplinks and switch as the guests' traffic."""
    io_control: bool = False
    """Whether a congested datastore is divided by shares (vSphere: Storage I/O Control; Linux: io.weight).

    Without it, whoever asks for more gets more.
    """
    congestion_ms: float | None = Field(None, ge=10, le=100)
    """The latency at which a datastore counts as congested; None for that at 90 % of its peak throughput."""


class NetworkRules(Frozen):
    """The network between hosts and users."""

    switch_gbit_per_s: float = Field(480.0, gt=0, le=1_000_000)
    """What the switch on top of the rack carries in all; by default 48 ports of 10 Gbit/s at full speed."""
    firewall: tuple[FirewallRule, ...] = ()
    """What passes between network segments; machines in one segment reach each other without any rule."""


class MigrationRules(Frozen):
    """How machines move while they run."""

    profile: Literal["qemu", "proxmox"] = Field("qemu", title=N_("Downtime limit of"))
    """Whose downtime limit: QEMU allows a pause of 0.3 s; Proxmox 0.1 s, and more where a migration does not converge."""
    cpu_baseline: int | None = Field(None, ge=1, le=99)
    """The processor generation that all hosts show to VMs, as VMware's EVC does; None for each its own."""


class WearRules(Frozen):
    """Whether parts fail by themselves, and how much more often than published rates say."""

    enabled: bool = False
    acceleration: float = Field(2000.0, ge=1, le=1_000_000)
    """A day is short and parts live long: by so much is wear quickened. Repairs take their real time."""
