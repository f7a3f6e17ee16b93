"""Who claims CPU from whom on one host: machines from pools, pools from pools, containers from their VM.

A resource pool spans the rack. On each host it has a part of its shares, its reservation and its limit, so that all
hosts together keep to its settings: what its running machines there have reserved, and of the rest the part that
their weights are of the weights of all its running machines.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np

from sim.inventory import OWN_SHARES, ResourcePool
from sim.mechanisms.cpu import Claim, waterfill_rows
from sim.mechanisms.pools import Part, Pool, waterfill_tree
from sim.steps import Floats

NO_KERNEL = -1
NO_POOL = ""


class Claimant(NamedTuple):
    """A machine that runs on a host: its number, its weight, what is guaranteed to it and what it can use, in cores.

    ``kernel`` is the number of the VM that carries it, ``pool`` the name of the pool that it is in.
    """

    machine: int
    shares: float
    floor: float = 0.0
    cap: float = math.inf
    kernel: int = NO_KERNEL
    pool: str = NO_POOL


@dataclass(frozen=True, slots=True)
class Branch:
    """Machines, by number, and branches that share one claim: a pool on one host, or a VM with its containers."""

    shares: float
    members: Sequence[int | Branch]
    reservation: float = 0.0
    limit: float = math.inf
    expandable: bool = False

    @property
    def machines(self) -> Iterator[int]:
        """Yield every machine in it, at any depth."""
        for member in self.members:
            if isinstance(member, Branch):
                yield from member.machines
            else:
                yield member


Tree = Sequence[int | Branch]
"""Who claims from a host itself."""


class PoolPart(NamedTuple):
    """How much of a pool is on one host: a part of its weight, and of what its machines have reserved."""

    part: float = 1.0
    reserved_here: float = 0.0
    reserved: float = 0.0

    def of(self, cores: float) -> float:
        """Return what a host has of an amount that the pool has in the whole rack.

        >>> PoolPart(part=0.5, reserved_here=1.0, reserved=1.0).of(4.0)
        2.5
        """
        if self.part == 1.0:
            return max(cores, self.reserved)
        return self.reserved_here + max(cores - self.reserved, 0.0) * self.part


ALL_OF_IT = PoolPart()


def tree_of(claimants: Sequence[Claimant], pools: Mapping[str, ResourcePool], parts: Mapping[str, PoolPart]) -> Tree:
    """Return who claims from whom on a host; ``parts`` is how much of each pool is on it.

    >>> pools = {"shop": ResourcePool(name="shop", shares=8000, limit_cores=4.0)}
    >>> crowd = [Claimant(0, 1000.0), Claimant(1, 1000.0, pool="shop"), Claimant(2, 2000.0, cap=2.0), Claimant(3, 500.0, kernel=2)]
    >>> alone, vm, shop = tree_of(crowd, pools, {"shop": PoolPart(0.5)})
    >>> alone, list(vm.machines), vm.limit, list(shop.machines), shop.shares, shop.limit
    (0, [2, 3], 2.0, [1], 4000.0, 2.0)
    """
    carried: defaultdict[int, list[int]] = defaultdict(list)
    for each in claimants:
        if each.kernel != NO_KERNEL:
            carried[each.kernel].append(each.machine)
    inside: defaultdict[str, list[int | Branch]] = defaultdict(list)
    for each in claimants:
        if each.machine in carried:
            members = (each.machine, *carried[each.machine])
            inside[each.pool].append(Branch(each.shares, members, each.floor, each.cap))
        elif each.kernel == NO_KERNEL:
            inside[each.pool].append(each.machine)
    return _level(NO_POOL, inside, pools, parts) if pools else inside[NO_POOL]


def _level(
    parent: str,
    inside: Mapping[str, Sequence[int | Branch]],
    pools: Mapping[str, ResourcePool],
    parts: Mapping[str, PoolPart],
) -> list[int | Branch]:
    """Return what claims from a pool, or from the host itself."""
    members = list(inside.get(parent, ()))
    for pool in pools.values():
        if pool.parent != parent:
            continue
        its = _level(pool.name, inside, pools, parts)
        if its:
            here = parts.get(pool.name, ALL_OF_IT)
            limit = math.inf if pool.limit_cores is None else here.of(pool.limit_cores)
            # Whether a reservation could be expanded was settled when a machine started: what it has, it has.
            reservation = here.of(pool.reservation_cores)
            members.append(Branch(pool.shares * here.part, its, reservation, limit, expandable=True))
    return members


def ceilings_of(tree: Tree) -> list[tuple[float, list[int]]]:
    """Return what groups of machines may use together, in cores: VMs with containers, and pools with a limit."""
    found = []
    for member in tree:
        if isinstance(member, Branch):
            if member.limit < math.inf:
                found.append((member.limit, list(member.machines)))
            found += ceilings_of(member.members)
    return found


def own_terms(claimants: Iterable[Claimant]) -> list[tuple[float, float]]:
    """Return the weight and the floor with which each machine claims for what runs in itself.

    A VM that carries containers claims for its own processes beside them; its shares and its reservation stand for
    all that runs on its kernel.
    """
    everybody = list(claimants)
    carriers = {each.kernel for each in everybody}
    return [(OWN_SHARES, 0.0) if each.machine in carriers else (each.shares, each.floor) for each in everybody]


def divide(capacity: float, tree: Tree, claims: Mapping[int, Claim]) -> dict[int, float]:
    """Divide a host level by level and return what each machine gets.

    >>> pair = Branch(2000, (0, 1), limit=4.0)
    >>> divide(3.0, (2, pair), {0: (1000, 0, 1.0), 1: (1000, 0, 2.0), 2: (1000, 0, 2.0)})
    {2: 1.0, 0: 1.0, 1: 1.0}
    """
    given: dict[int, float] = {}
    _collect(tree, waterfill_tree(capacity, [_with_claims(member, claims) for member in tree]), given)
    return given


def _with_claims(member: int | Branch, claims: Mapping[int, Claim]) -> Claim | Pool:
    if not isinstance(member, Branch):
        return claims[member]
    inside = tuple([_with_claims(each, claims) for each in member.members])
    return Pool(member.shares, inside, member.reservation, member.limit, member.expandable)


def _collect(members: Tree, parts: Sequence[Part], given: dict[int, float]) -> None:
    for member, part in zip(members, parts, strict=True):
        if isinstance(member, Branch):
            _collect(member.members, part.members, given)
        else:
            given[member] = part.given


@dataclass(frozen=True)
class Rows:
    """What branches and machines claim at many instants at once: one row each."""

    shares: float
    floors: Floats
    caps: Floats


def part_of_one(
    machine: int, capacity: Floats, tree: Tree, terms: Sequence[tuple[float, float]], wishes: Floats
) -> Floats:
    """Return what one machine gets at many instants; ``wishes`` has one row per instant and one column per machine.

    ``terms`` are weight and floor of each machine. Only the branches around the machine are divided.

    >>> part_of_one(2, np.array([4.0, 8.0]), (0, Branch(3000, (1, 2))), [(1000, 0)] * 3, np.full((2, 3), 8.0))
    array([1.5, 3. ])
    """
    if not any(isinstance(member, Branch) for member in tree):
        columns = cast("list[int]", list(tree))
        shares, floors = np.array([terms[column] for column in columns]).T
        wished = wishes[:, columns]
        return waterfill_rows(capacity, shares, np.minimum(floors, wished), wished)[:, columns.index(machine)]
    claims = [_rows(member, terms, wishes) for member in tree]
    around = next(
        index
        for index, member in enumerate(tree)
        if member == machine or (isinstance(member, Branch) and machine in member.machines)
    )
    weights = [claim.shares for claim in claims]
    lows, caps = np.stack([claim.floors for claim in claims], axis=1), np.stack([c.caps for c in claims], axis=1)
    part: Floats = waterfill_rows(capacity, weights, lows, caps)[:, around]
    inner = tree[around]
    return part_of_one(machine, part, inner.members, terms, wishes) if isinstance(inner, Branch) else part


def _rows(member: int | Branch, terms: Sequence[tuple[float, float]], wishes: Floats) -> Rows:
    if not isinstance(member, Branch):
        shares, floor = terms[member]
        return Rows(shares, np.minimum(floor, wishes[:, member]), wishes[:, member])
    claims = [_rows(each, terms, wishes) for each in member.members]
    caps = np.minimum(np.sum([claim.caps for claim in claims], axis=0), member.limit)
    reserved = np.sum([claim.floors for claim in claims], axis=0) if member.expandable else 0.0
    return Rows(member.shares, np.minimum(np.maximum(member.reservation, reserved), caps), caps)


# How much of a pool is where


def parts_of_pools(
    running: Iterable[tuple[int, Claimant]], pools: Mapping[str, ResourcePool]
) -> dict[int, dict[str, PoolPart]]:
    """Return for each host how much of every pool is on it; ``running`` says who runs on which host.

    >>> pools = {"shop": ResourcePool(name="shop"), "tests": ResourcePool(name="tests", parent="shop")}
    >>> crowd = [(0, Claimant(0, 1000.0, floor=0.5, pool="tests")), (1, Claimant(1, 3000.0, pool="shop"))]
    >>> parts_of_pools(crowd, pools)[0]
    {'tests': PoolPart(part=1.0, reserved_here=0.5, reserved=0.5), 'shop': PoolPart(part=0.25, reserved_here=0.5, reserved=0.5)}
    """
    weights: defaultdict[int, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    in_all: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for host, claimant in running:
        if claimant.kernel != NO_KERNEL:
            continue
        for name in path_up(claimant.pool, pools):
            for sums in (weights[host][name], in_all[name]):
                sums[0] += claimant.shares
                sums[1] += claimant.floor
    return {
        host: {
            name: PoolPart(weight / in_all[name][0], reserved, in_all[name][1])
            for name, (weight, reserved) in its.items()
        }
        for host, its in weights.items()
    }


def path_up(pool: str, pools: Mapping[str, ResourcePool]) -> Iterator[str]:
    """Yield a pool and all that it is in, from the inside out; nothing for no pool.

    >>> list(path_up("b", {"a": ResourcePool(name="a"), "b": ResourcePool(name="b", parent="a")}))
    ['b', 'a']
    """
    while pool in pools:
        yield pool
        pool = pools[pool].parent
