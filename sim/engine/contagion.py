"""Attacks while time passes: each harms its own machine first, and then crosses every bridge that it finds.

Which bridges there are is said by ``sim.mechanisms.contagion``; whenever a machine, a folder, a network or a password
changes, every attack looks again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from simpy import Environment

from sim.engine.bodies import Guest, Server
from sim.engine.journal import Journal
from sim.engine.process import Process
from sim.inventory import DataState, FirewallRule
from sim.mechanisms.contagion import Attack, Bridge, Standing, Wall, WallKind, Way, own_work_s, wall, ways, worse
from sim.run import Hop
from sim.text import N_, Message

MOST_NAMED = 3
"""Machines that a sentence names one by one."""


@dataclass(eq=False)
class Carrier:
    """A machine from which an attack goes on."""

    guest: Guest
    attack: Attack
    path: tuple[Hop, ...]
    crossing: set[tuple[str, Way]] = field(default_factory=set)
    """The bridges that it is crossing now, and to whom."""
    active: bool = True


class Contagion:
    """All attacks of one run."""

    def __init__(
        self,
        env: Environment,
        firewall: Iterable[FirewallRule],
        journal: Journal,
        servers: Mapping[str, Server],
        guests: Mapping[str, Guest],
    ) -> None:
        self._env = env
        self._journal = journal
        self._servers = servers
        self._guests = guests
        self._carriers: list[Carrier] = []
        self._attacked: set[tuple[int, Attack]] = set()
        """The machines from which an attack goes on, and which."""
        self._something_changed = env.event()
        self.firewall = tuple(firewall)

    # What others say and ask

    def begin(self, guest: Guest, attack: Attack, path: tuple[Hop, ...] = ()) -> None:
        """Let an attack begin in one machine, or go on from there when harm has come to it over ``path``."""
        self._harm(guest, attack, path)
        self._carry(guest, attack, path)

    def copy(self, original: Guest, clone: Guest) -> None:
        """A copy has the same data, right or wrong, and the same intruders."""
        hop = (Hop(original.name, clone.name, "clone", original.name),)
        if original.data != "intact" or original.exposed:
            clone.data, clone.exposed = original.data, original.exposed
            self._journal.data_are(clone, hop)
        for carrier in [one for one in self._carriers if one.guest is original and one.active]:
            self._carry(clone, carrier.attack, (*carrier.path, *hop))

    def restore(self, guest: Guest, data: DataState) -> None:
        """A machine has the data of a copy again; with intact ones nothing in it goes on attacking.

        What was read remains read.
        """
        was_damaged = guest.data != "intact"
        if guest.data != data:
            guest.data = data
            self._journal.data_are(guest)
            self.mirror(guest)
        if data == "intact":
            self._clear(guest)
            if was_damaged:
                self._tell_dependents_well(guest)
        self.look_again()

    def _clear(self, guest: Guest) -> None:
        for carrier in self._carriers:
            if carrier.guest is guest:
                carrier.active = False
                self._attacked.discard((guest.index, carrier.attack))
        self._carriers = [carrier for carrier in self._carriers if carrier.active]

    def mirror(self, guest: Guest) -> None:
        """The secondary of a fault-tolerant machine has the same data at every instant, right or wrong."""
        secondary = guest.secondary
        if secondary is None or (secondary.data, secondary.exposed) == (guest.data, guest.exposed):
            return
        secondary.data, secondary.exposed = guest.data, guest.exposed
        self._journal.data_are(secondary, (Hop(guest.name, secondary.name, "mirror", guest.name),))

    def set_firewall(self, rules: tuple[FirewallRule, ...]) -> None:
        """Let other traffic pass between network segments."""
        self.firewall = rules
        self.note_walls()
        self.look_again()

    def note_walls(self) -> None:
        """Write down what the rack as a whole lets pass."""
        unpatched = tuple(server.name for server in self._servers.values() if not server.patched)
        self._journal.walls_are(self.firewall, unpatched)

    def look_again(self) -> None:
        """Something that bridges depend on has changed: let every attack see whether it can go on."""
        if self._carriers:
            changed, self._something_changed = self._something_changed, self._env.event()
            changed.succeed()

    # One attack

    def _carry(self, guest: Guest, attack: Attack, path: tuple[Hop, ...]) -> None:
        carrier = Carrier(guest, attack, path)
        self._carriers.append(carrier)
        self._attacked.add((guest.index, attack))
        self._env.process(self._going_on(carrier))

    def _going_on(self, carrier: Carrier) -> Process:
        """One machine's attack: it is busy with its own data, tries every bridge, and waits for new ones."""
        yield self._env.timeout(own_work_s(carrier.attack, carrier.guest.spec))
        if carrier.active and not carrier.path:
            self._tell_walls(carrier)
        while carrier.active:
            for target, way in self._open_ways(carrier):
                carrier.crossing.add((target.name, way))
                self._env.process(self._crossing(carrier, target, way))
            yield self._something_changed

    def _crossing(self, carrier: Carrier, target: Guest, way: Way) -> Process:
        """One way over one bridge, if it is still there at the end."""
        yield self._env.timeout(way.after_s)
        carrier.crossing.discard((target.name, way))
        if not carrier.active or (target, way) not in self._open_ways(carrier):
            return
        path = (*carrier.path, Hop(carrier.guest.name, target.name, way.bridge, way.via))
        if way.carries:
            self.begin(target, carrier.attack, path)
        else:
            self._harm(target, carrier.attack, path)

    def _open_ways(self, carrier: Carrier) -> list[tuple[Guest, Way]]:
        """Return the bridges that lead on to machines that have not been harmed like that, and that it is not crossing."""
        source = self._standing(carrier.guest)
        return [
            (target, way)
            for target in self._others(carrier.guest)
            for way in ways(carrier.attack, source, self._standing(target), self.firewall)
            if (target.name, way) not in carrier.crossing and self._concerns(carrier.attack, target, way)
        ]

    def _concerns(self, attack: Attack, target: Guest, way: Way) -> bool:
        """Return whether crossing a bridge would make anything worse."""
        if way.carries and (target.index, attack) not in self._attacked:
            return True
        return not target.exposed if attack.harm == "exposed" else worse(target.data, attack.harm) is not None

    def _others(self, guest: Guest) -> list[Guest]:
        """Return the other machines; a fault-tolerant machine's secondary is no other, but the same."""
        here = (other for other in self._guests.values() if other.state != "removed" and other.primary is None)
        return [other for other in here if other is not guest]

    def _standing(self, guest: Guest) -> Standing:
        server, kernel = guest.server, guest.kernel
        on_host = guest.spec.kind == "container" and kernel is None and server is not None
        patched = server.patched if server is not None else True
        return Standing(
            guest.spec,
            host=server.name if server is not None else "",
            kernel=kernel.name if kernel is not None else server.name if on_host and server is not None else "",
            running=guest.state == "running",
            kernel_patched=kernel.spec.patched if kernel is not None else patched,
            host_patched=patched,
            host_smt=server.spec.smt if server is not None else False,
        )

    # What it does, and what is told

    def _harm(self, guest: Guest, attack: Attack, path: tuple[Hop, ...]) -> None:
        """Let harm come to one machine's data, unless they are as bad already."""
        if attack.harm == "exposed":
            if guest.exposed:
                return
            guest.exposed = True
        else:
            state = worse(guest.data, attack.harm)
            if state is None:
                return
            guest.data = state
        self._journal.data_are(guest, path)
        self.mirror(guest)
        if path:
            last = path[-1]
            how = Message(HOW[last.bridge], {"source": last.source, "via": last.via})
            self._journal.tell("fault", HARMED[attack.harm], {"machine": guest.name, "how": how})
        if attack.harm != "exposed":
            self._tell_dependents_ill(guest)

    def _tell_dependents_ill(self, guest: Guest) -> None:
        for other in self._others(guest):
            if guest.name in other.spec.depends_on and other.data == "intact":
                self._journal.tell(
                    "fault",
                    N_("{machine} shows errors, because it depends on {other}; its own data are intact."),
                    {"machine": other.name, "other": guest.name},
                )

    def _tell_dependents_well(self, guest: Guest) -> None:
        for other in self._others(guest):
            if guest.name in other.spec.depends_on and other.data == "intact":
                self._journal.tell(
                    "machine",
                    N_("{machine} is well again: the data of {other} are intact."),
                    {"machine": other.name, "other": guest.name},
                )

    def _tell_walls(self, carrier: Carrier) -> None:
        """Name the walls at which an attack stops in the machine where it began."""
        source, stopped = self._standing(carrier.guest), dict[WallKind, list[tuple[Guest, Wall]]]()
        for target in self._others(carrier.guest):
            found = wall(carrier.attack, source, self._standing(target), self.firewall)
            if found is not None:
                stopped.setdefault(found.kind, []).append((target, found))
        for kind, ends in stopped.items():
            names = [target.name for target, _ in ends]
            more = "" if len(names) <= MOST_NAMED else f" + {len(names) - MOST_NAMED}"
            self._journal.tell(
                "fault",
                WALL_HOLDS[kind],
                {"source": carrier.guest.name, "others": ", ".join(names[:MOST_NAMED]) + more, "via": ends[0][1].via},
                machine=carrier.guest.name,
            )


HARMED: Mapping[str, str] = MappingProxyType(
    {
        "corrupted": N_("The data of {machine} were corrupted, too: {how}."),
        "encrypted": N_("The data of {machine} were encrypted, too: {how}."),
        "exposed": N_("The data of {machine} lay open to the intruder: {how}."),
    }
)
HOW: Mapping[Bridge | str, str] = MappingProxyType(
    {
        "folder": N_("{source} came to them through the shared folder “{via}”"),
        "inside": N_("they lie on the disk of {via}"),
        "credentials": N_("{source} logged on with the password of “{via}”, which opens both"),
        "worm": N_("{source} got in over the network “{via}”, because updates are missing"),
        "kernel": N_("{source} broke out into the kernel of {via}"),
        "hypervisor": N_("{source} broke out into the hypervisor of {via}"),
        "cores": N_("{source} measured them through the processor of {via}"),
        "clone": N_("it is a copy of {source}"),
    }
)
WALL_HOLDS: Mapping[WallKind, str] = MappingProxyType(
    {
        "read_only": N_(
            "Stopped by a read-only share: {source} and {others} have “{via}” in common, not both may write."
        ),
        "unplugged": N_("Stopped by an unplugged network card: nothing goes from {source} to {others}."),
        "other_segment": N_(
            "Stopped by the firewall: from {source} no traffic reaches {others} in another network segment."
        ),
        "patched": N_("Stopped by updates: no known flaw leads from {source} to {others}."),
        "other_credentials": N_("Stopped by other credentials: the password of {source} does not open {others}."),
        "switched_off": N_("Stopped for now: {source} or {others} is not running."),
        "mitigated": N_("Stopped by the processor's mitigations: on {via}, {source} learns nothing about {others}."),
        "namespaces": N_("Stopped by the container's own walls: {source} does not get out to {others}."),
        "own_kernel": N_("Stopped by a kernel of its own: {source} shares none with {others}."),
        "other_host": N_("Stopped by the host: {source} runs elsewhere than {others}."),
        "own_disk": N_("Stopped at the disk of {source}: it has no way to the data of {others}."),
    }
)
