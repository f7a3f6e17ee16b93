"""What the address bar says: the language, the scenario while it is short enough, and where in the run to look."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sim.errors import SimError
from sim.importers.links import LONGEST_LINK, decode, encode
from sim.scenario import Scenario
from sim.text import N_, Message
from sim.units import clock

LANGUAGE: Final = "lang"
SCENARIO: Final = "s"
TIME: Final = "t"
LESSON: Final = "lesson"
CLASS: Final = "class"
"""The settings of a class, all of them: no server keeps anything."""
VARIANT: Final = "variant"
"""Which loads a student works with in the lessons."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an address asks for; None where it does not say. ``problem`` says what could not be read."""

    scenario: Scenario | None = None
    time_s: float | None = None
    problem: Message | None = None


def read(parameters: Mapping[str, str]) -> Wish:
    """Return what an address asks for. A link that cannot be read asks for nothing and says why."""
    if not parameters.get(SCENARIO):
        return Wish(time_s=_time_s(parameters.get(TIME, "")))
    try:
        scenario = decode(parameters[SCENARIO])
    except SimError as error:
        fields = {"problem": error.message}
        return Wish(problem=Message(N_("This link cannot be opened: {problem}. Here is the usual rack."), fields))
    return Wish(scenario, _time_s(parameters.get(TIME, "")))


@lru_cache(maxsize=64)
def text_of(scenario: Scenario) -> str:
    """Return a scenario as text, for a link or for the browser to keep, however long it is."""
    return encode(scenario)


def link_to(scenario: Scenario) -> str | None:
    """Return a scenario as a link's text; None when it is too long for an address bar."""
    text = text_of(scenario)
    return text if len(text) <= LONGEST_LINK else None


def write(parameters: MutableMapping[str, str], *, language: str, link: str | None, time_s: float | None) -> None:
    """Make the address say what is on the screen, and touch it only where it differs."""
    _write(parameters, {LANGUAGE: language, SCENARIO: link, TIME: None if time_s is None else clock(time_s)})


def variant_in(parameters: Mapping[str, str], most: int) -> int | None:
    """Return which variant of the loads an address asks for; None where it asks for none that there is.

    >>> variant_in({"variant": "7"}, 9999), variant_in({"variant": "x"}, 9999), variant_in({}, 9999)
    (7, None, None)
    """
    text = parameters.get(VARIANT, "")
    return int(text) if text.isascii() and text.isdigit() and int(text) <= most else None


def write_lesson(
    parameters: MutableMapping[str, str], *, language: str, lesson: str | None, variant: int, classroom: str | None
) -> None:
    """Make the address say which lesson is on the screen, with which loads, and in which class."""
    said = {LANGUAGE: language, CLASS: classroom, LESSON: lesson, VARIANT: str(variant) if variant else None}
    _write(parameters, said)


def _write(parameters: MutableMapping[str, str], wanted: Mapping[str, str | None]) -> None:
    for name, value in wanted.items():
        if value is None:
            parameters.pop(name, None)
        elif parameters.get(name) != value:
            parameters[name] = value


def _time_s(text: str) -> float | None:
    """Return the seconds that “10:30”, “10:30:07” or “37800” stand for; None for anything else.

    >>> _time_s("10:30"), _time_s("37800"), _time_s("noon")
    (37800.0, 37800.0, None)
    """
    parts = text.split(":")
    if not text or len(parts) > len(_UNITS_S) or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    units = _UNITS_S[: len(parts)] if len(parts) > 1 else (1.0,)
    return sum(float(part) * unit for part, unit in zip(parts, units, strict=True))


_UNITS_S = (3600.0, 60.0, 1.0)
