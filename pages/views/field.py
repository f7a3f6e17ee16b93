"""What a form needs to know about a field of a model: what it holds, and between which limits."""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

from pages.shell.words import Words
from pages.views.assumptions import CHOICES
from sim.actions import Action

_EDGES = {Ge: ("min", "ge"), Gt: ("min", "gt"), Le: ("max", "le"), Lt: ("max", "lt")}
_KINDS = {bool: "switch", int: "whole", float: "number"}
_ABOVE = 0.1
"""The smallest number that a form offers for what must be more than a limit: browsers know only “at least”."""


def kind_of(annotation: Any) -> tuple[Any, bool]:
    """Return what a field holds, and whether it may hold nothing.

    >>> kind_of(int | None), kind_of(float)
    ((<class 'int'>, True), (<class 'float'>, False))
    """
    if get_origin(annotation) in (Union, UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
        return kinds[0], len(kinds) < len(get_args(annotation))
    return annotation, False


def edges_of(field: FieldInfo) -> dict[str, float]:
    """Return the smallest (``min``) and the largest (``max``) number that a field may hold, as far as it has any."""
    marks = [(*_EDGES[type(mark)], mark) for mark in field.metadata if type(mark) in _EDGES]
    return {edge: getattr(mark, name) for edge, name, mark in marks}


def live_fields(action: type[Action], words: Words) -> list[dict[str, Any]]:
    """Return what the live view must ask for an action: its fields that have a title of their own."""
    return list(_live_fields(action, words))


def _live_fields(action: type[Action], words: Words) -> Iterator[dict[str, Any]]:
    for name, field in action.model_fields.items():
        kind, optional = kind_of(field.annotation)
        asks = _asks(name, kind, words)
        if field.title is None or asks is None:
            continue
        edges = edges_of(field)
        if any(isinstance(mark, Gt) for mark in field.metadata):
            edges["min"] = edges["min"] + _ABOVE
        yield {
            "name": name,
            "label": words._(field.title),
            "help": words._(field.description) if field.description else "",
            **asks,
            "optional": optional,
            "default": None if field.is_required() else field.default,
            **edges,
        }


def _asks(name: str, kind: Any, words: Words) -> dict[str, Any] | None:
    """Return the kind of input for a field, with its choices if it has any; None for what the live view cannot ask."""
    if name == "to_host":
        return {"kind": "host"}
    if get_origin(kind) is Literal:
        choices = [{"value": one, "label": words._(CHOICES.get(one, one))} for one in get_args(kind)]
        return {"kind": "choice", "choices": choices}
    return {"kind": _KINDS[kind]} if kind in _KINDS else None
