"""How many copies of a machine there should be behind one load: the rules, each with its reason."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.registry import Registry
from sim.text import N_, Message

TOLERANCE = 0.1
DOWN_WINDOW_S = 300.0
"""Scaling down follows the highest recommendation of so long (Kubernetes: stabilisation window)."""
SYNC_S = 15.0
"""How often Kubernetes looks."""
DRAIN_S = 30.0
"""How long a copy that is to stop may finish its work (Kubernetes: termination grace period)."""
FEWEST_SAMPLES = 3
"""With fewer there is no trend."""


@dataclass(frozen=True, slots=True)
class Group:
    """What a rule may know of the copies behind one load at this moment.

    ``uses`` are the parts of their CPU that those who serve use; ``starting`` is how many have been started and do not
    serve yet. ``asked`` is what all users asked for at each of the last looks, the newest last, measured in what one
    copy can do; ``lead_looks`` says in how many looks a copy started now will serve, ``lead_s`` in how many seconds.
    """

    uses: tuple[float, ...]
    starting: int = 0
    asked: tuple[float, ...] = ()
    lead_looks: float = 0.0
    lead_s: float = 0.0
    changed_ago_s: float = math.inf

    @property
    def count(self) -> int:
        """Return how many there are, those that start included."""
        return len(self.uses) + self.starting

    @property
    def use(self) -> float:
        """Return the mean CPU use of those who serve; 0 where none does."""
        return math.fsum(self.uses) / len(self.uses) if self.uses else 0.0


@dataclass(frozen=True, slots=True)
class Goal:
    """What a person told a rule; CPU uses in parts, not in percent."""

    fewest: int = 1
    target: float = 0.6
    up: float = 0.7
    down: float = 0.3
    cooldown_s: float = DOWN_WINDOW_S


@dataclass(frozen=True, slots=True)
class Wish:
    """How many copies a rule wants, and why."""

    count: int
    reason: Message


@dataclass(frozen=True, slots=True)
class Scaler:
    """A rule's name for people, how often it looks, what it wants, and whether it waits before it scales down.

    ``steady`` rules follow the highest wish of a window when they scale down; others have their own brake.
    """

    title: str
    every_s: float
    wish: Callable[[Group, Goal], Wish]
    steady: bool = True


SCALERS: Registry[Scaler] = Registry("autoscaling rule")


def desired_replicas(current: int, metric: float, target: float) -> int:
    """Return how many replicas bring a metric per replica to its target; within a tenth of it nothing changes.

    >>> desired_replicas(4, 90.0, 60.0), desired_replicas(4, 63.0, 60.0), desired_replicas(4, 20.0, 60.0)
    (6, 4, 2)

    Source: Kubernetes, "Horizontal Pod Autoscaling", Algorithm details.
    """
    ratio = metric / target
    return current if abs(ratio - 1.0) <= TOLERANCE else math.ceil(current * ratio - 1e-9)


def hpa_replicas(uses: Sequence[float], starting: int, target: float) -> int:
    """Return how many replicas Kubernetes wants, some of which start only: they count as idle where more are wanted.

    Four at 90 % with a target of 60 % need two more; while these two start, nobody asks for them again.

    >>> hpa_replicas([0.9] * 4, 0, 0.6), hpa_replicas([0.9] * 4, 2, 0.6), hpa_replicas([0.2] * 4, 2, 0.6)
    (6, 6, 2)

    Source: Kubernetes, "Horizontal Pod Autoscaling": pods that are not yet ready are set aside, and taken as using 0 %
    of the metric where it would scale up.
    """
    if not uses:
        return starting
    ready, used = len(uses), math.fsum(uses)
    if used / ready <= target * (1.0 + TOLERANCE):
        wanted = desired_replicas(ready, used / ready, target)
        return ready + starting if wanted == ready else wanted
    return max(desired_replicas(ready + starting, used / (ready + starting), target), ready + starting)


def stabilised(current: int, recommendations: Sequence[int]) -> int:
    """Return the replicas to have after the recommendations of the last window, the newest last.

    Up goes at once, down only as far as the highest recommendation of the window.

    >>> stabilised(4, [3, 5, 6]), stabilised(6, [5, 3, 2]), stabilised(6, [2, 2])
    (6, 5, 2)
    """
    newest = recommendations[-1]
    return newest if newest >= current else min(max(recommendations), current)


def holt(series: Sequence[float], *, alpha: float = 0.5, beta: float = 0.3) -> tuple[float, float]:
    """Return the level and the trend of a series by Holt's double exponential smoothing.

    >>> level, trend = holt([10, 12, 13, 15, 16, 18])
    >>> round(level, 7), round(trend, 8)
    (18.0689375, 1.63094375)
    """
    level, trend = series[0], series[1] - series[0]
    for value in series[1:]:
        before = level
        level = alpha * value + (1.0 - alpha) * (level + trend)
        trend = beta * (level - before) + (1.0 - beta) * trend
    return level, trend


def forecast_holt(series: Sequence[float], steps: float, *, alpha: float = 0.5, beta: float = 0.3) -> float:
    """Return what a series is expected to be ``steps`` after its end.

    >>> round(forecast_holt([10, 12, 13, 15, 16, 18], 3), 8)
    22.96176875
    """
    level, trend = holt(series, alpha=alpha, beta=beta)
    return level + steps * trend


# The rules


def fixed(_group: Group, goal: Goal) -> Wish:
    """Want the same number always.

    >>> fixed(Group(uses=(0.9,)), Goal(fewest=3)).count
    3
    """
    return Wish(
        goal.fewest, Message(N_("Whatever the load is, so many machines are to run: {count}."), {"count": goal.fewest})
    )


def by_threshold(group: Group, goal: Goal) -> Wish:
    """Want one more above a CPU use, one less below another, and then nothing for a while.

    >>> goal = Goal(up=0.7, down=0.3, cooldown_s=300.0)
    >>> [by_threshold(Group(uses=(use,) * 3), goal).count for use in (0.75, 0.5, 0.2)]
    [4, 3, 2]
    >>> by_threshold(Group(uses=(0.9,) * 3, changed_ago_s=200.0), goal).count
    3

    Source: simple scaling policies with a cooldown of 300 s, as public clouds have them.
    """
    facts: dict[str, object] = {
        "use_pct": 100.0 * group.use,
        "up_pct": 100.0 * goal.up,
        "down_pct": 100.0 * goal.down,
        "cooldown_s": goal.cooldown_s,
    }
    if not group.uses or goal.down <= group.use <= goal.up:
        return Wish(group.count, Message(N_("CPU use is {use_pct}, between {down_pct} and {up_pct}."), facts))
    if group.changed_ago_s < goal.cooldown_s:
        return Wish(group.count, Message(N_("It waits {cooldown_s} after each change."), facts))
    if group.use > goal.up:
        return Wish(group.count + 1, Message(N_("CPU use is {use_pct}, above {up_pct}: one more."), facts))
    return Wish(group.count - 1, Message(N_("CPU use is {use_pct}, below {down_pct}: one less."), facts))


def by_hpa(group: Group, goal: Goal) -> Wish:
    """Want as many as bring the mean CPU use to its target, as Kubernetes does.

    >>> wish = by_hpa(Group(uses=(0.9,) * 4), Goal(target=0.6))
    >>> wish.count, wish.reason.english()
    (6, 'CPU use is 90 % on average, the target is 60 %; machines wanted: 6.')
    """
    count = hpa_replicas(group.uses, group.starting, goal.target)
    facts: dict[str, object] = {"use_pct": 100.0 * group.use, "target_pct": 100.0 * goal.target, "count": count}
    return Wish(
        count,
        Message(N_("CPU use is {use_pct} on average, the target is {target_pct}; machines wanted: {count}."), facts),
    )


def by_prediction(group: Group, goal: Goal) -> Wish:
    """Want as many as the load will need by the time at which a machine that is started now serves (Holt's method).

    >>> rising = Group(uses=(0.6, 0.6), asked=(0.6, 0.8, 1.0, 1.2), lead_looks=3.0, lead_s=180.0)
    >>> by_prediction(rising, Goal(target=0.6)).count
    3
    """
    if len(group.asked) < FEWEST_SAMPLES:
        return Wish(group.count, Message(N_("There are too few measurements for a forecast yet.")))
    expected = max(forecast_holt(group.asked, group.lead_looks), 0.0)
    count = desired_replicas(group.count, expected / max(group.count, 1), goal.target)
    facts: dict[str, object] = {
        "lead_s": group.lead_s,
        "expected_pct": 100.0 * expected,
        "asked_pct": 100.0 * group.asked[-1],
        "target_pct": 100.0 * goal.target,
        "count": count,
    }
    return Wish(
        count,
        Message(
            N_(
                "Users ask for {asked_pct} of one machine’s CPU; in {lead_s}, when a new one would serve, for {expected_pct} by the trend. At {target_pct} each, machines wanted: {count}."
            ),
            facts,
        ),
    )


SCALERS.add("hpa")(Scaler(N_("Target use (Kubernetes HPA)"), SYNC_S, by_hpa))
SCALERS.add("threshold")(Scaler(N_("Thresholds with a cooldown"), 60.0, by_threshold, steady=False))
SCALERS.add("prediction")(Scaler(N_("Prediction by the trend (Holt)"), 60.0, by_prediction))
SCALERS.add("fixed")(Scaler(N_("A fixed number"), 60.0, fixed, steady=False))
