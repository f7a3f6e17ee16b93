"""What befalls the first machine, and what it does to the data that it reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from sim.inventory import DataState, Machine

AttackKind = Literal["corruption", "ransomware", "leak", "container_escape", "vm_escape", "side_channel"]

HARMS: Mapping[AttackKind, Literal["corrupted", "encrypted", "exposed"]] = MappingProxyType(
    {
        "corruption": "corrupted",
        "ransomware": "encrypted",
        "leak": "exposed",
        "container_escape": "exposed",
        "vm_escape": "exposed",
        "side_channel": "exposed",
    }
)
"""What an attack does to the data that it reaches."""

DISK_MIB_PER_S = 100.0
"""How fast ransomware encrypts and an intruder copies, MiB/s: an assumption, of the order of one disk's throughput."""


@dataclass(frozen=True, slots=True)
class Attack:
    """What befell the first machine, and what helps it on."""

    kind: AttackKind
    worm: bool = False
    """Whether ransomware also uses a flaw of systems without updates, as WannaCry did (MS17-010)."""
    known_flaw: bool = False
    """Whether an escape uses a flaw for which there is an update; against an unknown one no update helps."""

    @property
    def harm(self) -> Literal["corrupted", "encrypted", "exposed"]:
        """Return what it does to the data that it reaches."""
        return HARMS[self.kind]


def own_work_s(attack: Attack, machine: Machine) -> float:
    """Return how long an attack is busy with a machine's own data before it turns to others.

    >>> own_work_s(Attack("ransomware"), Machine(name="files", disk_gib=40))
    409.6
    """
    return machine.disk_gib * 1024.0 / DISK_MIB_PER_S if attack.kind in ("ransomware", "leak") else 0.0


def worse(state: DataState, harm: str) -> DataState | None:
    """Return what data become that were in one state and are harmed; None if they are no worse than before.

    >>> worse("intact", "corrupted"), worse("corrupted", "encrypted"), worse("encrypted", "corrupted")
    ('corrupted', 'encrypted', None)
    """
    order: list[DataState] = ["intact", "corrupted", "encrypted"]
    return next((after for after in order[order.index(state) + 1 :] if after == harm), None)
