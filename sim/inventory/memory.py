"""How short of memory a host can be, and what its hypervisor may do about it."""

from __future__ import annotations

from typing import Literal

MemoryState = Literal["high", "clear", "soft", "hard", "low"]
"""How short of memory a host is, from enough to next to nothing, in ESXi's words."""
Sharing = Literal["off", "ksm", "esxi"]
"""Whether VMs share equal pages: never (ESXi's default since 2014), always (KSM, Proxmox's default), or
only when memory is short (ESXi with sharing between VMs allowed)."""
SwapDisk = Literal["ssd", "hdd"]
