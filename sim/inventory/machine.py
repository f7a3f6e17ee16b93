"""A server as its users know it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, SerializeAsAny, field_validator, model_validator

from sim.catalogue.systems import SYSTEMS, OperatingSystem
from sim.errors import InvalidScenarioError
from sim.frozen import Frozen, HostName, Name, plugin_from
from sim.inventory.bridges import OFFICE_NETWORK, Folder
from sim.inventory.shares import SHARES_PER_MIB, SHARES_PER_VCPU
from sim.text import N_
from sim.workloads import WORKLOADS, Workload
from sim.workloads.idle import Idle

MachineKind = Literal["vm", "container", "microvm", "physical"]
RestartPriority = Literal["high", "medium", "low", "never"]


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
    reservation_iops: float = Field(0.0, ge=0, le=100_000_000)
    """Disk requests per second that it has first where its datastore is congested and storage I/O control is on."""
    limit_iops: float | None = Field(None, gt=0, le=100_000_000)
    """The most disk requests per second it may have served."""
    network_shares: int = Field(50, ge=1, le=100)
    """Weight among the guests on its host's uplink when that is full."""
    reservation_mib_per_s: float = Field(0.0, ge=0, le=1_000_000)
    """Traffic with its users that it has first where its host's uplink is full."""
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
    def _limits_above_reservations(self) -> Machine:
        pairs = (
            (
                self.limit_cores,
                self.reservation_cores,
                N_("machine “{machine}”: its CPU limit is below its reservation"),
            ),
            (
                self.memory_limit_mib,
                self.memory_reservation_mib,
                N_("machine “{machine}”: its memory limit is below its reservation"),
            ),
            (
                self.limit_iops,
                self.reservation_iops,
                N_("machine “{machine}”: its limit of disk requests is below its reservation"),
            ),
            (
                self.limit_mib_per_s,
                self.reservation_mib_per_s,
                N_("machine “{machine}”: its limit of traffic is below its reservation"),
            ),
        )
        for limit, reservation, complaint in pairs:
            if limit is not None and limit < reservation:
                raise InvalidScenarioError(complaint, {"machine": self.name})
        return self

    @model_validator(mode="after")
    def _consistent(self) -> Machine:
        facts = {"machine": self.name}
        if self.memory_reservation_mib > self.memory_mib:
            raise InvalidScenarioError(N_("machine “{machine}”: more memory is reserved than it has"), facts)
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
