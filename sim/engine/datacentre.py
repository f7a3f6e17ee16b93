"""The running data centre: hosts and machines, and how they change state."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterable

from simpy import Environment
from simpy.events import Event as Happening

from sim.actions import Action
from sim.actions.machines import AddMachine
from sim.engine.bodies import UNTOUCHED, Guest, Server, mirrored
from sim.engine.contagion import Contagion
from sim.engine.devices import Devices
from sim.engine.journal import Journal
from sim.engine.loads import Loads
from sim.engine.memory import Memory, out_of_memory_victim
from sim.engine.migrations import Migrations
from sim.engine.pools import Pools
from sim.engine.processor import Processor
from sim.engine.room import Room
from sim.engine.sending import Sending
from sim.inventory import Host, Machine, ResourcePool
from sim.mechanisms.claims import NO_KERNEL, Claimant
from sim.mechanisms.cpu import smt_capacity
from sim.mechanisms.efficiency import work_per_core
from sim.run import Hindrance, HostState, IoControlChange, MachineState
from sim.scenario import Scenario
from sim.text import N_

Process = Generator[Happening, None, None]

LEAK_STEPS = 64
"""A memory leak is followed in steps of this part of the machine's memory."""


class DataCentre:
    """All hosts and machines of one run, and what can happen to each."""

    def __init__(self, env: Environment, scenario: Scenario) -> None:
        machines = len(scenario.machines) + _count(scenario.actions, "add_machine", "clone_machine")
        machines += _secondaries(scenario)
        hosts = len(scenario.hosts) + _count(scenario.actions, "add_host")
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
        self.memory = Memory(env, scenario.memory, self.journal)
        self.servers: dict[str, Server] = {}
        self.guests: dict[str, Guest] = {}
        self.room_appeared: Callable[[], None] = lambda: None
        """What to do when a host may have room that it had not."""
        self.state_changed: Callable[[Guest], None] = lambda _guest: None
        """What to do when a machine has come into another state."""
        self.falling: Callable[[Server], None] = lambda _server: None
        """What to do for the machines of a host just before they crash with it, or are cut off."""
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
        self.sendings: list[Sending] = []
        self.couriers: dict[int, Sending] = {}
        """What carries the disks of machines that move cold, by machine."""
        self.migrations = Migrations(self)
        self.contagion = Contagion(env, scenario.network.firewall, self.journal, self.servers, self.guests)

    # Hosts

    def install(self, host: Host, state: HostState) -> Server:
        """Put a host into the rack."""
        server = Server(len(self.servers), host, patched=host.patched)
        self.servers[host.name] = server
        self.devices.set_host(server.index, host)
        self.set_server_state(server, state)
        return server

    def set_server_state(self, server: Server, state: HostState) -> None:
        """Let a host be in another state; what runs on it is the caller's business."""
        server.state = state
        server.episode += 1
        self.journal.host_is(server.index, state)
        self._set_capacity(server)
        if state != "on":
            self.migrations.host_left(server)
        if not server.is_up:
            for sending in self.sendings:
                if sending.passes(server):
                    sending.close()

    def boot_server(self, server: Server) -> None:
        """Start a host, and then the machines on it that return by themselves."""
        self.set_server_state(server, "booting")
        self.env.process(self._booting_server(server))

    def _booting_server(self, server: Server) -> Process:
        """One host's start."""
        episode = server.episode
        yield self.env.timeout(server.spec.boot_s)
        if server.episode != episode:
            return
        self.set_server_state(server, "on")
        self.journal.tell("host", N_("{host} is on."), {"host": server.name})
        for guest in self.on_server(server):
            if guest.kernel is None:
                self.bring_back(guest)
        self.room_appeared()

    def on_server(self, server: Server) -> list[Guest]:
        """Return the machines that belong to a host, in the order of their appearance."""
        return [guest for guest in self.guests.values() if guest.server is server and guest.state != "removed"]

    def _set_capacity(self, server: Server) -> None:
        host, kept = server.spec, 0.0 if server.spec.bare_metal else self.scenario.assumptions.hypervisor_cpu_fraction
        if not server.is_up:
            self.processor.set_host(server.index, capacity_cores=0.0, overhead_cores=0.0)
            return
        gain = self.scenario.assumptions.smt_gain if host.smt else 0.0
        cores = smt_capacity(host.cores, gain, max(server.vcpus, host.cores)) * host.core_speed * server.speed
        self.processor.set_host(server.index, capacity_cores=cores * (1.0 - kept), overhead_cores=cores * kept)

    def lose_server(self, server: Server) -> None:
        """A host stops at once with everything on it."""
        self.set_server_state(server, "failed")
        victims = self.fall(server)
        for guest in victims:
            facts = {"machine": guest.name, "host": server.name}
            self.journal.tell("fault", N_("{machine} stopped with {host}."), facts)
        self.server_lost(server, victims)

    def hinder(self, server: Server, hindrance: Hindrance | None) -> None:
        """Let a host's machines be cut off from users or disks, or set them free again."""
        if hindrance is not None and server.hindrance is None:
            self.falling(server)
        server.hindrance = hindrance
        residents = sorted(self.on_server(server), key=lambda guest: guest.kernel is not None)
        for guest in residents:
            if guest.state in ("running", "isolated", "stalled"):
                self.set_state(guest, "running")
        if hindrance is None and server.is_up:
            for guest in residents:
                self.bring_back(guest)

    def slow_down(self, server: Server, speed: float) -> None:
        """Let a host work at a part of its speed."""
        server.speed = speed
        self._set_capacity(server)

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
            self._occupy(guest, 1 if guest.holds_memory else -1)
        if runs:
            if not ran and guest.server is not None:
                self.processor.admit(guest.index, guest.server.index)
            self.set_users(guest)
            self.set_claim(guest)
            self.follow_leak(guest)
        else:
            # First its users: whether they wait for it decides what becomes of their work once it gets no CPU.
            self.set_users(guest)
            if ran:
                self.processor.expel(guest.index)
        self.note_memory(guest)
        self.journal.machine_is(guest)
        if not runs and state != "switching" and guest.migration is not None:
            self.migrations.left_running(guest, state)
        self.migrations.look_again(guest)
        if held and not guest.holds_memory and guest.server is not None:
            self.migrations.somebody_left(guest.server)
        self.state_changed(guest)
        self.contagion.look_again()

    def transfer(self, guest: Guest, server: Server) -> None:
        """Let a running machine go on on another host, at once."""
        self._occupy(guest, -1)
        guest.server = server
        self._occupy(guest, 1)
        self.set_claim(guest)
        self.processor.transfer(guest.index, server.index)
        self.note_memory(guest)
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
        alive = [guest for guest in (*self.on_server(server), *torn) if guest.holds_memory]
        for guest in alive:
            guest.returns = True
            self.set_state(guest, "crashed")
        return sorted(alive, key=lambda guest: guest.kernel is not None)

    def send(self, source: Server, target: Server, most_mib_per_s: float = math.inf) -> Sending:
        """Open a stream of data between two hosts."""
        self.sendings.append(Sending(self.env, self.devices, source, target, most_mib_per_s))
        return self.sendings[-1]

    def carry_over(self, guest: Guest, server: Server) -> None:
        """Let a machine that stands still belong to another host, with its memory and what runs on its kernel."""
        self._occupy(guest, -1)
        self.note_memory(guest)
        guest.server = server
        for container in guest.containers:
            container.server = server
        self._occupy(guest, 1)
        self.note_memory(guest)

    def set_throttle(self, guest: Guest, throttle: float) -> None:
        """Take a part of its CPU time from a machine, and from what runs on its kernel."""
        if throttle == guest.throttle:
            return
        guest.throttle = throttle
        for machine in (guest, *guest.containers):
            self.note_memory(machine)
            if machine.state == "running":
                self.set_claim(machine)

    # Machines: what they use

    def set_users(self, guest: Guest) -> None:
        """Tell the processor what a machine's users ask for, in physical cores per core of work."""
        host = guest.server.spec if guest.server is not None else None
        efficiency = work_per_core(self.assumptions, guest.spec, host, in_vm=guest.kernel is not None)
        mirrors = guest.primary is not None  # nobody asks a secondary, yet it does all that its primary does
        toll = 1.0 + self.assumptions.migration_cpu_cost if self.migrations.costs_cpu(guest) else 1.0
        self.processor.set_users(
            guest.index,
            scale=toll / efficiency if guest.wanted_up or (mirrors and guest.state == "running") else 0.0,
            patience_s=None if guest.users_wait else guest.spec.workload.timeout_s,
        )

    def stop_waiting(self, guest: Guest) -> None:
        """Let the patience of a machine's users count again, now that it serves them."""
        if guest.users_wait:
            guest.users_wait = False
            self.set_users(guest)

    def set_claim(self, guest: Guest) -> None:
        """Tell the processor what a running machine can use, and its weight."""
        spec, server = guest.spec, guest.server
        if server is None:
            return
        cap = spec.cap_cores(server.spec.core_speed) * guest.memory_speed
        kernel = guest.kernel.index if guest.kernel is not None else NO_KERNEL
        self.processor.set_claim(
            Claimant(guest.index, float(spec.cpu_shares), min(spec.reservation_cores, cap), cap, kernel, spec.pool),
            self.devices.set_machine(guest.index, spec, server.index, in_vm=kernel != NO_KERNEL),
        )

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
            self._occupy(guest, -1)
        guest.spec = spec
        if guest.holds_memory:
            self._occupy(guest, 1)
        self.journal.spec_is(guest.index, spec)
        if guest.state == "running":
            self.set_claim(guest)
        self.set_users(guest)
        self.note_memory(guest)
        self.migrations.look_again(guest)
        if guest.secondary is not None:
            self.set_spec(guest.secondary, mirrored(spec, guest.secondary.name))
        self.contagion.look_again()

    def _occupy(self, guest: Guest, sign: int) -> None:
        """Take what a machine needs on its host, or with ``sign`` -1 give it back."""
        server = guest.server
        if server is None or guest.kernel is not None:
            return
        if sign > 0:
            server.residents.append(guest)
        else:
            server.residents.remove(guest)
            guest.layers = UNTOUCHED
        server.promise(guest.spec, sign)
        if server.spec.smt:
            self._set_capacity(server)

    def note_memory(self, guest: Guest) -> None:
        """See what a change of a machine's memory means for everybody on its host."""
        for other in self.memory.settle(guest):
            if other.state == "running":
                self.set_claim(other)
        server = guest.server
        while server is not None and guest.kernel is None and server.short_mib > 0.0:
            victim = out_of_memory_victim(server.residents)
            if victim is None:
                return
            self.journal.tell(
                "fault",
                N_("{host} has no memory left: its kernel kills {machine}."),
                {"host": server.name, "machine": victim.name},
            )
            self.go_down(victim, "crashed", returns=False)

    def follow_leak(self, guest: Guest) -> None:
        """Let a leaking application take memory for as long as it runs."""
        mib_per_s = self.loads.leak_mib_per_s[guest.index]
        if mib_per_s > 0.0:
            self.env.process(self._leak(guest, mib_per_s))

    def _leak(self, guest: Guest, mib_per_s: float) -> Process:
        """One application that never gives memory back, until there is none left and its system kills it."""
        episode, workload = guest.episode, guest.spec.workload
        while True:
            step_mib = guest.spec.memory_mib / LEAK_STEPS
            yield self.env.timeout(step_mib / mib_per_s)
            if guest.episode != episode or guest.spec.workload is not workload:
                return
            guest.leaked_mib += step_mib
            self.note_memory(guest)
            if guest.episode != episode:  # its host was faster: it has killed it
                return
            if guest.leaked_mib + workload.active_memory * guest.spec.memory_mib >= guest.spec.memory_mib:
                self.journal.tell(
                    "fault", N_("{machine} has used up its memory and was killed."), {"machine": guest.name}
                )
                self.go_down(guest, "crashed", returns=False)
                self.room_appeared()
                self.guest_failed(guest)
                return


def _count(actions: Iterable[Action], *kinds: str) -> int:
    return sum(action.kind in kinds for action in actions)


def _secondaries(scenario: Scenario) -> int:
    """Return how many machines there may be that mirror others."""
    added = [action.machine for action in scenario.actions if isinstance(action, AddMachine)]
    born_so = sum(machine.fault_tolerant for machine in (*scenario.machines, *added))
    made_so = _count(scenario.actions, "set_fault_tolerance")
    clones = _count(scenario.actions, "clone_machine") if born_so or made_so else 0
    return born_so + made_so + clones


def _where(guest: Guest) -> dict[str, object]:
    return {"machine": guest.name, "place": guest.place}


def _host_name(guest: Guest) -> str:
    return guest.server.name if guest.server else ""
