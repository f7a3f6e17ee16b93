"""The shared array fails as a whole."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS
from sim.faults.base import PartFault
from sim.site import PartKind
from sim.text import N_


@ACTIONS.add("array_fails")
class ArrayFails(PartFault):
    """Shared storage is a shared fate: every machine that lies on it stands still until it is back."""

    label: ClassVar[str] = N_("Shared array fails")
    parts: ClassVar[frozenset[PartKind]] = frozenset({"enclosure"})
    console: ClassVar[str] = (
        "$ esxcli storage core device list | grep Status\n   Status: dead timeout\nvmkernel: StorageApdHandler: Device or filesystem has entered the All Paths Down state"
    )

    kind: Literal["array_fails"] = "array_fails"
