"""What protects against what: every protection alone against every threat, found out by running it.

One small company, one VM, one day. A threat strikes at 14:00; somebody comes when the trouble is of a kind that needs
somebody, and brings back what there is to bring back. Nothing in the table is known beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from sim.engine import simulate
from sim.run import Run
from sim.scenario import Scenario
from sim.study.metrics import serves
from sim.study.reliability import reliability
from sim.text import N_
from sim.units import DAY_S, HOUR_S

MACHINE = "files"
STRIKES_S = 14 * HOUR_S
SOMEBODY_S = 600.0
"""How long it takes until somebody looks, logs on and does something."""
REPAIR_S = 4 * HOUR_S
"""How long it takes until hardware is replaced."""

DISKS = 4
"""Disks of the shared array."""

Deed = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Threat:
    """What goes wrong, and what somebody does about it: deeds, with how long after the threat."""

    title: str
    strikes: Sequence[Deed]
    mended: Sequence[tuple[float, Deed]] = ()
    restored_s: float | None = None
    """When data are brought back from a copy, if there is one; None where no data are harmed."""


@dataclass(frozen=True, slots=True)
class Protection:
    """What is bought, alone, and how data are brought back with it."""

    title: str
    scenario: Mapping[str, Any] = field(default_factory=dict)
    machine: Mapping[str, Any] = field(default_factory=dict)
    restore: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What users had of it until midnight."""

    outage_s: float
    """How long nobody, or only wrong answers, came."""
    lost_s: float
    """Working time of which nothing is left."""
    back: bool
    """Whether the service was right again by midnight."""

    @property
    def unnoticed(self) -> bool:
        """Return whether nobody noticed anything."""
        return self.outage_s == 0.0 and self.lost_s == 0.0


THREATS: Mapping[str, Threat] = MappingProxyType(
    {
        "host_crash": Threat(
            N_("Host crash"),
            ({"kind": "crash_host", "host": "host-a"},),
            ((REPAIR_S, {"kind": "repair_host", "host": "host-a"}),),
        ),
        "guest_crash": Threat(
            N_("System crash in the VM"),
            ({"kind": "crash_guest", "machine": MACHINE},),
            ((SOMEBODY_S, {"kind": "start_machine", "machine": MACHINE}),),
        ),
        "corruption": Threat(
            N_("Damaged data"), ({"kind": "corrupt_data", "machine": MACHINE},), restored_s=SOMEBODY_S
        ),
        "disk_failure": Threat(
            N_("One disk of the shared array fails"),
            ({"kind": "disk_fails", "part": "array disk 1", "repair_after_s": REPAIR_S},),
            restored_s=REPAIR_S + SOMEBODY_S,
        ),
        "array_lost": Threat(
            N_("All disks of the shared array are lost"),
            tuple(
                {"kind": "disk_fails", "part": f"array disk {number}", "repair_after_s": REPAIR_S}
                for number in range(1, DISKS + 1)
            ),
            restored_s=REPAIR_S + SOMEBODY_S,
        ),
        "network": Threat(
            N_("All cables of the host are pulled"),
            ({"kind": "pull_wrong_cables", "host": "host-a"},),
            tuple((SOMEBODY_S, {"kind": "repair_part", "part": f"host-a nic {number}"}) for number in (1, 2)),
        ),
        "ransomware": Threat(N_("Ransomware"), ({"kind": "ransomware", "machine": MACHINE},), restored_s=SOMEBODY_S),
    }
)

PROTECTIONS: Mapping[str, Protection] = MappingProxyType(
    {
        "none": Protection(N_("Nothing")),
        "raid": Protection(N_("RAID"), {"storage": {"array": {"raid": "raid10", "disks": DISKS}}}),
        "high_availability": Protection(
            N_("High availability"), {"high_availability": {"enabled": True, "vm_monitoring": True}}
        ),
        "fault_tolerance": Protection(N_("Fault tolerance"), machine={"fault_tolerant": True}),
        "snapshots": Protection(N_("Snapshots"), {"copies": {"snapshot_every_h": 4.0}}, restore="roll_back"),
        "backups": Protection(N_("Backups"), {"copies": {"backup_every_h": 4.0}}, restore="restore_backup"),
    }
)


@cache
def outcome(threat: str, protection: str) -> Outcome:
    """Return what becomes of a VM that has one protection when one threat strikes.

    >>> outcome("host_crash", "fault_tolerance").unnoticed, outcome("corruption", "fault_tolerance").back
    (True, False)
    """
    run = simulated(threat, protection)
    figures = reliability(run, MACHINE)
    outage_s = (1.0 - figures.availability) * run.end_s
    return Outcome(round(outage_s, 6), figures.data_lost_s, serves(run, MACHINE, run.end_s))


def simulated(threat: str, protection: str) -> Run:
    """Return the day on which a threat strikes a VM with one protection."""
    danger, bought = THREATS[threat], PROTECTIONS[protection]
    deeds = [(0.0, deed) for deed in danger.strikes] + list(danger.mended)
    if bought.restore and danger.restored_s is not None:
        before_s = {"taken_before_s": STRIKES_S}
        deeds.append((danger.restored_s, {"kind": bought.restore, "machine": MACHINE} | before_s))
    actions = [dict(deed) | {"at_s": STRIKES_S + after_s} for after_s, deed in deeds]
    machine = {"name": MACHINE, "disk_gib": 186, "workload": {"pattern": "constant", "cores": 0.5}} | dict(
        bought.machine
    )
    return simulate(
        Scenario.checked(
            {
                "hosts": [{"name": f"host-{letter}"} for letter in "abc"],
                "machines": [machine],
                "actions": actions,
                "storage": {"array": {"raid": "raid0", "disks": DISKS}},
                "duration_s": DAY_S,
            }
            | dict(bought.scenario)
        )
    )
