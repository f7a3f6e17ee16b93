"""Numbers that a run rests on and that nobody measured in this rack."""

from __future__ import annotations

from pydantic import Field, field_validator

import sim.faults  # noqa: F401 - registers the faults as actions
from sim.catalogue.countries import CARBON_G_PER_KWH
from sim.errors import InvalidScenarioError
from sim.frozen import Frozen
from sim.inventory import (
    MachineKind,
)
from sim.text import N_


class Assumptions(Frozen):
    """Numbers that a run rests on and that nobody measured in *this* rack; each can be changed."""

    vm_efficiency: float = Field(0.96, gt=0, le=1)
    """Work that a VM gets out of a core, against the same on bare metal."""
    container_efficiency: float = Field(0.99, gt=0, le=1)
    microvm_efficiency: float = Field(0.95, gt=0, le=1)
    """Firecracker's own specification promises more than 95 % of bare metal."""
    hypervisor_cpu_fraction: float = Field(0.02, ge=0, lt=0.5)
    """The part of a host's CPU that its hypervisor keeps for itself."""
    smt_gain: float = Field(0.25, ge=0, le=1)
    """What a second thread on a busy core adds."""
    numa_efficiency: float = Field(0.9, gt=0, le=1)
    """Work that a core does for a machine wider than a NUMA node, against the same for one that fits."""
    core_mhz: float = Field(2400.0, gt=0, le=10_000)
    """The clock of the reference core, in which vSphere writes reservations and limits."""
    vcpu_overcommit_max: float = Field(16.0, ge=1, le=32)
    """vCPUs per core above which a host takes no more machines."""
    application_start_s: float = Field(20.0, ge=0, le=3600)
    """From a booted system to an answering application."""
    container_start_s: float = Field(1.0, ge=0, le=3600)
    microvm_start_s: float = Field(0.125, ge=0, le=3600)
    """From the request for a microVM to the first process of its system (Firecracker's specification)."""
    shutdown_s: float = Field(10.0, ge=0, le=3600)
    migration_cpu_cost: float = Field(0.10, ge=0, le=1)
    """CPU that a live migration takes, in parts of what its machine uses."""
    migration_resume_s: float = Field(0.05, ge=0, le=60)
    """From the last page of a live migration until the machine goes on: its processor's state, and the network's notice."""
    pue: float = Field(1.56, ge=1, le=5)
    """Facility energy per unit of IT energy."""
    price_per_kwh_eur: float = Field(0.20, ge=0, le=10)
    country: str = "FRA"

    def efficiency(self, kind: MachineKind, *, in_vm: bool = False) -> float:
        """Return the work that a machine of this kind gets out of a core; ``in_vm`` for a container in a VM.

        >>> Assumptions().efficiency("vm"), round(Assumptions().efficiency("container", in_vm=True), 4)
        (0.96, 0.9504)
        >>> Assumptions().efficiency("microvm")
        0.95
        """
        if kind == "physical":
            return 1.0
        if kind == "container":
            return self.container_efficiency * (self.vm_efficiency if in_vm else 1.0)
        return self.microvm_efficiency if kind == "microvm" else self.vm_efficiency

    @property
    def carbon_g_per_kwh(self) -> float:
        """Return the carbon intensity of the chosen country's electricity."""
        return CARBON_G_PER_KWH[self.country]

    @field_validator("country")
    @classmethod
    def _known(cls, country: str) -> str:
        if country not in CARBON_G_PER_KWH:
            raise InvalidScenarioError(
                N_("no carbon intensity for country “{country}” (known: {known})"),
                {"country": country, "known": ", ".join(CARBON_G_PER_KWH)},
            )
        return country
