"""A physical server."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from sim.catalogue.hardware import SPECPOWER
from sim.errors import InvalidScenarioError
from sim.frozen import Frozen, HostName
from sim.inventory.disks import MIN_DISKS, Disk, RaidLevel
from sim.inventory.power import LinearPower, Power
from sim.text import N_

FeedName = Annotated[str, StringConstraints(pattern=r"^[A-H]$")]
CpuFamily = Literal["intel", "amd"]


CORES_OF_TWO_SOCKETS = 16
"""Cores from which on a host has two processors, unless it says otherwise: an assumption of this model."""


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
