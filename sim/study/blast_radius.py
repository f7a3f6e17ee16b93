"""How far a fault reaches, read from the dependency graph before it happens: who stops, and which wall stops it.

The graph knows who depends on what; how long somebody is away it does not know: that takes a run
(``sim.study.what_if``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.actions import ACTIONS, Action
from sim.actions.base import OnPart
from sim.engine.heat import LOOK_EVERY_S
from sim.engine.walls import wall_messages
from sim.mechanisms.site_graph import (
    GENERATOR,
    SUPPLY,
    UTILITY,
    Graph,
    Level,
    LevelKind,
    Node,
    Resident,
    site_graph,
    site_parts,
)
from sim.mechanisms.thermal import SHUTDOWN_C, THROTTLE_C, steady_c, temperature_c
from sim.run import Run
from sim.site import Part, part_named
from sim.study.metrics import UP, power_w
from sim.text import N_, Message


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a fault reaches: who stops and in which chain, who loses redundancy, and where it ends."""

    stops: Mapping[str, tuple[Node, ...]]
    """Machines that stop, each with the chain from what fails to it."""
    damaged: tuple[str, ...]
    """Machines whose data are lost."""
    bare: tuple[Node, ...]
    """What goes on but would not survive one more failure."""
    slowed: tuple[str, ...]
    """Hosts that slow down."""
    walls: tuple[Message, ...]
    """Which redundancy stops the fault."""
    held: tuple[Node, ...]
    """Where in the graph it is: what goes on although something that it needs has failed."""


def reach(run: Run, fault: Action) -> Reach | None:
    """Return how far a fault would reach at its time; None where the graph does not say, as for an attack."""
    if not fault.breaks:
        return None
    graph, residents = graph_at(run, fault.at_s)
    before = _failed_before(run, fault.at_s)
    broken, slowed = _broken(run, fault, residents)
    down_before = graph.down(before)
    stages = list(_stages(run, graph, [*before, *broken], broken))
    stops: dict[str, tuple[Node, ...]] = {}
    for failed in stages:
        down = graph.down(failed)
        for resident in residents:
            levels = (Level("machine", resident.machine), Level("process", resident.machine))
            hit = next((level for level in levels if level in down and level not in down_before), None)
            if hit is not None and resident.machine not in stops:
                stops[resident.machine] = graph.way(failed, hit)
    stops, saved = _without_mirrored(run, residents, stops)
    failed = stages[-1]
    down = graph.down(failed)
    old_walls = graph.walls(before)
    new_walls = [wall for wall in graph.walls(failed) if wall not in old_walls]
    damaged = tuple(r.machine for r in residents if Level("data", r.machine) in down)
    return Reach(
        stops=stops,
        damaged=tuple(name for name in damaged if Level("data", name) not in down_before),
        bare=tuple(node for node in graph.bare(failed) if node in new_walls),
        slowed=slowed,
        walls=(*wall_messages(new_walls, run.scenario.site.ups_autonomy_s), *saved),
        held=tuple(new_walls),
    )


def _without_mirrored(
    run: Run, residents: Sequence[Resident], stops: Mapping[str, tuple[Node, ...]]
) -> tuple[dict[str, tuple[Node, ...]], list[Message]]:
    """Return who stops for their users, and who goes on elsewhere: a fault-tolerant machine whose host alone fails."""
    hosts = {resident.machine: resident.host for resident in residents}
    alive = {primary: name for name, primary in run.mirrors.items() if name in hosts and name not in stops}
    missed, saved = {}, []
    for machine, way in stops.items():
        if machine in alive and Level("hypervisor", hosts[machine]) in way:
            facts: dict[str, object] = {"machine": machine, "host": hosts[alive[machine]]}
            saved.append(Message(N_("{machine} goes on in its secondary on {host}, without an interruption."), facts))
        elif machine not in run.mirrors:
            missed[machine] = way
    return missed, saved


def graph_at(run: Run, at_s: float) -> tuple[Graph, list[Resident]]:
    """Return who needs what at one instant, and who runs where."""
    hosts = [host for host in run.hosts if run.host_state_at(host.name, at_s) is not None]
    residents = [
        Resident(machine.name, state.place, state.host)
        for machine in run.machines
        if (state := run.state_at(machine.name, at_s)) is not None and state.state == "running"
    ]
    kernels = {resident.machine for resident in residents} | {host.name for host in hosts}
    residents = [resident for resident in residents if resident.place in kernels]
    return site_graph(run.scenario, hosts, residents), residents


def possible_faults(run: Run, at_s: float) -> Iterator[Action]:
    """Yield every fault of the catalogue on everything that it can hit at one instant."""
    hosts = [host for host in run.hosts if run.host_state_at(host.name, at_s) is not None]
    parts = site_parts(run.scenario, hosts)
    for kind, fault in ACTIONS.items():
        needs = {name for name, field in fault.model_fields.items() if field.is_required()}
        if fault.group != "fault" or needs - {"at_s", fault.target}:
            continue
        if issubclass(fault, OnPart):
            targets = [part.name for part in parts if part.kind in fault.parts]
        elif fault.target == "host":
            targets = [h.name for h in hosts if not fault.states or run.host_state_at(h.name, at_s) in fault.states]
        else:
            targets = [
                machine.name
                for machine in run.machines
                if (state := run.state_at(machine.name, at_s)) is not None
                and state.state != "removed"
                and (not fault.states or state.state in fault.states)
            ]
        for target in targets:
            yield fault.model_validate({"kind": kind, "at_s": at_s, fault.target: target})


# What fails


def _failed_before(run: Run, at_s: float) -> list[Node]:
    failed: list[Node] = [
        part_named(name) for name, state in run.part_states_at(at_s).items() if state in ("failed", "rebuilding")
    ]
    return failed + [
        Level("hypervisor", host.name) for host in run.hosts if run.host_state_at(host.name, at_s) not in UP
    ]


def _broken(run: Run, fault: Action, residents: Sequence[Resident]) -> tuple[list[Node], tuple[str, ...]]:
    """Return the nodes that a fault takes out, and the hosts that it slows down."""
    target = fault.target_name
    if isinstance(fault, OnPart):
        part = part_named(target)
        if part.kind == "fans":
            return _overheated(run, part.host, fault.at_s)
        failed: dict[str, Node] = {"part": part, "hypervisor": Level("hypervisor", part.host)}
        return [failed[fault.breaks]] if fault.breaks in failed else [], ()
    if fault.breaks == "cables":
        cards = run.hosts[run.host_index(target)].nics
        return [Part(target, "nic", str(number + 1)) for number in range(len(cards))], ()
    if fault.breaks == "kernel":
        return [_kernel_under(run, target, residents)], ()
    kinds: dict[str, LevelKind] = {
        "hypervisor": "hypervisor",
        "machine": "machine",
        "process": "process",
        "data": "data",
    }
    return [Level(kinds[fault.breaks], target)], ()


def _kernel_under(run: Run, machine: str, residents: Sequence[Resident]) -> Node:
    """Return the kernel that a machine runs on: its own, or for a container that of its VM or host."""
    here = next((resident for resident in residents if resident.machine == machine), None)
    if here is None or run.machines[run.machine_index(machine)].kind != "container":
        return Level("machine", machine)
    return Level("hypervisor" if here.place == here.host else "machine", here.place)


def _stages(run: Run, graph: Graph, failed: Sequence[Node], broken: Sequence[Node]) -> Iterator[list[Node]]:
    """Yield what has failed at first, when a generator has had time to start, and when batteries are empty."""
    if UTILITY in broken and GENERATOR in graph.needs:
        yield [*failed, GENERATOR]
    if SUPPLY in graph.down(failed):
        yield [*failed, *(Level("battery", feed) for feed in run.scenario.site.feed_names if run.scenario.site.ups)]
    else:
        yield list(failed)


def _overheated(run: Run, host: str, at_s: float) -> tuple[list[Node], tuple[str, ...]]:
    """Return whether a host without fans gets too hot with the load that it has, as its sensor would see it."""
    spec, power = run.hosts[run.host_index(host)], power_w(run, host)
    now_c, hottest_c = steady_c(power.at(at_s), spec.full_load_w), 0.0
    look_s = at_s
    while look_s + LOOK_EVERY_S < run.end_s and hottest_c < SHUTDOWN_C:
        now_c = temperature_c(now_c, steady_c(power.at(look_s), spec.full_load_w, fans=False), LOOK_EVERY_S)
        look_s += LOOK_EVERY_S
        hottest_c = max(hottest_c, now_c)
    broken: list[Node] = [Level("hypervisor", host)] if hottest_c >= SHUTDOWN_C else []
    return broken, (host,) if hottest_c >= THROTTLE_C else ()


# Names


def title_of(node: Node) -> Message:
    """Return what a node of the graph is called in a sentence."""
    if isinstance(node, Part):
        return node.title
    if node.kind == "raid" and not node.name:
        return Message(N_("the disks of the shared array"))
    return Message(_LEVELS[node.kind], {"name": node.name})


_LEVELS = {
    "supply": N_("all power"),
    "battery": N_("the battery of feed {name}"),
    "power": N_("the power of {name}"),
    "network": N_("the network of {name}"),
    "raid": N_("the disks of {name}"),
    "array": N_("the shared array"),
    "storage": N_("the storage of {name}"),
    "hypervisor": "{name}",
    "machine": "{name}",
    "process": N_("the application in {name}"),
    "data": N_("the data of {name}"),
}
