"""Who has room for whom, and where a machine goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from sim.engine.bodies import Guest, Server
from sim.engine.journal import Journal
from sim.engine.pools import Pools
from sim.engine.refused import Refused
from sim.inventory import Machine
from sim.mechanisms.memory import esxi_min_free_mib
from sim.mechanisms.power import watts
from sim.policies.placement import PLACEMENTS, Candidate, HostView, MachineView, choose
from sim.run import HostState
from sim.scenario import Scenario
from sim.text import N_, Message

_NOT_ON: dict[HostState, str] = {
    "off": N_("{host} is off: switch it on."),
    "booting": N_("{host} is still booting: wait until it is on."),
    "failed": N_("{host} has failed: repair it."),
    "maintenance": N_("{host} is in maintenance: it takes no new machines."),
}


class Room:
    """What stands between a machine and each host or kernel, and which of the possible ones is chosen."""

    def __init__(
        self,
        scenario: Scenario,
        journal: Journal,
        servers: Mapping[str, Server],
        guests: Mapping[str, Guest],
        pools: Pools,
    ) -> None:
        self._scenario = scenario
        self._assumptions = scenario.assumptions
        self._policy = PLACEMENTS[scenario.placement]
        self._journal = journal
        self._servers = servers
        self._guests = guests
        self._pools = pools

    def obstacle(self, machine: Machine, server: Server) -> Message | None:
        """Return why a machine cannot start on a host, or None when it can."""
        host = server.spec
        # A machine never overcommits against itself: more vCPUs than the host has threads would only wait for each
        # other, whatever the overcommit ratio allows.
        threads = host.cores * (2 if host.smt else 1)
        free_mib = self.promisable_mib(server)
        most_vcpus = host.cores * self._assumptions.vcpu_overcommit_max
        usable_cores = host.cores * host.core_speed * (1.0 - self._assumptions.hypervisor_cpu_fraction)
        reserved_cores = server.reserved_cores + machine.reservation_cores
        reservable_mib = self.reservable_mib(server)
        reasons = (
            (server.state != "on", _NOT_ON.get(server.state, "")),
            (
                server.isolated or server.hindrance == "isolated",
                N_("{host} is cut off from the other hosts: nothing can be started on it."),
            ),
            (server.hindrance == "stalled", N_("{host} does not reach its storage.")),
            (
                host.bare_metal != (machine.kind == "physical"),
                N_("{host} runs no hypervisor: it is one physical server."),
            ),
            (
                machine.vcpus > threads,
                N_("{host} has {threads} CPU threads, fewer than the {vcpus} vCPU of {machine}."),
            ),
            (
                machine.memory_mib > free_mib,
                N_("{host} has {free_mib} of memory free; {machine} needs {memory_mib}."),
            ),
            (
                server.vcpus + machine.vcpus > most_vcpus,
                N_("{host} carries {host_vcpus} vCPU on {cores} cores: {vcpus} more are too many."),
            ),
            (
                machine.reservation_cores > 0 and reserved_cores > usable_cores,
                N_("{host} cannot guarantee {reservation_cores} to {machine}: {reserved_cores} are reserved already."),
            ),
            (
                0 < machine.memory_reservation_mib > reservable_mib,
                N_("{host} cannot guarantee {reservation_mib} to {machine}: {reservable_mib} can still be reserved."),
            ),
        )
        template = next((template for applies, template in reasons if applies), None)
        if template is None:
            return self._rule_obstacle(machine, server) or self._pools.obstacle(machine)
        facts = {
            "machine": machine.name,
            "host": server.name,
            "threads": threads,
            "cores": host.cores,
            "vcpus": machine.vcpus,
            "host_vcpus": server.vcpus,
            "free_mib": free_mib,
            "memory_mib": machine.memory_mib,
            "reservation_cores": machine.reservation_cores,
            "reserved_cores": server.reserved_cores,
            "reservation_mib": machine.memory_reservation_mib,
            "reservable_mib": reservable_mib,
        }
        return Message(template, facts)

    def _rule_obstacle(self, machine: Machine, server: Server) -> Message | None:
        """Return which rule keeps a machine from a host; None for no rule."""
        if machine.kind == "physical":
            return None
        facts: dict[str, object] = {"machine": machine.name, "host": server.name, "only": machine.only_on}
        if machine.only_on and machine.only_on != server.name:
            return Message(N_("Host rule: {machine} may run on {only} alone, not on {host}."), facts)
        if not machine.apart and not machine.together:
            return None
        for other in self._guests.values():
            if not other.holds_memory or other.kernel is not None or other.name == machine.name:
                continue
            places = {other.server, other.migration.target if other.migration is not None else other.server}
            facts["other"] = other.name
            if machine.apart and other.spec.apart == machine.apart and server in places:
                text = N_("Anti-affinity rule “{rule}”: {machine} must not share {host} with {other}.")
                return Message(text, facts | {"rule": machine.apart})
            if machine.together and other.spec.together == machine.together and server not in places:
                text = N_("Affinity rule “{rule}”: {machine} must run where {other} runs, not on {host}.")
                return Message(text, facts | {"rule": machine.together})
        return None

    def promisable_mib(self, server: Server) -> float:
        """Return how much more memory a host may promise."""
        return server.spec.guest_memory_mib * self._scenario.memory.overcommit_max - server.memory_mib

    def reservable_mib(self, server: Server) -> float:
        """Return how much more memory a host may guarantee: not what its hypervisor must keep free to take pages back."""
        kept_mib = esxi_min_free_mib(server.spec.memory_mib) if self._scenario.memory.overcommit_max > 1.0 else 0.0
        return max(server.spec.guest_memory_mib - kept_mib - server.reserved_mib, 0.0)

    def obstacle_at_home(self, guest: Guest) -> Message | None:
        """Return why a machine cannot start where it was, or None when it can."""
        if guest.kernel is not None:
            return self.kernel_obstacle(guest.spec, guest.kernel)
        return self.obstacle(guest.spec, guest.server) if guest.server is not None else None

    def kernel_obstacle(self, machine: Machine, kernel: Guest) -> Message | None:
        """Return why a container cannot start in a VM, or None when it can."""
        facts = {"machine": machine.name, "kernel": kernel.name}
        if kernel.state != "running":
            return Message(
                N_("{machine} shares the kernel of {kernel}, which is not running: start {kernel} first."), facts
            )
        if kernel.spec.os.family != machine.os.family:
            return Message(
                N_("{kernel} runs {system}: a {container_system} container needs a kernel of its own family."),
                facts | {"system": kernel.spec.os.title, "container_system": machine.os.title},
            )
        taken = sum(guest.spec.memory_mib for guest in kernel.containers if guest.holds_memory)
        free_mib = kernel.spec.memory_mib - taken
        if machine.memory_mib > free_mib:
            return Message(
                N_("{kernel} has {free_mib} of memory free; {machine} needs {memory_mib}."),
                facts | {"free_mib": free_mib, "memory_mib": machine.memory_mib},
            )
        return None

    def find_host(
        self,
        machine: Machine,
        *,
        but: Server | None = None,
        obstacle: Callable[[Server], Message | None] | None = None,
    ) -> Server | None:
        """Choose a host by the placement policy, and write down the decision with its candidates.

        ``obstacle`` says why a host is not possible; by default what keeps a machine from starting there.
        """
        possible, refused = [], []
        for server in self._servers.values():
            if server is but:
                continue
            why_not = obstacle(server) if obstacle else self.obstacle(machine, server)
            if why_not is None:
                free_mib = self.promisable_mib(server)
                possible.append(_view_of(server, free_mib))
            else:
                refused.append(Candidate(server.name, None, why_not))
        ranked = choose(self._policy, MachineView(machine.name, machine.vcpus, machine.memory_mib), possible)
        if not ranked:
            self._journal.decide(machine.name, "", tuple(refused), _no_room(machine, refused))
            return None
        reason = Message(
            N_("{policy_title}: {reason_title}"),
            {"policy_title": self._policy.title, "reason_title": self._policy.reason},
        )
        self._journal.decide(machine.name, ranked[0].host, (*ranked, *refused), reason)
        return self._servers[ranked[0].host]

    def find_place(self, guest: Guest) -> tuple[Server, Guest | None]:
        """Return the host, and for a container in a VM that VM, on which a machine can start.

        That is where it was, where its definition says, or where the policy says. Raise Refused, with the reason,
        where there is no way.
        """
        machine = guest.spec
        # Its definition says where it starts for the first time; it may have moved since.
        first_place = machine.runs_on or "" if guest.server is None else ""
        kernel = guest.kernel or self._guests.get(first_place)
        if machine.kind == "container" and kernel is not None:
            why_not = self.kernel_obstacle(machine, kernel)
            if why_not is not None or kernel.server is None:
                raise Refused(why_not or N_("nothing to run on"))
            return kernel.server, kernel
        wished = guest.server or self._servers.get(first_place)
        why_not = self.obstacle(machine, wished) if wished is not None else None
        if wished is not None and why_not is None:
            return wished, None
        if why_not is not None and (
            guest.server is None or machine.kind == "physical" or not self._scenario.shared_storage
        ):
            raise Refused(why_not)
        server = self.find_host(machine)
        if server is None:
            raise Refused(self._journal.decisions[-1].reason)
        return server, None


def _view_of(server: Server, free_mib: float) -> HostView:
    """Return what a placement policy may know of a host."""
    host = server.spec
    return HostView(
        server.name,
        server.index,
        free_mib,
        host.guest_memory_mib,
        host.cores * host.core_speed,
        server.vcpus,
        partial(watts, host.power),
    )


def _no_room(machine: Machine, refused: Iterable[Candidate]) -> Message:
    """Return why no host takes a machine: the reason of the first that was looked at."""
    reasons = [candidate.why_not for candidate in refused if candidate.why_not is not None]
    if not reasons:
        return Message(N_("There is no other host for {machine}."), {"machine": machine.name})
    return Message(N_("No host takes {machine}. {reason}"), {"machine": machine.name, "reason": reasons[0]})
