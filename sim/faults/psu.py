"""A power supply of a host burns out."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS
from sim.faults.base import PartFault
from sim.site import PartKind
from sim.text import N_


@ACTIONS.add("psu_fails")
class PsuFails(PartFault):
    """A host goes on as long as the supplies that are left can carry its full load."""

    label: ClassVar[str] = N_("Power supply fails")
    parts: ClassVar[frozenset[PartKind]] = frozenset({"psu"})
    console: ClassVar[str] = (
        "$ ipmitool -H {owner}-bmc sdr type 'Power Supply'\nPSU{label} Status  | 64h | cr | 10.{label} | Presence detected, Failure detected"
    )

    kind: Literal["psu_fails"] = "psu_fails"
