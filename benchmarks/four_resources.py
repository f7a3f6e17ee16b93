"""A classroom's day in which memory, disks and network count too, and one with all that a data centre does by itself."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.classroom import day
from benchmarks.measure import Measurement, side_by_side
from sim.engine import simulate
from sim.inventory import DiskArray
from sim.run import Run
from sim.scenario import CopyRules, HighAvailability, MemoryRules, NetworkRules, Scenario, StorageRules, WearRules
from sim.services import Balancing, Services

ROUNDS = 7


def measure() -> Iterator[Measurement]:
    """Yield what the day costs, and for how much of it somebody waits for a device, so that its load can be seen."""
    watched, short = scenario(disks=60, switch_gbit_per_s=4.0), scenario(disks=33, switch_gbit_per_s=2.0)
    full = everything_on(watched)
    served = by_itself(full)
    seconds = side_by_side(
        {
            "watched": lambda: simulate(watched),
            "short": lambda: simulate(short),
            "full": lambda: simulate(full),
            "served": lambda: simulate(served),
        },
        rounds=ROUNDS,
    )
    yield Measurement("classroom day with all four resources on", 1000 * min(seconds["watched"]), "ms", 80)
    yield Measurement("classroom day with everything on", 1000 * min(seconds["full"]), "ms", 120)
    yield Measurement("the same, balanced and copied at night", 1000 * min(seconds["served"]), "ms")
    yield Measurement("the four resources, disks and network short too", 1000 * min(seconds["short"]), "ms")
    yield Measurement("part of that day in which a device holds somebody back", _held_back_pct(simulate(short)), "%")


def scenario(*, disks: int, switch_gbit_per_s: float) -> Scenario:
    """Return the classroom's day on hosts that promise more than twice their memory, storage and guests on one network.

    After the crash in the afternoon the other hosts are short of memory, and one of CPU. Whether the array and the
    switch carry everybody must be looked at with every change; with few disks and a narrow switch they cannot in the
    evening.
    """
    world = day(cores=8)
    return world.model_copy(
        update={
            "hosts": tuple(host.model_copy(update={"memory_mib": 14_336}) for host in world.hosts),
            "memory": MemoryRules(overcommit_max=2.5, sharing="ksm", compression=True),
            "storage": StorageRules(array=DiskArray(kind="hdd_15k", disks=disks), network="shared", io_control=True),
            "network": NetworkRules(switch_gbit_per_s=switch_gbit_per_s),
        }
    )


def everything_on(world: Scenario) -> Scenario:
    """Return a day with high availability, VMs that are monitored, and parts that wear."""
    protected = HighAvailability(enabled=True, vm_monitoring=True)
    return world.model_copy(update={"high_availability": protected, "wear": WearRules(enabled=True)})


def by_itself(world: Scenario) -> Scenario:
    """Return a day on which machines are balanced, and copied at night, too."""
    copies = CopyRules(backup_every_h=24.0, snapshot_every_h=12.0, first_h=2.0)
    return world.model_copy(update={"copies": copies, "services": Services(balancing=Balancing(mode="automatic"))})


def _held_back_pct(run: Run) -> float:
    """Return the part of the day in which a machine waits for a disk or a link."""
    blocked = max((run.cpu_of(machine.name, "blocked_cores") for machine in run.machines), key=lambda each: each.mean())
    waits = blocked.values > 0.0
    lasting_s = [*(blocked.times_s[1:] - blocked.times_s[:-1]), run.end_s - blocked.times_s[-1]]
    return 100.0 * float(sum(each for each, holds in zip(lasting_s, waits, strict=True) if holds)) / run.end_s
