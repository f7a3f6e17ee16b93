"""What a machine may use, and what it is asked to do."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, SerializeAsAny, field_validator

from sim.actions.base import ACTIONS, Group, OnMachine
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

    label: ClassVar[str] = N_("Shares, reservation, limit")
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
