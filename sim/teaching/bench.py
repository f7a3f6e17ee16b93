"""The bench of a lesson: a scenario, what may be chosen and done there, and what somebody chose and did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, SerializeAsAny, StringConstraints, ValidationInfo, field_validator

from sim.actions import ACTIONS, Action
from sim.errors import InvalidScenarioError
from sim.frozen import Frozen, plugin_from
from sim.importers.ready import Texts
from sim.scenario import Scenario
from sim.streams import stream
from sim.study.scoreboard import SCORES
from sim.teaching.change import changed
from sim.text import N_
from sim.units import MINUTE_S

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
"""How an author calls a part of a lesson, to speak of it elsewhere."""
ChartKey = Literal["cpu", "memory", "response"]
MOST_ACTIONS = 500


def actions_of_their_kind(value: Any) -> Any:
    """Return actions made from plain values, each of the class that its ``kind`` names."""
    if not isinstance(value, list | tuple):
        return value
    return tuple(plugin_from(ACTIONS, "kind", item) for item in value)


class Attempt(Frozen):
    """What somebody chose and did on a bench; nothing at all is the start."""

    choices: dict[str, str] = Field(default_factory=dict, max_length=50)
    """The option that was chosen, by setting; without one the first of the setting counts."""
    actions: tuple[SerializeAsAny[Action], ...] = Field((), max_length=MOST_ACTIONS)
    after_events: bool = False
    """Whether actions keep their distance to the event before them, where events come at minutes of their own: so an
    author writes one answer for everybody's minutes."""

    _of_their_kind = field_validator("actions", mode="before")(actions_of_their_kind)


START = Attempt()


class Option(Frozen):
    """One way to decide: what it changes in the scenario from its beginning, and what is done at its time."""

    key: Key
    label: Texts
    points: int = Field(0, ge=0, le=100)
    """What it takes from the challenge's budget."""
    refused: bool = False
    """Whether it contradicts itself: it is there to be tried, and the lab says why it cannot be."""
    change: dict[str, Any] = Field(default_factory=dict)
    actions: tuple[SerializeAsAny[Action], ...] = ()

    _of_their_kind = field_validator("actions", mode="before")(actions_of_their_kind)


class Setting(Frozen):
    """Something to decide before the run; the first option is how the lesson begins."""

    key: Key
    label: Texts
    options: tuple[Option, ...] = Field(min_length=2, max_length=20)

    def option(self, key: str) -> Option | None:
        """Return the option with this key; None when there is none."""
        return next((option for option in self.options if option.key == key), None)


class Bench(Frozen):
    """A scenario to work on."""

    scenario: Scenario
    """Written out, or the key of a ready scenario."""
    open_at_s: float = Field(0.0, ge=0)
    """Where in the run the picture starts."""
    jitter_s: float = Field(0.0, ge=0, le=3600)
    """By how much what happens in the scenario may come earlier or later: each student has minutes of their own."""
    controls: tuple[str, ...] = ()
    """The kinds of action that are possible here; all others are locked."""
    charts: tuple[ChartKey, ...] = ("cpu",)
    scores: tuple[str, ...] = ()
    """The tiles beside the baseline that are shown."""
    settings: tuple[Setting, ...] = ()
    attempts: dict[Key, Attempt] = Field(default_factory=dict)
    """Attempts that the lesson itself shows or speaks of; ``start`` is always there."""
    names: dict[Key, Texts] = Field(default_factory=dict)
    """What attempts are called where their numbers are listed; those without a name are called by what is chosen in them."""

    @field_validator("scenario", mode="before")
    @classmethod
    def _ready_by_its_key(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str):
            return value
        ready: Mapping[str, Scenario] = (info.context or {}).get("ready", {})
        if value not in ready:
            raise InvalidScenarioError(
                N_("no ready scenario named “{name}” (known: {known})"),
                {"name": value, "known": ", ".join(sorted(ready))},
            )
        return ready[value]

    @field_validator("controls")
    @classmethod
    def _known_kinds(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        for kind in kinds:
            ACTIONS[kind]
        return kinds

    @field_validator("scores")
    @classmethod
    def _known_scores(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        for key in keys:
            if key not in SCORES:
                facts = {"name": key, "known": ", ".join(SCORES)}
                raise InvalidScenarioError(N_("no tile named “{name}” (known: {known})"), facts)
        return keys

    def attempt(self, name: str) -> Attempt | None:
        """Return one of the lesson's own attempts; None when there is none of this name."""
        return START if name == "start" else self.attempts.get(name)

    def name_of(self, key: str) -> tuple[Texts, ...]:
        """Return what an attempt is called: its name, or the options that are chosen in it."""
        if key in self.names:
            return (self.names[key],)
        attempt = self.attempt(key) or START
        return tuple(
            option.label
            for option, setting in zip(self.chosen(attempt), self.settings, strict=True)
            if option != setting.options[0]
        )

    def chosen(self, attempt: Attempt) -> tuple[Option, ...]:
        """Return the option that counts for each setting, in the settings' order."""
        picked = (setting.option(attempt.choices.get(setting.key, "")) for setting in self.settings)
        return tuple(option or setting.options[0] for option, setting in zip(picked, self.settings, strict=True))

    def base(self, attempt: Attempt, seed: int) -> Scenario:
        """Return the scenario with what was chosen, before anything is done in it.

        Raise a SimError when what was chosen contradicts itself.
        """
        content = self.scenario.model_dump(mode="json", exclude_defaults=True) | {"seed": seed}
        options = self.chosen(attempt)
        for option in options:
            content = changed(content, option.change)
        scenario = Scenario.checked(content)
        events = _later(scenario.actions, self._delays_s(scenario, seed))
        scenario = scenario.model_copy(update={"actions": tuple(sorted(events, key=lambda action: action.at_s))})
        for action in (action for option in options for action in option.actions):
            scenario = scenario.with_action(action)
        return scenario

    def _delays_s(self, scenario: Scenario, seed: int) -> list[float]:
        """Return by how much each of the scenario's own events comes later: by minutes that only the seed decides."""
        if not self.jitter_s:
            return [0.0] * len(scenario.actions)
        drawn_s = (
            float(stream(seed, f"event {number}", "jitter").uniform(-self.jitter_s, self.jitter_s))
            for number in range(len(scenario.actions))
        )
        return [MINUTE_S * round(later_s / MINUTE_S) for later_s in drawn_s]

    def actions_of(self, attempt: Attempt, seed: int) -> tuple[Action, ...]:
        """Return what is done in an attempt, at the minutes at which this seed's events ask for it."""
        if not attempt.after_events:
            return attempt.actions
        written = self.scenario.actions
        delays_s = self._delays_s(self.scenario, seed)
        before = [sum(event.at_s <= action.at_s for event in written) for action in attempt.actions]
        return tuple(_later(attempt.actions, [delays_s[count - 1] if count else 0.0 for count in before]))

    def scenario_of(self, attempt: Attempt, seed: int) -> Scenario:
        """Return the scenario with what was chosen and done.

        Raise a SimError when what was chosen contradicts itself.
        """
        scenario = self.base(attempt, seed)
        for action in self.actions_of(attempt, seed):
            scenario = scenario.with_action(action)
        return scenario

    def points_of(self, attempt: Attempt) -> int:
        """Return what the choices take from the budget."""
        return sum(option.points for option in self.chosen(attempt))


def _later(actions: Iterable[Action], delays_s: Iterable[float]) -> Iterator[Action]:
    """Yield actions, each so much later; never before the beginning."""
    for action, delay_s in zip(actions, delays_s, strict=True):
        yield action.model_copy(update={"at_s": max(action.at_s + delay_s, 0.0)}) if delay_s else action
