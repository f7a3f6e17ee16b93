"""A UPS fails and takes its feed with it."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS
from sim.faults.base import PartFault
from sim.site import PartKind
from sim.text import N_


@ACTIONS.add("ups_fails")
class UpsFails(PartFault):
    """Power passes through a UPS: when it fails, its feed is off. Simplified: no bypass."""

    label: ClassVar[str] = N_("UPS fails")
    parts: ClassVar[frozenset[PartKind]] = frozenset({"ups"})
    console: ClassVar[str] = "$ upsc ups-{label}\nups.status: OFF\nups.alarm: INVERTER FAULT"

    kind: Literal["ups_fails"] = "ups_fails"
