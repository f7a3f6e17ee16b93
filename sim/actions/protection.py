"""What brings machines back after a fault."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sim.actions.base import ACTIONS, Group, OnMachine, OnRack
from sim.actions.world import World
from sim.text import N_, Message

HaProfile = Literal["vsphere", "proxmox"]
"""Whose timings high availability has."""
IsolationResponse = Literal["leave_on", "power_off", "shut_down"]
AdmissionPolicy = Literal["off", "slots", "percentage", "hosts"]

SETTINGS = ("profile", "vm_monitoring", "isolation_response", "admission", "failures", "reserved_pct")
"""What high availability can be told besides on and off."""


@ACTIONS.add("set_high_availability")
class SetHighAvailability(OnRack):
    """Turn the restart of machines after a host failure on or off, or change how it works, from now on."""

    label: ClassVar[str] = N_("High availability")
    group: ClassVar[Group] = "protection"

    kind: Literal["set_high_availability"] = "set_high_availability"
    enabled: bool = True
    profile: HaProfile | None = None
    """None, here and below, leaves a setting as it is."""
    vm_monitoring: bool | None = None
    isolation_response: IsolationResponse | None = None
    admission: AdmissionPolicy | None = None
    failures: int | None = Field(None, ge=1, le=31)
    reserved_pct: float | None = Field(None, ge=0, le=90)

    def sentence(self) -> Message:
        """Return what the person did."""
        if self._settings:
            return Message(N_("You changed the settings of high availability."))
        if self.enabled:
            return Message(N_("You turned high availability on."))
        return Message(N_("You turned high availability off."))

    def apply(self, world: World) -> None:
        """Do it."""
        world.protection.set_high_availability(enabled=self.enabled, **self._settings)

    @property
    def _settings(self) -> dict[str, object]:
        return {name: value for name in SETTINGS if (value := getattr(self, name)) is not None}


@ACTIONS.add("set_fault_tolerance")
class SetFaultTolerance(OnMachine):
    """Let a VM run twice, on two hosts, so that nobody notices when one of them dies; or once again."""

    label: ClassVar[str] = N_("Fault tolerance")
    group: ClassVar[Group] = "protection"

    kind: Literal["set_fault_tolerance"] = "set_fault_tolerance"
    fault_tolerant: bool = Field(
        default=True, title=N_("Runs twice"), description=N_("Costs CPU, memory, disk and network a second time.")
    )

    def sentence(self) -> Message:
        """Return what the person did."""
        if self.fault_tolerant:
            return Message(N_("You made {machine} fault tolerant."), {"machine": self.machine})
        return Message(N_("You ended the fault tolerance of {machine}."), {"machine": self.machine})

    def apply(self, world: World) -> None:
        """Do it."""
        world.protection.set_fault_tolerance(self.machine, enabled=self.fault_tolerant)
