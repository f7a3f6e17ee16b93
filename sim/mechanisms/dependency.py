"""What needs what to work, and what stops when something fails: one graph, from the power line to a process.

A node works when it has not failed itself and each of its needs is met; a need is met while enough of the
nodes that it names work. Redundancy is nothing but a need that asks for fewer than it names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Generic, TypeVar

N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class Need(Generic[N]):
    """At least ``least`` of these nodes must work."""

    least: int
    of: tuple[N, ...]


def every(*nodes: N) -> Need[N]:
    """Return the need for all of these nodes.

    >>> every("disk 1", "disk 2").least
    2
    """
    return Need(len(nodes), nodes)


def any_of(nodes: Iterable[N]) -> Need[N]:
    """Return the need for one of these nodes, whichever."""
    return Need(1, tuple(nodes))


@dataclass(frozen=True)
class Dependencies(Generic[N]):
    """Every node with its needs; a node without needs stands for itself.

    >>> rack = Dependencies(
    ...     {"A": [], "B": [], "psu 1": [every("A")], "psu 2": [every("B")], "host": [any_of(["psu 1", "psu 2"])]}
    ... )
    >>> list(rack.down({"A"})), list(rack.down({"A", "psu 2"}))
    (['A', 'psu 1'], ['A', 'psu 1', 'psu 2', 'host'])
    >>> rack.walls({"A"}), rack.way({"A", "B"}, "host")
    (['host'], ('A', 'psu 1', 'host'))

    Raise a graphlib.CycleError when something needs itself.
    Source: reliability block diagrams, IEC 61078, with their "m out of n" blocks.
    """

    needs: Mapping[N, Sequence[Need[N]]]
    base: Dependencies[N] | None = None
    """A part of it that stands by itself and has been put in order before; its nodes are among ``needs`` too."""

    @cached_property
    def order(self) -> tuple[N, ...]:
        """Return all nodes, what is needed before what needs it."""
        first: tuple[N, ...] = self.base.order if self.base else ()
        placed = frozenset(first)
        graph = {
            node: [other for need in needs for other in need.of if other not in placed]
            for node, needs in self.needs.items()
            if node not in placed
        }
        return (*first, *TopologicalSorter(graph).static_order())

    @cached_property
    def _redundant(self) -> tuple[N, ...]:
        """Return the nodes that can lose something that they need."""
        return tuple(node for node in self.order if any(need.least < len(need.of) for need in self.needs[node]))

    @cached_property
    def _down(self) -> dict[frozenset[N], Mapping[N, None]]:
        """What was found out before: one fault is asked about in many ways."""
        return {}

    def down(self, failed: Collection[N]) -> Mapping[N, None]:
        """Return everything that does not work when these nodes have failed; like a set, but in order."""
        known = self._down.get(frozenset(failed))
        if known is not None:
            return known
        down: dict[N, None] = {}
        for node in self.order:
            if node in failed or any(_working(need, down) < need.least for need in self.needs[node]):
                down[node] = None
        self._down[frozenset(failed)] = down
        return down

    def walls(self, failed: Collection[N]) -> list[N]:
        """Return what goes on working although something that it needs does not: where the fault ends."""
        down = self.down(failed)
        return [
            node
            for node in self._redundant
            if node not in down and any(_working(need, down) < len(need.of) for need in self.needs[node])
        ]

    def bare(self, failed: Collection[N]) -> list[N]:
        """Return the walls that one more failure would break: those with nothing left to spare."""
        down = self.down(failed)
        return [
            node
            for node in self.walls(failed)
            if any(_working(need, down) == need.least < len(need.of) for need in self.needs[node])
        ]

    def way(self, failed: Collection[N], node: N) -> tuple[N, ...]:
        """Return one chain of failures from a failed node to this one; empty when it works."""
        down = self.down(failed)
        if node not in down:
            return ()
        chain = [node]
        while chain[-1] not in failed:
            unmet = next(need for need in self.needs[chain[-1]] if _working(need, down) < need.least)
            chain.append(next(other for other in unmet.of if other in down))
        return tuple(reversed(chain))


def _working(need: Need[N], down: Mapping[N, None]) -> int:
    return len(need.of) - sum(map(down.__contains__, need.of))
