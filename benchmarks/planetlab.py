"""One measured day of PlanetLab as a scenario, set up as the CloudSim examples set it up.

The day and the two kinds of host are those of Beloglazov and Buyya, "Optimal online deterministic algorithms
and adaptive heuristics for energy and performance efficient dynamic consolidation of virtual machines in
cloud data centers", Concurrency and Computation 24 (2012), which the power examples of CloudSim replay.
"""

from __future__ import annotations

import os
from itertools import cycle, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.inventory import Host, Machine, MeasuredPower
from sim.scenario import Assumptions, Scenario
from sim.workloads.base import SAMPLE_S
from sim.workloads.trace import Trace

HOSTS = 800
HOST_MODELS = (("hp_ml110_g4", 1860), ("hp_ml110_g5", 2660))
"""Power table and MIPS of one of the two cores of the hosts, which alternate."""
HOST_CORES = 2
HOST_MEMORY_MIB = 4096
MACHINE_TYPES = ((2500, 870), (2000, 1740), (1000, 1740), (500, 613))
"""MIPS of the only vCPU and memory in MiB; the first quarter of the machines is of the first type, and so on."""
MIPS_PER_CORE = 1000.0
"""What the reference core does."""

Percentages = NDArray[np.uint8] | NDArray[np.float64]


def find_day() -> Path | None:
    """Return the file of the day: in ``VIRTLAB_SHARED``, or in the folder ``shared`` next to the project."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    path = Path(os.environ.get("VIRTLAB_SHARED", beside)) / "data" / "planetlab_20110303.npz"
    return path if path.is_file() else None


def read_day(path: Path) -> NDArray[np.uint8]:
    """Return CPU use in whole percent: one row per machine in the order of its files' names, one column per five minutes."""
    with np.load(path) as columns:
        percentages: NDArray[np.uint8] = columns["cpu_pct"]
    return percentages


def scenario(percentages: Percentages, *, step_s: float = SAMPLE_S) -> Scenario:
    """Return the day with every machine where first fit puts it at the start."""
    machines = len(percentages)
    types = [machine_type(number, machines) for number in range(machines)]
    places = first_fit(types)
    return Scenario(
        hosts=tuple(
            Host(
                name=host_name(number),
                cores=HOST_CORES,
                core_speed=mips / MIPS_PER_CORE,
                memory_mib=HOST_MEMORY_MIB,
                power=MeasuredPower(server=model),
                hypervisor_memory_mib=0,
            )
            for number, (model, mips) in enumerate(islice(cycle(HOST_MODELS), HOSTS))
        ),
        machines=tuple(
            Machine(
                name=f"machine-{number}",
                vcpus=1,
                memory_mib=memory_mib,
                limit_cores=mips / MIPS_PER_CORE,
                runs_on=host_name(place),
                workload=Trace(percentages=tuple(row), step_s=step_s, full_cores=mips / MIPS_PER_CORE),
            )
            for number, (row, (mips, memory_mib), place) in enumerate(
                zip(percentages.tolist(), types, places, strict=True)
            )
        ),
        assumptions=Assumptions(vm_efficiency=1.0, hypervisor_cpu_fraction=0.0),
        duration_s=step_s * percentages.shape[1],
    )


def host_name(number: int) -> str:
    """Return the name of a host."""
    return f"host-{number}"


def machine_type(number: int, machines: int) -> tuple[int, int]:
    """Return MIPS and memory in MiB of one of ``machines``.

    >>> [machine_type(number, 8)[0] for number in range(8)]
    [2500, 2500, 2000, 2000, 1000, 1000, 500, 500]
    """
    return MACHINE_TYPES[number // -(-machines // len(MACHINE_TYPES))]


def first_fit(types: list[tuple[int, int]]) -> list[int]:
    """Return for each machine the first host whose one core is fast enough and that has MIPS and memory left."""
    core_mips = [mips for _, mips in islice(cycle(HOST_MODELS), HOSTS)]
    free_mips = [HOST_CORES * mips for mips in core_mips]
    free_mib = [HOST_MEMORY_MIB] * HOSTS
    places = []
    for mips, memory_mib in types:
        place = next(
            host
            for host in range(HOSTS)
            if core_mips[host] >= mips and free_mips[host] >= mips and free_mib[host] >= memory_mib
        )
        free_mips[place] -= mips
        free_mib[place] -= memory_mib
        places.append(place)
    return places
