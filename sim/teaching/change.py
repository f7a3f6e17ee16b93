"""A part of a scenario said otherwise: what a choice in a lesson changes."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

NAMED = frozenset({"hosts", "machines", "capacity"})
"""Lists whose members have names; a change speaks of them by name, and ``*`` stands for any part of one."""


def changed(content: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values with some of them said otherwise; ``None`` takes a value away.

    Members of named lists are changed where they exist, and added where the name is new.

    >>> rack = {"seed": 1, "machines": [{"name": "web-1", "vcpus": 2}, {"name": "db"}]}
    >>> changed(rack, {"machines": {"web-*": {"vcpus": 4}, "db": None, "mail": {"vcpus": 1}}})
    {'seed': 1, 'machines': [{'name': 'web-1', 'vcpus': 4}, {'name': 'mail', 'vcpus': 1}]}
    """
    result = dict(content)
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        elif name in NAMED and isinstance(value, Mapping):
            result[name] = _members(list(result.get(name, ())), value)
        elif isinstance(value, Mapping) and isinstance(result.get(name), Mapping):
            result[name] = _merged(result[name], value)
        else:
            result[name] = value
    return result


def _members(members: list[Mapping[str, Any]], changes: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    for pattern, change in changes.items():
        meant = [member["name"] for member in members if fnmatchcase(member["name"], pattern)]
        if change is None:
            members = [member for member in members if member["name"] not in meant]
        elif meant or "*" in pattern:
            members = [_merged(member, change) if member["name"] in meant else member for member in members]
        else:
            members.append({"name": pattern} | dict(change))
    return members


def _merged(content: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping with some values replaced; one that says another pattern of load replaces it as a whole."""
    result = dict(content)
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, Mapping) and isinstance(result.get(name), Mapping) and "pattern" not in value:
            result[name] = _merged(result[name], value)
        else:
            result[name] = value
    return result
