"""What a machine may use, and what it is asked to do."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, SerializeAsAny, field_validator

from sim.actions.base import ACTIONS, Group, OnMachine, OnRack
from sim.actions.world import World
from sim.frozen import plugin_from
from sim.text import N_, Message
from sim.workloads import WORKLOADS, Workload


@ACTIONS.add("set_workload")
class SetWorkload(OnMachine):
    """Give a machine another load from now on."""

    label: ClassVar[str] = N_("Set its load")
    group: ClassVar[Group] = "resources"

    kind: Literal["set_workload"] = "set_workload"
    workload: SerializeAsAny[Workload]

    @field_validator("workload", mode="before")
    @classmethod
    def _workload_of_its_kind(cls, value: Any) -> Any:
        return plugin_from(WORKLOADS, "pattern", value)

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(
            N_("You gave {machine} another load: {workload_title}."),
            {"machine": self.machine, "workload_title": self.workload.title},
        )

    def apply(self, world: World) -> None:
        """Do it."""
        world.resources.set_workload(self.machine, self.workload)


@ACTIONS.add("resize_machine")
class ResizeMachine(OnMachine):
    """Change vCPUs and memory: growing a VM is live, shrinking it needs a restart; a container changes live."""

    label: ClassVar[str] = N_("Resize")
    group: ClassVar[Group] = "resources"

    kind: Literal["resize_machine"] = "resize_machine"
    vcpus: int = Field(ge=1, le=512)
    memory_mib: int = Field(ge=16, le=10_000_000)

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(
            N_("You resized {machine} to {vcpus} vCPU and {memory_mib}."),
            {"machine": self.machine, "vcpus": self.vcpus, "memory_mib": self.memory_mib},
        )

    def apply(self, world: World) -> None:
        """Do it."""
        world.resources.resize(self.machine, self.vcpus, self.memory_mib)


@ACTIONS.add("set_cpu_controls")
class SetCpuControls(OnMachine):
    """Set shares, reservation and limit; all three act at once, without a restart."""

    label: ClassVar[str] = N_("CPU: shares, reservation, limit")
    group: ClassVar[Group] = "resources"

    kind: Literal["set_cpu_controls"] = "set_cpu_controls"
    shares: int | None = Field(None, ge=1, le=10_000_000)
    reservation_cores: float = Field(0.0, ge=0, le=1024)
    limit_cores: float | None = Field(None, gt=0, le=1024)

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You changed the CPU shares, reservation or limit of {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.resources.set_cpu_controls(self.machine, self.shares, self.reservation_cores, self.limit_cores)


@ACTIONS.add("set_memory_controls")
class SetMemoryControls(OnMachine):
    """Set memory shares, reservation and limit; all three act at once, without a restart."""

    label: ClassVar[str] = N_("Memory: shares, reservation, limit")
    group: ClassVar[Group] = "resources"

    kind: Literal["set_memory_controls"] = "set_memory_controls"
    memory_shares: int | None = Field(
        None,
        ge=1,
        le=100_000_000,
        title=N_("Memory shares"),
        description=N_("Its weight when memory is taken back; empty for 10 per MiB."),
    )
    memory_reservation_mib: int = Field(
        0,
        ge=0,
        le=10_000_000,
        title=N_("Memory reservation (MiB)"),
        description=N_("Never taken back, however short the others are."),
    )
    memory_limit_mib: int | None = Field(
        None,
        ge=16,
        le=10_000_000,
        title=N_("Memory limit (MiB)"),
        description=N_("What it touches beyond is taken back, even when memory is free."),
    )

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(
            N_("You changed the memory shares, reservation or limit of {machine}."), {"machine": self.machine}
        )

    def apply(self, world: World) -> None:
        """Do it."""
        world.resources.set_memory_controls(
            self.machine, self.memory_shares, self.memory_reservation_mib, self.memory_limit_mib
        )


@ACTIONS.add("set_disk_controls")
class SetDiskControls(OnMachine):
    """Set disk shares, and the requests per second that a machine has first and at most; all act at once."""

    label: ClassVar[str] = N_("Disk: shares, reservation, limit")
    group: ClassVar[Group] = "resources"

    kind: Literal["set_disk_controls"] = "set_disk_controls"
    disk_shares: int = Field(
        1000,
        ge=1,
        le=10_000_000,
        title=N_("Disk shares"),
        description=N_("Its weight at its datastore while storage I/O control is on; 1000 is usual."),
    )
    reservation_iops: float = Field(
        0.0,
        ge=0,
        le=100_000_000,
        title=N_("Reservation (disk requests per second)"),
        description=N_("It has these first while its datastore is congested and storage I/O control is on."),
    )
    limit_iops: float | None = Field(
        None,
        gt=0,
        le=100_000_000,
        title=N_("Limit (disk requests per second)"),
        description=N_("Never more than this, even when the disks are free."),
    )

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You changed the disk shares, reservation or limit of {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.resources.set_disk_controls(self.machine, self.disk_shares, self.reservation_iops, self.limit_iops)


@ACTIONS.add("set_network_controls")
class SetNetworkControls(OnMachine):
    """Set network shares, and the traffic that a machine has first and at most; all act at once."""

    label: ClassVar[str] = N_("Network: shares, reservation, limit")
    group: ClassVar[Group] = "resources"

    kind: Literal["set_network_controls"] = "set_network_controls"
    network_shares: int = Field(
        50,
        ge=1,
        le=100,
        title=N_("Network shares"),
        description=N_("Its weight on its host's uplink when that is full; 50 is usual."),
    )
    reservation_mib_per_s: float = Field(
        0.0,
        ge=0,
        le=1_000_000,
        title=N_("Reservation (MiB per second)"),
        description=N_("It has this part of its host’s uplink first while that is full."),
    )
    limit_mib_per_s: float | None = Field(
        None,
        gt=0,
        le=1_000_000,
        title=N_("Limit (MiB per second)"),
        description=N_("Never more traffic than this, even when the link is free."),
    )

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(
            N_("You changed the network shares, reservation or limit of {machine}."), {"machine": self.machine}
        )

    def apply(self, world: World) -> None:
        """Do it."""
        world.resources.set_network_controls(
            self.machine, self.network_shares, self.reservation_mib_per_s, self.limit_mib_per_s
        )


@ACTIONS.add("set_io_control")
class SetIoControl(OnRack):
    """Divide congested datastores by shares, or let whoever asks for more get more."""

    label: ClassVar[str] = N_("Storage I/O control")
    group: ClassVar[Group] = "resources"

    kind: Literal["set_io_control"] = "set_io_control"
    enabled: bool = Field(
        default=True,
        title=N_("Control congested datastores"),
        description=N_("A congested datastore is divided by disk shares, its queue kept short."),
    )
    congestion_ms: float | None = Field(
        None,
        ge=10,
        le=100,
        title=N_("Congestion threshold (ms)"),
        description=N_("10 to 100; empty for automatic, the latency at 90% of peak throughput."),
    )

    def sentence(self) -> Message:
        """Return what the person did."""
        if not self.enabled:
            return Message(N_("You turned storage I/O control off."))
        if self.congestion_ms is None:
            return Message(N_("You turned storage I/O control on."))
        return Message(
            N_("You turned storage I/O control on, from a latency of {congestion_s}."),
            {"congestion_s": self.congestion_ms / 1000.0},
        )

    def apply(self, world: World) -> None:
        """Do it."""
        world.resources.set_io_control(enabled=self.enabled, congestion_ms=self.congestion_ms)
