"""A small picture of a scenario, drawn from the scenario itself: its hosts, who is on them, and what will strike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from pages.views.palette import GREY, colour
from sim.actions import ACTIONS
from sim.inventory import Host, Machine
from sim.scenario import Scenario

WIDTH, HEIGHT = 320.0, 150.0
GAP = 8.0
HEAD = 12.0
"""The front of a server, above its machines."""
MOST_HOSTS = 6
INK = "#767676"
"""Dark enough on white and light enough on black: the picture is the same in both themes."""
STRUCK, ON = "#D55E00", "#009E73"
HIGHEST_TILE = 44.0
BOLT = "M6 0 0 8h4l-1 6 7-9H5.5z"


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the picture, in its own units."""

    x: float
    y: float
    width: float
    height: float

    def rect(self, looks: str) -> str:
        """Return it as a rectangle; nothing becomes too small to be seen."""
        size = f'width="{max(self.width, 1):.1f}" height="{max(self.height, 1):.1f}"'
        return f'<rect x="{self.x:.1f}" y="{self.y:.1f}" {size} {looks}/>'


def thumbnail(scenario: Scenario, name: str) -> str:
    """Return a scenario as a small SVG picture; ``name`` tells it to who does not see it.

    >>> thumbnail(Scenario(), "an empty rack").count("<rect")
    0
    """
    hosts, struck = scenario.hosts[:MOST_HOSTS], _struck(scenario)
    width = (WIDTH - GAP) / max(len(hosts), 1) - GAP
    inside = _placed(scenario, hosts)
    parts = []
    for number, host in enumerate(hosts):
        box = Box(GAP + number * (width + GAP), GAP, width, HEIGHT - 2 * GAP)
        parts += [_host(box, is_struck=host.name in struck), *_tiles(inside[host.name], box, scenario, struck)]
    size = (
        f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" height="{HEIGHT:g}"'
    )
    return f'<svg {size} role="img" aria-label="{escape(name)}">{"".join(parts)}</svg>'


def _placed(scenario: Scenario, hosts: Sequence[Host]) -> Mapping[str, list[Machine]]:
    """Return who is drawn on which host; whoever has no place of their own goes where the fewest are."""
    inside: dict[str, list[Machine]] = {host.name: [] for host in hosts}
    vms = {machine.name for machine in scenario.machines}
    for machine in scenario.machines:
        if machine.runs_on in vms or not inside:
            continue
        fewest = min(inside, key=lambda name: len(inside[name]))
        inside[machine.runs_on if machine.runs_on in inside else fewest].append(machine)
    return inside


def _struck(scenario: Scenario) -> set[str]:
    """Return the names of hosts and machines that a prepared fault strikes."""
    faults = [action for action in scenario.actions if ACTIONS[action.kind].group == "fault"]
    return {getattr(fault, field, "") for fault in faults for field in ("host", "machine")} - {""}


def _host(box: Box, *, is_struck: bool) -> str:
    light = f'<circle cx="{box.x + 7:.1f}" cy="{box.y + HEAD / 2:g}" r="2.5" fill="{STRUCK if is_struck else ON}"/>'
    front = f'<path d="M{box.x:.1f} {box.y + HEAD:g}h{box.width:.1f}" stroke="{INK}"/>'
    frame = box.rect(f'rx="4" fill="none" stroke="{INK}" stroke-width="2"')
    return frame + front + light + (_bolt(box.x + box.width - 14, box.y - 2) if is_struck else "")


def _tiles(machines: list[Machine], box: Box, scenario: Scenario, struck: set[str]) -> Iterator[str]:
    """Yield a tile for each machine, in as many columns as make tiles about twice as wide as high."""
    if not machines:
        return
    height = box.height - HEAD - 4
    columns = min(range(1, len(machines) + 1), key=lambda n: _squeezed(n, len(machines), box.width / height))
    wide, high = (box.width - 4) / columns, min(height / -(-len(machines) // columns), HIGHEST_TILE)
    for number, machine in enumerate(machines):
        left, top = box.x + 4 + number % columns * wide, box.y + HEAD + 4 + number // columns * high
        yield _tile(machine, Box(left, top, wide - 4, high - 4), scenario)
        if machine.name in struck:
            yield _bolt(left + wide / 2 - 9, top + high / 2 - 9)


def _squeezed(columns: int, count: int, shape: float) -> float:
    """Return how far tiles in so many columns are from twice as wide as high."""
    rows = -(-count // columns)
    return abs(shape * rows / columns - 2.0)


def _tile(machine: Machine, box: Box, scenario: Scenario) -> str:
    """Return a machine, and the containers in it side by side."""
    within = [one for one in scenario.machines if one.runs_on == machine.name]
    fill = GREY if within else colour(scenario.machines.index(machine))
    dashed = ' stroke-dasharray="3 2"' if machine.kind in ("container", "microvm") else ""
    drawn = box.rect(f'rx="2" fill="{fill}" fill-opacity="{0.25 if within else 0.8}" stroke="{fill}"{dashed}')
    wide = (box.width - 2) / max(len(within), 1)
    for number, one in enumerate(within):
        drawn += _tile(one, Box(box.x + 2 + number * wide, box.y + 3, wide - 2, box.height - 6), scenario)
    return drawn


def _bolt(x: float, y: float) -> str:
    return f'<path transform="translate({x:.1f} {y:.1f})" d="{BOLT}" fill="{STRUCK}" stroke="#fff" stroke-width=".8"/>'
