"""What experiments vary: each setting makes another scenario from a given one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.policies.autoscaling import SCALERS
from sim.policies.placement import PLACEMENTS
from sim.registry import Registry
from sim.scenario import Scenario
from sim.study.scaling import with_rule
from sim.study.services import CONTESTANTS, left_to
from sim.text import N_

Value = int | float | str | bool


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting's name, the values that are tried unless others are wished, and the scenario with one of them.

    ``apply`` raises a SimError when the scenario cannot have that value.
    """

    title: str
    values: Callable[[Scenario], Sequence[Value]]
    apply: Callable[[Scenario, Value], Scenario]


SETTINGS: Registry[Setting] = Registry("setting")


def with_hosts(scenario: Scenario, count: Value) -> Scenario:
    """Return the scenario with this many hosts: the first ones, or copies of the last; machines go where there is room."""
    hosts = list(scenario.hosts[: int(count)])
    taken = {host.name for host in scenario.hosts} | {machine.name for machine in scenario.machines}
    numbers = (number for number in range(1, int(count) + len(taken) + 1) if f"host-{number}" not in taken)
    while scenario.hosts and len(hosts) < int(count):
        hosts.append(scenario.hosts[-1].model_copy(update={"name": f"host-{next(numbers)}"}))
    gone = {host.name for host in scenario.hosts} - {host.name for host in hosts}
    machines = tuple(
        machine.model_copy(update={"runs_on": None}) if machine.runs_on in gone else machine
        for machine in scenario.machines
    )
    return _checked(scenario, hosts=tuple(hosts), machines=machines)


def spread_over(scenario: Scenario, count: Value) -> Scenario:
    """Return the scenario with this many hosts and its machines placed anew, each where most memory is left.

    Left where they are defined, they would use none of the hosts that come. Physical servers, and containers in VMs,
    stay where they belong.

    >>> from sim.inventory import Host, Machine
    >>> rack = Scenario(hosts=(Host(name="host-a"),), machines=(Machine(name="mail", runs_on="host-a"),))
    >>> two = spread_over(rack, 2)
    >>> [host.name for host in two.hosts], two.machines[0].runs_on, two.placement
    (['host-a', 'host-1'], None, 'worst_fit')
    """
    larger = with_hosts(scenario, count)
    hosts = {host.name for host in larger.hosts}
    machines = tuple(
        machine.model_copy(update={"runs_on": None})
        if machine.kind != "physical" and machine.runs_on in hosts
        else machine
        for machine in larger.machines
    )
    return _checked(larger, machines=machines, placement="worst_fit")


def with_copies(scenario: Scenario, copies: Value) -> Scenario:
    """Return the scenario with this many copies of every machine, each with load of its own."""
    more = [
        machine.model_copy(update={"name": f"{machine.name} {number}", "runs_on": None})
        for number in range(2, int(copies) + 1)
        for machine in scenario.machines
        if machine.kind != "physical"
    ]
    return _checked(scenario, machines=(*scenario.machines, *more))


def _checked(scenario: Scenario, **changes: object) -> Scenario:
    return Scenario.checked(scenario.model_copy(update=changes).model_dump())


def _part(field: str, name: str) -> Callable[[Scenario, Value], Scenario]:
    """Return how one field of one part of a scenario is set."""

    def apply(scenario: Scenario, value: Value) -> Scenario:
        return _checked(scenario, **{field: getattr(scenario, field).model_copy(update={name: value})})

    return apply


def _around(count: int) -> tuple[int, ...]:
    return tuple(range(max(count - 2, 1), count + 3))


SETTINGS.add("hosts")(Setting(N_("Number of hosts"), lambda scenario: _around(len(scenario.hosts)), spread_over))
SETTINGS.add("copies")(Setting(N_("Copies of every machine"), lambda scenario: (1, 2, 3), with_copies))  # noqa: ARG005
SETTINGS.add("placement")(
    Setting(
        N_("Placement"),
        lambda scenario: tuple(PLACEMENTS),  # noqa: ARG005
        lambda scenario, value: _checked(scenario, placement=value),
    )
)
SETTINGS.add("services")(
    Setting(
        N_("Who moves machines"),
        lambda scenario: tuple(CONTESTANTS),  # noqa: ARG005
        lambda scenario, value: left_to(str(value), scenario),
    )
)
SETTINGS.add("scaling")(
    Setting(
        N_("Autoscaling"),
        lambda scenario: tuple(SCALERS),  # noqa: ARG005
        lambda scenario, value: with_rule(scenario, str(value)),
    )
)
SETTINGS.add("high_availability")(
    Setting(
        N_("High availability"),
        lambda scenario: (False, True),  # noqa: ARG005
        _part("high_availability", "enabled"),
    )
)
SETTINGS.add("backup_every_h")(
    Setting(
        N_("A backup every (hours)"),
        lambda scenario: (1.0, 4.0, 24.0),  # noqa: ARG005
        _part("copies", "backup_every_h"),
    )
)
SETTINGS.add("memory_overcommit")(
    Setting(
        N_("Memory promised per memory there is"),
        lambda scenario: (1.0, 1.25, 1.5, 2.0),  # noqa: ARG005
        _part("memory", "overcommit_max"),
    )
)
SETTINGS.add("smt_gain")(
    Setting(
        N_("Gain of a second thread per core"),
        lambda scenario: (0.0, 0.15, 0.3),  # noqa: ARG005
        _part("assumptions", "smt_gain"),
    )
)
