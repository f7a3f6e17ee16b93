"""The parts of the building and of its hosts: which work, and what follows for hosts, machines and devices.

The dependency graph says what a set of failures reaches; this module lets it happen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sim.engine.bodies import Guest, Server
from sim.engine.datacentre import DataCentre
from sim.engine.heat import Heat
from sim.engine.power import PowerPlant
from sim.engine.process import Process
from sim.engine.recovery import Recovery
from sim.engine.refused import Refused
from sim.engine.walls import LOSSES, wall_messages
from sim.mechanisms.devices import on_array
from sim.mechanisms.disk import DEGRADED
from sim.mechanisms.network import Bond
from sim.mechanisms.rebuild import USUAL_LOAD, rebuild_s
from sim.mechanisms.site_graph import Graph, Level, Node, site_graph
from sim.run import Hindrance, PartState
from sim.site import ARRAY, Part, part_named
from sim.text import N_, Message

NOT_THERE = N_("Not there: {part}.")


class Parts:
    """Everything that can break besides machines and whole hosts."""

    def __init__(self, centre: DataCentre, recovery: Recovery) -> None:
        self._centre = centre
        self._recovery = recovery
        self._tell = centre.journal.tell
        self._states: dict[Part, PartState] = {}
        """Parts that are not as they were at the start."""
        self._down: Collection[Node] = ()
        self._walls: Collection[Node] = ()
        self._graph: Graph | None = None
        self._hosts_known = 0
        self._waiting: dict[Server, None] = {}
        """Hosts that start by themselves when what they miss is back."""
        self._lost: dict[Level, None] = {}
        """Arrays of disks whose data are gone."""
        self._plant = PowerPlant(centre, self.settle)
        self._heat = Heat(centre, self._overheated)

    # What people and faults ask for

    def fail(self, *names: str, repair_after_s: float | None = None) -> None:
        """Let parts fail at once, for good or for a time."""
        parts = [self._part(name) for name in names]
        for part in parts:
            if self._states.get(part) in ("failed", "rebuilding"):
                raise Refused(N_("Already failed: {part}. Replace it first."), {"part": part.title})
        for part in parts:
            self._set(part, "failed")
            if part.kind == "fans":
                self._heat.rise(self._centre.servers[part.host])
        self.settle()
        if repair_after_s is not None:
            for part in parts:
                self._centre.env.process(self._mend_later(part, repair_after_s))

    def wear(self, name: str) -> None:
        """Let a part report errors that it corrects itself."""
        part = self._part(name)
        if part in self._states:
            raise Refused(N_("Reports errors already: {part}. Replace it."), {"part": part.title})
        self._set(part, "worn")
        self._tell("host", N_("ECC has corrected it: nothing stops, and the log asks for a new module."))

    def repair(self, name: str) -> None:
        """Replace a part; what it stopped starts again, and a disk is filled before it counts."""
        part = self._part(name)
        if self._states.get(part) not in ("failed", "worn"):
            raise Refused(N_("Not failed: {part}."), {"part": part.title})
        self._mend(part)

    def state_of(self, name: str) -> PartState:
        """Return the state of a part."""
        return self._states.get(self._part(name), "ok")

    def parts_of(self, host: str, kind: str) -> list[Part]:
        """Return the parts of a kind that a host has."""
        return [node for node in self._known().needs if isinstance(node, Part) and node[:2] == (host, kind)]

    def check_can_start(self, server: Server) -> None:
        """Raise Refused, with the part that is missing, when a host cannot be switched on."""
        if self._is_hot(server):
            missing: Node = Part(server.name, "fans", "")
        elif self._runs(server):
            return
        else:
            missing = self._known().way(self._failed(), Level("hypervisor", server.name))[0]
        title = missing.title if isinstance(missing, Part) else Message(N_("the power"))
        raise Refused(N_("{host} cannot start: repair {part} first."), {"host": server.name, "part": title})

    # What follows

    def settle(self) -> None:
        """Work out anew what works, and let everything that follows happen."""
        graph = self._known()
        before_down, before_walls = self._down, self._walls
        self._plant.follow(self._states)
        self._down = graph.down(self._failed())
        self._plant.watch_batteries(self._down)
        self._walls = graph.walls(self._failed())
        lost = self._lose_data()
        for server in self._centre.servers.values():
            self._settle_host(server, before_down)
        for guest in lost:
            guest.returns = False
        new = [node for node in self._walls if node not in before_walls and node not in before_down]
        for message in wall_messages(new, self._plant.autonomy_s):
            self._tell("decision", message)
        self._slow_devices()
        self._centre.room_appeared()

    def _settle_host(self, server: Server, before: Collection[Node]) -> None:
        """Stop, start, cut off or set free one host."""
        if self._runs(server):
            if server in self._waiting and server.state == "failed" and not self._is_hot(server):
                del self._waiting[server]
                self._tell("host", N_("{host} has what it needs again: it boots."), {"host": server.name})
                self._centre.rack.boot(server)
        elif server.state in ("on", "booting", "maintenance"):
            self._waiting[server] = None
            kind = "raid" if Level("raid", server.name) in self._down else "power"
            self._tell("fault", LOSSES[kind], {"host": server.name})
            self._centre.rack.lose(server)
        self._tell_high_availability(server, before)
        hindrance = self._hindrance(server)
        if hindrance != server.hindrance:
            self._centre.rack.hinder(server, hindrance)
            if hindrance is not None and server.is_up:
                self._tell("fault", LOSSES[hindrance], {"host": server.name})
            elif server.is_up and Level("storage", server.name) not in before:
                self._tell("host", N_("{host} is reached again."), {"host": server.name})
            elif server.is_up:
                self._tell("host", N_("{host} reaches its storage again: its machines go on."), {"host": server.name})

    def _tell_high_availability(self, server: Server, before: Collection[Node]) -> None:
        """Let the other hosts notice that they no longer hear this one, or hear it again."""
        network = Level("network", server.name)
        if network in self._down and network not in before:
            self._recovery.host_isolated(server)
        elif network in before and network not in self._down:
            self._recovery.host_reachable(server)

    def _hindrance(self, server: Server) -> Hindrance | None:
        if Level("storage", server.name) in self._down:
            return "stalled"
        return "isolated" if Level("network", server.name) in self._down else None

    def _runs(self, server: Server) -> bool:
        return Level("hypervisor", server.name) not in self._down

    def _is_hot(self, server: Server) -> bool:
        return self._states.get(Part(server.name, "fans", "")) == "failed"

    def _lose_data(self) -> list[Guest]:
        """Take the data of machines whose array has lost more disks than it survives; return whose."""
        losers: list[Guest] = []
        arrays = [node for node in self._down if isinstance(node, Level) and node.kind == "raid"]
        for array in arrays:
            if array in self._lost:
                continue
            self._lost[array] = None
            if not array.name:
                self._tell("fault", LOSSES["array"])
            for guest in self._lying_on(array):
                losers.append(guest)
                guest.data = "corrupted"
                self._centre.journal.data_are(guest)
                self._recovery.copies.forget_snapshots(guest)
                if guest.holds_memory and guest.kernel is None and not array.name:
                    self._centre.go_down(guest, "crashed", returns=False)
        self._lost = {array: None for array in self._lost if array in arrays}
        return losers

    def _lying_on(self, array: Level) -> Iterator[Guest]:
        for guest in list(self._centre.guests.values()):
            server = guest.server
            if server is None or guest.state == "removed" or guest.data == "corrupted":
                continue
            if array.name == ("" if on_array(self._centre.scenario, server.spec) else server.name):
                yield guest

    def _slow_devices(self) -> None:
        """Tell disks and links what is left of them."""
        lines, switches = self._centre.devices.lines, self._centre.scenario.site.switches
        working = sum(Part("", "switch", str(number + 1)) not in self._down for number in range(switches))
        lines.set_rack_parts(array=self._speed_of_disks(ARRAY), switches=max(working, 1) / switches)
        for server in self._centre.servers.values():
            nics = zip(self.parts_of(server.name, "nic"), server.spec.nics, strict=True)
            links = Bond(tuple(card.gbit_per_s for part, card in nics if part not in self._down))
            # With no link at all nobody is served: their machines are isolated, and the rate must not be zero.
            if links.links:
                lines.set_parts(server.index, links=links, disks=self._speed_of_disks(server.name))
        for guest in self._centre.guests.values():
            if guest.state == "running":
                self._centre.usage.set_claim(guest)

    def _speed_of_disks(self, owner: str) -> float:
        weak = any(part.owner == owner and part.kind == "disk" for part in self._states)
        return DEGRADED if weak else 1.0

    def _overheated(self, server: Server) -> None:
        """A host has switched itself off because it was too hot."""
        self._waiting[server] = None
        self._centre.rack.lose(server)
        self._centre.room_appeared()

    # Mending

    def _mend_later(self, part: Part, after_s: float) -> Process:
        """Somebody who brings a new part."""
        yield self._centre.env.timeout(after_s)
        if self._states.get(part) == "failed":
            self._tell("host", N_("Replaced: {part}."), {"part": part.title, "host": part.host})
            self._mend(part)

    def _mend(self, part: Part) -> None:
        array = Level("raid", "" if part.owner == ARRAY else part.owner)
        if part.kind == "disk" and array not in self._lost:
            self._set(part, "rebuilding")
            self._centre.env.process(self._rebuild(part))
            return
        self._set(part, "ok")
        if part.kind == "fans":
            self._heat.fall(self._centre.servers[part.host])
            if self._centre.servers[part.host] in self._waiting:
                self.settle()
            return
        self.settle()

    def _rebuild(self, part: Part) -> Process:
        """A new disk that is filled from the others; until then the array is slower and one failure nearer to loss."""
        scenario = self._centre.scenario
        if part.owner == ARRAY:
            kind, size_gib = scenario.storage.array.kind, scenario.storage.array.size_gib
        else:
            disk = self._centre.servers[part.owner].spec.disks[int(part.label) - 1]
            kind, size_gib = disk.kind, disk.size_gib
        lasts_s = rebuild_s(size_gib, kind, USUAL_LOAD)
        facts: dict[str, object] = {"part": part.title, "lasts_s": lasts_s, "host": part.host}
        self._tell("host", N_("The rebuild of {part} takes {lasts_s}."), facts)
        yield self._centre.env.timeout(lasts_s)
        if self._states.get(part) == "rebuilding":
            self._set(part, "ok")
            self._tell("host", N_("The rebuild of {part} is done: the data are held twice again."), facts)
            self.settle()

    # What is known

    def _set(self, part: Part, state: PartState) -> None:
        if state == "ok":
            self._states.pop(part, None)
        else:
            self._states[part] = state
        self._centre.journal.part_is(part.name, state)

    def _failed(self) -> list[Node]:
        broken = [part for part, state in self._states.items() if state in ("failed", "rebuilding")]
        return [*broken, *self._plant.dark]

    def _known(self) -> Graph:
        """Return the graph of the hosts that are there."""
        servers = self._centre.servers
        if self._graph is None or len(servers) != self._hosts_known:
            self._hosts_known = len(servers)
            self._graph = site_graph(self._centre.scenario, [server.spec for server in servers.values()])
        return self._graph

    def _part(self, name: str) -> Part:
        part = part_named(name)
        if part not in self._known().needs:
            raise Refused(NOT_THERE, {"part": part.title})
        return part
