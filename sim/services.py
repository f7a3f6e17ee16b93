"""What a data centre does by itself, and how it is set: balancing, power management, consolidation, autoscaling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pydantic import Field, field_validator, model_validator

from sim.errors import InvalidScenarioError
from sim.frozen import Frozen, Name
from sim.policies.autoscaling import DOWN_WINDOW_S, DRAIN_S, SCALERS
from sim.policies.balance import BALANCERS, ByLoads, Tuning
from sim.policies.consolidation import SELECTORS
from sim.policies.overload import OVERLOADS
from sim.policies.powersaving import HIGHEST_USE, LOWEST_USE, OFF_WINDOW_S, ON_WINDOW_S
from sim.policies.weighing import OWN_TITLE, ByWeights, Weights
from sim.text import N_

BalancingMode = Literal["off", "recommend", "automatic"]
"""Nobody looks, advice is given and a person follows it or not, or advice is followed at once."""

OWN = "own"
"""The balancing rule that a person makes of weights."""


class Balancing(Frozen):
    """Even out the loads of hosts by letting machines migrate while they run."""

    mode: BalancingMode = Field("off", title=N_("Balancing"))
    rule: str = Field("drs", title=N_("Rule"))
    level: int = Field(
        3,
        ge=1,
        le=5,
        title=N_("Migration threshold, 1 to 5 (DRS)"),
        description=N_("1 moves only what must move, 5 evens out the slightest difference."),
    )
    threshold: float = Field(
        0.3, gt=0, le=5, title=N_("Imbalance that is tolerated (Proxmox)"), description=N_("Deviation per mean load.")
    )
    hold_rounds: int | None = Field(
        None,
        ge=1,
        le=60,
        title=N_("Rounds of imbalance before a move"),
        description=N_("Empty for what is usual: 1 with DRS, 3 with Proxmox."),
    )
    margin: float | None = Field(
        None,
        ge=0,
        lt=1,
        title=N_("Gain that a move must bring (0 to 1)"),
        description=N_("In parts of the imbalance; empty for what is usual: 0.1."),
    )
    every_s: float = Field(300.0, ge=60, le=86_400, title=N_("Looks every (s)"))
    rest_s: float = Field(
        1800.0,
        ge=0,
        le=86_400,
        title=N_("A moved machine stays for (s)"),
        description=N_("Keeps machines from going back and forth."),
    )

    weights: Weights = Weights()
    """What counts for the rule of one's own."""

    @field_validator("rule")
    @classmethod
    def _known(cls, rule: str) -> str:
        if rule != OWN:
            BALANCERS[rule]
        return rule

    def in_force(self) -> ByLoads | ByWeights:
        """Return the rule with all that it was told.

        >>> Balancing().in_force().title, Balancing(rule=OWN).in_force().title
        ('VMware DRS', 'Your own weights')
        """
        if self.rule == OWN:
            return ByWeights(self.weights, self.hold_rounds or 1)
        rule = BALANCERS[self.rule]
        margin = rule.margin if self.margin is None else self.margin
        return ByLoads(rule, Tuning(self.level, self.threshold), margin, self.hold_rounds or rule.hold_rounds)


RULE_TITLES: Mapping[str, str] = MappingProxyType(
    {name: rule.title for name, rule in BALANCERS.items()} | {OWN: OWN_TITLE}
)
"""The balancing rules that there are, by key, with their names for people."""


class PowerManagement(Frozen):
    """Empty hosts that are not needed and switch them off, and switch them on again before it is too late.

    Defaults: the band of VMware's DPM, 63 % give or take 18 %, with its two windows (Broadcom KB 310527).
    """

    enabled: bool = Field(default=False, title=N_("Switch hosts off and on"))
    lowest_pct: float = Field(
        100.0 * LOWEST_USE, ge=0, le=100, title=N_("Off below (%)"), description=N_("CPU use of all hosts that are on.")
    )
    highest_pct: float = Field(100.0 * HIGHEST_USE, ge=0, le=100, title=N_("On above (%)"))
    on_window_s: float = Field(ON_WINDOW_S, ge=60, le=86_400, title=N_("Before switching on, looks back (s)"))
    off_window_s: float = Field(OFF_WINDOW_S, ge=60, le=86_400, title=N_("Before switching off, looks back (s)"))
    spare_hosts: int = Field(
        1,
        ge=0,
        le=32,
        title=N_("Hosts that may fail (N+1)"),
        description=N_("So many of the hosts that stay on are not needed for the memory of all machines."),
    )

    @model_validator(mode="after")
    def _is_a_band(self) -> PowerManagement:
        if self.lowest_pct >= self.highest_pct:
            raise InvalidScenarioError(
                N_("hosts are switched off below {low} and on above {high}: the first must be the lower"),
                {"low": self.lowest_pct, "high": self.highest_pct},
            )
        return self


class Consolidation(Frozen):
    """Keep as few hosts on as carry the load: relieve those that are too busy, empty those with least to do.

    Defaults: Beloglazov & Buyya 2012, but for the rest of machines that were moved.
    """

    enabled: bool = Field(default=False, title=N_("Consolidate"))
    overload: str = Field("threshold", title=N_("A host is overloaded by"))
    selection: str = Field("minimum_migration_time", title=N_("Who leaves it"))
    spare_hosts: int = Field(0, ge=0, le=32, title=N_("Hosts that may fail (N+1)"))
    every_s: float = Field(300.0, ge=60, le=86_400, title=N_("Looks every (s)"))
    rest_s: float = Field(1800.0, ge=0, le=86_400, title=N_("A moved machine stays for (s)"))

    @model_validator(mode="after")
    def _known(self) -> Consolidation:
        OVERLOADS[self.overload]
        SELECTORS[self.selection]
        return self


class Autoscaling(Frozen):
    """Run as many copies of a machine as its load needs, behind one load balancer.

    All that users ask of the machine is shared equally by those of its copies that serve. A copy starts as its kind
    does; one that is to go gets no new work, finishes what it has, and stops: the youngest first.
    """

    machine: Name
    """The machine that is copied; it is the first of them, and always stays."""
    rule: str = Field("hpa", title=N_("Rule"))
    minimum: int = Field(1, ge=1, le=20, title=N_("Machines at least"))
    maximum: int = Field(5, ge=1, le=20, title=N_("Machines at most"))
    target_pct: float = Field(
        60.0,
        gt=0,
        le=100,
        title=N_("Wanted CPU use (%)"),
        description=N_("For the target and the prediction: of what each machine’s vCPUs can do."),
    )
    up_pct: float = Field(70.0, gt=0, le=100, title=N_("One more above (%)"), description=N_("For the thresholds."))
    down_pct: float = Field(30.0, ge=0, lt=100, title=N_("One less below (%)"), description=N_("For the thresholds."))
    cooldown_s: float = Field(
        DOWN_WINDOW_S,
        ge=60,
        le=86_400,
        title=N_("Cooldown (s)"),
        description=N_("For the thresholds: so long nothing changes after a change."),
    )
    window_s: float = Field(
        DOWN_WINDOW_S,
        ge=60,
        le=86_400,
        title=N_("Before fewer run, looks back (s)"),
        description=N_("For the target and the prediction: the highest wish of so long counts."),
    )
    every_s: float | None = Field(
        None,
        ge=5,
        le=86_400,
        title=N_("Looks every (s)"),
        description=N_("Empty for what is usual: 15 s with Kubernetes’ rule, a minute with the others."),
    )
    drain_s: float = Field(
        DRAIN_S,
        ge=0,
        le=3600,
        title=N_("May finish its work for (s)"),
        description=N_(
            "A machine that is to stop gets no new work, and stops when it has done what it had, or after so long."
        ),
    )

    @model_validator(mode="after")
    def _in_order(self) -> Autoscaling:
        SCALERS[self.rule]
        facts: dict[str, object] = {"machine": self.machine}
        if self.minimum > self.maximum:
            raise InvalidScenarioError(
                N_("autoscaling of “{machine}”: at least {minimum} and at most {maximum} cannot both be"),
                facts | {"minimum": self.minimum, "maximum": self.maximum},
            )
        if self.down_pct >= self.up_pct:
            raise InvalidScenarioError(
                N_(
                    "autoscaling of “{machine}”: one less below {down_pct}, one more above {up_pct}: the first must be the lower"
                ),
                facts | {"down_pct": self.down_pct, "up_pct": self.up_pct},
            )
        return self


class Services(Frozen):
    """The services of a data centre; each is off unless it is said otherwise."""

    balancing: Balancing = Balancing()
    power: PowerManagement = PowerManagement()
    consolidation: Consolidation = Consolidation()
    scaling: tuple[Autoscaling, ...] = Field((), max_length=20)
    """Which machines are copied as their load needs, and how."""

    @field_validator("scaling")
    @classmethod
    def _once_each(cls, scaling: tuple[Autoscaling, ...]) -> tuple[Autoscaling, ...]:
        for name, times in Counter(one.machine for one in scaling).items():
            if times > 1:
                raise InvalidScenarioError(N_("autoscaling of “{machine}” is set twice"), {"machine": name})
        return scaling

    @model_validator(mode="after")
    def _one_hand(self) -> Services:
        if self.consolidation.enabled and (self.power.enabled or self.balancing.mode == "automatic"):
            raise InvalidScenarioError(
                N_("consolidation packs machines and switches hosts itself: turn balancing and power management off")
            )
        return self

    @property
    def any_on(self) -> bool:
        """Return whether any of them works."""
        return self.balancing.mode != "off" or self.power.enabled or self.consolidation.enabled or bool(self.scaling)

    @property
    def any_moves(self) -> bool:
        """Return whether any of them moves machines or switches hosts, or advises it."""
        return self.balancing.mode != "off" or self.power.enabled or self.consolidation.enabled

    def scaling_of(self, machine: str) -> Autoscaling | None:
        """Return how a machine is scaled; None for not at all."""
        return next((one for one in self.scaling if one.machine == machine), None)
