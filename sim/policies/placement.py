"""Where a new machine goes.

A placement policy gives every host with room a score; the lowest score wins, and of equal scores the
first host in the rack. What has no room is not the policy's business: it is filtered before, with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.registry import Registry
from sim.text import N_, Message


@dataclass(frozen=True, slots=True)
class HostView:
    """What a placement policy may know about a host."""

    name: str
    position: int
    """Place in the rack, from 0."""
    free_memory_mib: float
    memory_mib: float
    cores: float = 1.0
    promised_vcpus: float = 0.0
    """vCPUs of the machines that it has."""
    watts: Callable[[float], float] = lambda use: 0.0  # noqa: ARG005
    """What it draws at a CPU use from 0 to 1."""

    def use(self, more_vcpus: float = 0.0) -> float:
        """Return the CPU use if all vCPUs promised worked at once, at most 1."""
        return min((self.promised_vcpus + more_vcpus) / self.cores, 1.0)


@dataclass(frozen=True, slots=True)
class MachineView:
    """What a placement policy may know about the machine to be placed."""

    name: str
    vcpus: int
    memory_mib: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A host that was considered: its score (lower is better), or why it was not possible."""

    host: str
    score: float | None
    why_not: Message | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """A policy's name for people and its score."""

    title: str
    reason: str
    score: Callable[[MachineView, HostView], float]


PLACEMENTS: Registry[Placement] = Registry("placement policy")

PLACEMENTS.add("first_fit")(
    Placement(N_("First fit"), N_("the first host with room"), lambda machine, host: float(host.position))  # noqa: ARG005
)
PLACEMENTS.add("best_fit")(
    Placement(
        N_("Best fit"),
        N_("the host that it fills most"),
        lambda machine, host: host.free_memory_mib - machine.memory_mib,
    )
)
PLACEMENTS.add("worst_fit")(
    Placement(
        N_("Worst fit"),
        N_("the host with most memory left"),
        lambda machine, host: machine.memory_mib - host.free_memory_mib,
    )
)


def _added_watts(machine: MachineView, host: HostView) -> float:
    """Return what a host draws more with a machine that uses all its vCPUs.

    >>> frugal = HostView("a", 0, 4096, 8192, cores=8.0, watts=lambda use: 100 + 50 * use)
    >>> _added_watts(MachineView("m", 2, 1024), frugal)
    12.5
    """
    return host.watts(host.use(machine.vcpus)) - host.watts(host.use())


def _unlikeness(machine: MachineView, host: HostView) -> float:
    """Return how little a machine's size is like the room that a host has left: minus their scalar product.

    >>> _unlikeness(MachineView("m", 2, 1024), HostView("a", 0, 4096, 8192, cores=8.0, promised_vcpus=4.0))
    -0.1875
    """
    cpu = machine.vcpus / host.cores * (1.0 - host.use())
    memory = machine.memory_mib / host.memory_mib * host.free_memory_mib / host.memory_mib
    return -(cpu + memory)


PLACEMENTS.add("power_aware")(
    Placement(
        N_("Power-aware best fit (PABFD)"),
        N_("the host whose power grows least, of equal ones the first"),
        _added_watts,
    )
)
PLACEMENTS.add("dot_product")(
    Placement(N_("Dot product"), N_("the host whose free CPU and memory are most like what it needs"), _unlikeness)
)


def choose(policy: Placement, machine: MachineView, hosts: Sequence[HostView]) -> tuple[Candidate, ...]:
    """Return the hosts with their scores, best first.

    >>> hosts = [HostView("a", 0, 4096, 8192), HostView("b", 1, 2048, 8192)]
    >>> [c.host for c in choose(PLACEMENTS["best_fit"], MachineView("m", 2, 1024), hosts)]
    ['b', 'a']
    """
    scored = [Candidate(host.name, policy.score(machine, host)) for host in hosts]
    return tuple(sorted(scored, key=lambda candidate: candidate.score or 0.0))
