"""The fans of a host stop."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS
from sim.faults.base import PartFault
from sim.site import PartKind
from sim.text import N_


@ACTIONS.add("fans_fail")
class FansFail(PartFault):
    """Its processors get hot: they slow down to half at 95 °C and switch the host off at 105 °C. A quiet host may stay cool."""

    label: ClassVar[str] = N_("Fans fail")
    parts: ClassVar[frozenset[PartKind]] = frozenset({"fans"})
    console: ClassVar[str] = (
        "{owner} $ dmesg\nmce: CPU0: Core temperature above threshold, cpu clock throttled\n$ ipmitool -H {owner}-bmc sdr type Fan\nFAN1  | 30h | cr | 29.1 | 0 RPM"
    )

    kind: Literal["fans_fail"] = "fans_fail"
