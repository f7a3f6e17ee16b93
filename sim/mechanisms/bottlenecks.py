"""How machines that need several resources at once are served: each as fast as the scarcest of them lets it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
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
    # What could give everybody all they wish for never holds anybody back; usually that leaves one or two.
    scarce = [number for number, resource in enumerate(resources) if _is_scarce(resource, wishes)]
    limits = {number: [math.inf] * len(wishes) for number in scarce}
    enough = SETTLED * max(wishes, default=0.0)
    for _ in range(ROUNDS):
        changes = [_divide_one(resources[number], wishes, number, limits) for number in scarce]
        if len(scarce) <= 1 or max(changes) <= enough:
            break
    given, held_by = list(wishes), [NOTHING] * len(wishes)
    for number, let_through in limits.items():
        for member in resources[number].members:
            if let_through[member] < given[member]:
                given[member], held_by[member] = let_through[member], number
    _keep_within(given, [resources[number] for number in scarce])
    return Progress(given, held_by)


def _is_scarce(resource: Resource, wishes: Sequence[float]) -> bool:
    asked = [wishes[member] for member in resource.members]
    return any(part < wish for part, wish in zip(resource.divide(asked), asked, strict=True))


def _divide_one(resource: Resource, wishes: Sequence[float], number: int, limits: Mapping[int, list[float]]) -> float:
    """Divide one resource among what the others let through; return the largest change of what it lets through."""
    members = resource.members
    claims = [wishes[member] for member in members]
    for other, theirs in limits.items():
        if other != number:
            claims = [min(claim, theirs[member]) for claim, member in zip(claims, members, strict=True)]
    mine, largest = limits[number], 0.0
    for member, claim, part in zip(members, claims, resource.divide(claims), strict=True):
        before = mine[member]
        now = part if part < claim else math.inf
        if before != now:
            mine[member] = now
            largest = max(largest, abs(min(before, wishes[member]) - min(now, wishes[member])))
    return largest


def _keep_within(given: list[float], resources: Sequence[Resource]) -> None:
    """Take away what exceeds a resource by less than the rounds could settle."""
    for resource in resources:
        for member, part in zip(
            resource.members, resource.divide([given[member] for member in resource.members]), strict=True
        ):
            given[member] = min(given[member], part)
