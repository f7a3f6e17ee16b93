"""What stands in the rack: hosts, and the machines that run on them."""

from sim.inventory.bridges import OFFICE_NETWORK, FirewallRule, Folder, FolderAccess, Traffic
from sim.inventory.data import CopyKind, DataState
from sim.inventory.disks import MIN_DISKS, Disk, DiskArray, DiskKind, RaidLevel
from sim.inventory.host import CORES_OF_TWO_SOCKETS, CpuFamily, FeedName, Host, Nic
from sim.inventory.machine import Machine, MachineKind, RestartPriority
from sim.inventory.memory import MemoryState, Sharing, SwapDisk
from sim.inventory.pool import ResourcePool
from sim.inventory.power import LinearPower, MeasuredPower, Power
from sim.inventory.shares import OWN_SHARES, POOL_SHARES, SHARES_PER_MIB, SHARES_PER_VCPU

__all__ = [
    "CORES_OF_TWO_SOCKETS",
    "MIN_DISKS",
    "OFFICE_NETWORK",
    "OWN_SHARES",
    "POOL_SHARES",
    "SHARES_PER_MIB",
    "SHARES_PER_VCPU",
    "CopyKind",
    "CpuFamily",
    "DataState",
    "Disk",
    "DiskArray",
    "DiskKind",
    "FeedName",
    "FirewallRule",
    "Folder",
    "FolderAccess",
    "Host",
    "LinearPower",
    "Machine",
    "MachineKind",
    "MeasuredPower",
    "MemoryState",
    "Nic",
    "Power",
    "RaidLevel",
    "ResourcePool",
    "RestartPriority",
    "Sharing",
    "SwapDisk",
    "Traffic",
]
