"""Services put to the question: what they advise now, what a move really brought, and who does better than they do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from sim.actions.services import SetServices
from sim.mechanisms.power import watts
from sim.policies.cluster import Cluster, HostLoad, MachineLoad
from sim.policies.weighing import Weights
from sim.run import Advice, Migration, Run
from sim.scenario import Scenario
from sim.services import OWN, Balancing, Consolidation, PowerManagement, Services
from sim.text import N_
from sim.units import DAY_S

WINDOW_S = 300.0
"""The time before and after a move in which the imbalance is measured."""
AFTER_A_LOOK_S = 1.0
"""Whoever acts at the very instant of a look comes before it, and nothing would be advised: advice is followed so much later."""

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
        OWN: (N_("Balancing by your own weights"), Services(balancing=Balancing(mode="automatic", rule=OWN))),
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
    if contestant == OWN:
        balancing = services.balancing.model_copy(update={"weights": own_weights(scenario)})
        services = services.model_copy(update={"balancing": balancing})
    return scenario.model_copy(update={"actions": kept, "services": services})


def own_weights(scenario: Scenario) -> Weights:
    """Return the weights of one's own that were set last, from the start or later."""
    later = [action.services for action in scenario.actions if isinstance(action, SetServices)]
    return [scenario.services, *later][-1].balancing.weights


def services_at(run: Run, time_s: float) -> Services:
    """Return how the services are set at one instant."""
    return [change.services for change in run.services if change.time_s <= time_s][-1]


def open_advice(run: Run, time_s: float) -> list[Advice]:
    """Return what is advised at one instant: what the last look gave, while it is not old and nobody has done it."""
    every_s = services_at(run, time_s).balancing.every_s
    recent = [one for one in run.advice if time_s - every_s < one.time_s <= time_s and one.service == "balancing"]
    recent = [one for one in recent if one.machine and not one.followed]
    newest = [one for one in recent if one.time_s == recent[-1].time_s and one.why_not is None]
    return [one for one in newest if _migration_for(run, one, time_s + AFTER_A_LOOK_S) is None]


def followed_by_hand(run: Run, time_s: float) -> list[Advice]:
    """Return the advice that a person has followed by an instant, in the order of time."""
    advised = [one for one in run.advice if one.service == "balancing" and one.machine and not one.followed]
    done: dict[int, Advice] = {}
    for one in advised:
        migration = _migration_for(run, one, time_s + AFTER_A_LOOK_S)
        if migration is not None:
            done[id(migration)] = one  # the same advice may have been given more than once
    return list(done.values())


def _migration_for(run: Run, advice: Advice, time_s: float) -> Migration | None:
    """Return the migration that was asked for between an advice and an instant and does what was advised."""
    wanted = (advice.machine, advice.source, advice.target)
    asked = [one for one in run.migrations if (one.machine, one.source, one.target) == wanted]
    return next((one for one in asked if advice.time_s <= one.asked_s <= time_s), None)


def cluster_at(run: Run, from_s: float, until_s: float) -> Cluster:
    """Return the hosts that are on at ``until_s`` and their machines, with what each wanted since ``from_s``."""
    hosts = []
    for host in run.hosts:
        capacity = float(run.host_cpu_of(host.name, "capacity_cores").sample([until_s])[0])
        if run.host_state_at(host.name, until_s) == "on" and capacity > 0.0:
            memory_mib = host.guest_memory_mib * run.scenario.memory.overcommit_max
            hosts.append(HostLoad(host.name, capacity, memory_mib, partial(watts, host.power)))
    names = {host.name for host in hosts}
    machines = []
    for machine in run.machines:
        change, spec = run.state_at(machine.name, until_s), run.spec_at(machine.name, until_s)
        if change is None or spec is None or change.host not in names or change.state not in ("running", "switching"):
            continue
        wanted = float(run.cpu_of(machine.name, "wanted_cores").means([from_s, until_s])[0])
        held_mib = float(spec.memory_mib) if change.place == change.host else 0.0
        machines.append(MachineLoad(machine.name, change.host, wanted, held_mib, partners=spec.depends_on))
    return Cluster(tuple(hosts), tuple(machines), lambda _machine, _host: None)


def brought(run: Run, advice: Advice, instead: Run | None = None) -> float | None:
    """Return what its rule measured after a machine had arrived where it was advised to; None if it never did.

    Whatever else happened meanwhile is in it. ``instead`` is another run of the same day, in which to measure at the
    same time: the difference is what the move alone brought.
    """
    arrived_s = _arrival(run, advice)
    if arrived_s is None or arrived_s + WINDOW_S > run.end_s:
        return None
    rule = services_at(run, advice.time_s).balancing.in_force()
    return rule.measure(cluster_at(instead or run, arrived_s, arrived_s + WINDOW_S))


def _arrival(run: Run, advice: Advice) -> float | None:
    """Return when a machine arrived where it was advised to, by then or by whoever followed; None for never."""
    if not advice.machine or not advice.rule:
        return None
    later = next((one.time_s for one in run.advice if one.time_s > advice.time_s), run.end_s)
    until_s = run.end_s if advice.followed else max(later, advice.time_s + WINDOW_S)
    arrived = (
        one.end_s
        for one in run.migrations
        if (one.machine, one.target, one.outcome) == (advice.machine, advice.target, "done")
        and advice.time_s <= one.asked_s <= until_s
    )
    return next(arrived, None)


def without(run: Run, advice: Advice) -> Scenario:
    """Return the scenario of a run without what a person did to follow an advice."""
    migration = _migration_for(run, advice, run.end_s)
    asked_s = migration.asked_s if migration is not None else None
    kept = tuple(
        action
        for action in run.scenario.actions
        if (action.kind, action.target_name, action.at_s) != (advice.kind, advice.machine, asked_s)
    )
    return run.scenario.model_copy(update={"actions": kept})


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
