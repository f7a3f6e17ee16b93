"""Bridges between two machines: each is a way across, or the wall in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from sim.inventory import FirewallRule
from sim.mechanisms.contagion.attack import Attack, AttackKind
from sim.mechanisms.contagion.standing import Standing, reaches

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
HOP_S = 60.0
"""From the first contact with another machine to a program that runs there: an assumption."""
NEXT_WRITE_S = 60.0
"""Until an application next writes its files in a shared folder: an assumption."""
SIDE_CHANNEL_S = 900.0
"""Until secrets have been measured through a shared processor: an assumption; real attacks read bytes to KiB per second."""


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


Crossing = Callable[[Attack, Standing, Standing, Sequence[FirewallRule]], Way | Wall]


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


BRIDGES: Mapping[AttackKind, tuple[Crossing, ...]] = MappingProxyType(
    {
        "corruption": (_folder,),
        "ransomware": (_folder, _inside, _credentials, _worm),
        "leak": (_folder, _inside, _credentials),
        "container_escape": (_kernel,),
        "vm_escape": (_hypervisor,),
        "side_channel": (_cores,),
    }
)
