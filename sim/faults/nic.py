"""A network card of a host fails."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS
from sim.faults.base import PartFault
from sim.site import PartKind
from sim.text import N_


@ACTIONS.add("nic_fails")
class NicFails(PartFault):
    """The other cards of the bond carry the traffic; without another the host is cut off."""

    label: ClassVar[str] = N_("Network card fails")
    parts: ClassVar[frozenset[PartKind]] = frozenset({"nic"})
    console: ClassVar[str] = (
        "{owner} $ dmesg\nbond0: (slave eth{label}): link status definitely down, disabling slave\n{owner} $ esxcli network nic list"
    )

    kind: Literal["nic_fails"] = "nic_fails"
