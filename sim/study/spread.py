"""How each fault has spread in a run: from what broke to what it took, and to the walls that held.

What was taken, and when, is read from the run; the walls are those of the dependency graph (``sim.study.blast_radius``)
and of the bridges between machines (``sim.mechanisms.contagion``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sim.actions import Action
from sim.mechanisms.contagion import Attack, AttackKind, Standing, own_work_s, wall
from sim.mechanisms.contagion.bridges import WALLS
from sim.mechanisms.site_graph import ENCLOSURE, UTILITY, Level, Node
from sim.run import Run
from sim.site import Part, part_named
from sim.study.blast_radius import Reach, reach
from sim.study.isolation import standings_at
from sim.text import N_

RECENT_S = 900.0
"""For so long a fault counts as recent, even where nobody is down any more."""
MOST_WALLS = 12
"""Of more walls that held against one fault, so many are named."""
MOST_FAULTS = 20
"""Of more faults in one run, the last ones are looked at: in the largest racks each takes a part of a second."""
ATTACKS: Mapping[str, AttackKind] = MappingProxyType(
    {
        "corrupt_data": "corruption",
        "ransomware": "ransomware",
        "leak_data": "leak",
        "container_escape": "container_escape",
        "vm_escape": "vm_escape",
        "side_channel": "side_channel",
    }
)
"""The faults that go from data to data, by the kind of their action."""
CARRIED_BY = ("credentials", "worm", "clone")
"""Bridges after which an attack goes on from where it came to."""
WALL_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "read_only": N_("read-only share"),
        "unplugged": N_("unplugged"),
        "other_segment": N_("firewall"),
        "patched": N_("updates"),
        "other_credentials": N_("other password"),
        "switched_off": N_("not running"),
        "mitigated": N_("mitigations"),
        "namespaces": N_("container walls"),
        "own_kernel": N_("own kernel"),
        "other_host": N_("own host"),
        "own_disk": N_("own disk"),
        "process": N_("only the application"),
        "nothing": N_("error correction"),
        "power": N_("other power supply"),
        "network": N_("other network card"),
        "storage": N_("other path"),
        "raid": N_("other disks"),
        "array": N_("other controller"),
        "supply": N_("other power source"),
        "feed": N_("UPS"),
        "switch": N_("other feed"),
        "enclosure": N_("other feed"),
    }
)
"""What a wall is called in two words."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A machine or host that a fault took: when, from where it came, and how it was then."""

    time_s: float
    name: str
    source: str
    state: str
    """The state of a machine or a host, or of the data, as the run names it."""
    until_s: float
    """When that was over."""


@dataclass(frozen=True, slots=True)
class Held:
    """A wall that held: since when, at the border of which machine, host or part, and which one (of ``WALL_NAMES``)."""

    time_s: float
    place: str
    kind: str


@dataclass(frozen=True, slots=True)
class Spread:
    """One fault in a run."""

    time_s: float
    until_s: float
    """Until when it lasts or is recent."""
    origin: str
    """The machine, host or part that broke."""
    hits: tuple[Hit, ...]
    walls: tuple[Held, ...]


def spreads(run: Run) -> list[Spread]:
    """Return how the faults of a run have spread, made by somebody or come by themselves, in the order of time."""
    refused = {number for number, _why in run.refused}
    made = [
        action
        for number, action in enumerate(run.scenario.actions)
        if action.group == "fault" and number not in refused and action.at_s < run.end_s
    ]
    faults = sorted([*made, *run.worn], key=_time)[-MOST_FAULTS:]
    return [_attacked(run, one) if one.kind in ATTACKS else _broken(run, one) for one in faults]


def _time(action: Action) -> float:
    return action.at_s


def _until_s(run: Run, fault: Action, hits: Sequence[Hit], over_s: float = 0.0) -> float:
    """Return until when a fault lasts, or is recent at least."""
    return min(max([fault.at_s + RECENT_S, over_s, *(hit.until_s for hit in hits)]), run.end_s)


def _in_time(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    return tuple(sorted(hits, key=lambda hit: hit.time_s))


def _named(walls: Iterable[Held]) -> tuple[Held, ...]:
    return tuple(dict.fromkeys(walls))[:MOST_WALLS]


# From data to data


def _attacked(run: Run, fault: Action) -> Spread:
    """Return how an attack went from machine to machine, and which walls it met in those that it went on from."""
    origin = fault.target_name
    attack = Attack(
        ATTACKS[fault.kind], worm=getattr(fault, "worm", False), known_flaw=getattr(fault, "known_flaw", False)
    )
    hits, carriers = [], [origin]
    for machine in run.machines:
        for change in run.data_history(machine.name):
            started = [hop.source for hop in change.path[:1]]
            here = machine.name == origin and not change.path and change.time_s == fault.at_s
            harmed = change.exposed if attack.harm == "exposed" else change.state == attack.harm
            if change.time_s < fault.at_s or not harmed or not (here or started == [origin]):
                continue
            source = change.path[-1].source if change.path else origin
            hits.append(
                Hit(change.time_s, machine.name, source, attack.harm, _healed_s(run, machine.name, change.time_s))
            )
            if change.path and (change.path[-1].bridge in CARRIED_BY or attack.kind == "corruption"):
                carriers.append(machine.name)
            break
    standings = standings_at(run, fault.at_s)
    taken = {hit.name for hit in hits} | {origin}
    sources = [standings[name] for name in carriers if name in standings]
    others = [other for other in standings.values() if other.name not in taken]
    walls = _walls_between(run, fault.at_s, attack, (sources, others))
    return Spread(fault.at_s, _until_s(run, fault, hits), origin, _in_time(hits), _named(walls))


def _healed_s(run: Run, machine: str, since_s: float) -> float:
    """Return when a machine's data were intact again."""
    history = run.data_history(machine)
    return next((one.time_s for one in history if one.time_s > since_s and not one.damaged), run.end_s)


def _walls_between(
    run: Run, time_s: float, attack: Attack, sides: tuple[Sequence[Standing], Sequence[Standing]]
) -> Iterator[Held]:
    """Yield the wall that holds between each machine that an attack is in and each that it did not come to."""
    sources, others = sides
    rules = run.walls_at(time_s).firewall
    found = []
    for source in sources:
        at_s = time_s + own_work_s(attack, source.spec)
        for other in others:
            one = wall(attack, source, other, rules)
            if one is not None:
                places = {"own_disk": source.name, "namespaces": source.name, "own_kernel": source.kernel}
                places |= {"other_host": source.host, "read_only": other.name, "other_segment": other.name}
                found.append(Held(at_s, places.get(one.kind, one.via) or source.name, one.kind))
    # The most particular first: those are named, whatever else there is.
    yield from sorted(found, key=lambda held: WALLS.index(held.kind))


# From what carries to what it carries


def _broken(run: Run, fault: Action) -> Spread:
    """Return whom a broken thing took with it, each at the instant that the run says, and what redundancy held."""
    # The graph is asked of the rack as it was before.
    before = fault.model_copy(update={"at_s": math.nextafter(fault.at_s, 0.0)})
    reached = reach(run, before)
    origin, over_s = fault.target_name, _whole_again_s(run, fault)
    if reached is None:
        return Spread(fault.at_s, _until_s(run, fault, (), over_s), origin, (), ())
    origin = _origin(fault, reached)
    hits = [hit for hit in _hits(run, fault, origin, reached, over_s) if hit is not None]
    walls = _held(run, fault, origin, reached, hits)
    return Spread(fault.at_s, _until_s(run, fault, hits, over_s), origin, _in_time(hits), _named(walls))


def _origin(fault: Action, reached: Reach) -> str:
    """Return what broke: for a kernel, whose it is."""
    first = next((way[0] for way in reached.stops.values() if way), None)
    if fault.breaks == "kernel" and isinstance(first, Level):
        return first.name
    return fault.target_name


def _whole_again_s(run: Run, fault: Action) -> float:
    """Return when a part that broke works again; for what is no part, when it broke."""
    if fault.target != "part" or fault.breaks != "part":
        return fault.at_s
    changes = [change for change in run.parts if change.part == fault.target_name and change.time_s >= fault.at_s]
    return next((change.time_s for change in changes if change.state == "ok"), run.end_s if changes else fault.at_s)


def _hits(run: Run, fault: Action, origin: str, reached: Reach, over_s: float) -> Iterator[Hit | None]:
    hosts: dict[str, None] = {}
    for way in reached.stops.values():
        hosts |= {node.name: None for node in way if isinstance(node, Level) and node.kind == "hypervisor"}
    last_s = max(over_s, fault.at_s)
    for host in hosts:
        yield _first_host(run, host, origin, fault.at_s, last_s)
    for machine, way in reached.stops.items():
        named = [node.name for node in way[:-1] if isinstance(node, Level) and node.kind in ("hypervisor", "machine")]
        source = next((name for name in reversed(named) if name != machine), origin)
        yield _first_machine(run, machine, source, fault.at_s, last_s)


def _first_host(run: Run, host: str, source: str, since_s: float, last_s: float) -> Hit | None:
    history = [change for change in run.host_history(host) if change.time_s >= since_s]
    hit = next((change for change in history if change.state in ("failed", "off") and change.time_s <= last_s), None)
    if hit is None:
        return None
    back = (change.time_s for change in history if change.time_s > hit.time_s and change.state == "on")
    return Hit(hit.time_s, host, source, hit.state, next(back, run.end_s))


def _first_machine(run: Run, machine: str, source: str, since_s: float, last_s: float) -> Hit | None:
    history = [change for change in run.history(machine) if change.time_s >= since_s]
    moved = ("running", "paused", "switching", "migrating")
    hit = next((change for change in history if change.state not in moved and change.time_s <= last_s), None)
    if hit is None:
        return None
    back = (
        change.time_s for change in history if change.time_s > hit.time_s and change.state in ("running", "removed")
    )
    return Hit(hit.time_s, machine, source, hit.state, next(back, run.end_s))


def _held(run: Run, fault: Action, origin: str, reached: Reach, hits: Sequence[Hit]) -> Iterator[Held]:
    """Yield the redundancy that held, and the border behind which everybody goes on."""
    for node in reached.held:
        yield Held(fault.at_s, _place(node), node.kind)
    taken = {hit.name for hit in hits}
    at_s = min((hit.time_s for hit in hits), default=fault.at_s)
    if fault.breaks == "nothing":
        yield Held(at_s, part_named(origin).host, "nothing")
    if not any(state.name not in taken and state.running for state in standings_at(run, at_s).values()):
        return
    down = [host.name for host in run.hosts if host.name in taken or host.name == origin]
    if fault.breaks in ("hypervisor", "cables", "part") or origin in down:
        cut = [hit.source for hit in hits if hit.source not in taken and hit.source in {one.name for one in run.hosts}]
        for host in dict.fromkeys([*down, *cut]):
            yield Held(at_s, host, "other_host")
    elif fault.breaks == "process":
        yield Held(at_s, origin, "process")
    elif fault.breaks in ("kernel", "machine"):
        inside = run.machines[run.machine_index(origin)].kind == "container"
        yield Held(at_s, origin, "namespaces" if inside else "own_kernel")


def _place(node: Node) -> str:
    """Return at whose border a wall of the graph stands.

    >>> _place(Level("power", "host-a")), _place(Level("array", ""))
    ('host-a', 'array enclosure')
    """
    if isinstance(node, Part):
        return node.host or node.name
    return node.name or (UTILITY.name if node.kind == "supply" else ENCLOSURE.name)
