"""How harm gets from machine to machine: the bridges that people build, the flaws that exist, and the walls that hold.

A hypervisor gives its machines no way to each other's data. What connects them is made by people: shared folders, one
password for many machines, a flat network without updates; and what lies inside a machine falls with it. Rarely, a
flaw in the wall itself is found (VENOM, CVE-2015-3456; L1TF, CVE-2018-3646). Depending on a machine is no bridge: who
depends on damaged data shows errors, and its own data stay intact.

Everything here is a function of who stands where at one instant; ``sim.engine.contagion`` lets time pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from types import MappingProxyType
from typing import Literal

from sim.inventory import DataState, FirewallRule, Machine, Traffic

AttackKind = Literal["corruption", "ransomware", "leak", "container_escape", "vm_escape", "side_channel"]
Bridge = Literal["folder", "inside", "credentials", "worm", "kernel", "hypervisor", "cores", "clone", "mirror"]
WallKind = Literal[
    "read_only",
    "unplugged",
    "other_segment",
    "patched",
    "other_credentials",
    "switched_off",
    "mitigated",
    "namespaces",
    "own_kernel",
    "other_host",
    "own_disk",
]
WALLS: tuple[WallKind, ...] = WallKind.__args__  # type: ignore[attr-defined]
"""The walls, the most particular first: of all that stop an attack, the first is the one to name."""

HARMS: Mapping[AttackKind, Literal["corrupted", "encrypted", "exposed"]] = MappingProxyType(
    {
        "corruption": "corrupted",
        "ransomware": "encrypted",
        "leak": "exposed",
        "container_escape": "exposed",
        "vm_escape": "exposed",
        "side_channel": "exposed",
    }
)
"""What an attack does to the data that it reaches."""

DISK_MIB_PER_S = 100.0
"""How fast ransomware encrypts and an intruder copies, MiB/s: an assumption, of the order of one disk's throughput."""
HOP_S = 60.0
"""From the first contact with another machine to a program that runs there: an assumption."""
NEXT_WRITE_S = 60.0
"""Until an application next writes its files in a shared folder: an assumption."""
SIDE_CHANNEL_S = 900.0
"""Until secrets have been measured through a shared processor: an assumption; real attacks read bytes to KiB per second."""


@dataclass(frozen=True, slots=True)
class Attack:
    """What befell the first machine, and what helps it on."""

    kind: AttackKind
    worm: bool = False
    """Whether ransomware also uses a flaw of systems without updates, as WannaCry did (MS17-010)."""
    known_flaw: bool = False
    """Whether an escape uses a flaw for which there is an update; against an unknown one no update helps."""

    @property
    def harm(self) -> Literal["corrupted", "encrypted", "exposed"]:
        """Return what it does to the data that it reaches."""
        return HARMS[self.kind]


@dataclass(frozen=True, slots=True)
class Standing:
    """A machine, and what it stands on."""

    spec: Machine
    host: str = ""
    """The host that it is on; empty for none."""
    kernel: str = ""
    """For a container, the VM or the host whose kernel it shares; empty for a machine with a kernel of its own."""
    running: bool = True
    kernel_patched: bool = True
    """Whether the kernel that a container shares has its updates."""
    host_patched: bool = True
    host_smt: bool = False
    """Whether two threads share each of the host's cores."""

    @property
    def name(self) -> str:
        """Return the machine's name."""
        return self.spec.name


@dataclass(frozen=True, slots=True)
class Way:
    """A bridge that an attack can cross now."""

    bridge: Bridge
    via: str
    """The folder, the password, the network, the kernel, the host: what the bridge is made of."""
    after_s: float
    """How long the crossing takes."""
    carries: bool = False
    """Whether the other machine then attacks others itself."""


@dataclass(frozen=True, slots=True)
class Wall:
    """What stops an attack."""

    kind: WallKind
    via: str = ""


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


def reaches(source: Standing, target: Standing, rules: Sequence[FirewallRule], traffic: Traffic = "everything") -> bool:
    """Return whether one machine's traffic comes through to another: one segment, or a rule between two.

    A rule for applications lets only those talk that depend on each other.

    >>> shop, till = Standing(Machine(name="shop")), Standing(Machine(name="till", network="tills"))
    >>> reaches(shop, shop, ()), reaches(shop, till, ())
    (True, False)
    >>> port = FirewallRule(source="lan", target="tills")
    >>> reaches(shop, till, (port,)), reaches(shop, till, (port,), "application")
    (False, True)
    """
    one, other = source.spec, target.spec
    if not (one.connected and other.connected):
        return False
    if one.network == other.network:
        return True
    return any(
        (rule.source, rule.target) == (one.network, other.network) and rule.lets in (traffic, "everything")
        for rule in rules
    )


def own_work_s(attack: Attack, machine: Machine) -> float:
    """Return how long an attack is busy with a machine's own data before it turns to others.

    >>> own_work_s(Attack("ransomware"), Machine(name="files", disk_gib=40))
    409.6
    """
    return machine.disk_gib * 1024.0 / DISK_MIB_PER_S if attack.kind in ("ransomware", "leak") else 0.0


def ways(attack: Attack, source: Standing, target: Standing, rules: Sequence[FirewallRule] = ()) -> list[Way]:
    """Return every bridge that an attack can cross from one machine to another.

    >>> files, books = (Standing(Machine(name=name, folders=({"name": "scans"},))) for name in ("files", "books"))
    >>> ways(Attack("ransomware"), files, books)
    [Way(bridge='folder', via='scans', after_s=0.0, carries=False)]
    """
    if not source.running:
        return []
    tried = [bridge(attack, source, target, rules) for bridge in _BRIDGES[attack.kind]]
    return [way for way in tried if isinstance(way, Way)]


def wall(attack: Attack, source: Standing, target: Standing, rules: Sequence[FirewallRule] = ()) -> Wall | None:
    """Return what stops an attack from one machine to another, the most particular of all walls; None for nothing.

    >>> files, mail = (Standing(Machine(name=name)) for name in ("files", "mail"))
    >>> wall(Attack("ransomware"), files, mail)
    Wall(kind='own_disk', via='mail')
    """
    if not source.running:
        return Wall("switched_off", source.name)
    tried = [bridge(attack, source, target, rules) for bridge in _BRIDGES[attack.kind]]
    walls = [one for one in tried if isinstance(one, Wall)]
    return min(walls, key=lambda one: WALLS.index(one.kind)) if len(walls) == len(tried) else None


def reach(
    attack: Attack, origin: str, standings: Mapping[str, Standing], rules: Sequence[FirewallRule] = ()
) -> dict[str, Reached]:
    """Return every machine that an attack comes to if nothing changes, the first machine included, the earliest first.

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


# Bridges: each returns a way across, or the wall in it


_Bridge = Callable[[Attack, Standing, Standing, Sequence[FirewallRule]], Way | Wall]


def _folder(attack: Attack, source: Standing, target: Standing, _rules: Sequence[FirewallRule]) -> Way | Wall:
    """A folder that both mount: what one writes or reads there are the other's files, if the other writes there too."""
    theirs = {folder.name: folder.access for folder in target.spec.folders}
    shared = [folder for folder in source.spec.folders if folder.name in theirs]
    if not shared:
        return Wall("own_disk", target.name)
    if not (source.spec.connected and target.spec.connected):
        return Wall("unplugged", target.name if source.spec.connected else source.name)
    for folder in shared:
        may_act = folder.access == "read_write" or attack.kind == "leak"
        if may_act and theirs[folder.name] == "read_write":
            corrupts = attack.kind == "corruption"
            return Way("folder", folder.name, NEXT_WRITE_S if corrupts else 0.0, carries=corrupts)
    return Wall("read_only", shared[0].name)


def _inside(_attack: Attack, source: Standing, target: Standing, _rules: Sequence[FirewallRule]) -> Way | Wall:
    """A container's data lie on the disk of its VM; the other way the container's walls hold."""
    if target.kernel == source.name:
        return Way("inside", source.name, 0.0)
    if source.kernel and source.kernel in (target.kernel, target.name):
        return Wall("namespaces", source.name)
    return Wall("own_disk", target.name)


def _credentials(_attack: Attack, source: Standing, target: Standing, rules: Sequence[FirewallRule]) -> Way | Wall:
    """A password that opens both: whoever has taken one machine logs on to the other."""
    password = source.spec.administrator
    if password is None:
        return Wall("own_disk", target.name)
    if target.spec.administrator != password:
        return Wall("other_credentials", target.name)
    return _over_the_network(Way("credentials", password, HOP_S, carries=True), source, target, rules)


def _worm(attack: Attack, source: Standing, target: Standing, rules: Sequence[FirewallRule]) -> Way | Wall:
    """A program that spreads by itself, to systems without updates."""
    if not attack.worm:
        return Wall("own_disk", target.name)
    if target.spec.patched:
        return Wall("patched", target.name) if reaches(source, target, rules) else Wall("own_disk", target.name)
    return _over_the_network(Way("worm", target.spec.network, HOP_S, carries=True), source, target, rules)


def _over_the_network(way: Way, source: Standing, target: Standing, rules: Sequence[FirewallRule]) -> Way | Wall:
    if not (source.spec.connected and target.spec.connected):
        return Wall("unplugged", target.name if source.spec.connected else source.name)
    if not reaches(source, target, rules):
        return Wall("other_segment", target.spec.network)
    return way if target.running else Wall("switched_off", target.name)


def _kernel(attack: Attack, source: Standing, target: Standing, _rules: Sequence[FirewallRule]) -> Way | Wall:
    """The kernel that containers share: who breaks out of one is in it, and in everything that it carries."""
    on_the_host = source.kernel == source.host and target.host == source.host
    if not (on_the_host or source.kernel in (target.kernel, target.name)):
        return Wall("own_kernel" if target.host == source.host else "other_host", target.name)
    if attack.known_flaw and source.kernel_patched:
        return Wall("patched", source.kernel)
    return Way("kernel", source.kernel, 0.0)


def _hypervisor(attack: Attack, source: Standing, target: Standing, _rules: Sequence[FirewallRule]) -> Way | Wall:
    """The hypervisor itself: who breaks out of a VM has the host and all its machines."""
    if target.host != source.host or not source.host:
        return Wall("other_host", target.name)
    if attack.known_flaw and source.host_patched:
        return Wall("patched", source.host)
    return Way("hypervisor", source.host, 0.0)


def _cores(_attack: Attack, source: Standing, target: Standing, _rules: Sequence[FirewallRule]) -> Way | Wall:
    """The processor: its caches remember a neighbour's data, unless they are emptied and no core runs two at once."""
    if target.host != source.host or not source.host:
        return Wall("other_host", target.name)
    if not target.running:
        return Wall("switched_off", target.name)
    if source.host_patched and not source.host_smt:
        return Wall("mitigated", source.host)
    return Way("cores", source.host, SIDE_CHANNEL_S)


_BRIDGES: Mapping[AttackKind, tuple[_Bridge, ...]] = MappingProxyType(
    {
        "corruption": (_folder,),
        "ransomware": (_folder, _inside, _credentials, _worm),
        "leak": (_folder, _inside, _credentials),
        "container_escape": (_kernel,),
        "vm_escape": (_hypervisor,),
        "side_channel": (_cores,),
    }
)


def worse(state: DataState, harm: str) -> DataState | None:
    """Return what data become that were in one state and are harmed; None if they are no worse than before.

    >>> worse("intact", "corrupted"), worse("corrupted", "encrypted"), worse("encrypted", "corrupted")
    ('corrupted', 'encrypted', None)
    """
    order: list[DataState] = ["intact", "corrupted", "encrypted"]
    return next((after for after in order[order.index(state) + 1 :] if after == harm), None)
