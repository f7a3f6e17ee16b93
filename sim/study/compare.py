"""Two runs side by side: where they part, and what each has that the other has not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sim.run import Event, Run


@dataclass(frozen=True, slots=True)
class Unlike:
    """A machine or host that is in another state, or elsewhere, in one run than in the other; empty for not there."""

    name: str
    state_a: str
    state_b: str
    place_a: str = ""
    place_b: str = ""


def only_in(run: Run, other: Run) -> list[Event]:
    """Return the events of a run that the other has not, in their order; the same sentence at the same instant is the same event."""
    known = Counter(_said(event) for event in other.events)
    found = []
    for event in run.events:
        if known[_said(event)]:
            known[_said(event)] -= 1
        else:
            found.append(event)
    return found


def parting_s(run: Run, other: Run) -> float | None:
    """Return the first instant at which something happens in one of two runs and not in the other; None for never."""
    times = [event.time_s for event in (*only_in(run, other), *only_in(other, run))]
    return min(times, default=None)


def unlike_at(run: Run, other: Run, at_s: float) -> list[Unlike]:
    """Return the hosts and machines that are not the same in two runs at one instant, hosts first."""
    found = []
    for name in dict.fromkeys(host.name for host in (*run.hosts, *other.hosts)):
        states = _host_state(run, name, at_s), _host_state(other, name, at_s)
        if states[0] != states[1]:
            found.append(Unlike(name, *states))
    for name in dict.fromkeys(machine.name for machine in (*run.machines, *other.machines)):
        (state_a, place_a), (state_b, place_b) = _where(run, name, at_s), _where(other, name, at_s)
        if (state_a, place_a) != (state_b, place_b):
            found.append(Unlike(name, state_a, state_b, place_a, place_b))
    return found


def _said(event: Event) -> tuple[float, str]:
    return event.time_s, event.message.english()


def _host_state(run: Run, name: str, at_s: float) -> str:
    known = any(host.name == name for host in run.hosts)
    return (run.host_state_at(name, at_s) or "") if known else ""


def _where(run: Run, name: str, at_s: float) -> tuple[str, str]:
    """Return a machine's state and its place; a removed machine is not there."""
    change = run.state_at(name, at_s) if any(machine.name == name for machine in run.machines) else None
    if change is None or change.state == "removed":
        return "", ""
    if change.state == "running" and run.is_corrupted_at(name, at_s):
        return "corrupted", change.place
    return change.state, change.place
