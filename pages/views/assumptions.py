"""The numbers that a run rests on and that somebody chose, with their units and where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd
from pydantic import BaseModel

from pages.shell.words import Words
from sim.catalogue.countries import CARBON_G_PER_KWH
from sim.scenario import Assumptions, Costs, HighAvailability, LegacyServer, MemoryRules, MigrationRules, Scenario
from sim.text import N_

Tag = Literal["published", "chosen"]
TAGS: Mapping[Tag, str] = {"published": N_("published"), "chosen": N_("chosen")}

CHOICES: Mapping[str, str] = {
    "read_write": N_("read and write"),
    "read_only": N_("read only"),
    "off": N_("no"),
    "recommend": N_("advises"),
    "automatic": N_("acts by itself"),
    "ksm": "KSM",
    "esxi": "ESXi",
    "ssd": "SSD",
    "hdd": N_("hard disk"),
    "qemu": "QEMU",
    "intel": "Intel",
    "amd": "AMD",
    "vsphere": "vSphere",
    "proxmox": "Proxmox",
    "leave_on": N_("stay on"),
    "power_off": N_("are switched off"),
    "shut_down": N_("are shut down"),
    "pre_copy": N_("pre-copy"),
    "auto_converge": N_("pre-copy with auto-converge"),
    "post_copy": N_("post-copy"),
    "slots": N_("in slots"),
    "percentage": N_("as a percentage"),
    "hosts": N_("as whole hosts (N + 1)"),
}
"""How a choice is called; one that is missing here is called by its own name."""


@dataclass(frozen=True, slots=True)
class About:
    """What a number is, in which unit, how sure it is, and its source."""

    title: str
    unit: str
    tag: Tag
    source: str


PRACTICE = N_("order of magnitude seen by administrators")
FIRECRACKER = "Firecracker SPECIFICATION.md"
ABOUT: Mapping[type[BaseModel], Mapping[str, About]] = {
    Assumptions: {
        "vm_efficiency": About(
            N_("Work a VM gets out of a core, against bare metal"), "", "chosen", "Felter et al. 2014"
        ),
        "container_efficiency": About(N_("The same for a container"), "", "chosen", "Felter et al. 2014"),
        "microvm_efficiency": About(N_("The same for a microVM"), "", "published", FIRECRACKER),
        "hypervisor_cpu_fraction": About(N_("Part of a host's CPU for its hypervisor"), "", "chosen", PRACTICE),
        "smt_gain": About(N_("Gain of a second thread on a busy core"), "", "chosen", PRACTICE),
        "numa_efficiency": About(N_("Work per core of a machine wider than a NUMA node"), "", "chosen", PRACTICE),
        "core_mhz": About(N_("Clock of a core of speed 1, in which vSphere counts"), "MHz", "chosen", PRACTICE),
        "vcpu_overcommit_max": About(
            N_("vCPUs per core above which a host takes no more"), "", "published", N_("OpenStack default (16)")
        ),
        "application_start_s": About(N_("From a booted system to an answering application"), "s", "chosen", PRACTICE),
        "container_start_s": About(N_("Start of a container"), "s", "chosen", PRACTICE),
        "microvm_start_s": About(N_("Start of a microVM's system"), "s", "published", FIRECRACKER),
        "shutdown_s": About(N_("Shutdown of a machine"), "s", "chosen", PRACTICE),
        "migration_cpu_cost": About(
            N_("CPU of a live migration, in parts of what its machine uses"), "", "published", "Beloglazov & Buyya 2012"
        ),
        "migration_resume_s": About(
            N_("From the last page of a live migration until the machine goes on"), "s", "chosen", PRACTICE
        ),
        "pue": About(
            N_("Energy of the building per energy of the servers (PUE)"), "", "published", "Uptime Institute 2024"
        ),
        "price_per_kwh_eur": About(N_("Price of electricity"), N_("€/kWh"), "published", "Eurostat 2024"),
        "country": About(
            N_("Country that the electricity comes from"), "", "published", "Our World in Data / Ember 2023"
        ),
    },
    HighAvailability: {
        "enabled": About(N_("High availability at the start"), "", "chosen", ""),
        "profile": About(N_("Timings of high availability"), "", "published", "VMware vSphere, Proxmox ha-manager"),
        "place_s": About(N_("High availability finds a place"), "s", "chosen", PRACTICE),
        "vm_monitoring": About(N_("VMs whose system crashed are reset"), "", "published", "VMware vSphere HA"),
        "isolation_response": About(N_("Machines of an isolated host"), "", "published", "VMware vSphere HA"),
        "admission": About(N_("Room kept for failures"), "", "published", "VMware vSphere HA"),
        "failures": About(N_("Hosts that may fail at once"), "", "chosen", ""),
        "reserved_pct": About(N_("Part of the cluster kept free"), "%", "published", "VMware vSphere HA (25 %)"),
    },
    MigrationRules: {
        "profile": About(N_("Pause that a live migration may make, as with"), "", "published", "QEMU, Proxmox VE"),
        "cpu_baseline": About(N_("Processor generation that all hosts show to VMs"), "", "chosen", "VMware EVC"),
    },
    MemoryRules: {
        "overcommit_max": About(N_("Memory that a host promises, per memory that it has"), "", "chosen", PRACTICE),
        "sharing": About(N_("Equal pages are shared"), "", "published", "VMware vSphere, Proxmox KSM"),
        "compression": About(N_("Pages are compressed before others are swapped"), "", "published", "VMware vSphere"),
        "swap": About(N_("Disk that pages are swapped to"), "", "chosen", ""),
    },
    LegacyServer: {
        "cores": About(N_("Server of the baseline: cores"), "", "chosen", PRACTICE),
        "memory_mib": About(N_("Server of the baseline: memory"), N_("MiB"), "chosen", PRACTICE),
        "idle_w": About(N_("Server of the baseline: power when idle"), "W", "chosen", PRACTICE),
        "max_w": About(N_("Server of the baseline: power at full load"), "W", "chosen", PRACTICE),
        "rack_units": About(N_("Server of the baseline: height"), "U", "chosen", PRACTICE),
    },
    Costs: {
        "host_price_eur": About(N_("Price of a host"), "€", "chosen", PRACTICE),
        "legacy_price_eur": About(N_("Price of a small server, one per application"), "€", "chosen", PRACTICE),
        "life_years": About(N_("Years that a server is used"), N_("years"), "published", "Cloud Carbon Footprint"),
        "embodied_kg": About(N_("Emissions of making a server"), N_("kg CO₂e"), "published", "Boavizta"),
        "own_host_eur_per_month": About(
            N_("An own host a month, all included"), N_("€/month"), "chosen", N_("illustrative price")
        ),
        "rent_eur_per_core_h": About(
            N_("A rented core for an hour"), N_("€/core-hour"), "chosen", N_("illustrative price")
        ),
    },
}


def rows(scenario: Scenario, words: Words) -> pd.DataFrame:
    """Return one row per assumption of a scenario."""
    _ = words._
    parts = (
        scenario.assumptions,
        scenario.high_availability,
        scenario.memory,
        scenario.migration,
        scenario.legacy_server,
        scenario.costs,
    )
    known = [(about, getattr(part, name)) for part in parts for name, about in ABOUT[type(part)].items()]
    return pd.DataFrame(
        {
            _("Assumption"): [_(about.title) for about, _value in known],
            _("Value"): [_written(value, words) for _about, value in known],
            _("Unit"): [_(about.unit) for about, _value in known],
            _("How sure"): [_(TAGS[about.tag]) for about, _value in known],
            _("Source"): [_(about.source) for about, _value in known],
        }
    )


def _written(value: object, words: Words) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return words._("yes") if value else words._("no")
    if isinstance(value, int | float):
        return words.number(value)
    said = str(value)
    return words.country(said) if said in CARBON_G_PER_KWH else words._(CHOICES.get(said, said))
