"""The base of everything that exists before time starts: frozen, self-checking, JSON in and out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, StringConstraints, model_serializer

from sim.errors import InvalidScenarioError
from sim.registry import Registry
from sim.text import N_

NAME = r"^[\w][\w .\-]*$"
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=NAME)]
"""What a person may call a machine: letters, digits, space, dot, hyphen, underscore."""
HostName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=NAME)]
"""The same for a host, with room for the name of the application that it is the only server of."""


class Frozen(BaseModel):
    """A value that never changes: equal by content, hashable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Tagged(Frozen):
    """One of several classes that may stand in the same place: ``tag`` names the field that says which."""

    # Most runs need few of the many classes: how one is checked is worked out when its first object comes.
    model_config = ConfigDict(defer_build=True)

    tag: ClassVar[str]

    @model_serializer(mode="wrap")
    def _say_which(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Write the tag even where everything that equals its default is left out."""
        content: dict[str, Any] = write(self)
        return {self.tag: getattr(self, self.tag)} | content


Plugin = TypeVar("Plugin", bound=Tagged)


def plugin_from(registry: Registry[type[Plugin]], tag: str, value: Any) -> Plugin:
    """Return the plug-in object that ``value`` stands for: itself, or made from a mapping.

    ``value[tag]`` names the plug-in class in ``registry``.

    Raise an UnknownNameError when the registry has no such class, an InvalidScenarioError when
    ``value`` is no mapping or names none.
    """
    if isinstance(value, Tagged):
        return value  # type: ignore[return-value]  # checked by the class that holds it
    if not isinstance(value, Mapping) or not isinstance(value.get(tag), str):
        raise InvalidScenarioError(N_("expected an object with the field “{field}”"), {"field": tag})
    return registry[value[tag]].model_validate(dict(value))
