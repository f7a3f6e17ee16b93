"""The dependency graph of one rack, from the power line over hosts and their parts to machines and their data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Literal, NamedTuple

from sim.inventory import Host, RaidLevel
from sim.mechanisms.dependency import Dependencies, Need, any_of, every
from sim.mechanisms.devices import on_array
from sim.mechanisms.disk import RAID
from sim.scenario import Scenario
from sim.site import ARRAY, Part, parts_of_host, parts_of_site

LevelKind = Literal[
    "supply", "battery", "power", "network", "raid", "array", "storage", "hypervisor", "machine", "process", "data"
]


class Level(NamedTuple):
    """Something that parts are put together to: a host's power, its network, an array, a machine, its data."""

    kind: LevelKind
    name: str


class Resident(NamedTuple):
    """A machine, what it runs on (a host, or the VM whose kernel it shares), and the host."""

    machine: str
    place: str
    host: str


Node = Part | Level
Graph = Dependencies[Node]
SUPPLY = Level("supply", "")
GENERATOR = Part("", "generator", "")
UTILITY = Part("", "utility", "")
ENCLOSURE = Part(ARRAY, "enclosure", "")

MOST_RACKS = 16
"""Racks whose graphs are kept: all who act on one scenario have the same, from run to run."""


def raid_needs(level: RaidLevel, disks: Sequence[Node]) -> list[Need[Node]]:
    """Return what an array of disks needs to keep its data; mirrors stand side by side, the last takes an odd disk.

    >>> disks = [Part("array", "disk", str(number)) for number in range(1, 5)]
    >>> [(need.least, len(need.of)) for need in raid_needs("raid10", disks)]
    [(1, 2), (1, 2)]
    >>> [(need.least, len(need.of)) for need in raid_needs("raid6", disks)]
    [(2, 4)]
    """
    if not RAID[level].mirrored:
        return [Need(len(disks) - RAID[level].survives, tuple(disks))]
    starts = range(0, max(len(disks) - 1, 1), 2)
    ends = [*starts[1:], len(disks)]
    return [any_of(disks[start:end]) for start, end in zip(starts, ends, strict=True)]


def site_parts(scenario: Scenario, hosts: Iterable[Host]) -> list[Part]:
    """Return every part that can break: the building's, the shared array's, and each host's."""
    parts = list(parts_of_site(scenario.site, scenario.storage.array if scenario.shared_storage else None))
    for host in hosts:
        parts += host_parts(scenario, host)
    return parts


def host_parts(scenario: Scenario, host: Host) -> list[Part]:
    """Return every part of one host that can break."""
    return list(parts_of_host(scenario.site, host, has_paths=on_array(scenario, host)))


def site_graph(scenario: Scenario, hosts: Sequence[Host], residents: Iterable[Resident] = ()) -> Graph:
    """Return who needs what, from the power line to the hosts, and on to the machines that are on them."""
    rack = _rack(scenario.model_copy(update={"machines": (), "actions": ()}), tuple(hosts))
    by_name = {host.name: host for host in hosts}
    needs = dict(rack.needs)
    for resident in residents:
        needs |= _machine_levels(scenario, resident, by_name[resident.host])
    return Dependencies(needs, rack)


@lru_cache(maxsize=MOST_RACKS)
def _rack(scenario: Scenario, hosts: tuple[Host, ...]) -> Graph:
    """Return who needs what as far as the hosts: the same whatever runs on them and whatever is done."""
    parts = site_parts(scenario, hosts)
    by_name = {host.name: host for host in hosts}
    needs: dict[Node, Sequence[Need[Node]]] = {part: _part_needs(scenario, part, by_name) for part in parts}
    needs[SUPPLY] = [any_of([part for part in parts if part.kind in ("utility", "generator")])]
    needs |= {Level("battery", feed): [] for feed in scenario.site.feed_names if scenario.site.ups}
    if scenario.shared_storage:
        of_array = [part for part in parts if part.owner == ARRAY]
        needs[Level("raid", "")] = raid_needs(scenario.storage.array.raid, _of_kind(of_array, "disk"))
        needs[Level("array", "")] = [
            every(ENCLOSURE),
            any_of(_of_kind(of_array, "controller")),
            every(Level("raid", "")),
        ]
    for name, own in groupby((part for part in parts if part.host), key=lambda part: part.host):
        needs |= _host_levels(scenario, by_name[name], list(own))
    return Dependencies(needs)


def _part_needs(scenario: Scenario, part: Part, hosts: Mapping[str, Host]) -> list[Need[Node]]:
    """Return what a part needs besides being whole."""
    site = scenario.site
    if part.kind in ("switch", "enclosure"):
        return [any_of([Part("", "feed", feed) for feed in site.feed_names])]
    if part.kind == "feed" and site.ups:
        return [every(Part("", "ups", part.label)), any_of([SUPPLY, Level("battery", part.label)])]
    above = _above(scenario, part, hosts)
    return [every(*above)] if above else []


def _above(scenario: Scenario, part: Part, hosts: Mapping[str, Host]) -> list[Node]:
    """Return what a part hangs on, where there is no choice."""
    site = scenario.site
    if part.kind == "feed":
        return [SUPPLY]
    if part.kind == "psu":
        return [Part("", "feed", site.feed_of(hosts[part.owner], int(part.label)))]
    if part.kind == "nic":
        return [Part("", "switch", str((int(part.label) - 1) % site.switches + 1))]
    if part.kind == "controller":
        return [ENCLOSURE]
    if part.kind == "path":
        controller: Node = Part(ARRAY, "controller", str((int(part.label) - 1) % site.controllers + 1))
        return [controller, Level("network", part.owner)] if scenario.storage.network == "shared" else [controller]
    return []


def _host_levels(scenario: Scenario, host: Host, parts: Sequence[Part]) -> dict[Node, Sequence[Need[Node]]]:
    """Return what a host's parts are put together to."""
    name, disks = host.name, _of_kind(parts, "disk")
    raid: list[Need[Node]] = [every(Level("raid", name))] if disks else []
    levels: dict[Node, Sequence[Need[Node]]] = {
        Level("power", name): [Need(host.supplies_needed, tuple(_of_kind(parts, "psu")))],
        Level("network", name): [any_of(_of_kind(parts, "nic"))],
        # The hypervisor lies on the host's own disks, wherever the machines do.
        Level("hypervisor", name): [every(Level("power", name)), *raid],
    }
    if disks:
        levels[Level("raid", name)] = raid_needs(host.raid, disks)
    if on_array(scenario, host):
        levels[Level("storage", name)] = [any_of(_of_kind(parts, "path")), every(Level("array", ""))]
    return levels


def _machine_levels(scenario: Scenario, resident: Resident, host: Host) -> dict[Node, Sequence[Need[Node]]]:
    """Return what a machine, its application and its data need."""
    machine, place, _ = resident
    shared = on_array(scenario, host)
    kernel = Level("hypervisor", host.name) if place == host.name else Level("machine", place)
    ways: list[Node] = [kernel, Level("network", host.name)]
    if shared:
        ways.append(Level("storage", host.name))
    disks = shared or bool(host.disks)
    return {
        Level("machine", machine): [every(*ways)],
        Level("process", machine): [every(Level("machine", machine))],
        Level("data", machine): [every(Level("raid", "" if shared else host.name))] if disks else [],
    }


def _of_kind(parts: Iterable[Part], kind: str) -> list[Node]:
    return [part for part in parts if part.kind == kind]
