"""What work on a core asks of disks and network, and what those of a rack can do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from sim.inventory import DiskArray, Host, Machine
from sim.mechanisms.copies import snapshot_read_cost, snapshot_write_cost
from sim.mechanisms.disk import DISKS, RAID
from sim.mechanisms.efficiency import work_per_core
from sim.mechanisms.network import Bond, mib_per_s
from sim.scenario import Scenario
from sim.workloads import Workload

REQUEST_MIB = 8 / 1024
"""The size of a disk request: 8 KiB, a page of a database. So small, requests and not throughput are what disks are short of."""


# Datastores


@dataclass(frozen=True, slots=True)
class Datastore:
    """What an array of disks does: operations per second of all disks, the time of one, and operations per write.

    Counted in operations of its disks, its capacity does not depend on who reads and who writes. Read or written in
    a row it does ``mib_per_s``: whoever copies takes that part of the disks' time for which that is.
    """

    operations_per_s: float
    service_s: float
    write_penalty: int
    mib_per_s: float

    def operations_of(self, copied_mib_per_s: float) -> float:
        """Return the operations for which there is no time while so much is read or written in a row.

        >>> store = datastore_of(DiskArray(kind="hdd_15k", disks=8, raid="raid5"))
        >>> round(store.mib_per_s), round(store.operations_of(store.mib_per_s / 2))
        (1001, 800)
        """
        return self.operations_per_s * copied_mib_per_s / self.mib_per_s if copied_mib_per_s else 0.0

    def operations(self, read_fraction: float, snapshots: int = 0) -> float:
        """Return the disk operations that one request costs, of a machine with a chain of snapshots.

        >>> array = datastore_of(DiskArray(raid="raid5"))
        >>> round(array.operations(0.7), 6), round(array.operations(0.7, snapshots=1), 6)
        (1.9, 3.1)
        """
        reads = read_fraction * snapshot_read_cost(snapshots)
        return reads + (1.0 - read_fraction) * self.write_penalty * snapshot_write_cost(snapshots)


def datastore_of(array: DiskArray) -> Datastore:
    """Return what an array does.

    >>> store = datastore_of(DiskArray(kind="hdd_15k", disks=8, raid="raid5"))
    >>> store.operations_per_s, round(store.operations_per_s / store.operations(0.7))
    (1600.0, 842)
    """
    disk = DISKS[array.kind]
    raid = RAID[array.raid]
    return Datastore(
        array.disks * disk.iops,
        disk.service_s,
        raid.write_penalty,
        raid.usable_disks(array.disks) * disk.mib_per_s,
    )


def local_datastore(host: Host) -> Datastore:
    """Return what a host's own disks do; a mixed array is as slow as its slowest disk, and without disks there is none."""
    if not host.disks:
        return Datastore(0.0, 0.0, 1, 0.0)
    slowest = min(host.disks, key=lambda disk: DISKS[disk.kind].iops)
    return datastore_of(DiskArray(kind=slowest.kind, disks=len(host.disks), raid=host.raid))


def written_mib_per_s(workload: Workload, cores: float) -> float:
    """Return what an application writes to its disk while it does so many cores of work.

    >>> from sim.workloads.database import Database
    >>> round(written_mib_per_s(Database(), cores=0.4), 2)
    1.41
    """
    return cores * workload.disk_iops_per_core * (1.0 - workload.disk_read_fraction) * REQUEST_MIB


def on_array(scenario: Scenario, host: Host) -> bool:
    """Return whether the machines of a host lie on the shared array; a physical server has its own disks."""
    return scenario.shared_storage and not host.bare_metal


def datastore_for(scenario: Scenario, host: Host) -> Datastore:
    """Return the datastore that the machines of a host lie on."""
    return datastore_of(scenario.storage.array) if on_array(scenario, host) else local_datastore(host)


# Links


def uplink(host: Host) -> Bond:
    """Return the network cards of a host, used as one."""
    return Bond(tuple(nic.gbit_per_s for nic in host.nics))


def uplink_mib_per_s(host: Host) -> float:
    """Return the data that a host's network cards carry together.

    >>> round(uplink_mib_per_s(Host(name="host-a")))
    2245
    """
    return mib_per_s(uplink(host).gbit_per_s)


# Appetites


class Appetite(NamedTuple):
    """What a machine asks of devices for each physical core that it uses, per second.

    ``requests`` to its datastore, the ``operations`` of disks that they cost, the traffic with its users
    (``guest_mib``), and that with a shared array where it takes the same way (``storage_mib``).
    """

    requests: float = 0.0
    operations: float = 0.0
    guest_mib: float = 0.0
    storage_mib: float = 0.0

    @property
    def mib(self) -> float:
        """Return all traffic on the host's uplink and the switch."""
        return self.guest_mib + self.storage_mib


def appetite(scenario: Scenario, machine: Machine, host: Host, store: Datastore, *, in_vm: bool = False) -> Appetite:
    """Return what a machine asks of devices on this host and datastore; ``in_vm`` for a container in a VM.

    >>> from sim.workloads.database import Database
    >>> host, machine = Host(name="host-a"), Machine(name="db", workload=Database())
    >>> asked = appetite(Scenario(), machine, host, datastore_for(Scenario(), host))
    >>> round(asked.requests), round(asked.operations), round(asked.guest_mib, 1), asked.storage_mib
    (1440, 1872, 4.8, 0.0)
    """
    load, work = machine.workload, work_per_core(scenario.assumptions, machine, host, in_vm=in_vm)
    requests = work * load.disk_iops_per_core
    travels = scenario.storage.network == "shared" and on_array(scenario, host)
    return Appetite(
        requests=requests,
        operations=requests * store.operations(load.disk_read_fraction, machine.snapshots),
        guest_mib=work * load.network_mib_per_core,
        storage_mib=requests * REQUEST_MIB if travels else 0.0,
    )


def own_limit_cores(machine: Machine, asked: Appetite, card_mib_per_s: float) -> float:
    """Return the CPU that a machine can use within its own limits of disk and network, whatever the others do.

    One machine's traffic stays on one card of a bond, which carries ``card_mib_per_s``.

    >>> own_limit_cores(Machine(name="db", limit_iops=500), Appetite(requests=1000.0), card_mib_per_s=1122.0)
    0.5
    """
    most_mib_per_s = card_mib_per_s
    if machine.limit_mib_per_s is not None:
        most_mib_per_s = min(most_mib_per_s, machine.limit_mib_per_s)
    cores = most_mib_per_s / asked.guest_mib if asked.guest_mib else math.inf
    if machine.limit_iops is not None and asked.requests:
        cores = min(cores, machine.limit_iops / asked.requests)
    return cores
