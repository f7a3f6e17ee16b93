"""A switch on top of the rack fails."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS
from sim.faults.base import PartFault
from sim.site import PartKind
from sim.text import N_


@ACTIONS.add("switch_fails")
class SwitchFails(PartFault):
    """Every network card on it is dead; hosts with a card on another switch go on with less bandwidth."""

    label: ClassVar[str] = N_("Switch fails")
    parts: ClassVar[frozenset[PartKind]] = frozenset({"switch"})
    console: ClassVar[str] = (
        "$ ping switch-{label}\nFrom 10.0.0.1: Destination Host Unreachable\n$ cat /proc/net/bonding/bond0 | grep 'MII Status'\nMII Status: down"
    )

    kind: Literal["switch_fails"] = "switch_fails"
