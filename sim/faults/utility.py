"""The power utility fails."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS
from sim.faults.base import PartFault
from sim.site import PartKind
from sim.text import N_


@ACTIONS.add("utility_fails")
class UtilityFails(PartFault):
    """Batteries carry the load until the generator runs, or until they are empty."""

    label: ClassVar[str] = N_("Power cut")
    parts: ClassVar[frozenset[PartKind]] = frozenset({"utility"})
    console: ClassVar[str] = "$ upsc ups-A\nups.status: OB DISCHRG\nbattery.runtime: 600"

    kind: Literal["utility_fails"] = "utility_fails"
