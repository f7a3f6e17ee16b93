"""Snapshots and backups: what they cost, how long they take to bring back, and how much work is lost with the rest.

A snapshot lies beside the data, on the same disks: it is there in a moment, and gone with them. A backup lies on
another system: it takes its time, both ways, and survives.
"""

from __future__ import annotations

from sim.units import MIB_PER_GIB

COPY_BEFORE_WRITE = 2.0
"""Disk operations per write while a snapshot is open: the old block must be kept as well."""
CHAIN_READ = 0.1
"""What each further snapshot of a chain adds to a read, which must look through all of them."""


def snapshot_read_cost(snapshots: int) -> float:
    """Return the disk operations of one read in a chain of snapshots.

    >>> [round(snapshot_read_cost(snapshots), 1) for snapshots in (0, 1, 2, 4)]
    [1.0, 1.0, 1.1, 1.3]
    """
    return 1.0 + CHAIN_READ * max(snapshots - 1, 0)


def snapshot_write_cost(snapshots: int) -> float:
    """Return the disk operations of one write, before RAID, in a chain of snapshots.

    >>> [snapshot_write_cost(snapshots) for snapshots in (0, 1, 4)]
    [1.0, 2.0, 2.0]
    """
    return COPY_BEFORE_WRITE if snapshots else 1.0


def transfer_s(disk_gib: float, mib_per_s: float) -> float:
    """Return how long a backup system takes to copy a whole disk, either way.

    >>> round(transfer_s(186, mib_per_s=112) / 60)
    28
    """
    return disk_gib * MIB_PER_GIB / mib_per_s


def lost_s(taken_s: float, good_until_s: float) -> float:
    """Return the working time that goes back to a copy costs: what was done between the copy and the harm.

    >>> lost_s(taken_s=12 * 3600, good_until_s=15 * 3600 + 600) / 3600
    3.1666666666666665
    """
    return max(good_until_s - taken_s, 0.0)
