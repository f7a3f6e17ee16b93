"""A disk fails, in a host or in the shared array."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS
from sim.faults.base import PartFault
from sim.site import PartKind
from sim.text import N_


@ACTIONS.add("disk_fails")
class DiskFails(PartFault):
    """An array goes on, slower, as long as its RAID level has all data; without redundancy the data are gone."""

    label: ClassVar[str] = N_("Disk fails")
    parts: ClassVar[frozenset[PartKind]] = frozenset({"disk"})
    console: ClassVar[str] = (
        "{owner} $ cat /proc/mdstat\nmd0 : active [_U] disk {label} (F)\n{owner} $ mdadm --manage /dev/md0 --remove failed\n{owner} $ mdadm --manage /dev/md0 --add /dev/sdx"
    )

    kind: Literal["disk_fails"] = "disk_fails"
