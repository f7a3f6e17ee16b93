"""What stands in the rack: hosts, and the machines that run on them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, SerializeAsAny, StringConstraints, field_validator, model_validator

from sim.catalogue.hardware import SPECPOWER
from sim.catalogue.systems import SYSTEMS, OperatingSystem
from sim.errors import InvalidScenarioError
from sim.frozen import Frozen, HostName, Name, Tagged, plugin_from
from sim.text import N_
from sim.workloads import WORKLOADS, Workload
from sim.workloads.idle import Idle

FeedName = Annotated[str, StringConstraints(pattern=r"^[A-H]$")]
MachineKind = Literal["vm", "container", "microvm", "physical"]
RestartPriority = Literal["high", "medium", "low", "never"]
CpuFamily = Literal["intel", "amd"]
DiskKind = Literal["hdd_7k2", "hdd_10k", "hdd_15k", "ssd", "nvme"]
RaidLevel = Literal["raid0", "raid1", "raid5", "raid6", "raid10"]
MemoryState = Literal["high", "clear", "soft", "hard", "low"]
"""How short of memory a host is, from enough to next to nothing, in ESXi's words."""
Sharing = Literal["off", "ksm", "esxi"]
"""Whether VMs share equal pages: never (ESXi's default since 2014), always (KSM, Proxmox's default), or
only when memory is short (ESXi with sharing between VMs allowed)."""
SwapDisk = Literal["ssd", "hdd"]
CopyKind = Literal["snapshot", "backup"]
"""A copy of a machine's data beside them on the same disks, or on another system."""
DataState = Literal["intact", "corrupted", "encrypted"]
"""Whether a machine's own data are right, wrong, or unreadable without somebody else's key."""
FolderAccess = Literal["read_write", "read_only"]
Traffic = Literal["application", "everything"]
"""What a firewall lets pass: the ports of the applications that depend on each other, or whatever comes."""
OFFICE_NETWORK = "lan"
"""The one network that everybody is in who is in no other."""

SHARES_PER_VCPU = 1000
"""CPU shares of a vCPU at level Normal (vSphere Resource Management)."""
SHARES_PER_MIB = 10
"""Memory shares of a MiB at level Normal (same source)."""


CORES_OF_TWO_SOCKETS = 16
"""Cores from which on a host has two processors, unless it says otherwise: an assumption of this model."""

POOL_SHARES = 4 * SHARES_PER_VCPU
"""CPU shares of a resource pool: those of a VM with four vCPUs (same source)."""

OWN_SHARES = 1000.0
"""Weight of a VM's own processes beside the containers in it: that of one vCPU."""


MIN_DISKS: Mapping[RaidLevel, int] = MappingProxyType({"raid0": 1, "raid1": 2, "raid5": 3, "raid6": 4, "raid10": 4})
"""Disks that each RAID level needs at least."""


class LinearPower(Tagged):
    """Power that rises in a straight line from idle to full load."""

    tag: ClassVar[str] = "model"
    model: Literal["linear"] = "linear"
    idle_w: float = Field(160.0, ge=0, le=100_000)
    max_w: float = Field(400.0, ge=0, le=100_000)

    @model_validator(mode="after")
    def _in_order(self) -> LinearPower:
        if self.max_w < self.idle_w:
            raise InvalidScenarioError(
                N_("power: {max_w} at full load is less than {idle_w} at idle"),
                {"max_w": self.max_w, "idle_w": self.idle_w},
            )
        return self


class MeasuredPower(Tagged):
    """Power as measured by SPECpower_ssj2008 at eleven load levels, with straight lines between."""

    tag: ClassVar[str] = "model"
    model: Literal["specpower"] = "specpower"
    server: str = "dell_r740_8280"

    @field_validator("server")
    @classmethod
    def _known(cls, server: str) -> str:
        if server not in SPECPOWER:
            raise InvalidScenarioError(
                N_("no power table named “{server}” (known: {known})"),
                {"server": server, "known": ", ".join(SPECPOWER)},
            )
        return server


Power = Annotated[LinearPower | MeasuredPower, Field(discriminator="model")]


class Disk(Frozen):
    """A disk in a host."""

    kind: DiskKind = "ssd"
    size_gib: int = Field(960, ge=1, le=1_000_000)


class DiskArray(Frozen):
    """Disks of one kind, put together so that one or more may fail: what a datastore lies on."""

    kind: DiskKind = "ssd"
    disks: int = Field(8, ge=1, le=10_000)
    raid: RaidLevel = "raid10"
    size_gib: int = Field(960, ge=1, le=1_000_000)
    """The size of one disk."""

    @model_validator(mode="after")
    def _enough_disks(self) -> DiskArray:
        if self.disks < MIN_DISKS[self.raid]:
            raise InvalidScenarioError(
                N_("{raid} needs {least} disks at least, got {disks}"),
                {"raid": self.raid, "least": MIN_DISKS[self.raid], "disks": self.disks},
            )
        return self


class Folder(Frozen):
    """A shared folder as one machine mounts it. Whoever may write keeps own files in it."""

    name: Name
    access: FolderAccess = "read_write"


class FirewallRule(Frozen):
    """What may pass from one network segment to another; without a rule nothing does."""

    source: Name
    target: Name
    lets: Traffic = "application"


class Nic(Frozen):
    """A network card in a host."""

    gbit_per_s: float = Field(10.0, gt=0, le=800)


class Host(Frozen):
    """A physical server. Unless it is ``bare_metal`` it runs a hypervisor of the KVM kind.

    Such a hypervisor is itself a Linux kernel: VMs bring their own kernel, containers may run on the host's.
    """

    name: HostName
    cores: int = Field(16, ge=1, le=1024)
    core_speed: float = Field(1.0, gt=0, le=10)
    """Work that one core does per second, in units of the reference core."""
    smt: bool = False
    """Two hardware threads per core."""
    numa_nodes: int | None = Field(None, ge=1, le=16)
    """Processors with memory of their own; None for what is usual: one below 16 cores, two from there on."""
    memory_mib: int = Field(65_536, ge=256, le=50_000_000)
    disks: tuple[Disk, ...] = (Disk(), Disk())
    raid: RaidLevel = "raid1"
    """How its disks are put together to a local datastore."""
    nics: tuple[Nic, ...] = Field((Nic(), Nic()), min_length=1)
    power_supplies: int = Field(2, ge=1, le=8)
    psu_feeds: tuple[FeedName, ...] = ()
    """The power feed that each power supply hangs on; none for one after the other."""
    psu_w: float | None = Field(None, gt=0, le=100_000)
    """What one power supply can give; None for all that the host draws at full load."""
    dimms: int = Field(8, ge=1, le=128)
    """Memory modules."""
    power: Power = LinearPower()
    standby_w: float = Field(8.0, ge=0, le=1000)
    boot_w: float = Field(200.0, ge=0, le=100_000)
    boot_s: float = Field(240.0, ge=0, le=86_400)
    rack_units: int = Field(2, ge=1, le=48)
    cpu_family: CpuFamily = "intel"
    cpu_generation: int = Field(1, ge=1, le=99)
    """How new its processors are among those of their maker: a running VM moves to the same generation or a newer one."""
    bare_metal: bool = False
    """No hypervisor: one physical machine has all of it."""
    hypervisor_memory_mib: int = Field(2048, ge=0, le=1_000_000)
    on: bool = True
    """Whether it is switched on when the run starts."""
    patched: bool = True
    """Whether its hypervisor, kernel and microcode have the updates against known flaws."""

    @property
    def nodes(self) -> int:
        """Return the number of NUMA nodes that counts: the one set, or the usual one for so many cores."""
        return self.numa_nodes or (1 if self.cores < CORES_OF_TWO_SOCKETS else 2)

    @property
    def full_load_w(self) -> float:
        """Return what it draws at full load."""
        return self.power.max_w if isinstance(self.power, LinearPower) else SPECPOWER[self.power.server].watts[-1]

    @property
    def supplies_needed(self) -> int:
        """Return how many of its power supplies must work: enough for full load.

        >>> Host(name="host-a").supplies_needed, Host(name="host-a", psu_w=250).supplies_needed
        (1, 2)
        """
        return 1 if self.psu_w is None else max(math.ceil(self.full_load_w / self.psu_w), 1)

    @property
    def guest_memory_mib(self) -> int:
        """Return the memory that is left for machines."""
        return self.memory_mib - (0 if self.bare_metal else self.hypervisor_memory_mib)

    @model_validator(mode="after")
    def _enough_disks(self) -> Host:
        if self.disks and len(self.disks) < MIN_DISKS[self.raid]:
            raise InvalidScenarioError(
                N_("host “{host}”: {raid} needs {least} disks at least, got {disks}"),
                {"host": self.name, "raid": self.raid, "least": MIN_DISKS[self.raid], "disks": len(self.disks)},
            )
        return self

    @model_validator(mode="after")
    def _enough_power(self) -> Host:
        if self.psu_feeds and len(self.psu_feeds) != self.power_supplies:
            raise InvalidScenarioError(
                N_("host “{host}”: name a feed for each of its {supplies} power supplies, or for none"),
                {"host": self.name, "supplies": self.power_supplies},
            )
        if self.supplies_needed > self.power_supplies:
            raise InvalidScenarioError(
                N_("host “{host}”: power supplies of {psu_w} cannot carry its full load of {max_w}"),
                {"host": self.name, "psu_w": self.psu_w, "max_w": self.full_load_w},
            )
        return self

    @model_validator(mode="after")
    def _has_room(self) -> Host:
        if self.guest_memory_mib <= 0:
            raise InvalidScenarioError(
                N_("host “{host}”: {memory_mib} of memory leave nothing beside the hypervisor's {hypervisor_mib}"),
                {"host": self.name, "memory_mib": self.memory_mib, "hypervisor_mib": self.hypervisor_memory_mib},
            )
        return self


class ResourcePool(Frozen):
    """Machines and pools that share one claim on CPU: a resource pool of vSphere, a slice or cgroup of Linux.

    It spans the rack: on each host it has the part of its shares, reservation and limit that its machines have there.
    """

    name: Name
    parent: str = Field("", max_length=40)
    """The pool that it is in; empty for the rack itself."""
    shares: int = Field(POOL_SHARES, ge=1, le=100_000_000)
    """Weight among its siblings, pools and machines alike."""
    reservation_cores: float = Field(0.0, ge=0, le=100_000)
    limit_cores: float | None = Field(None, gt=0, le=100_000)
    expandable: bool = True
    """Whether machines that start in it may reserve more than it has reserved, out of what its parent has left."""

    @model_validator(mode="after")
    def _in_order(self) -> ResourcePool:
        if self.limit_cores is not None and self.limit_cores < self.reservation_cores:
            raise InvalidScenarioError(N_("pool “{pool}”: its CPU limit is below its reservation"), {"pool": self.name})
        return self


class Machine(Frozen):
    """A server as its users know it: a VM, a container, a microVM or a physical server.

    All share one life cycle; they differ in whose kernel they run, what they cost and how fast they start.
    """

    name: Name
    kind: MachineKind = "vm"
    system: str = "debian"
    vcpus: int = Field(2, ge=1, le=512)
    memory_mib: int = Field(4096, ge=16, le=10_000_000)
    disk_gib: int = Field(40, ge=1, le=1_000_000)
    runs_on: HostName | None = None
    """The host; for a container, a host or the VM whose kernel it shares. None lets the placement policy choose."""
    workload: SerializeAsAny[Workload] = Idle()
    shares: int | None = Field(None, ge=1, le=10_000_000)
    """Weight among siblings when CPU is short; None for 1000 per vCPU."""
    reservation_cores: float = Field(0.0, ge=0, le=1024)
    limit_cores: float | None = Field(None, gt=0, le=1024)
    memory_shares: int | None = Field(None, ge=1, le=100_000_000)
    """Weight when its host takes memory back; None for 10 per MiB."""
    memory_reservation_mib: int = Field(0, ge=0, le=10_000_000)
    """Memory that its host never takes back."""
    memory_limit_mib: int | None = Field(None, ge=16, le=10_000_000)
    """The most of its host's memory that it may have; what it touches beyond is ballooned, compressed or swapped."""
    apart: str = Field("", max_length=40)
    """An anti-affinity rule: machines with the same name here never share a host. Empty for none, here and below."""
    together: str = Field("", max_length=40)
    """An affinity rule: machines with the same name here run on one host."""
    only_on: str = Field("", max_length=60)
    """The only host on which it may run."""
    pool: str = Field("", max_length=40)
    """The resource pool out of whose part it claims; empty for none. A container in a VM has its VM's part instead."""
    disk_shares: int = Field(1000, ge=1, le=10_000_000)
    """Weight at its datastore when that is congested and storage I/O control is on."""
    limit_iops: float | None = Field(None, gt=0, le=100_000_000)
    """The most disk requests per second it may have served."""
    network_shares: int = Field(50, ge=1, le=100)
    """Weight among the guests on its host's uplink when that is full."""
    limit_mib_per_s: float | None = Field(None, gt=0, le=1_000_000)
    """The most traffic with its users."""
    depends_on: tuple[Name, ...] = ()
    """Machines without whose service this one only shows errors."""
    pinned: bool = False
    """Bound to its host, by a device that is passed through to it or by its CPUs: it cannot leave it while it runs."""
    restart_priority: RestartPriority = "medium"
    """The order in which high availability restarts machines; “never” leaves this one out."""
    fault_tolerant: bool = False
    """Whether a second one on another host does all that it does, and goes on alone when its host dies; for VMs only."""
    snapshots: int = Field(0, ge=0, le=32)
    """The snapshots in its chain."""
    snapshot_every_h: float | None = Field(None, ge=0, le=744)
    """How often a snapshot is taken; 0 for never, None for what the scenario says. The same for backups."""
    backup_every_h: float | None = Field(None, ge=0, le=744)
    on: bool = True
    """Whether it is running when the run starts."""
    folders: tuple[Folder, ...] = ()
    """The shared folders that it mounts."""
    network: Name = OFFICE_NETWORK
    """The network segment that its card is in."""
    connected: bool = True
    """Whether its network card is plugged in."""
    administrator: Name | None = None
    """Whose password opens it, where that password opens other machines too; None for a password of its own."""
    patched: bool = True
    """Whether its system has the updates against known flaws."""

    @property
    def cpu_shares(self) -> int:
        """Return the weight that counts: the one set, or 1000 per vCPU."""
        return self.shares if self.shares is not None else SHARES_PER_VCPU * self.vcpus

    @property
    def memory_weight(self) -> int:
        """Return the memory shares that count: those set, or 10 per MiB."""
        return self.memory_shares if self.memory_shares is not None else SHARES_PER_MIB * self.memory_mib

    def cap_cores(self, core_speed: float) -> float:
        """Return the most CPU it can use on a host with cores of this speed: its vCPUs, its threads, its limit."""
        cores = min(self.vcpus, self.workload.threads or self.vcpus) * core_speed
        return cores if self.limit_cores is None else min(cores, self.limit_cores)

    @property
    def os(self) -> OperatingSystem:
        """Return the guest system's catalogue entry."""
        return SYSTEMS[self.system]

    @field_validator("workload", mode="before")
    @classmethod
    def _workload_of_its_kind(cls, value: Any) -> Any:
        return plugin_from(WORKLOADS, "pattern", value)

    @field_validator("folders")
    @classmethod
    def _each_folder_once(cls, folders: tuple[Folder, ...]) -> tuple[Folder, ...]:
        names = [folder.name for folder in folders]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise InvalidScenarioError(N_("the shared folder “{folder}” is mounted twice"), {"folder": twice})
        return folders

    @field_validator("system")
    @classmethod
    def _known(cls, system: str) -> str:
        if system not in SYSTEMS:
            raise InvalidScenarioError(
                N_("no operating system named “{system}” (known: {known})"),
                {"system": system, "known": ", ".join(SYSTEMS)},
            )
        return system

    @model_validator(mode="after")
    def _consistent(self) -> Machine:
        facts = {"machine": self.name}
        if self.limit_cores is not None and self.limit_cores < self.reservation_cores:
            raise InvalidScenarioError(N_("machine “{machine}”: its CPU limit is below its reservation"), facts)
        if self.memory_reservation_mib > self.memory_mib:
            raise InvalidScenarioError(N_("machine “{machine}”: more memory is reserved than it has"), facts)
        if self.memory_limit_mib is not None and self.memory_limit_mib < self.memory_reservation_mib:
            raise InvalidScenarioError(N_("machine “{machine}”: its memory limit is below its reservation"), facts)
        if self.kind == "container" and self.os.family != "linux":
            raise InvalidScenarioError(
                N_(
                    "container “{machine}”: {system} cannot run on a Linux kernel; a container borrows the kernel it runs on, so use a VM"
                ),
                facts | {"system": self.os.title},
            )
        if self.kind == "microvm" and self.os.family != "linux":
            raise InvalidScenarioError(
                N_(
                    "microVM “{machine}”: {system} needs devices that a microVM leaves out; a microVM boots Linux only, so use a VM"
                ),
                facts | {"system": self.os.title},
            )
        if self.fault_tolerant and self.kind != "vm":
            raise InvalidScenarioError(N_("machine “{machine}”: only a VM can be fault tolerant"), facts)
        if self.kind == "physical" and self.runs_on is None:
            raise InvalidScenarioError(N_("physical server “{machine}”: say which host it is"), facts)
        if self.kind == "physical" and self.pool:
            raise InvalidScenarioError(
                N_("physical server “{machine}”: it shares its CPU with nobody, in no pool"), facts
            )
        return self
