"""How many machines and hosts a run may have at most, so that its columns can be laid out before it begins."""

from __future__ import annotations

from collections.abc import Iterable

from sim.actions import Action
from sim.actions.machines import AddMachine
from sim.actions.services import SetServices
from sim.scenario import Scenario


def most_machines(scenario: Scenario) -> int:
    """Return how many machines there may be: those at the start, and all that actions and services add or copy.

    >>> from sim.inventory import Machine
    >>> most_machines(Scenario(machines=(Machine(name="mail", fault_tolerant=True),)))
    2
    """
    added = _count(scenario.actions, "add_machine", "clone_machine")
    return len(scenario.machines) + added + _secondaries(scenario) + _copies(scenario)


def most_hosts(scenario: Scenario) -> int:
    """Return how many hosts there may be."""
    return len(scenario.hosts) + _count(scenario.actions, "add_host")


def _count(actions: Iterable[Action], *kinds: str) -> int:
    return sum(action.kind in kinds for action in actions)


def _secondaries(scenario: Scenario) -> int:
    """Return how many machines there may be that mirror others."""
    added = [action.machine for action in scenario.actions if isinstance(action, AddMachine)]
    born_so = sum(machine.fault_tolerant for machine in (*scenario.machines, *added))
    made_so = _count(scenario.actions, "set_fault_tolerance")
    clones = _count(scenario.actions, "clone_machine") if born_so or made_so else 0
    return born_so + made_so + clones


def _copies(scenario: Scenario) -> int:
    """Return how many copies autoscaling may make in all."""
    most: dict[str, int] = {}
    set_later = [action.services for action in scenario.actions if isinstance(action, SetServices)]
    for services in (scenario.services, *set_later):
        for one in services.scaling:
            most[one.machine] = max(most.get(one.machine, 1), one.maximum)
    return sum(count - 1 for count in most.values())
