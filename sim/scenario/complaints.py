"""What is wrong with a document, in one sentence: where, what is allowed, what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

import sim.faults  # noqa: F401 - registers the faults as actions
from sim.errors import InvalidScenarioError, SimError
from sim.text import N_


def readable(error: ValidationError) -> SimError:
    """Return the first complaint of pydantic as one sentence: where, what is allowed, what was found."""
    return complaint(error.errors(include_url=False)[0])


def complaint(detail: Mapping[str, Any]) -> SimError:
    """Return one of pydantic's complaints as one sentence."""
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, SimError):
        return cause
    where = ".".join(str(part) for part in detail["loc"]) or "scenario"
    found = repr(detail["input"])[:60]
    facts = {"where": where, "found": found} | {k: v for k, v in detail.get("ctx", {}).items() if k in _BOUNDS}
    return InvalidScenarioError(_SENTENCES.get(detail["type"], N_("{where}: {found} is not allowed here")), facts)


_BOUNDS = frozenset({"ge", "gt", "le", "lt", "expected", "max_length", "min_length"})
_SENTENCES = {
    "missing": N_("{where}: this field is missing"),
    "extra_forbidden": N_("{where}: there is no such field"),
    "greater_than_equal": N_("{where}: must be at least {ge}, got {found}"),
    "greater_than": N_("{where}: must be more than {gt}, got {found}"),
    "less_than_equal": N_("{where}: must be at most {le}, got {found}"),
    "less_than": N_("{where}: must be less than {lt}, got {found}"),
    "literal_error": N_("{where}: must be one of {expected}, got {found}"),
    "int_parsing": N_("{where}: must be a whole number, got {found}"),
    "int_type": N_("{where}: must be a whole number, got {found}"),
    "int_from_float": N_("{where}: must be a whole number, got {found}"),
    "float_parsing": N_("{where}: must be a number, got {found}"),
    "float_type": N_("{where}: must be a number, got {found}"),
    "finite_number": N_("{where}: must be a finite number, got {found}"),
    "bool_parsing": N_("{where}: must be true or false, got {found}"),
    "string_type": N_("{where}: must be text, got {found}"),
    "string_too_long": N_("{where}: must have at most {max_length} characters"),
    "string_too_short": N_("{where}: must not be empty"),
    "string_pattern_mismatch": N_("{where}: use letters, digits, space, dot, hyphen or underscore, got {found}"),
}
