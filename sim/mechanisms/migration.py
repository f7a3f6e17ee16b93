"""Moving a running machine: how often its memory is sent, how long it takes, and for how long the machine stands still.

Memory is in MiB, rates in MiB/s, times in seconds.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

# Pre-copy

MAX_ROUNDS = 30
"""Rounds after which a machine is stopped whatever is left, as Xen does: an assumption."""


@dataclass(frozen=True, slots=True)
class Precopy:
    """A pre-copy migration: its rounds, each as the memory sent in it, and the pause at its end.

    ``total_s`` runs from the first page to the answering machine; ``data_mib`` is all that was sent.
    """

    rounds_mib: tuple[float, ...]
    precopy_s: float
    stop_copy_mib: float
    downtime_s: float

    @property
    def total_s(self) -> float:
        """Return the time of all rounds and of the pause."""
        return self.precopy_s + self.downtime_s

    @property
    def data_mib(self) -> float:
        """Return all that was sent."""
        return math.fsum(self.rounds_mib) + self.stop_copy_mib


def left_after_round(dirtied_mib: float, working_set_mib: float) -> float:
    """Return what must be sent again after a round: what was written meanwhile, each page once.

    >>> left_after_round(6144.0, working_set_mib=512.0)
    512.0
    """
    return min(dirtied_mib, working_set_mib)


def may_stop(left_mib: float, rate_mib_per_s: float, downtime_limit_s: float) -> bool:
    """Return whether what is left can be sent within the pause that is allowed.

    >>> may_stop(30.0, 112.0, 0.3), may_stop(40.0, 112.0, 0.3)
    (True, False)
    """
    return left_mib <= rate_mib_per_s * downtime_limit_s


@dataclass(frozen=True, slots=True)
class Pages:
    """A machine's memory: how much it is, how fast it is written, and how much of it again and again.

    Where the working set is unknown it is all memory.
    """

    memory_mib: float
    dirty_mib_per_s: float
    working_set_mib: float | None = None


def precopy(
    pages: Pages,
    rate_mib_per_s: float,
    *,
    downtime_limit_s: float = 0.3,
    max_rounds: int = MAX_ROUNDS,
    resume_s: float = 0.0,
) -> Precopy:
    """Return what a pre-copy migration does at constant rates.

    All memory is sent while the machine runs, then what it has written meanwhile, and so on. When what is left can
    be sent within the downtime limit, or after ``max_rounds``, the machine stops, the rest follows, and it goes
    on at the other end.

    >>> calm = precopy(Pages(4096, 20), 100)
    >>> len(calm.rounds_mib), round(calm.total_s, 2), round(calm.downtime_s, 3)
    (4, 51.18, 0.066)
    >>> restless = precopy(Pages(4096, 150), 100, max_rounds=5)
    >>> len(restless.rounds_mib), restless.downtime_s
    (5, 40.96)

    Source: Clark et al., "Live Migration of Virtual Machines", NSDI 2005; downtime limit 300 ms: QEMU,
    migration/options.c. Simplification: pages are written at a steady rate, always fresh ones within a round.
    """
    most_mib = pages.memory_mib if pages.working_set_mib is None else pages.working_set_mib
    rounds: list[float] = []
    left_mib = float(pages.memory_mib)
    while not rounds or (len(rounds) < max_rounds and not may_stop(left_mib, rate_mib_per_s, downtime_limit_s)):
        rounds.append(left_mib)
        left_mib = left_after_round(pages.dirty_mib_per_s * left_mib / rate_mib_per_s, most_mib)
    return Precopy(
        rounds_mib=tuple(rounds),
        precopy_s=math.fsum(rounds) / rate_mib_per_s,
        stop_copy_mib=left_mib,
        downtime_s=left_mib / rate_mib_per_s + resume_s,
    )


@dataclass(frozen=True, slots=True)
class ClosedForm:
    """The same as ``Precopy``, from formulas that hold while less is written than sent and no working set bounds it."""

    rounds: int
    total_s: float
    downtime_s: float
    data_mib: float


def precopy_closed_form(pages: Pages, rate_mib_per_s: float, *, downtime_limit_s: float = 0.3) -> ClosedForm:
    """Return rounds, times and data of a pre-copy migration that converges: geometric sums with ratio D / B.

    ``n = max(1, ceil(ln(B * limit / M) / ln(D / B)))``, ``T = (M / B) (1 - r^(n+1)) / (1 - r)``,
    ``T_down = (M / B) r^n``. Raise a ValueError unless pages are written, and more slowly than they are sent.

    >>> form = precopy_closed_form(Pages(4096, 20), 100)
    >>> form.rounds, round(form.total_s, 2), round(form.data_mib)
    (4, 51.18, 5118)

    Source: Liu et al., "Performance and Energy Modeling for Live Migration of Virtual Machines", HPDC 2011.
    """
    ratio = pages.dirty_mib_per_s / rate_mib_per_s
    if not 0.0 < ratio < 1.0:
        message = f"the closed form needs a dirty rate between 0 and the bandwidth, got {ratio} of it"
        raise ValueError(message)
    once_s = pages.memory_mib / rate_mib_per_s
    rounds = max(1, math.ceil(math.log(downtime_limit_s / once_s) / math.log(ratio)))
    total_s = once_s * (1.0 - ratio ** (rounds + 1)) / (1.0 - ratio)
    return ClosedForm(rounds, total_s, once_s * ratio**rounds, total_s * rate_mib_per_s)


# Helping it to converge

THROTTLE_TRIGGER = 0.5
"""QEMU throttles a machine when it has written more than this part of what was sent (throttle-trigger-threshold)."""
RAISED_AFTER_ROUNDS = 6
"""Proxmox doubles the downtime limit when this many times more was left than before (qemu-server, QemuMigrate)."""


@dataclass(frozen=True, slots=True)
class AutoConverge:
    """How QEMU slows a machine down step by step so that it writes less than can be sent.

    The throttle is the part of its CPU time that the machine loses. Source: QEMU, migration/options.c.
    """

    initial: float = 0.20
    increment: float = 0.10
    most: float = 0.99

    def after(self, throttle: float) -> float:
        """Return the next step.

        >>> AutoConverge().after(0.0), AutoConverge().after(0.2), AutoConverge().after(0.95)
        (0.2, 0.3, 0.99)
        """
        return min(round(throttle + self.increment, 9) if throttle else self.initial, self.most)

    def steps(self, dirty_mib_per_s: float, rate_mib_per_s: float) -> Iterator[float]:
        """Yield the throttles that follow each other until less is written than sent, or no step is left.

        >>> list(AutoConverge().steps(150, 100))
        [0.2, 0.3, 0.4]

        Simplification: a machine that gets half of its CPU time writes half as much.
        """
        throttle = 0.0
        while dirty_mib_per_s * (1.0 - throttle) >= rate_mib_per_s and throttle < self.most:
            throttle = self.after(throttle)
            yield throttle


# Other ways


@dataclass(frozen=True, slots=True)
class Transfer:
    """How long it takes to move something, for how long the machine stands still, and what is sent."""

    total_s: float
    downtime_s: float
    data_mib: float


def postcopy(memory_mib: float, rate_mib_per_s: float, state_s: float) -> Transfer:
    """Return what a post-copy migration does: processor state first, then every page once, while the machine runs.

    >>> postcopy(4096, 100, state_s=0.05)
    Transfer(total_s=41.01, downtime_s=0.05, data_mib=4096)

    Until the last page has come, a machine needs both hosts, and dies with either of them.
    Source: Hines & Gopalan, "Post-copy based live virtual machine migration", VEE 2009.
    """
    return Transfer(memory_mib / rate_mib_per_s + state_s, state_s, memory_mib)


def cold(data_mib: float, rate_mib_per_s: float, *, shutdown_s: float = 0.0, boot_s: float = 0.0) -> Transfer:
    """Return what a cold move does: the machine is away from its shutdown until its application answers.

    >>> cold(11_200, 112, shutdown_s=10, boot_s=50)
    Transfer(total_s=160.0, downtime_s=160.0, data_mib=11200)
    """
    total_s = shutdown_s + data_mib / rate_mib_per_s + boot_s
    return Transfer(total_s, total_s, data_mib)


def storage_mirror(disk_mib: float, rate_mib_per_s: float, write_mib_per_s: float) -> Transfer:
    """Return what it takes to move a disk while it is used: one pass over it, and every write goes to both ends.

    >>> storage_mirror(100_000, 200, write_mib_per_s=10)
    Transfer(total_s=500.0, downtime_s=0.0, data_mib=105000.0)

    Source: Mashtizadeh et al., "The Design and Evolution of Live Storage Migration in VMware ESX", USENIX ATC 2011.
    """
    total_s = disk_mib / rate_mib_per_s
    return Transfer(total_s, 0.0, disk_mib + write_mib_per_s * total_s)


def work_lost(cpu_use: float, duration_s: float, degradation: float = 0.1) -> float:
    """Return the work that a migration costs: a tenth of what the machine uses of the CPU, in its unit times seconds.

    >>> work_lost(1000.0, 27.84)
    2784.0

    Source: Beloglazov & Buyya, "Optimal online deterministic algorithms and adaptive heuristics for energy and
    performance efficient dynamic consolidation of virtual machines in Cloud data centers", CCPE 2012.
    """
    return degradation * cpu_use * duration_s


# How many at once

TEN_GIGABIT = 10.0


def concurrent_migrations(gbit_per_s: float) -> int:
    """Return how many migrations a host takes part in at once: four over 1 Gbit/s, eight over 10.

    >>> concurrent_migrations(1.0), concurrent_migrations(10.0), concurrent_migrations(25.0)
    (4, 8, 8)

    Source: VMware vSphere, "Limits on Simultaneous Migrations".
    """
    return 8 if gbit_per_s >= TEN_GIGABIT else 4
