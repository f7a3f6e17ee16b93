"""Ready scenarios: YAML files with their texts in every language side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import ConfigDict, Field, StringConstraints, ValidationError

from sim.errors import ImportRefusedError, InvalidScenarioError, SimError
from sim.frozen import Frozen
from sim.scenario import Scenario, readable
from sim.text import N_

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class Texts(Frozen):
    """One text in every language: English always, the others as further fields named by their code."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[Language, Sentence]

    en: Sentence

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages that this text exists in."""
        return ("en", *self.__pydantic_extra__)

    def in_language(self, language: str) -> str:
        """Return the text in ``language``, or in English where it has none.

        >>> Texts(en="rack", fr="baie").in_language("fr")
        'baie'
        >>> Texts(en="rack", fr="baie").in_language("pt")
        'rack'
        """
        return self.__pydantic_extra__.get(language, self.en)


class Card(Frozen):
    """What to know about a scenario, under the headings of every card; what it is says its summary."""

    how_it_works: Texts
    things_to_notice: tuple[Texts, ...] = Field(min_length=1)
    things_to_try: tuple[Texts, ...] = Field(min_length=1)
    extending_it: Texts
    left_out: Texts
    """What the model leaves out that matters here."""


class ReadyScenario(Frozen):
    """A scenario that somebody prepared, with what to say about it."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)
    """Its file's name without the ending, and its scenario's ``key``."""
    title: Texts
    summary: Texts
    """What it shows, in one or two sentences."""
    try_this: Texts
    """The one thing to do first."""
    open_at_s: float = Field(0.0, ge=0)
    """Where in the run the first picture starts."""
    card: Card | None = None
    scenario: Scenario


def ready_scenarios(folder: Path) -> tuple[ReadyScenario, ...]:
    """Return every ready scenario of ``folder``, in the order of the files' names.

    Raise an ImportRefusedError that names the file and the field for the first that is wrong.
    """
    return tuple(read_ready_scenario(path) for path in sorted(folder.glob("*.yaml")))


def read_ready_scenario(path: Path) -> ReadyScenario:
    """Return the ready scenario that one file holds.

    Raise an ImportRefusedError that names the file and the field when something is wrong.
    """
    try:
        return _checked(path.stem, yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise _wrong(path, str(readable(error))) from error
    except (SimError, yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _wrong(path, str(error)) from error


def _checked(key: str, content: Any) -> ReadyScenario:
    if not isinstance(content, dict):
        raise InvalidScenarioError(N_("expected fields and values at the top"))
    scenario = content.get("scenario")
    if isinstance(scenario, dict):
        content = content | {"scenario": {"key": key} | scenario}
    ready = ReadyScenario.model_validate({"key": key} | content)
    if not key == ready.key == ready.scenario.key:
        raise InvalidScenarioError(
            N_("key: must be “{key}”, as the file is named, got “{found}”"),
            {"key": key, "found": ready.key if ready.key != key else ready.scenario.key},
        )
    return ready


def _wrong(path: Path, problem: str) -> ImportRefusedError:
    # Only authors of scenarios see this, and what is wrong comes from YAML's own sentence too.
    return ImportRefusedError(N_("ready scenario {file}: {problem}"), {"file": path.name, "problem": problem})
