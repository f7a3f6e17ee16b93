"""How machines that need several resources at once are served: each as fast as the scarcest of them lets it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import lt

ROUNDS = 40
"""How often resources are divided anew at most; two or three times is usual."""
SETTLED = 1e-8
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
    scarce: dict[int, Resource] = {}
    first_parts: dict[int, Sequence[float]] = {}
    for number, resource in enumerate(resources):
        asked = [wishes[member] for member in resource.members]
        parts = resource.divide(asked)
        if any(map(lt, parts, asked)):
            scarce[number], first_parts[number] = resource, parts
    if len(scarce) <= 1:
        return _alone(wishes, scarce, first_parts)
    inside = {number: frozenset(resource.members) for number, resource in scarce.items()}
    limits: list[dict[int, float]] = [{} for _ in wishes]
    stale = dict.fromkeys(scarce, True)
    for _ in range(ROUNDS):
        if not any(stale.values()):
            break
        for number, resource in scarce.items():
            if stale[number]:
                changed = _divide_one(resource, wishes, number, limits, first_parts.pop(number, None))
                stale[number] = False
                stale |= {other: True for other in scarce if other != number and not inside[other].isdisjoint(changed)}
    given = [min(wish, *limit.values()) if limit else wish for wish, limit in zip(wishes, limits, strict=True)]
    held_by = [min(limit, key=lambda number: (limit[number], number)) if limit else NOTHING for limit in limits]
    _keep_within(given, scarce.values())
    return Progress(given, held_by)


def _alone(wishes: Sequence[float], scarce: Mapping[int, Resource], parts: Mapping[int, Sequence[float]]) -> Progress:
    """Return how fast everybody goes where one resource is scarce, or none: as fast as that one lets its members."""
    given, held_by = list(wishes), [NOTHING] * len(wishes)
    for number, resource in scarce.items():
        for member, part in zip(resource.members, parts[number], strict=True):
            if part < given[member]:
                given[member], held_by[member] = part, number
    _keep_within(given, scarce.values())
    return Progress(given, held_by)


def _divide_one(
    resource: Resource,
    wishes: Sequence[float],
    number: int,
    limits: Sequence[dict[int, float]],
    of_wishes: Sequence[float] | None,
) -> list[int]:
    """Divide one resource among what the others let through; return for whom that changed what it lets through.

    ``of_wishes`` are the parts where everybody claims what they wish for, if that is known.
    """
    claims = []
    for member in resource.members:
        claim = wishes[member]
        for other, limit in limits[member].items():
            if limit < claim and other != number:
                claim = limit
                of_wishes = None
        claims.append(claim)
    changed = []
    parts = resource.divide(claims) if of_wishes is None else of_wishes
    for member, claim, part in zip(resource.members, claims, parts, strict=True):
        mine, wish = limits[member], wishes[member]
        before = mine.pop(number, wish)
        now = wish
        if part < claim:
            now = mine[number] = part
        if abs(before - now) > SETTLED * wish:
            changed.append(member)
    return changed


def _keep_within(given: list[float], resources: Iterable[Resource]) -> None:
    """Take away what exceeds a resource by less than the rounds could settle."""
    for resource in resources:
        for member, part in zip(
            resource.members, resource.divide([given[member] for member in resource.members]), strict=True
        ):
            given[member] = min(given[member], part)
