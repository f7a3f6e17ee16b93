"""A named collection that plug-ins add themselves to."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from sim.errors import UnknownNameError

T = TypeVar("T")


class Registry(Mapping[str, T]):
    """Plug-ins of one kind by name: a decorator adds, everybody else only reads.

    >>> animals = Registry[type]("animal")
    >>> @animals.add("cat")
    ... class Cat: ...
    >>> animals["cat"].__name__
    'Cat'
    >>> animals["cta"]
    Traceback (most recent call last):
    sim.errors.UnknownNameError: no animal named “cta”; did you mean “cat”? (known: cat)
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._plugins: dict[str, T] = {}

    def add(self, name: str) -> Callable[[T], T]:
        """Return a decorator that registers what it decorates under ``name``.

        Raise a ValueError when the name is taken.
        """

        def register(plugin: T) -> T:
            if name in self._plugins:
                message = f"a {self._kind} named {name!r} is registered already"
                raise ValueError(message)
            self._plugins[name] = plugin
            return plugin

        return register

    def __getitem__(self, name: str) -> T:
        try:
            return self._plugins[name]
        except KeyError:
            raise UnknownNameError(self._kind, name, self._plugins) from None

    def __contains__(self, name: object) -> bool:
        return name in self._plugins

    def __iter__(self) -> Iterator[str]:
        return iter(self._plugins)

    def __len__(self) -> int:
        return len(self._plugins)


def import_plugins(package: str, path: list[str]) -> None:
    """Import every module of ``package`` in name order, so that each registers what it defines."""
    for module in sorted(info.name for info in pkgutil.iter_modules(path)):
        importlib.import_module(f"{package}.{module}")
