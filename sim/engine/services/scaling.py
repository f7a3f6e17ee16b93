"""Autoscaling: look at each application now and then, and start or stop copies of its machine."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import replace

from sim.engine.applications import OFF, Application
from sim.engine.bodies import Guest
from sim.engine.datacentre import DataCentre
from sim.engine.process import Process
from sim.engine.refused import Refused
from sim.engine.services.hands import TITLES, Hands
from sim.engine.verbs.replicas import ReplicaVerbs
from sim.policies.autoscaling import SCALERS, Goal, Group, Wish, stabilised
from sim.policies.placement import Candidate
from sim.run import Advice
from sim.services import Autoscaling
from sim.text import N_, Message

MOST_SAMPLES = 30
"""Looks back of which a forecast is made."""
RETRY_S = 300.0
"""After a copy has found no room, so long nobody tries again."""
DRAIN_LOOK_S = 1.0


class ScalingService:
    """The service that decides how many copies of each machine run."""

    def __init__(self, centre: DataCentre, hands: Hands, verbs: ReplicaVerbs) -> None:
        self._centre = centre
        self._hands = hands
        self._verbs = verbs
        self._keepers: dict[str, Keeper] = {}

    def set_up(self, scaling: tuple[Autoscaling, ...]) -> None:
        """Scale these machines from now on, and let go of all others: their copies stop.

        Raise Refused, and change nothing, where one of them cannot be scaled.
        """
        wanted = {one.machine: one for one in scaling}
        new = {name: self._verbs.check(name) for name in wanted if name not in self._keepers}
        for name, first in new.items():
            application = self._verbs.found(first)
            self._keepers[name] = Keeper(self._centre, self._hands, self._verbs, application)
        for name, keeper in self._keepers.items():
            keeper.set_up(wanted.get(name))


class Keeper:
    """Who keeps the number of one application's machines."""

    def __init__(self, centre: DataCentre, hands: Hands, verbs: ReplicaVerbs, application: Application) -> None:
        self._centre = centre
        self._hands = hands
        self._verbs = verbs
        self._application = application
        self._settings: Autoscaling | None = None
        self._turn = 0
        self._orders = 0
        self._forget()

    def _forget(self) -> None:
        self._wishes: deque[tuple[float, int]] = deque()
        self._asked: deque[float] = deque(maxlen=MOST_SAMPLES)
        self._changed_s = self._refused_s = -math.inf

    def set_up(self, settings: Autoscaling | None) -> None:
        """Work with other settings from now on; with none, let all copies stop."""
        if settings == self._settings:
            return
        self._settings = settings
        self._turn += 1
        self._forget()
        if settings is not None:
            self._centre.env.process(self._work(settings))
        else:
            reason = Message(N_("Autoscaling of {machine} is off."), {"machine": self._application.first.name})
            self._stop(len(self._application.present) - 1, reason, drain_s=0.0)

    def _work(self, settings: Autoscaling) -> Process:
        """The service: look, start or stop, wait, and again; between the instants at which loads change."""
        turn, rule = self._turn, SCALERS[settings.rule]
        first = self._application.first
        every_s = settings.every_s or rule.every_s
        wait_s = every_s / 2.0
        yield self._centre.env.timeout(0.0)
        while self._turn == turn:
            if first.state == "removed":
                reason = Message(N_("{machine} is not there any more."), {"machine": first.name})
                self._stop(len(self._application.present), reason, drain_s=0.0)
                return
            self._act(settings, self._wish(settings, every_s))
            yield self._centre.env.timeout(wait_s)
            wait_s = every_s

    # What is wanted

    def _wish(self, settings: Autoscaling, every_s: float) -> Wish:
        """Return how many machines the rule wants now, within the limits and after looking back."""
        rule, now = SCALERS[settings.rule], float(self._centre.env.now)
        goal = Goal(
            settings.minimum,
            settings.target_pct / 100.0,
            settings.up_pct / 100.0,
            settings.down_pct / 100.0,
            settings.cooldown_s,
        )
        wish = rule.wish(self._group(every_s), goal)
        count = min(max(wish.count, settings.minimum), settings.maximum)
        if rule.steady:
            self._wishes.append((now, count))
            while self._wishes[0][0] <= now - settings.window_s:
                self._wishes.popleft()
            count = stabilised(len(self._application.present), [one for _at_s, one in self._wishes])
        return replace(wish, count=count)

    def _group(self, every_s: float) -> Group:
        """Return what the load balancer and the machines show at this moment."""
        application, accounts = self._application, self._centre.processor.accounts
        serving = application.serving
        caps = [_cap_cores(guest) for guest in serving]
        if serving:
            asked = math.fsum(accounts.demand[guest.index] for guest in serving)
            self._asked.append(asked * len(serving) / math.fsum(caps))
        lead_s = self._centre.start_time_s(application.first)
        return Group(
            tuple(accounts.given[guest.index] / cap for guest, cap in zip(serving, caps, strict=True)),
            sum(guest not in serving for guest in application.present),
            tuple(self._asked),
            1.0 + lead_s / every_s,
            every_s + lead_s,
            float(self._centre.env.now) - self._changed_s,
        )

    # What is done

    def _act(self, settings: Autoscaling, wish: Wish) -> None:
        missing = wish.count - len(self._application.present)
        if missing > 0 and self._centre.env.now >= self._refused_s + RETRY_S:
            self._start(min(missing, self._room(settings)), wish.reason)
        elif missing < 0:
            self._stop(-missing, wish.reason, settings.drain_s)

    def _room(self, settings: Autoscaling) -> int:
        """Return how many copies may be started: one that was removed by hand, or waits for a host, keeps its place."""
        application = self._application
        taken = [one for one in application.members[1:] if one.state not in OFF and one not in application.draining]
        return max(settings.maximum - 1 - len(taken), 0)

    def _start(self, count: int, reason: Message) -> None:
        called_back = list(self._application.draining)[:count]
        for guest in called_back:
            self._centre.applications.call_back(self._application, guest)
            self._changed_s = float(self._centre.env.now)
            self._tell(N_("{service_title} keeps {machine}, which was to stop. {reason}"), guest, reason)
            self._note("start_machine", guest, (), reason)
        for _one in range(count - len(called_back)):
            if not self._start_another(reason):
                return

    def _start_another(self, reason: Message) -> bool:
        """Start one more copy; say why where that is impossible, and return whether it was possible."""
        journal = self._centre.journal
        decided, self._refused_s = len(journal.decisions), float(self._centre.env.now)
        try:
            guest = self._verbs.make_ready(self._application)
        except Refused as why:
            name = self._application.first.name
            facts = {"machine": name, "reason": why.message}
            journal.tell("refused", N_("No more copies of {machine} start. {reason}"), facts)
            advice = Advice(self._refused_s, "scaling", "start_machine", name, "", "", (), reason)
            self._hands.note(advice, why_not=why.message)
            return False
        self._changed_s, self._refused_s = self._refused_s, -math.inf
        self._tell(N_("{service_title} starts {machine}. {reason}"), guest, reason)
        self._verbs.start(guest)
        self._note(
            "start_machine", guest, journal.decisions[-1].candidates if journal.decisions[decided:] else (), reason
        )
        return True

    def _stop(self, count: int, reason: Message, drain_s: float) -> None:
        """Let the youngest copies finish their work and stop; the first machine stays."""
        copies = [guest for guest in self._application.present if guest is not self._application.first]
        by_age = sorted(copies, key=lambda guest: (-guest.started_s, -guest.index))
        now = float(self._centre.env.now)
        ages = tuple(Candidate(guest.name, max(now - guest.started_s, 0.0)) for guest in by_age)
        for position, guest in enumerate(by_age[:count]):
            self._changed_s = now
            self._tell(N_("{service_title} stops {machine}. {reason}"), guest, reason)
            self._note("stop_machine", guest, ages[position:], reason)
            self._orders += 1
            self._centre.applications.drain(self._application, guest, self._orders)
            self._centre.env.process(self._draining(guest, self._orders, now + drain_s))

    def _draining(self, guest: Guest, order: int, until_s: float) -> Process:
        """One copy on its way out: it finishes its work, and stops."""
        env, accounts = self._centre.env, self._centre.processor.accounts
        yield env.timeout(0.0)
        while self._application.draining.get(guest) == order:
            accounts.settle(guest.index)
            if accounts.backlog[guest.index] <= 0.0 or env.now >= until_s:
                self._verbs.stop(guest)
                return
            yield env.timeout(DRAIN_LOOK_S)

    def _tell(self, template: str, guest: Guest, reason: Message) -> None:
        facts = {"service_title": TITLES["scaling"], "machine": guest.name, "reason": reason}
        self._centre.journal.tell("decision", template, facts, host=guest.server.name if guest.server else "")

    def _note(self, kind: str, guest: Guest, candidates: tuple[Candidate, ...], reason: Message) -> None:
        now = float(self._centre.env.now)
        advice = Advice(now, "scaling", kind, guest.name, "", guest.place, candidates, reason)
        self._hands.note(advice, followed=True)


def _cap_cores(guest: Guest) -> float:
    """Return the most CPU that a machine can use where it is."""
    return guest.spec.cap_cores(guest.server.spec.core_speed if guest.server is not None else 1.0)
