"""Everything that exists before time starts: hosts, machines, rules, and the learner's timed actions.

A scenario is data. The same scenario always gives the same run, so a scenario is all that a link, a
file, an undo step or a hand-in needs to hold.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, SerializeAsAny, ValidationError, field_validator, model_validator

import sim.faults  # noqa: F401 - registers the faults as actions
from sim.actions import ACTIONS, Action
from sim.actions.hosts import AddHost
from sim.actions.protection import AdmissionPolicy, HaProfile, IsolationResponse
from sim.catalogue.countries import CARBON_G_PER_KWH
from sim.errors import InvalidScenarioError, NewerSchemaError, SimError
from sim.frozen import Frozen, plugin_from
from sim.inventory import (
    DiskArray,
    FirewallRule,
    Host,
    Machine,
    MachineKind,
    ResourcePool,
    Sharing,
    SwapDisk,
)
from sim.policies import PLACEMENTS
from sim.services import Services
from sim.site import Site
from sim.text import N_
from sim.units import DAY_S

SCHEMA_VERSION = 1


class HighAvailability(Frozen):
    """Restart machines of a failed host on the others, with the timings of a product.

    Timings: vSphere 18 s to detect; Proxmox 60 s watchdog and 60 s fence delay (ha-manager).
    """

    enabled: bool = False
    profile: HaProfile = "vsphere"
    place_s: float = Field(5.0, ge=0, le=3600)
    vm_monitoring: bool = False
    """Whether a VM whose system has crashed is reset: after 30 s without a heartbeat, three times in an hour at most."""
    isolation_response: IsolationResponse = "leave_on"
    """What a host does with its machines when it hears nobody any more (vSphere; a Proxmox host resets itself)."""
    admission: AdmissionPolicy = "off"
    """How room for the machines of failed hosts is kept: a machine that would take it is not started."""
    failures: int = Field(1, ge=1, le=31)
    """Hosts that may fail at once, for admission control in slots and in hosts."""
    reserved_pct: float = Field(25.0, ge=0, le=90)
    """Part of the cluster that is kept free, for admission control by percentage."""


class CopyRules(Frozen):
    """When copies of all machines' data are made, and how fast they come back."""

    snapshot_every_h: float | None = Field(None, ge=0, le=744, title=N_("A snapshot every (hours)"))
    """None or 0 for never, here and below; a machine may say otherwise."""
    backup_every_h: float | None = Field(None, ge=0, le=744, title=N_("A backup every (hours)"))
    first_h: float = Field(0.0, ge=0, le=744, title=N_("The first ones at (hour of the run)"))
    """The hour of the run at which the first ones are made."""
    keep_snapshots: int = Field(3, ge=1, le=32, title=N_("Snapshots kept"))
    """Snapshots in a chain; the oldest goes when another one is taken."""
    mib_per_s: float = Field(112.0, ge=0.1, le=1_000_000, title=N_("Way to the backup system (MiB/s)"))
    """What the way to the backup system and back carries for one machine: by default 1 Gbit/s."""
    rollback_s: float = Field(10.0, ge=0, le=3600, title=N_("Rolling back takes (s)"))


class MemoryRules(Frozen):
    """How much memory hosts promise, and what their hypervisors do when it is wanted."""

    overcommit_max: float = Field(1.0, ge=1, le=4)
    """Memory that a host promises to its machines, per memory that it has; above 1 it may have to take some back."""
    sharing: Sharing = "off"
    compression: bool = False
    """Whether pages that shrink to half are compressed before others are swapped: ESXi does, KVM without zswap not."""
    swap: SwapDisk = "ssd"


class StorageRules(Frozen):
    """The disks that all hosts reach, the way to them, and whether machines share them fairly."""

    array: DiskArray = DiskArray()
    """What all machines lie on where storage is shared: by default more than a small company can ask of it."""
    network: Literal["separate", "shared"] = "separate"
    """Whether storage has a network of its own, or passes the same uplinks and switch as the guests' traffic."""
    io_control: bool = False
    """Whether a congested datastore is divided by shares (vSphere: Storage I/O Control; Linux: io.weight).

    Without it, whoever asks for more gets more.
    """
    congestion_ms: float | None = Field(None, ge=10, le=100)
    """The latency at which a datastore counts as congested; None for that at 90 % of its peak throughput."""


class NetworkRules(Frozen):
    """The network between hosts and users."""

    switch_gbit_per_s: float = Field(480.0, gt=0, le=1_000_000)
    """What the switch on top of the rack carries in all; by default 48 ports of 10 Gbit/s at full speed."""
    firewall: tuple[FirewallRule, ...] = ()
    """What passes between network segments; machines in one segment reach each other without any rule."""


class MigrationRules(Frozen):
    """How machines move while they run."""

    profile: Literal["qemu", "proxmox"] = Field("qemu", title=N_("Downtime limit of"))
    """Whose downtime limit: QEMU allows a pause of 0.3 s; Proxmox 0.1 s, and more where a migration does not converge."""
    cpu_baseline: int | None = Field(None, ge=1, le=99)
    """The processor generation that all hosts show to VMs, as VMware's EVC does; None for each its own."""


class WearRules(Frozen):
    """Whether parts fail by themselves, and how much more often than published rates say."""

    enabled: bool = False
    acceleration: float = Field(2000.0, ge=1, le=1_000_000)
    """A day is short and parts live long: by so much is wear quickened. Repairs take their real time."""


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


class LegacyServer(Frozen):
    """The server that each application has to itself in the baseline world."""

    cores: int = Field(4, ge=1, le=1024)
    memory_mib: int = Field(16_384, ge=256, le=50_000_000)
    idle_w: float = Field(90.0, ge=0, le=100_000)
    max_w: float = Field(180.0, ge=0, le=100_000)
    rack_units: int = Field(1, ge=1, le=48)


class Costs(Frozen):
    """What servers cost to buy, to make and to rent."""

    host_price_eur: float = Field(10_000.0, ge=0, le=10_000_000)
    legacy_price_eur: float = Field(3_000.0, ge=0, le=10_000_000)
    """Price of the small server that each application has in the baseline world."""
    life_years: float = Field(4.0, gt=0, le=30)
    """For how long a server is used."""
    embodied_kg: float = Field(1_300.0, ge=0, le=100_000)
    """Emissions of making one server, kg CO2e."""
    own_host_eur_per_month: float = Field(150.0, ge=0, le=1_000_000)
    """All that an own host costs a month: the server itself, its room, its electricity."""
    rent_eur_per_core_h: float = Field(0.05, ge=0, le=1_000)
    """Price of a rented core for an hour."""


class CapacityPlan(Frozen):
    """How the CPU that a machine wants is got, month by month; see ``sim.mechanisms.sourcing``."""

    name: str = Field(max_length=40)
    """The machine's."""
    way: Literal["own", "rent", "rent_then_own", "both"] = "own"
    own_hosts: int | None = Field(None, ge=0, le=1000)
    """Own hosts throughout, the spare one included; None for as many as the highest month needs."""
    rented_months: int = Field(0, ge=0, le=12)
    """For how many months it is rented before hosts are bought."""


class Scenario(Frozen):
    """A whole experiment: simulate it and get a run.

    Raise an InvalidScenarioError (wrapped by pydantic, or through ``from_json`` as it is) when two
    things share a name, or a machine runs or depends on something that is not there.
    """

    schema_version: int = Field(SCHEMA_VERSION, ge=1, le=SCHEMA_VERSION)
    key: str = Field("", max_length=60)
    """The name of the ready scenario it was made from; empty for none."""
    hosts: tuple[Host, ...] = ()
    machines: tuple[Machine, ...] = ()
    actions: tuple[SerializeAsAny[Action], ...] = ()
    """What people do and what breaks, in the order of their times."""
    pools: tuple[ResourcePool, ...] = ()
    """Resource pools, in which machines and other pools share a claim on CPU."""
    placement: str = "first_fit"
    high_availability: HighAvailability = HighAvailability()
    shared_storage: bool = True
    """Whether disks are reachable from every host; without it a machine can only start where its disk is."""
    copies: CopyRules = CopyRules()
    memory: MemoryRules = MemoryRules()
    storage: StorageRules = StorageRules()
    network: NetworkRules = NetworkRules()
    migration: MigrationRules = MigrationRules()
    services: Services = Services()
    """What the data centre does by itself from the start."""
    site: Site = Site()
    wear: WearRules = WearRules()
    assumptions: Assumptions = Assumptions()
    legacy_server: LegacyServer = LegacyServer()
    costs: Costs = Costs()
    capacity: tuple[CapacityPlan, ...] = Field((), max_length=100)
    """How the CPU of machines is got, where the run stands for a year and somebody asks what it costs."""
    seed: int = Field(1, ge=0, le=2**63 - 1)
    duration_s: float = Field(DAY_S, gt=0, le=31 * DAY_S)

    @model_validator(mode="before")
    @classmethod
    def _readable(cls, content: Any) -> Any:
        # Before all else: a newer file may name plug-ins that this VirtLab does not know.
        version = content.get("schema_version") if isinstance(content, Mapping) else None
        if isinstance(version, int) and version > SCHEMA_VERSION:
            raise NewerSchemaError(version, SCHEMA_VERSION)
        return content

    @field_validator("placement")
    @classmethod
    def _known(cls, placement: str) -> str:
        PLACEMENTS[placement]
        return placement

    @field_validator("actions", mode="before")
    @classmethod
    def _actions_of_their_kind(cls, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return value
        return tuple(plugin_from(ACTIONS, "kind", item) for item in value)

    @field_validator("actions")
    @classmethod
    def _in_order(cls, actions: tuple[Action, ...]) -> tuple[Action, ...]:
        return tuple(sorted(actions, key=lambda action: action.at_s))

    @model_validator(mode="after")
    def _connected(self) -> Scenario:
        for host in (*self.hosts, *(action.host for action in self.actions if isinstance(action, AddHost))):
            self.site.check(host)
        return self

    @model_validator(mode="after")
    def _consistent(self) -> Scenario:
        names = Counter([host.name for host in self.hosts] + [machine.name for machine in self.machines])
        for name, times in names.items():
            if times > 1:
                raise InvalidScenarioError(N_("two things are named “{name}”: names must differ"), {"name": name})
        self._check_pools()
        machines = {machine.name for machine in self.machines}
        kernels = {host.name for host in self.hosts} | {m.name for m in self.machines if m.kind == "vm"}
        hosts = {host.name: host for host in self.hosts}
        own_servers: dict[str | None, str] = {}
        for machine in self.machines:
            allowed = kernels if machine.kind == "container" else hosts.keys()
            if machine.runs_on is not None and machine.runs_on not in allowed:
                raise InvalidScenarioError(
                    N_("machine “{machine}” runs on “{place}”, which is not there (known: {known})"),
                    {"machine": machine.name, "place": machine.runs_on, "known": ", ".join(sorted(allowed))},
                )
            missing = [name for name in machine.depends_on if name not in machines]
            if missing:
                raise InvalidScenarioError(
                    N_("machine “{machine}” depends on “{other}”, which is not there (known: {known})"),
                    {"machine": machine.name, "other": missing[0], "known": ", ".join(sorted(machines))},
                )
            if machine.kind != "physical":
                continue
            if not hosts[str(machine.runs_on)].bare_metal:
                raise InvalidScenarioError(
                    N_("physical server “{machine}”: its host “{place}” must be bare metal"),
                    {"machine": machine.name, "place": machine.runs_on},
                )
            other = own_servers.setdefault(machine.runs_on, machine.name)
            if other != machine.name:
                raise InvalidScenarioError(
                    N_("physical servers “{machine}” and “{other}” are both “{place}”: one server is one machine"),
                    {"machine": machine.name, "other": other, "place": machine.runs_on},
                )
        return self

    def _check_pools(self) -> None:
        pools = {pool.name: pool for pool in self.pools}
        if len(pools) < len(self.pools):
            name = Counter(pool.name for pool in self.pools).most_common(1)[0][0]
            raise InvalidScenarioError(N_("two pools are named “{name}”: names must differ"), {"name": name})
        known = ", ".join(sorted(pools))
        for pool in self.pools:
            if pool.parent and pool.parent not in pools:
                raise InvalidScenarioError(
                    N_("pool “{pool}” is inside “{parent}”, which is not there (known: {known})"),
                    {"pool": pool.name, "parent": pool.parent, "known": known},
                )
            around, steps = pool.parent, 0
            while around and steps <= len(pools):
                around, steps = pools[around].parent if around in pools else "", steps + 1
            if around:
                raise InvalidScenarioError(N_("pool “{pool}” is inside itself"), {"pool": pool.name})
        for machine in self.machines:
            if machine.pool and machine.pool not in pools:
                raise InvalidScenarioError(
                    N_("machine “{machine}” is in the pool “{pool}”, which is not there (known: {known})"),
                    {"machine": machine.name, "pool": machine.pool, "known": known},
                )

    def with_action(self, action: Action) -> Scenario:
        """Return this scenario with one more action, in its place in time."""
        return self.model_copy(update={"actions": self._in_order((*self.actions, action))})

    def to_json(self) -> str:
        """Return this scenario as JSON, without what equals its default.

        >>> Scenario(seed=7).to_json()
        '{"schema_version":1,"seed":7}'
        """
        content = self.model_dump(mode="json", exclude_defaults=True)
        return json.dumps({"schema_version": self.schema_version} | content, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Scenario:
        """Return the scenario that ``text`` holds.

        Raise a SimError with one clear sentence when it holds none.
        """
        try:
            content = json.loads(text)
        except ValueError:
            raise InvalidScenarioError(N_("this is not a VirtLab scenario: it is not JSON")) from None
        if not isinstance(content, Mapping):
            raise InvalidScenarioError(N_("this is not a VirtLab scenario: expected an object at the top"))
        return cls.checked(content)

    @classmethod
    def checked(cls, content: Mapping[str, Any]) -> Scenario:
        """Return the scenario made from plain values; raise a SimError that names the first bad field."""
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            raise readable(error) from error


def readable(error: ValidationError) -> SimError:
    """Return the first complaint of pydantic as one sentence: where, what is allowed, what was found."""
    return complaint(error.errors(include_url=False)[0])


def complaint(detail: Mapping[str, Any]) -> SimError:
    """Return one of pydantic's complaints as one sentence."""
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, SimError):
        return cause
    where = ".".join(str(part) for part in detail["loc"]) or "scenario"
    found = repr(detail["input"])[:60]
    facts = {"where": where, "found": found} | {k: v for k, v in detail.get("ctx", {}).items() if k in _BOUNDS}
    return InvalidScenarioError(_SENTENCES.get(detail["type"], N_("{where}: {found} is not allowed here")), facts)


_BOUNDS = frozenset({"ge", "gt", "le", "lt", "expected", "max_length", "min_length"})
_SENTENCES = {
    "missing": N_("{where}: this field is missing"),
    "extra_forbidden": N_("{where}: there is no such field"),
    "greater_than_equal": N_("{where}: must be at least {ge}, got {found}"),
    "greater_than": N_("{where}: must be more than {gt}, got {found}"),
    "less_than_equal": N_("{where}: must be at most {le}, got {found}"),
    "less_than": N_("{where}: must be less than {lt}, got {found}"),
    "literal_error": N_("{where}: must be one of {expected}, got {found}"),
    "int_parsing": N_("{where}: must be a whole number, got {found}"),
    "int_type": N_("{where}: must be a whole number, got {found}"),
    "int_from_float": N_("{where}: must be a whole number, got {found}"),
    "float_parsing": N_("{where}: must be a number, got {found}"),
    "float_type": N_("{where}: must be a number, got {found}"),
    "finite_number": N_("{where}: must be a finite number, got {found}"),
    "bool_parsing": N_("{where}: must be true or false, got {found}"),
    "string_type": N_("{where}: must be text, got {found}"),
    "string_too_long": N_("{where}: must have at most {max_length} characters"),
    "string_too_short": N_("{where}: must not be empty"),
    "string_pattern_mismatch": N_("{where}: use letters, digits, space, dot, hyphen or underscore, got {found}"),
}
