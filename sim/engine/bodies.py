"""The hosts and machines of a running data centre: what is fixed about them, and what changes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.inventory import DataState, Host, Machine, MemoryState
from sim.mechanisms.reclamation import GuestLayers
from sim.run import Hindrance, HostState, MachineState

if TYPE_CHECKING:
    from sim.engine.migration import LiveMigration

HOLDS_MEMORY = frozenset({"booting", "running", "isolated", "stalled", "paused", "migrating", "switching"})
"""States in which a machine's memory is taken on its host."""


UNTOUCHED = GuestLayers(resident_mib=0.0)
"""Where the memory is of a machine that holds none."""


@dataclass(eq=False)
class Server:
    """A host while time passes."""

    index: int
    spec: Host
    state: HostState = "off"
    episode: int = 0
    """Counts changes of state, so that a process can see that its host has moved on without it."""
    isolated: bool = False
    """Whether it hears no other host any more: nothing can be started on it."""
    memory_mib: int = 0
    """Memory that its machines hold."""
    vcpus: int = 0
    """vCPUs of the machines that hold memory on it."""
    reserved_cores: float = 0.0
    reserved_mib: int = 0
    hindrance: Hindrance | None = None
    """What keeps its machines from serving although it runs."""
    speed: float = 1.0
    """The part of its speed that it has: less than 1 while it protects itself from heat."""
    memory_state: MemoryState = "high"
    short_mib: float = 0.0
    """Memory that it would need beyond what it has, whatever it takes back."""
    patched: bool = True
    """Whether it has the updates against known flaws."""
    residents: list[Guest] = field(default_factory=list)
    """Who holds its memory, in the order in which they took it; containers in a VM live in the VM's."""

    @property
    def name(self) -> str:
        """Return the host's name."""
        return self.spec.name

    def promise(self, machine: Machine, sign: int = 1) -> None:
        """Keep what a machine needs for it, or with ``sign`` -1 give it back."""
        self.memory_mib += sign * machine.memory_mib
        self.vcpus += sign * machine.vcpus
        self.reserved_cores += sign * machine.reservation_cores
        self.reserved_mib += sign * machine.memory_reservation_mib

    @property
    def is_up(self) -> bool:
        """Return whether machines run on it."""
        return self.state in ("on", "maintenance")


@dataclass(eq=False)
class Guest:
    """A machine while time passes."""

    index: int
    spec: Machine
    state: MachineState = "defined"
    server: Server | None = None
    """The host that it runs on, or ran on last."""
    kernel: Guest | None = None
    """The VM whose kernel it shares, for a container in a VM."""
    wanted_up: bool = False
    """Whether users expect it to answer."""
    returns: bool = False
    """Whether it starts by itself when what it runs on is back."""
    started_s: float = -math.inf
    """When it was last switched on; before time began for one that was there from the start."""
    data: DataState = "intact"
    exposed: bool = False
    """Whether somebody could read its data who should not."""
    leaked_mib: float = 0.0
    layers: GuestLayers = UNTOUCHED
    """Where its memory is, while it holds any."""
    episode: int = 0
    """Counts changes of state, so that a process can see that its machine has moved on without it."""
    primary: Guest | None = None
    """The machine that this one mirrors, for a secondary."""
    secondary: Guest | None = None
    """The machine that mirrors this one, once there was one."""
    containers: list[Guest] = field(default_factory=list)
    """What runs on its kernel."""
    born_on: Host | None = None
    """The host whose processor it saw when it started."""
    migration: LiveMigration | None = None
    """Its live migration, while there is one, waiting or under way."""
    throttle: float = 0.0
    """The part of its CPU time that is taken from it so that its migration converges."""
    users_wait: bool = False
    """Whether its users wait although it does nothing: it is about to go on elsewhere."""

    @property
    def name(self) -> str:
        """Return the machine's name."""
        return self.spec.name

    @property
    def place(self) -> str:
        """Return what it runs on: a VM for a container in one, else a host; empty for nothing."""
        if self.kernel is not None:
            return self.kernel.name
        return self.server.name if self.server is not None else ""

    @property
    def holds_memory(self) -> bool:
        """Return whether its memory is taken."""
        return self.state in HOLDS_MEMORY

    @property
    def configured_mib(self) -> float:
        """Return the memory that it has been promised and holds now."""
        return float(self.spec.memory_mib) if self.holds_memory else 0.0

    @property
    def active_mib(self) -> float:
        """Return the memory that it touches again and again."""
        configured = self.configured_mib
        leaked = self.leaked_mib if configured else 0.0
        return min(self.spec.workload.active_memory * configured + leaked, configured)

    @property
    def memory_speed(self) -> float:
        """Return the part of its speed that is left where it waits for pages or is throttled, or its VM is."""
        bearer = self.kernel or self
        return bearer.layers.throughput * (1.0 - bearer.throttle)

    @property
    def dirty_mib_per_s(self) -> float:
        """Return how fast its memory is written now, by itself and by the containers in it."""
        running = [one for one in (self, *self.containers) if one.state == "running"]
        return sum(one.spec.workload.dirty_mib_per_s for one in running) * (1.0 - self.throttle)

    @property
    def working_set_mib(self) -> float:
        """Return the memory that is written again and again: what it and the containers in it touch."""
        return min(self.active_mib + sum(one.active_mib for one in self.containers), self.configured_mib)

    @property
    def touched_mib(self) -> float:
        """Return the memory that a migration must send: all that it has touched and that is not taken back.

        A system's file cache touches all that it has been promised.
        """
        return self.configured_mib - self.layers.ballooned_mib


def mirrored(spec: Machine, name: str) -> Machine:
    """Return the definition of the secondary of a machine."""
    return spec.model_copy(
        update={
            "name": name,
            "fault_tolerant": False,
            "runs_on": None,
            "together": "",
            "only_on": "",
            "depends_on": (),
            "restart_priority": "never",
            "snapshot_every_h": 0.0,
            "backup_every_h": 0.0,
            "snapshots": 0,
        }
    )
