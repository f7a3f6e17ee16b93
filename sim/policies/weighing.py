"""A balancing policy of one's own, without code: what counts how much, and when anything is to be done at all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field

from sim.frozen import Frozen
from sim.policies.balance import FEWEST_HOSTS, NOTHING, standard_deviation
from sim.policies.cluster import Cluster, HostLoad, MachineLoad, Move
from sim.policies.placement import Candidate
from sim.text import N_, Message


class Weights(Frozen):
    """What a move is judged by. Each term lies between 0 and about 1; a weight of 0 leaves it out.

    The score of a rack is the weighted sum; less is better. Machines leave hosts that are busier than one threshold or
    idler than another, to where the score falls most.
    """

    cpu: float = Field(
        1.0,
        ge=0,
        le=100,
        title=N_("Even CPU use"),
        description=N_("How far the CPU uses of hosts lie from their mean (standard deviation)."),
    )
    memory: float = Field(
        0.3,
        ge=0,
        le=100,
        title=N_("Even memory use"),
        description=N_("The same for the memory that hosts have promised."),
    )
    power: float = Field(
        0.0,
        ge=0,
        le=100,
        title=N_("Little power"),
        description=N_("What hosts with machines on them draw, in parts of what all would draw at full load."),
    )
    together: float = Field(
        0.0,
        ge=0,
        le=100,
        title=N_("Machines that need each other on one host"),
        description=N_("The part of all dependencies that cross from host to host."),
    )
    moving: float = Field(
        0.2,
        ge=0,
        le=100,
        title=N_("Cost of a move"),
        description=N_("The memory that is moved, in parts of the largest host’s: added to the score of each move."),
    )
    least_gain: float = Field(
        0.01,
        ge=0,
        le=10,
        title=N_("A move must lower the score by"),
    )
    above_pct: float = Field(
        60.0, ge=0, le=100, title=N_("Leave hosts above (% CPU)"), description=N_("No move fills a host beyond it.")
    )
    below_pct: float = Field(10.0, ge=0, le=100, title=N_("Leave hosts below (% CPU)"))


@dataclass(frozen=True, slots=True)
class Terms:
    """The parts of a score, unweighted."""

    cpu: float
    memory: float
    power: float
    together: float

    def score(self, weights: Weights) -> float:
        """Return the weighted sum.

        >>> Terms(cpu=0.2, memory=0.1, power=0.5, together=0.0).score(Weights(cpu=1, memory=0.3, power=2))
        1.23
        """
        parts = (
            weights.cpu * self.cpu,
            weights.memory * self.memory,
            weights.power * self.power,
            weights.together * self.together,
        )
        return round(math.fsum(parts), 12)


def terms(cluster: Cluster) -> Terms:
    """Return what the weights weigh."""
    hosts = cluster.hosts
    memory = [cluster.held_mib[host.name] / host.memory_mib if host.memory_mib > 0.0 else 0.0 for host in hosts]
    most_w = math.fsum(host.watts(1.0) for host in hosts)
    busy = {machine.host for machine in cluster.machines}
    drawn_w = math.fsum(host.watts(min(cluster.loads[host.name], 1.0)) for host in hosts if host.name in busy)
    places = {machine.name: machine.host for machine in cluster.machines}
    pairs = [
        (machine.host, places[other]) for machine in cluster.machines for other in machine.partners if other in places
    ]
    return Terms(
        standard_deviation([cluster.loads[host.name] for host in hosts]),
        standard_deviation(memory),
        drawn_w / most_w if most_w > 0.0 else 0.0,
        sum(here != there for here, there in pairs) / len(pairs) if pairs else 0.0,
    )


def price(cluster: Cluster, machine: MachineLoad, weights: Weights) -> float:
    """Return what moving a machine adds to the score."""
    largest_mib = max((host.memory_mib for host in cluster.hosts), default=0.0)
    return weights.moving * machine.memory_mib / largest_mib if largest_mib > 0.0 else 0.0


def out_of_band(cluster: Cluster, weights: Weights) -> tuple[HostLoad, ...]:
    """Return the hosts with machines that are busier or idler than they should be."""
    busy = {machine.host for machine in cluster.machines}
    low, high = weights.below_pct / 100.0, weights.above_pct / 100.0
    return tuple(host for host in cluster.hosts if host.name in busy and not low <= cluster.loads[host.name] <= high)


def best_weighed_move(cluster: Cluster, weights: Weights) -> Move | None:
    """Return the move of one machine from such a host that lowers the score most; None where none lowers it enough.

    >>> hosts = (HostLoad("a", 8.0, 8192), HostLoad("b", 8.0, 8192))
    >>> sizes = {"mail": 1.0, "shop": 3.0, "wiki": 2.0}
    >>> machines = tuple(MachineLoad(name, "a", cores, 1024) for name, cores in sizes.items())
    >>> move = best_weighed_move(Cluster(hosts, machines, lambda machine, host: None), Weights())
    >>> move.machine.name, move.target
    ('shop', 'b')
    """
    if len(cluster.hosts) < FEWEST_HOSTS:
        return None
    before = terms(cluster).score(weights)
    sources = {host.name for host in out_of_band(cluster, weights)}
    best: tuple[float, MachineLoad] | None = None
    for machine in cluster.machines:
        if machine.host not in sources or cluster.stays(machine.name) is not None:
            continue
        for judged in _possible(cluster, machine, weights).values():
            if best is None or judged < best[0] - NOTHING:
                best = judged, machine
    if best is None or best[0] > before - max(weights.least_gain, NOTHING):
        return _emptying_move(cluster, weights, before)
    return _move(cluster, best[1], weights, before)


def _emptying_move(cluster: Cluster, weights: Weights, before: float) -> Move | None:
    """Return the first of the moves that empty a host below the lower threshold, if all of them together are worth it.

    One alone may bring nothing: a host draws its idle power until its last machine has left.
    """
    low = [host for host in out_of_band(cluster, weights) if cluster.loads[host.name] < weights.below_pct / 100.0]
    for host in sorted(low, key=lambda one: cluster.loads[one.name]):
        after, paid, first = cluster, 0.0, None
        for machine in cluster.on(host.name):
            scores = {} if cluster.stays(machine.name) is not None else _possible(after, machine, weights)
            if not scores:
                break
            first = first or machine
            paid += price(after, machine, weights)
            after = after.after(machine, min(scores, key=lambda name: scores[name]))
        else:
            gained = before - terms(after).score(weights) - paid
            if first is not None and gained >= max(weights.least_gain, NOTHING):
                return _move(cluster, first, weights, before)
    return None


def _move(cluster: Cluster, machine: MachineLoad, weights: Weights, before: float) -> Move:
    """Return the move of a machine to the best of its candidates."""
    candidates = _candidates(cluster, machine, weights)
    after = terms(cluster.after(machine, candidates[0].host)).score(weights)
    return Move(machine, candidates[0].host, candidates, before, after)


def _possible(cluster: Cluster, machine: MachineLoad, weights: Weights) -> Mapping[str, float]:
    """Return the score after a machine's move to each host that may take it, the price of the move included."""
    return {
        host.name: terms(cluster.after(machine, host.name)).score(weights) + price(cluster, machine, weights)
        for host in cluster.hosts
        if host.name != machine.host and _why_not(cluster, machine, host, weights) is None
    }


def _why_not(cluster: Cluster, machine: MachineLoad, host: HostLoad, weights: Weights) -> Message | None:
    """Return why a host may not take a machine: it cannot, or it would be busier than any host should be."""
    use = cluster.loads[host.name] + machine.cores / host.cores
    if use > weights.above_pct / 100.0 and use >= cluster.loads[machine.host]:
        facts: dict[str, object] = {"host": host.name, "use_pct": 100.0 * use, "above_pct": weights.above_pct}
        return Message(N_("{host} would be used to {use_pct}, more than {above_pct}."), facts)
    return cluster.why_not(machine, host)


def _candidates(cluster: Cluster, machine: MachineLoad, weights: Weights) -> tuple[Candidate, ...]:
    """Return all other hosts: with the score after the move, best first, or why they are not possible."""
    scores = _possible(cluster, machine, weights)
    possible = [Candidate(name, score) for name, score in sorted(scores.items(), key=lambda item: item[1])]
    others = [host for host in cluster.hosts if host.name != machine.host and host.name not in scores]
    return (*possible, *(Candidate(one.name, None, _why_not(cluster, machine, one, weights)) for one in others))


@dataclass(frozen=True, slots=True)
class ByWeights:
    """The rule of one's own, as the balancing service follows it."""

    weights: Weights
    hold_rounds: int = 1

    @property
    def title(self) -> str:
        """Return its name for people."""
        return OWN_TITLE

    def measure(self, cluster: Cluster) -> float:
        """Return the score."""
        return terms(cluster).score(self.weights) if len(cluster.hosts) >= FEWEST_HOSTS else 0.0

    def calls_for_a_move(self, cluster: Cluster) -> bool:
        """Return whether a host is busier or idler than it should be."""
        return len(cluster.hosts) >= FEWEST_HOSTS and bool(out_of_band(cluster, self.weights))

    def best(self, cluster: Cluster) -> Move | None:
        """Return the best move; None for none."""
        return best_weighed_move(cluster, self.weights)

    def reason(self, cluster: Cluster, move: Move | None) -> Message:
        """Say which host is out of band, and what the move does to each term of the score."""
        host = next(one.name for one in out_of_band(cluster, self.weights) if not move or one.name == move.machine.host)
        facts: dict[str, object] = {"host": host, "use_pct": 100.0 * cluster.loads[host]}
        facts |= {"below_pct": self.weights.below_pct, "above_pct": self.weights.above_pct}
        if move is None:
            return Message(
                N_(
                    "{host} is used to {use_pct}, not between {below_pct} and {above_pct}; but by your weights no move is worth it."
                ),
                facts,
            )
        old, new = terms(cluster), terms(cluster.after(move.machine, move.target))
        for name in ("cpu", "memory", "power", "together"):
            facts |= {f"{name}_before": round(getattr(old, name), 3), f"{name}_after": round(getattr(new, name), 3)}
        facts |= {"moving": round(price(cluster, move.machine, self.weights), 3)}
        if move.after > move.before - max(self.weights.least_gain, NOTHING):
            facts |= {"before": round(move.before, 3), "after": round(move.after, 3)}
            return Message(
                N_(
                    "{host} is used to {use_pct}, not between {below_pct} and {above_pct}: all its machines together are worth moving away, this one alone is not (score {before} → {after}, price of the move {moving})."
                ),
                facts,
            )
        return Message(
            N_(
                "{host} is used to {use_pct}, not between {below_pct} and {above_pct}. Uneven CPU {cpu_before} → {cpu_after}, uneven memory {memory_before} → {memory_after}, power {power_before} → {power_after}, apart {together_before} → {together_after}, price of the move {moving}."
            ),
            facts,
        )


OWN_TITLE = N_("Your own weights")
