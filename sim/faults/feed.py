"""A power feed of the rack is lost: a fuse, or a power strip."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS
from sim.faults.base import PartFault
from sim.site import PartKind
from sim.text import N_


@ACTIONS.add("feed_fails")
class FeedFails(PartFault):
    """Hosts go on as long as power supplies on other feeds can carry them."""

    label: ClassVar[str] = N_("Power feed fails")
    parts: ClassVar[frozenset[PartKind]] = frozenset({"feed"})
    console: ClassVar[str] = (
        "$ snmpget pdu-{label} upsOutputVoltage\n0 V\n$ ipmitool sdr type 'Power Supply'\nStatus | cr | Presence detected, Power Supply AC lost"
    )

    kind: Literal["feed_fails"] = "feed_fails"
