"""A run as one binary block for the live view: what ``assets/live/README.md`` describes."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from pages.shell.words import Words
from pages.views.building import building
from pages.views.columns import Table, table_of
from pages.views.cpu import CPU
from pages.views.device_columns import key_of
from pages.views.devices import DEVICES
from pages.views.elsewhere import Elsewhere
from pages.views.field import live_fields
from pages.views.memory import MEMORY
from pages.views.palette import colour, pattern
from pages.views.peaks import PEAKS
from pages.views.power import POWER
from pages.views.response import RESPONSE
from pages.views.scoreboard import DECIMALS
from pages.views.view import View
from sim.actions import ACTIONS
from sim.actions.base import OnPart
from sim.catalogue.systems import SYSTEMS
from sim.inventory import Host, Machine
from sim.mechanisms.devices import on_array
from sim.run import Event, IoControlChange, Migration, Run, WallsChange
from sim.site import Part, part_named, parts_of_host
from sim.steps import Floats
from sim.study.devices import datastore_name, definitions
from sim.study.metrics import resident_mib
from sim.study.scoreboard import SCORES, scores
from sim.workloads import WORKLOADS

CHARTS: tuple[View, ...] = (CPU, MEMORY, RESPONSE, DEVICES, POWER, PEAKS)
"""What the live view may draw: the first three, or the three that the reader chooses."""
LAYERS = ("active", "shared", "ballooned", "compressed", "swapped")
MOST_MEMORY_CHANGES = 200
"""Changes of a machine's memory that the live view is told; of more, every so many."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A part of the run to be played once more, for whoever overlooked what happened there."""

    id: str
    """Another id asks for it anew."""
    from_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class Situation:
    """What the live view must know beside the run."""

    revision: str
    words: Mapping[str, str]
    """Every fixed text of the view, translated, by key."""
    story: str = ""
    """Another number says that another scenario was opened."""
    open_at_s: float = 0.0
    playing: bool = True
    can_undo: bool = False
    can_redo: bool = False
    notice: Mapping[str, str] | None = None
    work: str | None = None
    """The text that reproduces the scenario, for the browser to keep."""
    offer_resume: bool = False
    only_actions: tuple[str, ...] | None = None
    """The kinds of action that are possible; None for all."""
    only_charts: tuple[str, ...] | None = None
    only_scores: tuple[str, ...] | None = None
    replay: Replay | None = None


@lru_cache(maxsize=16)
def full_table(run: Run, baseline: Run) -> dict[str, Floats]:
    """Return every column of a run and of its scoreboard beside the baseline's."""
    table = table_of(run)
    edges = table["time_s"]
    own, other = scores(run, edges), scores(baseline, edges)
    table |= {f"score.{key}": column for key, column in own.items()}
    return table | {f"baseline.{key}": column for key, column in other.items()}


def packed(run: Run, baseline: Run, words: Words, situation: Situation) -> bytes:
    """Return the block: length of the head, the head as JSON, padding, float32 columns."""
    table = full_table(run, baseline)
    head = _only(_run_head(run, baseline, words), situation)
    # Columns of the same numbers travel once: on a quiet day everybody gets what it wants and nobody waits.
    sent: dict[bytes, int] = {}
    columns = {name: sent.setdefault(table[name].astype("<f4").tobytes(), len(sent)) for name in _wanted(head, table)}
    head = head | asdict(situation) | {"points": len(table["time_s"]), "columns": columns}
    text = json.dumps(head, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    padding = b" " * (-(4 + len(text)) % 4)
    return struct.pack("<I", len(text)) + text + padding + b"".join(sent)


def _only(head: dict[str, Any], situation: Situation) -> dict[str, Any]:
    """Return the head with those actions, charts and tiles alone that the page shows."""
    kinds, charts, scores = situation.only_actions, situation.only_charts, situation.only_scores
    return head | {
        "actions": [action for action in head["actions"] if kinds is None or action["kind"] in kinds],
        "charts": [chart for chart in head["charts"] if charts is None or chart["id"] in charts],
        "scoreboard": [tile for tile in head["scoreboard"] if scores is None or tile["key"] in scores],
    }


def _wanted(head: Mapping[str, Any], table: Table) -> list[str]:
    """Return the columns that the live view reads."""
    charted = [line["meta"]["y"] for chart in head["charts"] for line in chart["figure"]["data"]]
    pictured = [name for name in table if name.startswith(("host.", "machine.", "store.", "link.", "score."))]
    return list(dict.fromkeys(["time_s", *pictured, *(f"baseline.{key}" for key in SCORES), *charted]))


@lru_cache(maxsize=32)
def _run_head(run: Run, baseline: Run, words: Words) -> dict[str, Any]:
    """Return what depends on the run and the language alone."""
    table, elsewhere = full_table(run, baseline), Elsewhere(run, words)
    return {
        "locale": words.tag,
        "duration_s": run.end_s,
        "building": building(run, words),
        "hosts": [_host(run, host, words) for host in run.hosts],
        "machines": [_machine(run, index, machine, elsewhere) for index, machine in enumerate(run.machines)],
        "elsewhere": elsewhere.tables,
        "events": [_event(event, words) for event in run.events],
        "scoreboard": _tiles(words),
        "charts": [_chart(view, run, table, words) for view in CHARTS],
        "actions": _actions(words),
        "choices": _choices(words),
        "rack": {
            "high_availability": [[change.time_s, change.high_availability] for change in run.protection],
            "settings": {"set_io_control": [[change.time_s, _io_control(change)] for change in run.io_control]},
            "walls": [_walls(change) for change in run.walls],
        },
    }


def _host(run: Run, host: Host, words: Words) -> dict[str, Any]:
    return {
        "name": host.name,
        "cores": host.cores,
        "core_speed": host.core_speed,
        "memory_mib": host.guest_memory_mib,
        "power_supplies": host.power_supplies,
        "disks": len(host.disks),
        "nics": len(host.nics),
        "bare_metal": host.bare_metal,
        "states": [[change.time_s, change.state] for change in run.host_history(host.name)],
        "parts": [[part.name, part.kind, words.say(part.title)] for part in _parts(run, host)],
        "broken": _broken(run, host.name, words),
    }


def _parts(run: Run, host: Host) -> Iterator[Part]:
    return parts_of_host(run.scenario.site, host, has_paths=on_array(run.scenario, host))


def _broken(run: Run, host: str, words: Words) -> list[list[Any]]:
    """Return, for every change, which parts of a host do not work from then on: their names and what they are called."""
    broken: dict[Part, None] = {}
    changes = []
    for change in run.parts:
        part = part_named(change.part)
        if part.host != host:
            continue
        broken.pop(part, None)
        if change.state in ("failed", "rebuilding"):
            broken[part] = None
        changes.append([change.time_s, [[one.name, words.say(one.title)] for one in broken]])
    return changes


def _machine(run: Run, index: int, machine: Machine, elsewhere: Elsewhere) -> dict[str, Any]:
    history = run.history(machine.name)
    return {
        "name": machine.name,
        "kind": machine.kind,
        "system": machine.os.title,
        "family": machine.os.family,
        "pattern": pattern(index),
        "color": colour(index),
        "states": [[change.time_s, change.state, change.place, change.wanted_up] for change in history],
        "specs": [
            [change.time_s, _spec(change.spec) | {"elsewhere": elsewhere.number_of(change)}]
            for change in run.spec_history(machine.name)
        ],
        "data": [
            [change.time_s, change.state, change.exposed, [hop.source for hop in change.path]]
            for change in run.data_history(machine.name)
        ],
        "devices": _devices(run, machine.name),
        "memory": _memory(run, machine.name),
        "migrations": [_migration(migration) for migration in run.migrations if migration.machine == machine.name],
    }


def _migration(migration: Migration) -> dict[str, Any]:
    return {
        "asked_s": migration.asked_s,
        "start_s": migration.start_s,
        "end_s": migration.end_s,
        "to": migration.target,
        "rounds": [[one.start_s, one.what] for one in migration.rounds],
    }


def _devices(run: Run, machine: str) -> list[list[Any]]:
    """Return what a machine asks of devices per core that it uses: from when on, disk requests, MiB, datastore."""
    hosts = {host.name: host for host in run.hosts}
    return [
        [
            at_s,
            round(each.requests, 3),
            round(each.mib, 3),
            key_of(run, datastore_name(run, hosts[host])) if host else "",
        ]
        for at_s, host, each in definitions(run, machine)
    ]


def _memory(run: Run, machine: str) -> list[list[float]]:
    """Return where a machine's memory is: from when on, and MiB consumed, active, shared, ballooned, compressed, swapped."""
    columns = [resident_mib(run, machine), *(run.memory_of(machine, f"{name}_mib") for name in LAYERS)]
    table = np.stack([columns[0].times_s, *(column.values for column in columns)], axis=1).round()
    table[:, 0] = columns[0].times_s
    kept = table[np.concatenate(([True], (np.diff(table[:, 1:], axis=0) != 0).any(axis=1)))]
    if len(kept) > MOST_MEMORY_CHANGES:
        kept = kept[np.linspace(0, len(kept) - 1, MOST_MEMORY_CHANGES).astype(int)]
    rows: list[list[float]] = kept.tolist()
    return rows


def _spec(machine: Machine) -> dict[str, Any]:
    return {
        "vcpus": machine.vcpus,
        "memory_mib": machine.memory_mib,
        "shares": machine.cpu_shares,
        "reservation_cores": machine.reservation_cores,
        "pinned": machine.pinned,
        "limit_cores": machine.limit_cores,
        "memory_shares": machine.memory_shares,
        "memory_reservation_mib": machine.memory_reservation_mib,
        "memory_limit_mib": machine.memory_limit_mib,
        "disk_shares": machine.disk_shares,
        "limit_iops": machine.limit_iops,
        "network_shares": machine.network_shares,
        "limit_mib_per_s": machine.limit_mib_per_s,
        "fault_tolerant": machine.fault_tolerant,
        "snapshot_every_h": machine.snapshot_every_h,
        "backup_every_h": machine.backup_every_h,
        "workload": machine.workload.pattern,
        "depends_on": list(machine.depends_on),
        "folders": [[folder.name, folder.access] for folder in machine.folders],
        "network": machine.network,
        "connected": machine.connected,
        "administrator": machine.administrator,
        "patched": machine.patched,
    }


def _io_control(change: IoControlChange) -> dict[str, Any]:
    return {"enabled": change.enabled, "congestion_ms": change.congestion_ms}


def _walls(change: WallsChange) -> list[Any]:
    rules = [[rule.source, rule.target, rule.lets] for rule in change.firewall]
    return [change.time_s, rules, list(change.unpatched_hosts)]


def _event(event: Event, words: Words) -> dict[str, Any]:
    return {
        "t": event.time_s,
        "kind": event.kind,
        "text": words.say(event.message),
        "machine": event.machine,
        "host": event.host,
    }


def _tiles(words: Words) -> list[dict[str, Any]]:
    _ = words._
    return [
        {
            "key": key,
            "label": _(score.title),
            "unit": _(score.unit),
            "help": _(score.summary),
            "column": f"score.{key}",
            "baseline": f"baseline.{key}",
            "decimals": DECIMALS.get(key, 0),
            "better": score.better,
        }
        for key, score in SCORES.items()
    ]


def _chart(view: View, run: Run, table: Table, words: Words) -> dict[str, Any]:
    return {
        "id": view.key,
        "title": words._(view.title),
        "short": words._(view.short or view.title),
        "sentence": words.say(view.sentence(run, table)),
        "figure": view.figure(run, words),
    }


@lru_cache(maxsize=8)
def _actions(words: Words) -> list[dict[str, Any]]:
    _ = words._
    return [
        {
            "kind": kind,
            "label": _(action.label),
            "target": action.target,
            "group": action.group,
            "states": sorted(action.states),
            "impossible": _(action.impossible),
            "fields": live_fields(action, words),
            "parts": sorted(action.parts) if issubclass(action, OnPart) else [],
        }
        for kind, action in ACTIONS.items()
    ]


@lru_cache(maxsize=8)
def _choices(words: Words) -> dict[str, Any]:
    _ = words._
    return {
        "systems": [{"name": name, "title": s.title, "family": s.family} for name, s in SYSTEMS.items()],
        "workloads": [
            {
                "pattern": name,
                "title": _(workload.title),
                "summary": _(workload.summary),
                "value": workload.model_validate({"pattern": name}).model_dump(mode="json", exclude_defaults=True),
            }
            for name, workload in WORKLOADS.items()
        ],
    }
