"""What every action has in common."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from pydantic import Field

from sim.actions.world import World
from sim.frozen import Tagged
from sim.registry import Registry
from sim.text import Message

ACTIONS: Registry[type[Action]] = Registry("action")

Target = Literal["machine", "host", "rack"]
Group = Literal["build", "power", "resources", "fault", "protection", "isolation"]


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


class OnRack(Action):
    """An action on the rack as a whole."""

    target: ClassVar[Target] = "rack"

    @property
    def target_name(self) -> str:
        """Return nothing: there is one rack."""
        return ""
