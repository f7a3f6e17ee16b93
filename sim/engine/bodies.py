"""The hosts and machines of a running data centre: what is fixed about them, and what changes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from sim.inventory import Host, Machine, MemoryState
from sim.mechanisms.reclamation import GuestLayers
from sim.run import HostState, MachineState

HOLDS_MEMORY = frozenset({"booting", "running", "paused", "migrating"})
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
    memory_state: MemoryState = "high"
    short_mib: float = 0.0
    """Memory that it would need beyond what it has, whatever it takes back."""
    residents: list[Guest] = field(default_factory=list)
    """Who holds its memory, in the order in which they took it; containers in a VM live in the VM's."""

    @property
    def name(self) -> str:
        """Return the host's name."""
        return self.spec.name

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
    corrupted: bool = False
    started_s: float = -math.inf
    """When it was last switched on; before time began for one that was there from the start."""
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
        """Return the part of its speed that it keeps while it waits for pages: its VM's, for a container in one."""
        return self.kernel.layers.throughput if self.kernel is not None else self.layers.throughput


def mirrored(spec: Machine, name: str) -> Machine:
    """Return the definition of the secondary of a machine."""
    return spec.model_copy(
        update={
            "name": name,
            "fault_tolerant": False,
            "runs_on": None,
            "depends_on": (),
            "restart_priority": "never",
            "snapshot_every_h": 0.0,
            "backup_every_h": 0.0,
            "snapshots": 0,
        }
    )
