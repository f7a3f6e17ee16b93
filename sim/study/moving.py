"""Where a machine could go at one instant, how, and why not elsewhere: asked of the running data centre, without doing it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sim.engine.simulate import ask
from sim.engine.verbs.moves import MoveKind
from sim.run import Run
from sim.scenario import Scenario
from sim.text import Message


@dataclass(frozen=True, slots=True)
class Prospect:
    """What would come of moving a machine to one place."""

    place: str
    kind: MoveKind | None
    """The action that brings it there; None where it would be refused."""
    why: Message | None
    """Why it cannot go there at all or, with a cold move, not while it runs."""


def prospects(run: Run, machine: str, at_s: float) -> tuple[Prospect, ...]:
    """Return what would come of moving a machine to each host there is and, for a container, into each VM."""
    places = [host.name for host in run.hosts if run.host_state_at(host.name, at_s) is not None]
    spec = run.spec_at(machine, at_s)
    if spec is not None and spec.kind == "container":
        places += [
            other.name
            for other in run.machines
            if other.kind == "vm"
            and other.name not in run.mirrors
            and (state := run.state_at(other.name, at_s)) is not None
            and state.state != "removed"
        ]
    return _prospects(run.scenario, machine, tuple(places), at_s)


@lru_cache(maxsize=16)
def _prospects(scenario: Scenario, machine: str, places: tuple[str, ...], at_s: float) -> tuple[Prospect, ...]:
    return ask(
        scenario, at_s, lambda desk: tuple(Prospect(place, *desk.moves.way_to(machine, place)) for place in places)
    )
