"""How a host's processor is divided: shares, reservations, limits, and what waiting they cause."""

from __future__ import annotations

from collections.abc import Sequence

Claim = tuple[float, float, float]
"""What one machine may claim: (shares, floor, cap); shares > 0 and 0 <= floor <= cap, both in the capacity's unit."""


def waterfill(capacity: float, claims: Sequence[Claim]) -> list[float]:
    """Divide ``capacity`` by clamped proportional share and return what each claim gets, in the same unit.

    Everyone gets ``clamp(level * shares, floor, cap)``, with the one level at which the capacity is
    used up: the weighted max-min fair division with guaranteed floors (vSphere Resource Management,
    "shares, reservation, limit"). Where the caps fit together, everyone gets its cap and shares do not
    matter. A floor is a minimum, not a bonus. Floors that do not fit together (a host has lost part of
    its capacity) are all scaled down by the same factor instead of failing.

    At each round the level is what is left divided by the shares still open. If the clamped sum is then
    too large, the true level is lower, so whoever stands at a floor stays there; if too small, whoever
    stands at a cap does. Each round settles at least one claim.

    >>> waterfill(8.0, [(1000, 0, 8), (1000, 0, 8), (2000, 0, 8)])
    [2.0, 2.0, 4.0]
    >>> waterfill(10.0, [(1000, 6.0, 10.0), (1000, 0.0, 10.0)])
    [6.0, 4.0]
    >>> waterfill(3.0, [(1000, 4.0, 8.0), (1000, 2.0, 8.0)])
    [2.0, 1.0]
    """
    given = [cap for _, _, cap in claims]
    if sum(given) <= capacity:
        return given
    reserved = sum([floor for _, floor, _ in claims])
    if reserved >= capacity:
        return [floor * (capacity / reserved) if reserved else 0.0 for _, floor, _ in claims]
    left = capacity
    waiting: Sequence[int] = range(len(claims))
    while waiting:
        level = left / sum([claims[index][0] for index in waiting])
        total = 0.0
        at_floor = []
        at_cap = []
        for index in waiting:
            shares, floor, cap = claims[index]
            share = level * shares
            if share < floor:
                share = floor
                at_floor.append(index)
            elif share > cap:
                share = cap
                at_cap.append(index)
            given[index] = share
            total += share
        settled = at_floor if total > left else at_cap
        if not settled:
            break
        left -= sum([given[index] for index in settled])
        waiting = [index for index in waiting if index not in settled]
    return given
