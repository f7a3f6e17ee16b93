"""How far an attack comes, over which bridges, and what stops it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from sim.inventory import FirewallRule
from sim.mechanisms.contagion.attack import Attack, own_work_s
from sim.mechanisms.contagion.bridges import BRIDGES, WALLS, Wall, Way
from sim.mechanisms.contagion.standing import Standing


@dataclass(frozen=True, slots=True)
class Step:
    """One machine that harm came to from another."""

    source: str
    target: str
    way: Way


@dataclass(frozen=True, slots=True)
class Reached:
    """When harm comes to a machine, in seconds after it began, and from machine to machine how."""

    after_s: float
    path: tuple[Step, ...]


def ways(attack: Attack, source: Standing, target: Standing, rules: Sequence[FirewallRule] = ()) -> list[Way]:
    """Return every bridge that an attack can cross from one machine to another.

    >>> from sim.inventory import Machine
    >>> files, books = (Standing(Machine(name=name, folders=({"name": "scans"},))) for name in ("files", "books"))
    >>> ways(Attack("ransomware"), files, books)
    [Way(bridge='folder', via='scans', after_s=0.0, carries=False)]
    """
    if not source.running:
        return []
    tried = [bridge(attack, source, target, rules) for bridge in BRIDGES[attack.kind]]
    return [way for way in tried if isinstance(way, Way)]


def wall(attack: Attack, source: Standing, target: Standing, rules: Sequence[FirewallRule] = ()) -> Wall | None:
    """Return what stops an attack from one machine to another, the most particular of all walls; None for nothing.

    >>> from sim.inventory import Machine
    >>> files, mail = (Standing(Machine(name=name)) for name in ("files", "mail"))
    >>> wall(Attack("ransomware"), files, mail)
    Wall(kind='own_disk', via='mail')
    """
    if not source.running:
        return Wall("switched_off", source.name)
    tried = [bridge(attack, source, target, rules) for bridge in BRIDGES[attack.kind]]
    walls = [one for one in tried if isinstance(one, Wall)]
    return min(walls, key=lambda one: WALLS.index(one.kind)) if len(walls) == len(tried) else None


def reach(
    attack: Attack, origin: str, standings: Mapping[str, Standing], rules: Sequence[FirewallRule] = ()
) -> dict[str, Reached]:
    """Return every machine that an attack comes to if nothing changes, the first machine included, the earliest first.

    >>> from sim.inventory import Machine
    >>> shared = {"folders": ({"name": "scans"},)}
    >>> rack = {name: Standing(Machine(name=name, **shared)) for name in ("files", "books")}
    >>> {name: one.after_s for name, one in reach(Attack("ransomware"), "files", rack).items()}
    {'files': 0.0, 'books': 409.6}
    """
    found: dict[str, Reached] = {}
    carriers: set[str] = set()
    queue: list[tuple[float, int, str, bool, tuple[Step, ...]]] = [(0.0, 0, origin, True, ())]
    order = 0
    while queue:
        now_s, _, name, carries, path = heappop(queue)
        found.setdefault(name, Reached(now_s, path))
        if not carries or name in carriers:
            continue
        carriers.add(name)
        source = standings[name]
        ready_s = now_s + own_work_s(attack, source.spec)
        for target in standings.values():
            for way in ways(attack, source, target, rules) if target.name != name else ():
                order += 1
                step = Step(name, target.name, way)
                heappush(queue, (ready_s + way.after_s, order, target.name, way.carries, (*path, step)))
    return found
