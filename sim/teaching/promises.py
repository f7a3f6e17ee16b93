"""What virtualization promises: the claims that the lessons put to the test."""

from __future__ import annotations

from pydantic import Field, ValidationError

from sim.errors import ImportRefusedError
from sim.frozen import Frozen
from sim.importers.documents import Document
from sim.importers.ready import Texts
from sim.scenario import complaint
from sim.teaching.lesson import Statement
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


def promises_from(document: Document) -> dict[str, Promise]:
    """Return the claims that one file holds; raise an ImportRefusedError that names what is wrong."""
    try:
        found = Promises.model_validate(document.content)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        fields = {"file": document.file, "line": document.line_of(detail["loc"]), "problem": str(complaint(detail))}
        raise ImportRefusedError(N_("{file}, line {line}: {problem}"), fields) from error
    return {promise.id: promise for promise in found.promises}
