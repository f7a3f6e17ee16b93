"""Numbers by which the course speaks of beliefs, promises and objectives."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from sim.errors import InvalidScenarioError
from sim.text import N_


def _numbered(letters: str, last: int) -> AfterValidator:
    """Return a check that a text is one of a numbered list: M1 to M28."""

    def check(text: str) -> str:
        if text not in {f"{letters}{number}" for number in range(1, last + 1)}:
            facts = {"first": f"{letters}1", "last": f"{letters}{last}", "found": text}
            raise InvalidScenarioError(N_("must be {first} to {last}, got “{found}”"), facts)
        return text

    return AfterValidator(check)


Tag = Annotated[str, _numbered("M", 28)]
"""A misconception."""
Statement = Annotated[str, _numbered("S", 9)]
"""A promise of virtualization."""
Objective = Annotated[str, _numbered("LO", 21)]
"""What a student can do after a lesson."""
