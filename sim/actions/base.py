"""What every action has in common."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from sim.actions.world import World
from sim.errors import InvalidScenarioError
from sim.frozen import Tagged
from sim.registry import Registry
from sim.site import PartKind, PartName, part_named
from sim.text import N_, Message

ACTIONS: Registry[type[Action]] = Registry("action")

Target = Literal["machine", "host", "part", "rack"]
Group = Literal["build", "power", "resources", "fault", "protection", "isolation"]
Breaks = Literal["", "nothing", "part", "cables", "hypervisor", "kernel", "machine", "process", "data"]


class Action(Tagged):
    """Something a person does at ``at_s``, in seconds of simulated time.

    An action that is impossible when its time comes is refused with a reason, and the run goes on.
    """

    tag: ClassVar[str] = "kind"
    label: ClassVar[str]
    """The verb on its button, marked for translation."""
    target: ClassVar[Target]
    """What it is done to."""
    group: ClassVar[Group]
    """The menu it stands in."""
    states: ClassVar[frozenset[str]] = frozenset()
    """The states of the target in which it is possible; empty for all."""
    impossible: ClassVar[str] = ""
    """Why it is not possible in another state, and what to do; marked for translation; may name ``{target}``."""

    breaks: ClassVar[Breaks] = ""
    """What a fault takes out of the dependency graph; empty where the graph does not say, as for an attack."""
    console: ClassVar[str] = ""
    """What an administrator would type and see; may name ``{owner}`` and ``{label}``. Not translated."""

    kind: str
    at_s: float = Field(ge=0, le=31_536_000)

    @property
    @abstractmethod
    def target_name(self) -> str:
        """Return the name of the machine or host it is done to; empty for the whole rack."""

    @abstractmethod
    def sentence(self) -> Message:
        """Return what the person did, for the event log."""

    @abstractmethod
    def apply(self, world: World) -> None:
        """Do it."""


class OnMachine(Action):
    """An action on one machine."""

    target: ClassVar[Target] = "machine"
    machine: str

    @property
    def target_name(self) -> str:
        """Return the machine's name."""
        return self.machine


class OnHost(Action):
    """An action on one host."""

    target: ClassVar[Target] = "host"
    host: str

    @property
    def target_name(self) -> str:
        """Return the host's name."""
        return self.host


class OnPart(Action):
    """An action on one part of the building or of a host, such as “host-a psu 1” or “feed A”."""

    target: ClassVar[Target] = "part"
    parts: ClassVar[frozenset[PartKind]] = frozenset()
    """The kinds of parts that it can be done to; empty for all."""
    done: ClassVar[str]
    """What happened to ``{part}``, marked for translation."""

    part: PartName

    @field_validator("part")
    @classmethod
    def _of_that_kind(cls, name: str) -> str:
        part = part_named(name)
        if cls.parts and part.kind not in cls.parts:
            raise InvalidScenarioError(
                N_("“{part}” is no part of that kind (allowed: {known})"),
                {"part": name, "known": ", ".join(sorted(cls.parts))},
            )
        return name

    @property
    def target_name(self) -> str:
        """Return the part's name."""
        return self.part

    def sentence(self) -> Message:
        """Return what happened, with the host that the part belongs to."""
        part = part_named(self.part)
        return Message(self.done, {"part": part.title, "host": part.host})


class OnRack(Action):
    """An action on the rack as a whole."""

    target: ClassVar[Target] = "rack"

    @property
    def target_name(self) -> str:
        """Return nothing: there is one rack."""
        return ""
