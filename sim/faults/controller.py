"""A controller of the shared array fails."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS
from sim.faults.base import PartFault
from sim.site import PartKind
from sim.text import N_


@ACTIONS.add("controller_fails")
class ControllerFails(PartFault):
    """All paths through it are dead; hosts take those through the other controller."""

    label: ClassVar[str] = N_("Array controller fails")
    parts: ClassVar[frozenset[PartKind]] = frozenset({"controller"})
    console: ClassVar[str] = (
        "$ multipath -ll\nsize=4.0T features='1 queue_if_no_path'\n`- controller {label}: active faulty"
    )

    kind: Literal["controller_fails"] = "controller_fails"
