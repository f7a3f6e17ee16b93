"""What stands around all hosts, for the row above the rack: mains, feeds, switches and the shared array, in few groups."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

from pages.shell.words import Words
from sim.mechanisms.site_graph import SUPPLY, Level, Node, site_graph, site_parts
from sim.run import Run
from sim.site import ARRAY, Part, Site, part_named
from sim.text import N_, Message

PREFIX = "part:"
"""What a group's name begins with: no machine or host may have a colon in its name."""
FAILED = ("failed", "rebuilding")
Downs = list[tuple[float, Collection[Node]]]
"""What of the building does not work from when on."""

_ICONS = {"mains": "mains", "feed": "feed", "switch": "network", "array": "data"}
_TITLES = {
    "mains": N_("Mains"),
    "feed": N_("Feed {label}"),
    "switch": N_("Switch {label}"),
    "array": N_("Storage"),
}
_MEANINGS = {
    "mains": N_("Power from outside, for the whole building."),
    "feed": N_("A power line into the rack; each power supply of a host hangs on one."),
    "switch": N_("It connects the hosts’ network cards to everybody else."),
    "array": N_("The disks that the hosts share: controllers, disks, and paths from each host."),
}
_WITH_GENERATOR = N_("Power from outside, and a generator that starts when it fails.")
_WITH_UPS = N_("A power line into the rack; when the mains fail, its UPS carries it for {lasts_s}.")


def building(run: Run, words: Words) -> list[dict[str, Any]]:
    """Return the groups of the building's parts, each with what has become of it since the start."""
    groups: dict[tuple[str, str], list[Part]] = {}
    for part in site_parts(run.scenario, run.hosts):
        if (group := _group_of(part)) is not None:
            groups.setdefault(group, []).append(part)
    downs = _downs(run)
    return [_entry(run, group, parts, downs, words) for group, parts in groups.items()]


def _group_of(part: Part) -> tuple[str, str] | None:
    """Return kind and label of the group that a part belongs to; None for what is inside a host.

    >>> _group_of(Part("", "ups", "B")), _group_of(Part("array", "disk", "3")), _group_of(Part("host-a", "psu", "1"))
    (('feed', 'B'), ('array', ''), None)
    """
    if part.owner == ARRAY or part.kind == "path":
        return "array", ""
    if part.host:
        return None
    if part.kind in ("utility", "generator"):
        return "mains", ""
    return ("switch" if part.kind == "switch" else "feed"), part.label


def _entry(run: Run, group: tuple[str, str], parts: list[Part], downs: Downs, words: Words) -> dict[str, Any]:
    kind, label = group
    ordered = sorted(parts, key=lambda part: part.kind == "ups")  # a feed comes before its battery
    nodes: dict[str, Node] = {"mains": SUPPLY, "array": Level("array", "")}
    return {
        "name": PREFIX + ordered[0].name,
        "icon": _ICONS[kind],
        "title": words.say(Message(_TITLES[kind], {"label": label})),
        "meaning": words.say(_meaning(kind, run.scenario.site)),
        "parts": [[part.name, part.kind, words.say(part.title), part.host] for part in ordered],
        "broken": _broken(run, ordered, words),
        "down": [[time_s, nodes.get(kind, ordered[0]) in down] for time_s, down in downs],
    }


def _meaning(kind: str, site: Site) -> Message:
    if kind == "mains" and site.generator:
        return Message(_WITH_GENERATOR)
    if kind == "feed" and site.ups:
        return Message(_WITH_UPS, {"lasts_s": site.ups_autonomy_s})
    return Message(_MEANINGS[kind])


def _broken(run: Run, parts: list[Part], words: Words) -> list[list[Any]]:
    """Return, for every change, the parts of a group that have failed by then: their names and titles."""
    titles = {part.name: words.say(part.title) for part in parts}
    broken: dict[str, None] = {}
    changes: list[list[Any]] = []
    for change in run.parts:
        if change.part not in titles:
            continue
        broken.pop(change.part, None)
        if change.state in FAILED:
            broken[change.part] = None
        changes.append([change.time_s, [[name, titles[name]] for name in broken]])
    return changes


def _downs(run: Run) -> Downs:
    """Return, for every change, what of the building does not work from then on, be it itself whole or not.

    Without any supply, feeds live on their batteries, which are all empty after the same time.
    """
    graph, site = site_graph(run.scenario, ()), run.scenario.site
    batteries: list[Node] = [Level("battery", feed) for feed in site.feed_names if site.ups]
    failed: dict[Node, None] = {}
    downs: Downs = []
    empty_s = math.inf
    for change in run.parts:
        part = part_named(change.part)
        if part not in graph.needs:
            continue
        if empty_s <= change.time_s:
            downs.append((empty_s, graph.down([*failed, *batteries])))
        failed.pop(part, None)
        if change.state in FAILED:
            failed[part] = None
        down = graph.down(list(failed))
        empty_s = min(empty_s, change.time_s + site.ups_autonomy_s) if SUPPLY in down else math.inf
        empty = batteries if empty_s <= change.time_s else []
        downs.append((change.time_s, graph.down([*failed, *empty])))
    if downs and downs[-1][0] < empty_s < run.end_s:
        downs.append((empty_s, graph.down([*failed, *batteries])))
    return downs
