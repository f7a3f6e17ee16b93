"""When to switch hosts on and off: the band that VMware's Distributed Power Management keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sim.policies.cluster import Cluster, HostLoad, MachineLoad, Preference
from sim.text import N_, Message

LOWEST_USE = 0.45
HIGHEST_USE = 0.81
"""The band of 63 % give or take 18 % (Broadcom KB 310527)."""
ON_WINDOW_S = 300.0
"""A host is switched on when use was above the band for so long on average."""
OFF_WINDOW_S = 2400.0


def power_advice(
    recent_on: Sequence[float],
    recent_off: Sequence[float],
    band: tuple[float, float] = (LOWEST_USE, HIGHEST_USE),
) -> Literal["on", "off", "stay"]:
    """Return whether a host should be switched on or off, for the use of the hosts that are on in both windows.

    >>> power_advice([0.9, 0.8], [0.6]), power_advice([0.5], [0.3, 0.4]), power_advice([0.5], [0.5])
    ('on', 'off', 'stay')
    """
    if recent_on and sum(recent_on) / len(recent_on) > band[1]:
        return "on"
    if recent_off and sum(recent_off) / len(recent_off) < band[0]:
        return "off"
    return "stay"


@dataclass(frozen=True, slots=True)
class Evacuation:
    """How a host would be emptied: which machine goes where, and how much memory that is; or why it cannot be."""

    host: str
    moves: tuple[tuple[str, str], ...] = ()
    moved_mib: float = 0.0
    why_not: Message | None = None


def load_with(cluster: Cluster, machine: MachineLoad, host: HostLoad) -> float:
    """Return how much a host is used with a machine on it, in parts of its CPU."""
    return (cluster.used_cores[host.name] + machine.cores) / host.cores


def evacuation(
    cluster: Cluster, host: HostLoad, most_use: float, spare_hosts: int, prefer: Preference = load_with
) -> Evacuation:
    """Return how a host would be emptied so that the others stay below a use, with room for so many of them to fail.

    Large machines are placed first, each on the host that ``prefer`` measures least for.

    >>> from sim.policies.cluster import MachineLoad
    >>> hosts = (HostLoad("a", 8.0, 8192), HostLoad("b", 8.0, 8192), HostLoad("c", 8.0, 8192))
    >>> cluster = Cluster(hosts, (MachineLoad("mail", "a", 1.0, 1024),), lambda machine, host: None)
    >>> evacuation(cluster, hosts[0], 0.63, 1).moves, evacuation(cluster, hosts[0], 0.63, 2).why_not.english()
    ((('mail', 'b'),), 'Without a, nothing would be left if hosts failed (hosts that may fail: 2).')
    """
    facts: dict[str, object] = {"host": host.name}
    rest = cluster.without(host.name)
    why_not = _too_few(cluster, rest, host, spare_hosts)
    if why_not is not None:
        return Evacuation(host.name, why_not=why_not)
    moves = []
    leaving = cluster.on(host.name)
    for machine in sorted(leaving, key=lambda one: -one.memory_mib):
        stays = cluster.stays(machine.name)
        if stays is not None:
            return Evacuation(host.name, why_not=stays)
        target = rest.best_for(machine, prefer)
        if target is None:
            text = N_("No other host takes {machine} from {host}.")
            return Evacuation(host.name, why_not=Message(text, facts | {"machine": machine.name}))
        rest = rest.after(machine, target.name)
        moves.append((machine.name, target.name))
    if max(rest.loads.values()) > most_use:
        text = N_("Without {host}, another host would be used to {use_pct}: more than {most_pct}.")
        told = facts | {"use_pct": 100.0 * max(rest.loads.values()), "most_pct": 100.0 * most_use}
        return Evacuation(host.name, why_not=Message(text, told))
    return Evacuation(host.name, tuple(moves), sum(machine.memory_mib for machine in leaving))


def _too_few(cluster: Cluster, rest: Cluster, host: HostLoad, spare_hosts: int) -> Message | None:
    """Return why the hosts that would be left are too few, counting those that may fail; None when they are not."""
    facts: dict[str, object] = {"host": host.name, "spare_hosts": spare_hosts}
    if not rest.hosts:
        return Message(N_("{host} is the only host that is on."), facts)
    kept = sorted(one.memory_mib for one in rest.hosts)[: max(len(rest.hosts) - spare_hosts, 0)]
    if not kept:
        text = N_("Without {host}, nothing would be left if hosts failed (hosts that may fail: {spare_hosts}).")
        return Message(text, facts)
    if sum(machine.memory_mib for machine in cluster.machines) > sum(kept):
        text = N_(
            "Without {host}, the memory of all machines would not fit if hosts failed (hosts that may fail: {spare_hosts})."
        )
        return Message(text, facts)
    return None
