"""YAML files that people write by hand, with the line on which every field stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sim.errors import ImportRefusedError
from sim.text import N_

Place = tuple[str | int, ...]
"""Where a field stands: the names and positions that lead to it."""


@dataclass(frozen=True)
class Document:
    """What one file holds, and on which line each part of it stands."""

    file: str
    """The file's name, for whoever must mend it."""
    key: str
    """The file's name without its ending."""
    content: Any
    lines: Mapping[Place, int]

    def line_of(self, place: Sequence[str | int]) -> int:
        """Return the line of a field; of the nearest one around it where it does not exist.

        >>> Document("a.yaml", "a", {}, {(): 1, ("quiz",): 7}).line_of(("quiz", 0, "stem"))
        7
        """
        path = tuple(place)
        return next(self.lines[path[:length]] for length in range(len(path), -1, -1) if path[:length] in self.lines)


def read_documents(folder: Path) -> tuple[Document, ...]:
    """Return every YAML file of ``folder``, in the order of their names.

    Raise an ImportRefusedError that names the file and the line for the first that cannot be read.
    """
    return tuple(read_document(path) for path in sorted(folder.glob("*.yaml")))


def read_document(path: Path) -> Document:
    """Return what one file holds.

    Raise an ImportRefusedError that names the file and the line when it is no YAML or says something twice.
    """
    try:
        loader = yaml.SafeLoader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        if node is None:
            raise _wrong(path, 1, "the file is empty")
        _refuse_repetition(path, node)
        lines = dict(_lines(loader, node, ()))
        return Document(path.name, path.stem, loader.construct_document(node), lines)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _wrong(path, mark.line + 1 if mark else 1, getattr(error, "problem", None) or str(error)) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise _wrong(path, 1, str(error)) from error


def _lines(loader: yaml.SafeLoader, node: yaml.Node, place: Place) -> Iterator[tuple[Place, int]]:
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            yield from _lines(loader, item, (*place, position))
    elif isinstance(node, yaml.MappingNode):
        loader.flatten_mapping(node)
        for key, value in node.value:
            inner = (*place, loader.construct_object(key, deep=True))
            yield from _lines(loader, value, inner)
            yield inner, key.start_mark.line + 1


def _refuse_repetition(path: Path, node: yaml.Node) -> None:
    """Refuse a name that stands twice in one mapping, as it is written: before anything is merged into it."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_repetition(path, item)
    if not isinstance(node, yaml.MappingNode):
        return
    seen = set()
    for key, value in node.value:
        _refuse_repetition(path, value)
        if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
            if key.value in seen:
                raise _wrong(path, key.start_mark.line + 1, f"“{key.value}” stands here a second time")
            seen.add(key.value)


def _wrong(path: Path, line: int, problem: str) -> ImportRefusedError:
    # Only authors see this, and what is wrong comes from YAML's own sentence too.
    fields = {"file": path.name, "line": line, "problem": problem}
    return ImportRefusedError(N_("{file}, line {line}: {problem}"), fields)
