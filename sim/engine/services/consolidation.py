"""Consolidation: machines leave hosts that are too busy, and the host with least to do is emptied and switched off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from sim.engine.bodies import Server
from sim.engine.datacentre import DataCentre
from sim.engine.process import Process
from sim.engine.services.hands import Hands
from sim.engine.services.switching import Switches
from sim.policies.cluster import Cluster, HostLoad, MachineLoad, Move
from sim.policies.consolidation import MOST_USE, SELECTORS, added_watts, by_least_power, leaving
from sim.policies.overload import OVERLOADS
from sim.policies.placement import Candidate
from sim.policies.powersaving import Evacuation, evacuation
from sim.services import Consolidation
from sim.streams import stream
from sim.text import N_, Message

LONGEST_HISTORY = 30
"""Rounds of a host's use that overload rules look at."""


class ConsolidationService:
    """The service that keeps as few hosts on as carry the load."""

    def __init__(self, centre: DataCentre, hands: Hands) -> None:
        self._centre = centre
        self._hands = hands
        self._switches = Switches(centre, hands, "consolidation")
        self._uses: defaultdict[str, list[float]] = defaultdict(list)
        self._random = stream(centre.scenario.seed, "consolidation", "services")
        self._turn = 0
        self.settings = Consolidation()

    def set_up(self, settings: Consolidation) -> None:
        """Work with other settings from now on."""
        if settings == self.settings:
            return
        self.settings = settings
        self._turn += 1
        self._uses.clear()
        if settings.enabled:
            self._centre.env.process(self._work())

    def _work(self) -> Process:
        """The service: wait, relieve who is too busy, empty who has least to do, and again."""
        turn, settings = self._turn, self.settings
        while True:
            yield self._centre.env.timeout(settings.every_s)
            if self._turn != turn:
                return
            cluster = self._hands.cluster(settings.every_s, settings.rest_s)
            for host in cluster.hosts:
                self._uses[host.name] = [*self._uses[host.name], cluster.loads[host.name]][-LONGEST_HISTORY:]
            busy = [host for host in cluster.hosts if self._is_too_much(host, self._uses[host.name][-1])]
            if busy:
                self._relieve(cluster, busy)
            elif not self._switches.busy:
                self._shrink(cluster)

    def _is_too_much(self, host: HostLoad, use: float) -> bool:
        """Return whether a host would count as overloaded if it had been used so much last."""
        return OVERLOADS[self.settings.overload].is_overloaded([*self._uses[host.name][:-1], use])

    def _relieve(self, cluster: Cluster, busy: Sequence[HostLoad]) -> None:
        """Let machines leave hosts that are too busy, each to where power grows least."""
        selector = SELECTORS[self.settings.selection]
        shut = [host.name for host in busy]
        gone: list[MachineLoad] = []
        for host in busy:
            gone += leaving(cluster, host, partial(self._is_too_much, host), selector, self._random)
        for machine in sorted(gone, key=lambda one: -one.cores):
            facts: dict[str, object] = {
                "host": machine.host,
                "use_pct": 100.0 * self._uses[machine.host][-1],
                "rule_title": OVERLOADS[self.settings.overload].title,
                "selector_title": selector.title,
            }
            reason = Message(
                N_("{host} is used to {use_pct}: overloaded ({rule_title}); the machine by {selector_title}."), facts
            )
            candidates = by_least_power(cluster, machine, shut)
            if not candidates or candidates[0].score is None:
                if not self._switches.busy:
                    self._switches.switch_on(reason, _nothing)
                return
            target = candidates[0].host
            move = Move(machine, target, candidates, cluster.loads[machine.host], cluster.loads[target])
            self._hands.move(self._hands.advice_of("consolidation", move, reason, ""))
            cluster = cluster.after(machine, target)

    def _shrink(self, cluster: Cluster) -> None:
        """Empty the host with least to do that the others can take over, and switch it off."""
        plans: list[Evacuation] = []
        for host in sorted(cluster.hosts, key=lambda one: cluster.loads[one.name]):
            plans.append(evacuation(cluster, host, MOST_USE, self.settings.spare_hosts, _least_power))
            if plans[-1].why_not is None:
                break
        else:
            return
        shown = tuple(Candidate(plan.host, None if plan.why_not else plan.moved_mib, plan.why_not) for plan in plans)
        facts: dict[str, object] = {"host": plans[-1].host, "use_pct": 100.0 * cluster.loads[plans[-1].host]}
        reason = Message(N_("{host} is used to {use_pct}, and the others can take over what it does."), facts)
        self._switches.switch_off(
            self._switches.advice("switch_off_host", plans[-1].host, shown[::-1], reason), plans[-1].moves
        )


def _least_power(cluster: Cluster, machine: MachineLoad, host: HostLoad) -> tuple[float, ...]:
    """Prefer the host whose power grows least with a machine; one that would be too full only where there is no other."""
    too_full = cluster.loads[host.name] + machine.cores / host.cores > MOST_USE
    return float(too_full), added_watts(cluster, machine, host)


def _nothing(_server: Server) -> None:
    """The next round finds the host that has come on."""
