"""The generator does not start, or stops."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.actions.base import ACTIONS
from sim.faults.base import PartFault
from sim.site import PartKind
from sim.text import N_


@ACTIONS.add("generator_fails")
class GeneratorFails(PartFault):
    """Nothing is felt as long as the utility delivers; at a power cut batteries are all there is."""

    label: ClassVar[str] = N_("Generator fails")
    parts: ClassVar[frozenset[PartKind]] = frozenset({"generator"})
    console: ClassVar[str] = "$ snmpget genset-1 gensetState\nfail to start"

    kind: Literal["generator_fails"] = "generator_fails"
