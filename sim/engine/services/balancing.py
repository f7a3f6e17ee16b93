"""Balancing: look at the hosts now and then, and move machines from the busy to the idle, or advise it."""

from __future__ import annotations

from sim.engine.datacentre import DataCentre
from sim.engine.process import Process
from sim.engine.services.hands import Hands
from sim.policies.cluster import Cluster
from sim.run import Advice, ServiceName
from sim.services import Balancing
from sim.text import Message

MOST_MOVES = 8
"""In one round: what one host may take part in at once."""


class BalancingService:
    """The service that evens out the loads of hosts."""

    def __init__(self, centre: DataCentre, hands: Hands) -> None:
        self._centre = centre
        self._hands = hands
        self._rounds = 0
        """In how many rounds in a row the imbalance has been too much."""
        self._turn = 0
        self.settings = Balancing()

    def set_up(self, settings: Balancing) -> None:
        """Work with other settings from now on."""
        if settings == self.settings:
            return
        self.settings = settings
        self._turn += 1
        self._rounds = 0
        if settings.mode != "off":
            self._centre.env.process(self._work())

    def _work(self) -> Process:
        """The service: wait, look, move or advise, and again."""
        turn, settings = self._turn, self.settings
        while True:
            yield self._centre.env.timeout(settings.every_s)
            if self._turn != turn:
                return
            if self._holds(self._look()):
                self.even_out("balancing", follow=settings.mode == "automatic")

    def _look(self) -> Cluster:
        return self._hands.cluster(self.settings.every_s, self.settings.rest_s)

    def _holds(self, cluster: Cluster) -> bool:
        """Return whether the rule has called for a move for long enough."""
        rule = self.settings.in_force()
        self._rounds = self._rounds + 1 if rule.calls_for_a_move(cluster) else 0
        return self._rounds >= rule.hold_rounds

    def even_out(self, service: ServiceName, *, follow: bool) -> None:
        """Move machines, or advise it, until the rule is content or no move brings enough."""
        rule = self.settings.in_force()
        cluster = self._look()
        for _move in range(MOST_MOVES):
            if not rule.calls_for_a_move(cluster):
                return
            move = rule.best(cluster)
            reason = rule.reason(cluster, move)
            if move is None:
                self._nothing_to_do(service, reason, rule.measure(cluster), rule.hold_rounds)
                return
            advice = self._hands.advice_of(service, move, reason, self.settings.rule)
            if not follow:
                self._hands.note(advice)
            elif not self._hands.move(advice).followed:
                return
            cluster = cluster.after(move.machine, move.target)

    def _nothing_to_do(self, service: ServiceName, reason: Message, measured: float, hold_rounds: int) -> None:
        """Say once in a while of imbalance that no move helps."""
        if self._rounds not in (0, hold_rounds):
            return
        now = float(self._centre.env.now)
        self._hands.note(
            Advice(now, service, "", "", "", "", (), reason, self.settings.rule, measured, None), why_not=reason
        )
