"""What disks and arrays of disks can do, how long they take under load, and who is served when they cannot keep up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from sim.inventory import MIN_DISKS, DiskKind, RaidLevel
from sim.mechanisms.cpu import Claim, waterfill
from sim.steps import Floats

# One disk


@dataclass(frozen=True, slots=True)
class DiskModel:
    """What one disk can do: random requests per second, and decimal megabytes per second in a row."""

    iops: float
    mb_per_s: float

    @property
    def service_s(self) -> float:
        """Return how long one random request takes on an idle disk."""
        return 1.0 / self.iops

    @property
    def mib_per_s(self) -> float:
        """Return the throughput in the unit of the model."""
        return self.mb_per_s * 1e6 / 2**20


DISKS: MappingProxyType[DiskKind, DiskModel] = MappingProxyType(
    {
        "hdd_7k2": DiskModel(100.0, 150.0),
        "hdd_10k": DiskModel(150.0, 150.0),
        "hdd_15k": DiskModel(200.0, 150.0),
        "ssd": DiskModel(50_000.0, 500.0),
        "nvme": DiskModel(300_000.0, 3000.0),
    }
)
"""Disks by kind. Random requests of turning disks as practitioners reckon with them; the other figures are
assumptions of the usual size."""

# Arrays


@dataclass(frozen=True, slots=True)
class Raid:
    """A way to put disks together: requests to disks per write, disks needed, and failures always survived."""

    write_penalty: int
    min_disks: int
    survives: int
    mirrored: bool = False
    """Whether everything is kept twice, so that half of the disks is usable."""

    def usable_disks(self, disks: int) -> float:
        """Return how many disks' worth of data an array of ``disks`` holds."""
        return disks / 2 if self.mirrored else float(disks - self.survives)

    def second_failure_fatal(self, disks: int) -> float:
        """Return the chance that a second failed disk, before the first is replaced, loses data.

        >>> [round(RAID[level].second_failure_fatal(8), 3) for level in ("raid10", "raid5", "raid6")]
        [0.143, 1.0, 0.0]
        """
        if self.mirrored:
            return 1.0 / (disks - 1)
        return 1.0 if self.survives < 2 else 0.0  # noqa: PLR2004 - two failures


RAID: MappingProxyType[RaidLevel, Raid] = MappingProxyType(
    {
        "raid0": Raid(write_penalty=1, min_disks=MIN_DISKS["raid0"], survives=0),
        "raid1": Raid(write_penalty=2, min_disks=MIN_DISKS["raid1"], survives=1, mirrored=True),
        "raid5": Raid(write_penalty=4, min_disks=MIN_DISKS["raid5"], survives=1),
        "raid6": Raid(write_penalty=6, min_disks=MIN_DISKS["raid6"], survives=2),
        "raid10": Raid(write_penalty=2, min_disks=MIN_DISKS["raid10"], survives=1, mirrored=True),
    }
)
"""RAID levels. A small write to RAID 5 reads and writes data and parity (4 requests), to RAID 6 two parities (6)."""


def host_iops(disks: int, disk_iops: float, read_fraction: float, write_penalty: float) -> float:
    """Return the requests per second that an array serves: ``n * iops / (R + W * penalty)``.

    >>> round(host_iops(8, 200, read_fraction=0.7, write_penalty=RAID["raid5"].write_penalty))
    842

    Simplification: the controller has no cache that gathers writes.
    """
    return disks * disk_iops / (read_fraction + (1.0 - read_fraction) * write_penalty)


# Waiting

SATURATION = 0.99
"""The highest utilisation at which the queue is taken to be in balance; beyond it the backlog tells the story."""


def latency_s(service_s: float, load_iops: float, capacity_iops: float, backlog: float = 0.0) -> float:
    """Return how long a request takes that arrives now: ``S / (1 - rho) + backlog / capacity``.

    The first term is M/M/1, with rho at most 0.99; ``backlog`` requests are in front already. A device that
    does nothing answers never.

    >>> [round(latency_s(0.005, load, 200), 3) for load in (0, 100, 160, 180, 190)]
    [0.005, 0.01, 0.025, 0.05, 0.1]
    >>> latency_s(0.005, 300, 200, backlog=1000) > 5.0
    True
    """
    if capacity_iops <= 0.0:
        return math.inf
    return service_s / (1.0 - min(load_iops / capacity_iops, SATURATION)) + backlog / capacity_iops


def backlog_after(backlog: float, load_iops: float, capacity_iops: float, duration_s: float) -> float:
    """Return how many requests wait after a time at constant rates: it grows linearly, and drains to nothing.

    >>> backlog_after(0, load_iops=300, capacity_iops=200, duration_s=10)
    1000.0
    >>> backlog_after(1000, load_iops=100, capacity_iops=200, duration_s=60)
    0.0
    """
    return float(max(backlog + (load_iops - capacity_iops) * duration_s, 0.0))


# Sharing

CONGESTION = 0.90
"""The part of its peak throughput at which a datastore counts as congested (vSphere's automatic threshold)."""


def congested(load_iops: float, capacity_iops: float) -> bool:
    """Return whether a datastore is asked for so much that shares begin to count.

    >>> congested(850, 1000), congested(950, 1000)
    (False, True)

    Source: vSphere Resource Management, "Storage I/O Control Congestion Threshold".
    """
    return load_iops > CONGESTION * capacity_iops


def congestion_load(service_s: float, threshold_s: float | None = None) -> float:
    """Return the part of a datastore's peak throughput at which its queue is as long as I/O control lets it grow.

    Automatic (no threshold) that is 90 %. A latency set by hand is reached where ``S / (1 - rho)`` is so long; a
    device that is slower than that even when idle never gets there.

    >>> [round(congestion_load(0.005, threshold_s), 3) for threshold_s in (None, 0.030, 0.010, 0.005)]
    [0.9, 0.833, 0.5, 0.0]

    Source: vSphere Resource Management, "Storage I/O Control Congestion Threshold".
    """
    return CONGESTION if threshold_s is None else min(max(1.0 - service_s / threshold_s, 0.0), SATURATION)


def divide_iops(capacity_iops: float, claims: Sequence[Claim], *, controlled: bool) -> list[float]:
    """Return what each machine gets of a datastore, in requests per second.

    ``controlled`` by Storage I/O Control, or blkio weights, it is divided by shares, reservation and limit.
    Otherwise whoever asks for more gets more, in proportion, up to its limit.

    >>> quiet, noisy = (1000, 0, 200), (1000, 0, 1800)
    >>> divide_iops(1000, [quiet, noisy], controlled=True)
    [200, 800.0]
    >>> divide_iops(1000, [quiet, noisy], controlled=False)
    [100.0, 900.0]
    """
    if controlled:
        return waterfill(capacity_iops, claims)
    wanted = sum(cap for _, _, cap in claims)
    served = min(capacity_iops / wanted, 1.0) if wanted else 0.0
    return [cap * served for _, _, cap in claims]


def device_latency_s(
    service_s: float,
    load_iops: float,
    capacity_iops: float,
    *,
    controlled: bool,
    threshold_s: float | None = None,
) -> float:
    """Return the latency of a datastore as a machine sees it that is served all it asks for.

    Under control the queue at the device is kept as short as at the congestion threshold (``congestion_load``):
    requests beyond it wait in their own machine's queue (``backlog_after``), and nobody else notices.

    >>> round(device_latency_s(0.005, 400, 200, controlled=False), 3)
    0.5
    >>> round(device_latency_s(0.005, 400, 200, controlled=True), 3)
    0.05

    Simplification: keeping the queue short costs no throughput.
    """
    load = min(load_iops, congestion_load(service_s, threshold_s) * capacity_iops) if controlled else load_iops
    return latency_s(service_s, load, capacity_iops)


def device_latencies_s(
    service_s: float,
    loads_iops: Floats,
    capacity_iops: float,
    *,
    controlled: bool,
    threshold_s: float | None = None,
) -> Floats:
    """Return what ``device_latency_s`` returns, for many loads at once.

    >>> device_latencies_s(0.005, np.array([0.0, 100.0, 400.0]), 200, controlled=True)
    array([0.005, 0.01 , 0.05 ])
    """
    if capacity_iops <= 0.0:
        return np.full(len(loads_iops), math.inf)
    highest = congestion_load(service_s, threshold_s) if controlled else SATURATION
    return service_s / (1.0 - np.minimum(loads_iops / capacity_iops, highest))


# Loss and rebuilding


def read_error_probability(terabytes: float, errors_per_bit: float) -> float:
    """Return the chance that reading so much meets at least one unrecoverable error: ``1 - (1 - p)^bits``.

    >>> round(read_error_probability(6, 1e-14), 3)
    0.381
    """
    bits = terabytes * 1e12 * 8
    return -math.expm1(bits * math.log1p(-errors_per_bit))


DEGRADED = 0.7
"""The part of its speed that an array keeps while a disk is missing or being filled: an assumption."""


def rebuild_hours(terabytes: float, mb_per_s: float) -> float:
    """Return how long an array needs to fill a replaced disk; under load it takes two to three times as long.

    >>> round(rebuild_hours(4, 100), 1)
    11.1
    """
    return terabytes * 1e6 / mb_per_s / 3600.0
