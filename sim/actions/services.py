"""The services of the data centre are switched and set."""

from __future__ import annotations

from typing import ClassVar, Literal

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
