"""How machines that need several resources at once are served: each as fast as the scarcest of them lets it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

ROUNDS = 40
"""How often resources are divided anew at most; two or three times is usual."""
SETTLED = 1e-10
"""The change, relative to what was wished for, below which nothing changes any more."""
NOTHING = -1


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that several machines need in order to go on.

    ``members`` are the machines that need it, by position. ``divide`` takes how fast each would go and returns
    how fast each can go, in the same order and unit, never faster than it would.
    """

    members: Sequence[int]
    divide: Callable[[Sequence[float]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How fast each machine goes, and which resource holds it back, by position, or ``NOTHING``."""

    given: list[float]
    held_by: list[int]


def divide_together(wishes: Sequence[float], resources: Sequence[Resource]) -> Progress:
    """Return how fast machines go that want to go as fast as ``wishes`` and need all resources that name them.

    Every resource is divided among its members by its own rule, but nobody claims more of it than the others let
    it use; so what a machine that waits for its disk leaves of the processor goes to those that can use it.
    Whoever gets less than it wished for is held back by a resource that is used up (bottleneck fairness:
    Bonald & Roberts, "Multi-resource fairness", SIGMETRICS 2015). The division is found by dividing one
    resource after the other until nothing changes.

    >>> from sim.mechanisms.cpu import waterfill
    >>> processor = Resource((0, 1), lambda wishes: waterfill(4.0, [(1, 0, wish) for wish in wishes]))
    >>> disk = Resource((0,), lambda wishes: [min(wishes[0], 1.0)])
    >>> divide_together([4.0, 4.0], [processor, disk])
    Progress(given=[1.0, 3.0], held_by=[1, 0])
    """
    limits: list[dict[int, float]] = [{} for _ in wishes]
    enough = SETTLED * max(wishes, default=0.0)
    for _ in range(ROUNDS):
        changes = [_divide_one(number, resource, wishes, limits) for number, resource in enumerate(resources)]
        if max(changes, default=0.0) <= enough:
            break
    given = [min(wish, *limit.values()) if limit else wish for wish, limit in zip(wishes, limits, strict=True)]
    held_by = [min(limit, key=limit.__getitem__) if limit else NOTHING for limit in limits]
    _keep_within(given, resources)
    return Progress(given, held_by)


def _divide_one(number: int, resource: Resource, wishes: Sequence[float], limits: list[dict[int, float]]) -> float:
    """Divide one resource among what the others let through; return the largest change of what it lets through."""
    claims = [
        min(wishes[member], *(limit for other, limit in limits[member].items() if other != number), math.inf)
        for member in resource.members
    ]
    largest = 0.0
    for member, claim, part in zip(resource.members, claims, resource.divide(claims), strict=True):
        limit = limits[member]
        before = limit.pop(number, math.inf)
        now = part if part < claim else math.inf
        if now < math.inf:
            limit[number] = part
        if before != now:
            largest = max(largest, abs(min(before, wishes[member]) - min(now, wishes[member])))
    return largest


def _keep_within(given: list[float], resources: Sequence[Resource]) -> None:
    """Take away what exceeds a resource by less than the rounds could settle."""
    for resource in resources:
        for member, part in zip(
            resource.members, resource.divide([given[member] for member in resource.members]), strict=True
        ):
            given[member] = min(given[member], part)
