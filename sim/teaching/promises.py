"""What virtualization promises, and what people believe of it: what the lessons put to the test."""

from __future__ import annotations

from typing import TypeVar

from pydantic import Field, ValidationError

from sim.errors import ImportRefusedError
from sim.frozen import Frozen
from sim.importers.documents import Document
from sim.importers.ready import Texts
from sim.scenario import complaint
from sim.teaching.tags import Statement, Tag
from sim.teaching.work import Mark
from sim.text import N_


class Promise(Frozen):
    """A claim, what is true of it, and why."""

    id: Statement
    claim: Texts
    verdict: Mark
    why: Texts


class Promises(Frozen):
    """All claims."""

    promises: tuple[Promise, ...] = Field(min_length=1)


class Beliefs(Frozen):
    """What many people believe, by the number that wrong answers carry."""

    beliefs: dict[Tag, Texts]


def promises_from(document: Document) -> dict[str, Promise]:
    """Return the claims that one file holds; raise an ImportRefusedError that names what is wrong."""
    return {promise.id: promise for promise in _checked(Promises, document).promises}


def beliefs_from(document: Document) -> dict[str, Texts]:
    """Return the beliefs that one file holds; raise an ImportRefusedError that names what is wrong."""
    return dict(_checked(Beliefs, document).beliefs)


Model = TypeVar("Model", bound=Frozen)


def _checked(model: type[Model], document: Document) -> Model:
    try:
        return model.model_validate(document.content)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        fields = {"file": document.file, "line": document.line_of(detail["loc"]), "problem": str(complaint(detail))}
        raise ImportRefusedError(N_("{file}, line {line}: {problem}"), fields) from error
