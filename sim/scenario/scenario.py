"""A whole experiment: frozen data that checks itself, JSON in and out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from pydantic import Field, SerializeAsAny, ValidationError, field_validator, model_validator

import sim.faults  # noqa: F401 - registers the faults as actions
from sim.actions import ACTIONS, Action
from sim.actions.hosts import AddHost
from sim.errors import InvalidScenarioError, NewerSchemaError
from sim.frozen import Frozen, plugin_from
from sim.inventory import Host, Machine, ResourcePool
from sim.policies import PLACEMENTS
from sim.scenario.assumptions import Assumptions
from sim.scenario.complaints import readable
from sim.scenario.costs import CapacityPlan, Costs, LegacyServer
from sim.scenario.rules import (
    CopyRules,
    HighAvailability,
    MemoryRules,
    MigrationRules,
    NetworkRules,
    StorageRules,
    WearRules,
)
from sim.services import Services
from sim.site import Site
from sim.text import N_
from sim.units import DAY_S

SCHEMA_VERSION = 1


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
        self._check_scaling()
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

    def _check_scaling(self) -> None:
        by_name = {machine.name: machine for machine in self.machines}
        for one in self.services.scaling:
            machine = by_name.get(one.machine)
            if machine is None:
                raise InvalidScenarioError(
                    N_("autoscaling of “{machine}”, which is not there (known: {known})"),
                    {"machine": one.machine, "known": ", ".join(sorted(by_name))},
                )
            if machine.kind == "physical" or machine.fault_tolerant:
                raise InvalidScenarioError(
                    N_("autoscaling of “{machine}”: a physical server or a fault-tolerant machine cannot be copied so"),
                    {"machine": one.machine},
                )

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
