"""Balancing: look at the hosts now and then, and move machines from the busy to the idle, or advise it."""

from __future__ import annotations

from sim.engine.datacentre import DataCentre
from sim.engine.process import Process
from sim.engine.services.hands import Hands
from sim.policies.balance import BALANCERS, FEWEST_HOSTS, Tuning, best_move
from sim.policies.cluster import Cluster
from sim.run import Advice, ServiceName
from sim.services import Balancing
from sim.text import N_, Message

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
        """Return whether there has been too much imbalance for long enough."""
        measured, tolerated = self._measure(cluster)
        self._rounds = self._rounds + 1 if measured > tolerated else 0
        return self._rounds >= (self.settings.hold_rounds or BALANCERS[self.settings.rule].hold_rounds)

    def _measure(self, cluster: Cluster) -> tuple[float, float]:
        """Return the imbalance and how much of it is tolerated; none where there is nothing to balance."""
        rule, settings = BALANCERS[self.settings.rule], self.settings
        if len(cluster.hosts) < FEWEST_HOSTS:
            return 0.0, 0.0
        tuning = Tuning(settings.level, settings.threshold)
        return rule.imbalance(list(cluster.loads.values())), rule.tolerated(tuning, len(cluster.hosts))

    def even_out(self, service: ServiceName, *, follow: bool) -> None:
        """Move machines, or advise it, until the imbalance is tolerated or no move brings enough."""
        rule, settings = BALANCERS[self.settings.rule], self.settings
        margin = rule.margin if settings.margin is None else settings.margin
        cluster = self._look()
        for _move in range(MOST_MOVES):
            measured, tolerated = self._measure(cluster)
            if measured <= tolerated:
                return
            facts: dict[str, object] = {
                "rule_title": rule.title,
                "imbalance_pct": 100.0 * measured,
                "tolerated_pct": 100.0 * tolerated,
            }
            move = best_move(cluster, rule, margin)
            if move is None:
                self._nothing_to_do(service, facts, measured)
                return
            reason = Message(
                N_(
                    "The loads of hosts differ by {imbalance_pct}, {rule_title} tolerates {tolerated_pct}; {expected_pct} afterwards."
                ),
                facts | {"expected_pct": 100.0 * move.after},
            )
            advice = self._hands.advice_of(service, move, reason, settings.rule)
            if not follow:
                self._hands.note(advice)
            elif not self._hands.move(advice).followed:
                return
            cluster = cluster.after(move.machine, move.target)

    def _nothing_to_do(self, service: ServiceName, facts: dict[str, object], measured: float) -> None:
        """Say once in a while of imbalance that no move helps."""
        if self._rounds not in (0, BALANCERS[self.settings.rule].hold_rounds):
            return
        reason = Message(
            N_(
                "The loads of hosts differ by {imbalance_pct}, {rule_title} tolerates {tolerated_pct}; but no move of one machine brings enough."
            ),
            facts,
        )
        now = float(self._centre.env.now)
        self._hands.note(
            Advice(now, service, "", "", "", "", (), reason, self.settings.rule, measured, None), why_not=reason
        )
