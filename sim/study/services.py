"""Services put to the question: what they advise now, what a move really brought, and who does better than they do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from sim.policies.balance import BALANCERS
from sim.run import Advice, Run
from sim.scenario import Scenario
from sim.services import Balancing, Consolidation, PowerManagement, Services
from sim.text import N_
from sim.units import DAY_S

WINDOW_S = 300.0
"""The time before and after a move in which the imbalance is measured."""

BY_HAND = frozenset(
    {
        "move_machine",
        "migrate_machine",
        "migrate_storage",
        "cancel_migration",
        "evacuate_host",
        "set_maintenance",
        "switch_on_host",
        "switch_off_host",
        "set_services",
    }
)
"""What people do that a service would do instead of them."""

CONTESTANTS: Mapping[str, tuple[str, Services]] = MappingProxyType(
    {
        "nobody": (N_("Nobody moves anything"), Services()),
        "drs": (N_("Balancing as VMware DRS"), Services(balancing=Balancing(mode="automatic"))),
        "proxmox": (N_("Balancing as Proxmox VE"), Services(balancing=Balancing(mode="automatic", rule="proxmox"))),
        "power": (N_("Power management"), Services(power=PowerManagement(enabled=True))),
        "consolidation": (N_("Consolidation"), Services(consolidation=Consolidation(enabled=True))),
        "no_spare": (
            N_("Power management with no host to spare"),
            Services(power=PowerManagement(enabled=True, spare_hosts=0)),
        ),
    }
)
"""Who may take over from the learner: a name for people, and the services, at their defaults but for what the name says."""


def left_to(contestant: str, scenario: Scenario) -> Scenario:
    """Return the scenario as it is when somebody else moves machines and switches hosts, from the start.

    >>> left_to("drs", Scenario()).services.balancing.mode
    'automatic'
    """
    kept = tuple(action for action in scenario.actions if action.kind not in BY_HAND)
    services = CONTESTANTS[contestant][1].model_copy(update={"scaling": scenario.services.scaling})
    return scenario.model_copy(update={"actions": kept, "services": services})


def services_at(run: Run, time_s: float) -> Services:
    """Return how the services are set at one instant."""
    return [change.services for change in run.services if change.time_s <= time_s][-1]


def open_advice(run: Run, time_s: float) -> list[Advice]:
    """Return what is advised at one instant: what the last look at the hosts gave, while it is not old."""
    every_s = services_at(run, time_s).balancing.every_s
    recent = [one for one in run.advice if time_s - every_s < one.time_s <= time_s and one.service == "balancing"]
    recent = [one for one in recent if one.machine and not one.followed]
    return [one for one in recent if one.time_s == recent[-1].time_s and one.why_not is None]


def imbalance(run: Run, rule: str, from_s: float, until_s: float) -> float:
    """Return the imbalance of the hosts that are on at ``until_s``, by a rule, of what machines wanted since ``from_s``."""
    wanted = dict.fromkeys((host.name for host in run.hosts if run.host_state_at(host.name, until_s) == "on"), 0.0)
    for machine in run.machines:
        change = run.state_at(machine.name, until_s)
        if change is not None and change.host in wanted and change.state in ("running", "switching"):
            steps = run.cpu_of(machine.name, "wanted_cores")
            wanted[change.host] += float(steps.means([from_s, until_s])[0])
    loads = [
        cores / capacity
        for host, cores in wanted.items()
        if (capacity := float(run.host_cpu_of(host, "capacity_cores").sample([until_s])[0])) > 0.0
    ]
    return BALANCERS[rule].imbalance(loads) if loads else 0.0


def brought(run: Run, advice: Advice) -> float | None:
    """Return the imbalance that was measured after a machine had arrived where it was advised to; None if it never did.

    Whatever else happened meanwhile is in it.
    """
    if not advice.machine or not advice.rule:
        return None
    later = next((one.time_s for one in run.advice if one.time_s > advice.time_s), run.end_s)
    until_s = run.end_s if advice.followed else max(later, advice.time_s + WINDOW_S)
    arrived = (
        one.end_s
        for one in run.migrations
        if (one.machine, one.target, one.outcome) == (advice.machine, advice.target, "done")
        and advice.time_s <= one.asked_s < until_s
    )
    arrived_s = next(arrived, None)
    if arrived_s is None or arrived_s + WINDOW_S > run.end_s:
        return None
    return imbalance(run, advice.rule, arrived_s, arrived_s + WINDOW_S)


def least_hosts(run: Run, time_s: float) -> tuple[int, int]:
    """Return how many hosts all machines need at least, and how many are on.

    The bound: all that machines wanted over the last five minutes and all memory they hold, divided by the largest
    host, in the resource that is scarcer. No placement can do with fewer.
    """
    on = [host for host in run.hosts if run.host_state_at(host.name, time_s) == "on" and not host.bare_metal]
    if not on:
        return 0, 0
    sizes = []
    for machine in run.machines:
        held = float(run.memory_of(machine.name, "configured_mib").at(time_s))
        if held and machine.kind != "physical":
            wanted = run.cpu_of(machine.name, "wanted_cores").means([max(time_s - WINDOW_S, 0.0), max(time_s, 1.0)])
            sizes.append((float(wanted[0]), held))
    kept = 1.0 - run.scenario.assumptions.hypervisor_cpu_fraction
    cores = max(host.cores * host.core_speed for host in on) * kept
    memory_mib = max(host.guest_memory_mib for host in on) * run.scenario.memory.overcommit_max
    totals = [sum(amounts) for amounts in zip(*sizes, strict=True)] or [0.0, 0.0]
    return max(math.ceil(totals[0] / cores - 1e-9), math.ceil(totals[1] / memory_mib - 1e-9), 0), len(on)


def moves_per_day(run: Run) -> float:
    """Return how many machines came to another host while they ran, as a daily number."""
    return sum(one.switch_over_s is not None for one in run.migrations) / run.end_s * DAY_S
