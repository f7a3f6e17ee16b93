"""The running data centre: hosts and machines, and how they change state."""

from __future__ import annotations

import math
from collections.abc import Callable

from simpy import Environment

from sim.engine.applications import Applications
from sim.engine.bodies import Guest, Server, mirrored
from sim.engine.contagion import Contagion
from sim.engine.devices import Devices
from sim.engine.headcount import most_hosts, most_machines
from sim.engine.journal import Journal
from sim.engine.leaks import Leaks
from sim.engine.loads import Loads
from sim.engine.memory import Memory
from sim.engine.migrations import Migrations
from sim.engine.pools import Pools
from sim.engine.process import Process
from sim.engine.processor import Processor
from sim.engine.rack import Rack
from sim.engine.room import Room
from sim.engine.sending import Sending
from sim.engine.usage import Usage
from sim.inventory import Machine, ResourcePool
from sim.run import IoControlChange, MachineState
from sim.scenario import Scenario
from sim.text import N_


class DataCentre:
    """All hosts and machines of one run, and what can happen to each."""

    def __init__(self, env: Environment, scenario: Scenario) -> None:
        machines, hosts = most_machines(scenario), most_hosts(scenario)
        self.env = env
        self.scenario = scenario
        self.assumptions = scenario.assumptions
        self.journal = Journal(env)
        self.journal.io_control.append(
            IoControlChange(0.0, scenario.storage.io_control, scenario.storage.congestion_ms)
        )
        self.devices = Devices(scenario, machines, hosts)
        self.processor = Processor(env, self.devices, machines, hosts, scenario.pools)
        self.loads = Loads(env, scenario, self.processor, machines)
        self.applications = Applications(self.loads, self.processor)
        self.memory = Memory(env, scenario.memory, self.journal)
        self.servers: dict[str, Server] = {}
        self.guests: dict[str, Guest] = {}
        self.room_appeared: Callable[[], None] = lambda: None
        """What to do when a host may have room that it had not."""
        self.state_changed: Callable[[Guest], None] = lambda _guest: None
        """What to do when a machine has come into another state."""
        self.falling: Callable[[Server], None] = lambda _server: None
        """What to do for the machines of a host just before they crash with it, or are cut off."""
        self.installed: Callable[[Server], None] = lambda _server: None
        """What to do when a host has come into the rack."""
        self.enlisted: Callable[[Guest], None] = lambda _guest: None
        """What to do when a machine has come to exist."""
        self.guest_failed: Callable[[Guest], None] = lambda _guest: None
        """What to do when one machine's system has failed by itself."""
        self.server_lost: Callable[[Server, list[Guest]], None] = lambda _server, _victims: None
        """What to do when a host has stopped with these machines on it."""
        self.pools = Pools(scenario.pools, self.servers, self.guests, self.assumptions.hypervisor_cpu_fraction)
        for pool in scenario.pools:
            self.journal.pool_is(pool)
        self.room = Room(scenario, self.journal, self.servers, self.guests, self.pools)
        self.rack, self.usage, self.leaks = Rack(self), Usage(self), Leaks(self)
        self.sendings: list[Sending] = []
        self.couriers: dict[int, Sending] = {}
        """What carries the disks of machines that move cold, by machine."""
        self.migrations = Migrations(self)
        self.contagion = Contagion(env, scenario.network.firewall, self.journal, self.servers, self.guests)

    # Machines: appearing and changing state

    def draft(self, machine: Machine) -> Guest:
        """Return a machine that does not exist yet: it can be placed, and forgotten when it fits nowhere."""
        return Guest(len(self.guests), machine)

    def enlist(self, guest: Guest, *, follow: bool = True) -> None:
        """Let a drafted machine exist; its first state is the caller's business."""
        self.guests[guest.name] = guest
        self.journal.spec_is(guest.index, guest.spec)
        self.enlisted(guest)
        if follow:
            self.loads.follow([(guest.index, guest.name, guest.spec.workload)])

    def set_state(self, guest: Guest, state: MachineState) -> None:
        """Let a machine be in another state, with what that means for memory and CPU.

        One that would run is cut off from its users or its disks where its host is.
        """
        if state == "running":
            guest.wanted_up = guest.primary is None
            state = (guest.server.hindrance if guest.server is not None else None) or state
        held, runs, ran = guest.holds_memory, state == "running", guest.state == "running"
        guest.state = state
        guest.episode += 1
        if guest.index in self.couriers:
            self.couriers.pop(guest.index).close()
        guest.users_wait = guest.users_wait and state in ("running", "switching")
        if not held and guest.holds_memory and guest.server is not None:
            guest.born_on = guest.server.spec
        if held != guest.holds_memory:
            self.usage.occupy(guest, 1 if guest.holds_memory else -1)
        if runs:
            if not ran and guest.server is not None:
                self.processor.admit(guest.index, guest.server.index)
            self.usage.set_users(guest)
            self.usage.set_claim(guest)
            self.leaks.follow(guest)
        else:
            # First its users: whether they wait for it decides what becomes of their work once it gets no CPU.
            self.usage.set_users(guest)
            if ran:
                self.processor.expel(guest.index)
        self.usage.note_memory(guest)
        self.journal.machine_is(guest)
        if not runs and state != "switching" and guest.migration is not None:
            self.migrations.left_running(guest, state)
        self.migrations.look_again(guest)
        if held and not guest.holds_memory and guest.server is not None:
            self.migrations.somebody_left(guest.server)
        self.applications.state_changed(guest)
        self.state_changed(guest)
        self.contagion.look_again()

    def transfer(self, guest: Guest, server: Server) -> None:
        """Let a running machine go on on another host, at once."""
        self.usage.occupy(guest, -1)
        guest.server = server
        self.usage.occupy(guest, 1)
        self.usage.set_claim(guest)
        self.processor.transfer(guest.index, server.index)
        self.usage.note_memory(guest)
        self.journal.machine_is(guest)
        self.contagion.look_again()

    def place(self, guest: Guest) -> None:
        """Settle a machine where it can start; raise Refused, with the reason, where there is no way."""
        self.settle_on(guest, *self.room.find_place(guest))

    def settle_on(self, guest: Guest, server: Server, kernel: Guest | None = None) -> None:
        """Say what a machine runs on from now on; it must hold no memory at this moment."""
        if guest.kernel is not None:
            guest.kernel.containers.remove(guest)
        guest.server, guest.kernel = server, kernel
        if kernel is not None:
            kernel.containers.append(guest)

    def boot(self, guest: Guest, *, after_s: float = 0.0) -> None:
        """Start a machine: its memory is taken at once, its users are served when its application answers."""
        guest.leaked_mib = 0.0
        guest.started_s = self.env.now
        self.set_state(guest, "booting")
        self.env.process(self._booting(guest, after_s + self.start_time_s(guest)))

    def _booting(self, guest: Guest, start_time_s: float) -> Process:
        """One machine's start."""
        episode = guest.episode
        yield self.env.timeout(start_time_s)
        if guest.episode == episode:
            self.come_up(guest)

    def restart_application(self, guest: Guest, restart_s: float) -> None:
        """Start a machine's application again; its kernel, and what else runs on it, goes on."""
        guest.leaked_mib = 0.0
        self.set_state(guest, "booting")
        self.env.process(self._booting(guest, restart_s))

    def come_up(self, guest: Guest) -> None:
        """A machine runs, and then the containers on its kernel that return by themselves start."""
        self.set_state(guest, "running")
        if guest.state != "running":
            return
        self.journal.tell("machine", N_("{machine} is running on {place}."), _where(guest), host=_host_name(guest))
        for container in list(guest.containers):
            self.bring_back(container)

    def bring_back(self, guest: Guest) -> None:
        """Start a machine that returns by itself, where it was, if it still fits there."""
        if not guest.returns or guest.state not in ("defined", "crashed", "stopped", "placing"):
            return
        why_not = self.room.obstacle_at_home(guest)
        if why_not is not None:
            self.journal.tell("refused", why_not)
            return
        guest.returns = False
        self.boot(guest)

    def start_time_s(self, guest: Guest) -> float:
        """Return the time from power-on to an answering application."""
        assumptions = self.scenario.assumptions
        if guest.spec.kind == "container":
            return assumptions.container_start_s
        if guest.spec.kind == "physical":  # its system has started with its host
            return assumptions.application_start_s
        if guest.spec.kind == "microvm":
            return assumptions.microvm_start_s + assumptions.application_start_s
        return guest.spec.os.boot_s + assumptions.application_start_s

    def go_down(self, guest: Guest, state: MachineState, *, returns: bool) -> None:
        """A machine stops or crashes, and every container on its kernel with it."""
        for container in list(guest.containers):
            if not container.holds_memory:
                continue
            self.go_down(container, state, returns=True)
            if state == "crashed":
                self.journal.tell(
                    "fault",
                    N_("{machine} stopped: it shared the kernel of {kernel}."),
                    {"machine": container.name, "kernel": guest.name},
                )
        guest.returns = returns
        self.set_state(guest, state)

    def fall(self, server: Server) -> list[Guest]:
        """Everything on a host crashes; return who did, VMs before the containers in them."""
        self.falling(server)
        torn = self.migrations.torn_by(server)
        torn += [container for guest in torn for container in guest.containers]
        alive = [guest for guest in (*self.rack.guests_of(server), *torn) if guest.holds_memory]
        for guest in alive:
            guest.returns = True
            self.set_state(guest, "crashed")
        return sorted(alive, key=lambda guest: guest.kernel is not None)

    def send(
        self, ends: tuple[Server, ...], most_mib_per_s: float = math.inf, disks: tuple[Server, ...] = ()
    ) -> Sending:
        """Open a stream of data between two hosts, or none, that reads or writes the datastores of ``disks``."""
        self.sendings.append(Sending(self.env, self.devices.lines, ends, most_mib_per_s, disks))
        return self.sendings[-1]

    def set_io_control(self, *, enabled: bool, congestion_ms: float | None) -> None:
        """Divide datastores that are short by shares from now on, or no longer."""
        self.devices.io_control = enabled
        self.journal.io_control.append(IoControlChange(self.env.now, enabled, congestion_ms))
        for server in self.servers.values():
            self.processor.share_out_soon(server.index)

    def set_pool(self, pool: ResourcePool) -> None:
        """Define a resource pool, or define it anew."""
        self.pools.specs[pool.name] = pool
        self.processor.set_pool(pool)
        self.journal.pool_is(pool)

    def set_spec(self, guest: Guest, spec: Machine) -> None:
        """Define a machine anew while it exists."""
        if guest.holds_memory:
            self.usage.occupy(guest, -1)
        guest.spec = spec
        if guest.holds_memory:
            self.usage.occupy(guest, 1)
        self.journal.spec_is(guest.index, spec)
        if guest.state == "running":
            self.usage.set_claim(guest)
        self.usage.set_users(guest)
        self.usage.note_memory(guest)
        self.migrations.look_again(guest)
        if guest.secondary is not None:
            self.set_spec(guest.secondary, mirrored(spec, guest.secondary.name))
        self.contagion.look_again()


def _where(guest: Guest) -> dict[str, object]:
    return {"machine": guest.name, "place": guest.place}


def _host_name(guest: Guest) -> str:
    return guest.server.name if guest.server else ""
