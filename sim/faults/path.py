"""A cable or port between a host and the shared array fails."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS
from sim.faults.base import PartFault
from sim.site import PartKind
from sim.text import N_


@ACTIONS.add("path_fails")
class PathFails(PartFault):
    """Multipathing takes another path; without one all machines on the host wait for their disks (all paths down)."""

    label: ClassVar[str] = N_("Storage path fails")
    parts: ClassVar[frozenset[PartKind]] = frozenset({"path"})
    console: ClassVar[str] = (
        "{owner} $ multipath -ll\n`- {label}:0:0:1 sd{label} active faulty running\n{owner} $ esxcli storage core path list | grep State\n   State: dead"
    )

    kind: Literal["path_fails"] = "path_fails"
