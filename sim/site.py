"""The building around the hosts: where power, network and storage come from, and the parts that can break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, StringConstraints

from sim.errors import InvalidScenarioError
from sim.frozen import Frozen
from sim.inventory import DiskArray, Host
from sim.text import N_, Message

PartKind = Literal[
    "utility",
    "generator",
    "ups",
    "feed",
    "switch",
    "enclosure",
    "controller",
    "disk",
    "psu",
    "fans",
    "dimm",
    "nic",
    "path",
]

FEED_NAMES = "ABCDEFGH"
ARRAY = "array"
"""The owner of the shared array's parts."""


class Site(Frozen):
    """Power, network and storage of the rack. By default everything is there twice, and a generator once."""

    feeds: int = Field(2, ge=1, le=8)
    """Power lines into the rack, named A, B, …; each with a UPS of its own, if there are any."""
    ups: bool = True
    ups_autonomy_s: float = Field(600.0, ge=0, le=86_400)
    """How long a UPS carries its feed from its battery."""
    generator: bool = True
    generator_start_s: float = Field(15.0, ge=0, le=3600)
    switches: int = Field(2, ge=1, le=8)
    """Switches on top of the rack; a host's network cards are spread over them."""
    controllers: int = Field(2, ge=1, le=8)
    """Controllers of the shared array; a host's paths are spread over them."""
    paths: int = Field(2, ge=1, le=8)
    """Ways from each host to the shared array."""

    @property
    def feed_names(self) -> str:
        """Return the letters of the feeds."""
        return FEED_NAMES[: self.feeds]

    def feed_of(self, host: Host, supply: int) -> str:
        """Return the feed that a host's power supply (from 1) hangs on: as it says, else one after the other.

        >>> [Site().feed_of(Host(name="host-a"), supply) for supply in (1, 2)]
        ['A', 'B']
        """
        return host.psu_feeds[supply - 1] if host.psu_feeds else FEED_NAMES[(supply - 1) % self.feeds]

    def check(self, host: Host) -> None:
        """Raise an InvalidScenarioError when a host cannot be connected here."""
        missing = [feed for feed in host.psu_feeds if feed not in self.feed_names]
        if missing:
            raise InvalidScenarioError(
                N_("host “{host}”: there is no feed {feed} (known: {known})"),
                {"host": host.name, "feed": missing[0], "known": ", ".join(self.feed_names)},
            )
        if host.name == ARRAY:
            raise InvalidScenarioError(
                N_("host “{host}”: the shared array is called so; choose another name"), {"host": host.name}
            )


class Part(NamedTuple):
    """One thing that can break: whose it is (empty for the building's), what it is, and which of several.

    >>> Part("host-a", "psu", "1").name, Part("", "feed", "A").name, Part("", "utility", "").name
    ('host-a psu 1', 'feed A', 'utility')
    """

    owner: str
    kind: PartKind
    label: str

    @property
    def name(self) -> str:
        """Return how people name it."""
        return " ".join(filter(None, self))

    @property
    def host(self) -> str:
        """Return the host that it belongs to; empty for none."""
        return "" if self.owner in ("", ARRAY) else self.owner

    @property
    def title(self) -> Message:
        """Return what it is called in a sentence."""
        return Message(_TITLES[self.kind, bool(self.host)], {"host": self.owner, "label": self.label})


_TITLES: dict[tuple[PartKind, bool], str] = {
    ("utility", False): N_("the power utility"),
    ("generator", False): N_("the generator"),
    ("ups", False): N_("UPS {label}"),
    ("feed", False): N_("feed {label}"),
    ("switch", False): N_("switch {label}"),
    ("enclosure", False): N_("the shared array"),
    ("controller", False): N_("controller {label} of the shared array"),
    ("disk", False): N_("disk {label} of the shared array"),
    ("disk", True): N_("disk {label} of {host}"),
    ("psu", True): N_("power supply {label} of {host}"),
    ("fans", True): N_("the fans of {host}"),
    ("dimm", True): N_("memory module {label} of {host}"),
    ("nic", True): N_("network card {label} of {host}"),
    ("path", True): N_("storage path {label} of {host}"),
}

_KINDS = "utility|generator|ups|feed|switch|enclosure|controller|disk|psu|fans|dimm|nic|path"
PART_NAME = rf"^(?:.{{1,60}} )?(?:{_KINDS})(?: (?:[A-H]|\d{{1,5}}))?$"
_PARSED = re.compile(rf"^(?:(?P<owner>.{{1,60}}) )?(?P<kind>{_KINDS})(?: (?P<label>[A-H]|\d{{1,5}}))?$")
PartName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80, pattern=PART_NAME)]
"""What people call a part: “host-a psu 1”, “feed A”, “switch 2”, “array disk 3”, “utility”."""


def part_named(name: str) -> Part:
    """Return the part of that name; whether it exists is another question.

    >>> part_named("host-a disk 2"), part_named("feed A")
    (Part(owner='host-a', kind='disk', label='2'), Part(owner='', kind='feed', label='A'))

    Raise an InvalidScenarioError for what is no name of a part.
    """
    found = _PARSED.match(name)
    if found is None:
        raise InvalidScenarioError(N_("there is no part “{part}”"), {"part": name})
    kind: PartKind = found["kind"]  # type: ignore[assignment]  # the expression knows no others
    return Part(found["owner"] or "", kind, found["label"] or "")


def parts_of_site(site: Site, array: DiskArray | None) -> Iterator[Part]:
    """Yield the building's parts, and those of the shared array if there is one."""
    yield Part("", "utility", "")
    if site.generator:
        yield Part("", "generator", "")
    for kind, there in (("ups", site.ups), ("feed", True)):
        for feed in site.feed_names if there else "":
            yield Part("", kind, feed)  # type: ignore[arg-type]  # both are kinds of parts
    yield from _numbered("", "switch", site.switches)
    if array is not None:
        yield Part(ARRAY, "enclosure", "")
        yield from _numbered(ARRAY, "controller", site.controllers)
        yield from _numbered(ARRAY, "disk", array.disks)


def parts_of_host(site: Site, host: Host, *, has_paths: bool) -> Iterator[Part]:
    """Yield a host's parts; ``has_paths`` says whether it reaches the shared array."""
    yield from _numbered(host.name, "psu", host.power_supplies)
    yield Part(host.name, "fans", "")
    yield from _numbered(host.name, "dimm", host.dimms)
    yield from _numbered(host.name, "disk", len(host.disks))
    yield from _numbered(host.name, "nic", len(host.nics))
    if has_paths:
        yield from _numbered(host.name, "path", site.paths)


def _numbered(owner: str, kind: PartKind, count: int) -> Iterator[Part]:
    return (Part(owner, kind, str(number)) for number in range(1, count + 1))
