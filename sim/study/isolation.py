"""Isolation, pair by pair: can a fault in one machine damage, read, stop or slow another, and over which way or behind which wall.

Derived from who stands where at one instant of a run, as the engine sees it; the tests confirm every answer by runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from sim.engine.contagion import HOW, WALL_HOLDS
from sim.inventory import FirewallRule, Host, Machine
from sim.mechanisms.contagion import Attack, Reached, Standing, Step, Wall, reach, wall
from sim.run import Run
from sim.study.devices import SHARED, datastore_name, datastores, definitions, links_mib_per_s
from sim.text import N_, Message

Verdict = Literal["reached", "errors", "safe", "none"]
"""Whether the fault comes through; only shows as errors, because the other depends on it; does not; or cannot happen."""
Threat = Literal[
    "corruption",
    "ransomware",
    "worm",
    "leak",
    "crash",
    "panic",
    "load",
    "container_escape",
    "vm_escape",
    "side_channel",
]
ATTACKS: Mapping[Threat, Attack] = MappingProxyType(
    {
        "corruption": Attack("corruption"),
        "ransomware": Attack("ransomware"),
        "worm": Attack("ransomware", worm=True),
        "leak": Attack("leak"),
        "container_escape": Attack("container_escape"),
        "vm_escape": Attack("vm_escape"),
        "side_channel": Attack("side_channel"),
    }
)


@dataclass(frozen=True, slots=True)
class Question:
    """One threat: what it is called, and what it does to those that it reaches."""

    title: str
    effect: str


QUESTIONS: Mapping[Threat, Question] = MappingProxyType(
    {
        "corruption": Question(N_("Its data are corrupted"), N_("corrupted")),
        "ransomware": Question(N_("Ransomware runs in it"), N_("encrypted")),
        "worm": Question(N_("Ransomware runs in it, as a worm"), N_("encrypted")),
        "leak": Question(N_("An intruder reads in it"), N_("exposed")),
        "crash": Question(N_("Its system crashes"), N_("stops")),
        "panic": Question(N_("The kernel under it panics"), N_("stops")),
        "load": Question(N_("It wants all the CPU that it can use"), N_("can slow down")),
        "container_escape": Question(N_("An intruder breaks out of this container"), N_("exposed")),
        "vm_escape": Question(N_("An intruder breaks out of this VM (advanced)"), N_("exposed")),
        "side_channel": Question(N_("An intruder listens through the processor (advanced)"), N_("exposed")),
    }
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a fault in one machine does to another, and why."""

    verdict: Verdict
    reason: Message
    path: tuple[Step, ...] = ()


def standings_at(run: Run, time_s: float) -> dict[str, Standing]:
    """Return every machine that is there at one instant, with what it stands on; mirrors of another are that other."""
    unpatched = run.walls_at(time_s).unpatched_hosts
    hosts = {host.name: host for host in run.hosts}
    specs = {machine.name: run.spec_at(machine.name, time_s) for machine in run.machines}
    found = {}
    for machine in run.machines:
        state, spec = run.state_at(machine.name, time_s), specs[machine.name]
        if state is None or spec is None or state.state == "removed" or machine.name in run.mirrors:
            continue
        around = specs.get(state.place)
        patched = state.host not in unpatched
        found[machine.name] = Standing(
            spec,
            host=state.host,
            kernel=state.place if spec.kind == "container" else "",
            running=state.state == "running",
            kernel_patched=around.patched if around is not None else patched,
            host_patched=patched,
            host_smt=hosts[state.host].smt if state.host in hosts else False,
        )
    return found


@dataclass(frozen=True, eq=False)
class _Now:
    """A run at one instant."""

    run: Run
    time_s: float
    standings: Mapping[str, Standing]
    rules: tuple[FirewallRule, ...]


def matrix(run: Run, threat: Threat, time_s: float) -> dict[tuple[str, str], Cell]:
    """Return, for every two machines, what a fault in the first does to the second if nothing else changes."""
    now = _Now(run, time_s, standings_at(run, time_s), run.walls_at(time_s).firewall)
    attack, cells = ATTACKS.get(threat), {}
    for one in now.standings.values():
        reached = reach(attack, one.name, now.standings, now.rules) if attack and _can_happen(threat, one) else {}
        for other in now.standings.values():
            if one is other:
                continue
            if other.name in reached:
                cells[one.name, other.name] = _crossed(reached[other.name])
            else:
                cells[one.name, other.name] = _apart(now, threat, one, other)
    return cells


def _can_happen(threat: Threat, one: Standing) -> bool:
    if threat == "container_escape" and one.spec.kind != "container":
        return False
    if threat == "vm_escape" and one.spec.kind not in ("vm", "microvm"):
        return False
    return one.running


def _crossed(reached: Reached) -> Cell:
    last = reached.path[-1]
    return Cell("reached", Message(HOW[last.way.bridge], {"source": last.source, "via": last.way.via}), reached.path)


def _apart(now: _Now, threat: Threat, one: Standing, other: Standing) -> Cell:
    """Return what a fault does to a machine that no attack comes to."""
    if not _can_happen(threat, one):
        return Cell("none", Message(N_("This cannot happen to {machine} now."), {"machine": one.name}))
    attack = ATTACKS.get(threat)
    if attack is None:
        return _slowed(now, one, other) if threat == "load" else _stopped(threat, one, other)
    found = wall(attack, one, other, now.rules) or Wall("own_disk", other.name)
    facts = {"source": one.name, "others": other.name, "via": found.via}
    return _or_errors(one, other, Message(WALL_HOLDS[found.kind], facts), attack.harm)


def _or_errors(one: Standing, other: Standing, why_not: Message, harm: str) -> Cell:
    """Return that a fault does not come through, or, where the other depends on the first, shows as errors."""
    if one.name in other.spec.depends_on and harm != "exposed":
        return Cell(
            "errors",
            Message(
                N_("{other} depends on {machine}: it shows errors, and is well again when {machine} is."),
                {"machine": one.name, "other": other.name},
            ),
        )
    return Cell("safe", why_not)


def _stopped(threat: Threat, one: Standing, other: Standing) -> Cell:
    """Return whether a machine falls with another: with what it runs in, or with the kernel that both share."""
    kernel = one.name if threat == "crash" or one.spec.kind != "container" else one.kernel
    if other.running and kernel and kernel in (other.kernel, other.name, other.host):
        facts = {"kernel": kernel, "other": other.name}
        return Cell("reached", Message(N_("{other} needs the kernel of {kernel}, which stops."), facts))
    facts = {"machine": one.name, "other": other.name}
    return _or_errors(one, other, Message(N_("{other} does not run on the kernel of {machine}."), facts), "stopped")


# Who can slow whom: only where something that both use can be short


def _slowed(now: _Now, one: Standing, other: Standing) -> Cell:
    facts = {"machine": one.name, "other": other.name, "host": other.host}
    if not other.running:
        return Cell("safe", Message(N_("{other} is not running."), facts))
    for short, sentence in (
        (
            _cpu_is_short(now, one, other),
            N_("The CPU of {host} can be short for both, and no reservation protects {other}."),
        ),
        (
            _memory_is_short(now.run, one, other),
            N_("{host} has promised more memory than it has: it can be short for both."),
        ),
        (_devices_are_short(now, one, other), N_("A disk or a link that both use can be short.")),
    ):
        if short:
            return Cell("reached", Message(sentence, facts))
    if one.host != other.host:
        return _or_errors(
            one,
            other,
            Message(N_("{machine} runs on another host than {other}, and what they share is enough."), facts),
            "exposed",
        )
    return Cell(
        "safe",
        Message(
            N_("Whatever {machine} does, {other} gets what it can use: there is enough, or it is reserved."), facts
        ),
    )


def _cpu_is_short(now: _Now, one: Standing, other: Standing) -> bool:
    if one.host != other.host or not one.host:
        return False
    run, standings = now.run, now.standings
    host = run.hosts[run.host_index(other.host)]
    if one.kernel and one.kernel == other.kernel and one.kernel in standings:
        inside = [each for each in standings.values() if each.kernel == one.kernel and each.running]
        room = _cap(standings[one.kernel].spec, host)
        return sum(_cap(each.spec, host) for each in inside) > room
    if other.kernel == one.name or one.kernel == other.name:
        return True
    capacity = run.host_cpu_of(other.host, "capacity_cores").at(now.time_s)
    on_it = [each for each in standings.values() if each.host == other.host and each.running]
    resident = [each.spec for each in on_it if each.kernel not in standings]
    protected = standings.get(other.kernel, other).spec
    enough = sum(_cap(spec, host) for spec in resident) <= capacity
    return not enough and protected.reservation_cores < _cap(protected, host)


def _cap(machine: Machine, host: Host) -> float:
    return machine.cap_cores(host.core_speed)


def _memory_is_short(run: Run, one: Standing, other: Standing) -> bool:
    return one.host == other.host and run.scenario.memory.overcommit_max > 1.0


def _devices_are_short(now: _Now, one: Standing, other: Standing) -> bool:
    """Return whether the datastore or a link of both could not carry all that their users could make machines ask for."""
    run, hosts = now.run, {host.name: host for host in now.run.hosts}
    if one.host not in hosts or other.host not in hosts:
        return False
    operations: dict[str, float] = dict.fromkeys(datastores(run), 0.0)
    mib: dict[str, float] = dict.fromkeys(links_mib_per_s(run), 0.0)
    for name, each in now.standings.items():
        if not each.running or each.host not in hosts:
            continue
        asked = [definition for definition in definitions(run, name) if definition[0] <= now.time_s][-1][2]
        cores = _cap(each.spec, hosts[each.host])
        operations[datastore_name(run, hosts[each.host])] += cores * asked.operations
        mib[each.host] += cores * asked.mib
        mib[SHARED] += cores * asked.mib
    stores = {datastore_name(run, hosts[each.host]) for each in (one, other)}
    links = {SHARED, other.host} if one.host == other.host else {SHARED}
    store_is_short = len(stores) == 1 and any(
        operations[name] > datastores(run)[name].operations_per_s for name in stores
    )
    return store_is_short or any(mib[name] > links_mib_per_s(run)[name] for name in links)
