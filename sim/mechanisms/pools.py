"""Resource pools and trees of cgroups: shares, reservation and limit at every level."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sim.mechanisms.cpu import Claim, waterfill


@dataclass(frozen=True)
class Pool:
    """Machines and pools that share one claim among themselves: a resource pool, or an inner node of a cgroup tree.

    ``expandable``: what is reserved for members beyond the pool's own reservation is borrowed from its parent.
    """

    shares: float
    members: tuple[Claim | Pool, ...]
    reservation: float = 0.0
    limit: float = math.inf
    expandable: bool = True

    @cached_property
    def claim(self) -> Claim:
        """Return what the pool claims from its parent: all that its members can use, within its limit."""
        claims = [claim_of(member) for member in self.members]
        cap = min(sum(cap for _, _, cap in claims), self.limit)
        reserved = sum(floor for _, floor, _ in claims) if self.expandable else 0.0
        return self.shares, min(max(self.reservation, reserved), cap), cap


@dataclass(frozen=True, slots=True)
class Part:
    """What a machine or pool gets, and what each member of the pool gets of it."""

    given: float
    members: tuple[Part, ...] = ()


def claim_of(member: Claim | Pool) -> Claim:
    """Return what a machine or a pool claims."""
    return member.claim if isinstance(member, Pool) else member


def waterfill_tree(capacity: float, members: Sequence[Claim | Pool]) -> tuple[Part, ...]:
    """Divide ``capacity`` level by level: among these members, then each pool's part among its own.

    Shares count among siblings only: two machines in a pool of 4000 shares together weigh as much as one
    machine of 4000 shares beside it.

    >>> busy = (1000.0, 0.0, 8.0)
    >>> alone, crowd = waterfill_tree(8.0, [busy, Pool(1000, (busy, Pool(3000, (busy, busy))))])
    >>> alone.given, crowd.given, [part.given for part in crowd.members], crowd.members[1].members
    (4.0, 4.0, [1.0, 3.0], (Part(given=1.5, members=()), Part(given=1.5, members=())))

    Sources: vSphere Resource Management, "Managing Resource Pools"; Linux, cgroup-v2.rst, "Weights".
    """
    given = waterfill(capacity, [claim_of(member) for member in members])
    return tuple(
        Part(part, waterfill_tree(part, member.members) if isinstance(member, Pool) else ())
        for part, member in zip(given, members, strict=True)
    )


def waterfill_pools(capacity: float, pools: Sequence[Pool]) -> list[tuple[float, list[float]]]:
    """Divide ``capacity`` among pools of machines: (part, members' parts) each.

    >>> busy = (1000.0, 0.0, 6.0)
    >>> waterfill_pools(6.0, [Pool(8000, (busy, busy)), Pool(4000, (busy,) * 4)])
    [(4.0, [2.0, 2.0]), (2.0, [0.5, 0.5, 0.5, 0.5])]
    """
    return [(part.given, [member.given for member in part.members]) for part in waterfill_tree(capacity, pools)]
