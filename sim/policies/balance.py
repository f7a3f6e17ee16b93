"""How unequal hosts' loads may be before machines are moved: the rules of two products, and which move is best.

A rule measures the loads of hosts and says how much imbalance it tolerates. Which machine goes where is the same
for all rules: the move after which the rule measures least.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.policies.cluster import Cluster, MachineLoad, Move
from sim.policies.placement import Candidate
from sim.registry import Registry
from sim.text import N_, Message

FEWEST_HOSTS = 2
"""With fewer there is nothing to balance."""
NOTHING = 1e-9
"""Two measures that differ by less are equal."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """What a person can tell a balancing rule: DRS's migration threshold, and the imbalance that others tolerate."""

    level: int = 3
    threshold: float = 0.3


@dataclass(frozen=True, slots=True)
class Balancer:
    """A rule's name for people, what it measures of hosts' loads, and how much of that it tolerates.

    A load is what a host's machines want in parts of its CPU. ``tolerated`` is told how many hosts there are.
    """

    title: str
    imbalance: Callable[[Sequence[float]], float]
    tolerated: Callable[[Tuning, int], float]
    hold_rounds: int = 1
    """So many rounds in a row it must be too much before anything moves."""
    margin: float = 0.1
    """A move must take this part of the imbalance away."""


BALANCERS: Registry[Balancer] = Registry("balancing rule")


def best_move(cluster: Cluster, rule: Balancer, margin: float) -> Move | None:
    """Return the move of one machine after which a rule measures least; None where none brings enough.

    >>> from sim.policies.cluster import HostLoad
    >>> hosts = (HostLoad("a", 8.0, 8192), HostLoad("b", 8.0, 8192))
    >>> sizes = {"mail": 1.0, "shop": 2.0, "wiki": 1.0}
    >>> machines = tuple(MachineLoad(name, "a", cores, 1024) for name, cores in sizes.items())
    >>> move = best_move(Cluster(hosts, machines, lambda machine, host: None), BALANCERS["drs"], 0.1)
    >>> move.machine.name, move.target, move.before, move.after
    ('shop', 'b', 0.25, 0.0)
    """
    if len(cluster.hosts) < FEWEST_HOSTS:
        return None
    before = rule.imbalance(list(cluster.loads.values()))
    mean = math.fsum(cluster.loads.values()) / len(cluster.hosts)
    best: tuple[float, MachineLoad] | None = None
    for machine in cluster.machines:
        if machine.cores <= 0.0 or cluster.loads.get(machine.host, 0.0) <= mean or cluster.stays(machine.name):
            continue
        for host in cluster.hosts:
            if cluster.loads[host.name] >= mean or cluster.why_not(machine, host) is not None:
                continue
            after = _imbalance_after(cluster, rule, machine, host.name)
            if best is None or after < best[0] - NOTHING:
                best = after, machine
    if best is None or best[0] > before * (1.0 - margin) - NOTHING:
        return None
    candidates = _candidates(cluster, rule, best[1])
    return Move(best[1], candidates[0].host, candidates, before, best[0])


def _imbalance_after(cluster: Cluster, rule: Balancer, machine: MachineLoad, target: str) -> float:
    loads = dict(cluster.loads)
    for host in cluster.hosts:
        if host.name in (machine.host, target):
            sign = 1.0 if host.name == target else -1.0
            loads[host.name] += sign * machine.cores / host.cores
    return rule.imbalance(list(loads.values()))


def _candidates(cluster: Cluster, rule: Balancer, machine: MachineLoad) -> tuple[Candidate, ...]:
    """Return all other hosts: with what the rule would measure, best first, or why they are not possible."""
    possible, refused = [], []
    for host in cluster.hosts:
        if host.name == machine.host:
            continue
        why_not = cluster.why_not(machine, host)
        if why_not is None:
            possible.append(Candidate(host.name, _imbalance_after(cluster, rule, machine, host.name)))
        else:
            refused.append(Candidate(host.name, None, why_not))
    return (*sorted(possible, key=lambda one: one.score or 0.0), *refused)


@dataclass(frozen=True, slots=True)
class ByLoads:
    """A product's rule with what a person told it, as the balancing service follows it."""

    balancer: Balancer
    tuning: Tuning
    margin: float
    hold_rounds: int

    @property
    def title(self) -> str:
        """Return its name for people."""
        return self.balancer.title

    def measure(self, cluster: Cluster) -> float:
        """Return the imbalance; none where there is nothing to balance."""
        few = len(cluster.hosts) < FEWEST_HOSTS
        return 0.0 if few else self.balancer.imbalance(list(cluster.loads.values()))

    def calls_for_a_move(self, cluster: Cluster) -> bool:
        """Return whether the imbalance is more than the rule tolerates."""
        return len(cluster.hosts) >= FEWEST_HOSTS and self.measure(cluster) > self._tolerated(cluster)

    def best(self, cluster: Cluster) -> Move | None:
        """Return the best move; None for none that brings enough."""
        return best_move(cluster, self.balancer, self.margin)

    def reason(self, cluster: Cluster, move: Move | None) -> Message:
        """Say how unequal loads are, and how much of that the rule tolerates."""
        facts: dict[str, object] = {
            "rule_title": self.title,
            "imbalance_pct": 100.0 * self.measure(cluster),
            "tolerated_pct": 100.0 * self._tolerated(cluster),
        }
        if move is None:
            return Message(
                N_(
                    "The loads of hosts differ by {imbalance_pct}, {rule_title} tolerates {tolerated_pct}; but no move of one machine brings enough."
                ),
                facts,
            )
        return Message(
            N_(
                "The loads of hosts differ by {imbalance_pct}, {rule_title} tolerates {tolerated_pct}; {expected_pct} afterwards."
            ),
            facts | {"expected_pct": 100.0 * move.after},
        )

    def _tolerated(self, cluster: Cluster) -> float:
        return self.balancer.tolerated(self.tuning, len(cluster.hosts))


MANDATORY = 1
"""The priority that DRS keeps for moves that must be: maintenance mode, rules."""
LEAST_URGENT = 5


def standard_deviation(loads: Sequence[float]) -> float:
    """Return how far hosts' loads lie from their mean: the population's standard deviation.

    >>> standard_deviation([0.9, 0.5, 0.1])  # doctest: +ELLIPSIS
    0.326...
    """
    mean = math.fsum(loads) / len(loads)
    return math.sqrt(math.fsum((load - mean) ** 2 for load in loads) / len(loads))


def drs_target(level: int, hosts: int) -> float:
    """Return the standard deviation up to which DRS lets hosts differ at a migration threshold from 1 to 5.

    At 1, the conservative end, only mandatory moves are made; at 5 every unevenness counts.

    >>> round(drs_target(3, 2), 3), drs_target(5, 2)
    (0.141, 0.0)

    Source: VMware DRS up to vSphere 6.7, as quoted by vBrownBag, 2010.
    """
    return 0.1 * (5 - level) / math.sqrt(hosts)


def drs_is_balanced(loads: Sequence[float], level: int) -> bool:
    """Return whether DRS at this migration threshold would leave hosts as they are.

    >>> drs_is_balanced([0.9, 0.5, 0.3, 0.3], 3), drs_is_balanced([0.9, 0.5, 0.3, 0.3], 1)
    (False, True)
    """
    return level == MANDATORY or standard_deviation(loads) <= drs_target(level, len(loads))


def drs_priority(deviation: float, hosts: int) -> int:
    """Return how urgent DRS finds it to balance: 5 for hardly, lower for more; below 2 it is shown as 2.

    >>> drs_priority(0.2, 2), drs_priority(0.4, 4)
    (3, -2)
    """
    return 6 - math.ceil(deviation / 0.1 * math.sqrt(hosts))


def drs_priority_shown(deviation: float, hosts: int) -> int:
    """Return the priority of a recommendation: 1 is kept for mandatory moves.

    >>> drs_priority_shown(0.4, 4)
    2
    """
    return min(max(drs_priority(deviation, hosts), MANDATORY + 1), LEAST_URGENT)


def relative_deviation(loads: Sequence[float]) -> float:
    """Return the standard deviation of hosts' loads in parts of their mean; 0 where there is no load.

    >>> round(relative_deviation([0.9, 0.5, 0.1]), 3)
    0.653
    """
    mean = math.fsum(loads) / len(loads)
    return standard_deviation(loads) / mean if mean > 0.0 else 0.0


BALANCERS.add("drs")(
    Balancer(
        "VMware DRS",
        standard_deviation,
        lambda tuning, hosts: math.inf if tuning.level == MANDATORY else drs_target(tuning.level, hosts),
    )
)
BALANCERS.add("proxmox")(
    Balancer("Proxmox VE", relative_deviation, lambda tuning, _hosts: tuning.threshold, hold_rounds=3)
)
