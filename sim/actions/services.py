"""The services of the data centre are switched and set, and the rules that they keep to."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sim.actions.base import ACTIONS, Group, OnRack
from sim.actions.world import World
from sim.services import Services
from sim.text import N_, Message


@ACTIONS.add("set_services")
class SetServices(OnRack):
    """Let balancing and power management work with these settings from now on."""

    label: ClassVar[str] = N_("Services")
    group: ClassVar[Group] = "build"

    kind: Literal["set_services"] = "set_services"
    services: Services = Services()

    def sentence(self) -> Message:
        """Return what the person did."""
        if not self.services.any_on:
            return Message(N_("You turned all services off: machines move by hand."))
        return Message(N_("You set the services that move machines and switch hosts."))

    def apply(self, world: World) -> None:
        """Do it."""
        world.services.set_up(self.services)


@ACTIONS.add("set_placement_rules")
class SetPlacementRules(OnRack):
    """Say with whom and where a machine may run from now on. It stays where it is: rules count for the next move or start."""

    label: ClassVar[str] = N_("Placement rules")
    group: ClassVar[Group] = "build"

    kind: Literal["set_placement_rules"] = "set_placement_rules"
    machine: str
    apart: str = Field(
        "",
        max_length=40,
        title=N_("Apart from the others of (anti-affinity)"),
        description=N_("Machines with the same word here never share a host. Empty for no rule."),
    )
    together: str = Field(
        "",
        max_length=40,
        title=N_("Together with the others of (affinity)"),
        description=N_("Machines with the same word here run on one host. Empty for no rule."),
    )
    only_on: str = Field("", max_length=60, title=N_("Only on the host"))

    def sentence(self) -> Message:
        """Return what the person did."""
        return Message(N_("You set the placement rules of {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.moves.set_rules(self.machine, apart=self.apart, together=self.together, only_on=self.only_on)
