"""Whether a machine answers rightly, with all that it depends on."""

from __future__ import annotations

from collections.abc import Sequence

from sim.inventory import FirewallRule, Machine
from sim.mechanisms.contagion import Standing, reaches
from sim.run import Run


def serves(run: Run, machine: str, at_s: float) -> bool:
    """Return whether a machine answers rightly: it and all that it depends on run, with intact data, and are reached."""
    rules = run.walls_at(at_s).firewall
    return all(_is_well(run, name, at_s) for name in [machine, *_dependencies(run, machine, at_s)]) and all(
        _is_reached(run, name, other, at_s, rules)
        for name in [machine, *_dependencies(run, machine, at_s)]
        for other in _needs(run, name, at_s)
    )


def _is_well(run: Run, machine: str, at_s: float) -> bool:
    """Return whether a machine runs on the network with intact data, and so does whoever fills the folders it reads."""
    state, spec = run.state_at(machine, at_s), run.spec_at(machine, at_s)
    if state is None or state.state != "running" or spec is None or not spec.connected:
        return False
    return not run.is_corrupted_at(machine, at_s) and not any(
        run.is_corrupted_at(other, at_s) for other in _read_from(run, spec, at_s)
    )


def _needs(run: Run, machine: str, at_s: float) -> tuple[str, ...]:
    spec = run.spec_at(machine, at_s)
    return spec.depends_on if spec else ()


def _is_reached(run: Run, machine: str, other: str, at_s: float, rules: Sequence[FirewallRule]) -> bool:
    one, two = run.spec_at(machine, at_s), run.spec_at(other, at_s)
    return one is not None and two is not None and reaches(Standing(one), Standing(two), rules, "application")


def _read_from(run: Run, spec: Machine, at_s: float) -> list[str]:
    """Return the machines that write in the folders which a machine only reads."""
    read = {folder.name for folder in spec.folders if folder.access == "read_only"}
    if not read:
        return []
    return [
        other.name
        for other in run.machines
        if (there := run.spec_at(other.name, at_s)) is not None
        and any(folder.name in read and folder.access == "read_write" for folder in there.folders)
    ]


def _dependencies(run: Run, machine: str, at_s: float) -> list[str]:
    """Return everything that a machine depends on, directly or through others, each once."""
    found: list[str] = []
    to_see = [machine]
    while to_see:
        fresh = [name for name in _needs(run, to_see.pop(), at_s) if name not in found and name != machine]
        found += fresh
        to_see += fresh
    return found
