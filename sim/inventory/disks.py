"""Disks, and how they are put together so that one or more may fail."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pydantic import Field, model_validator

from sim.errors import InvalidScenarioError
from sim.frozen import Frozen
from sim.text import N_

DiskKind = Literal["hdd_7k2", "hdd_10k", "hdd_15k", "ssd", "nvme"]
RaidLevel = Literal["raid0", "raid1", "raid5", "raid6", "raid10"]


MIN_DISKS: Mapping[RaidLevel, int] = MappingProxyType({"raid0": 1, "raid1": 2, "raid5": 3, "raid6": 4, "raid10": 4})
"""Disks that each RAID level needs at least."""


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
