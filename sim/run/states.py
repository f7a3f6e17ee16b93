"""In what states machines, hosts and their parts can be."""

from __future__ import annotations

from typing import Literal, get_args

Hindrance = Literal["isolated", "stalled"]
"""What a host that runs does to its machines: nobody reaches them, or they wait for their disks."""
MachineState = Literal[
    "defined",
    "placing",
    "booting",
    "running",
    "isolated",
    "stalled",
    "paused",
    "migrating",
    "switching",
    "stopped",
    "crashed",
    "removed",
]
"""Two states mean that a machine moves and does not run: ``migrating`` is a cold move, between shutdown and boot;
``switching`` is the pause of a live migration, in which its users wait. Before that pause it is ``running``."""
HostState = Literal["on", "booting", "off", "failed", "maintenance"]

MACHINE_STATES: tuple[MachineState, ...] = get_args(MachineState)
HOST_STATES: tuple[HostState, ...] = get_args(HostState)

PartState = Literal["ok", "worn", "failed", "rebuilding"]
"""A part is whole, reports errors that it corrects itself, does not work, or is a disk that is being filled again."""
