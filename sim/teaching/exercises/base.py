"""What every exercise has: a question with numbers, the answer, and the way to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.registry import Registry
from sim.streams import stream
from sim.text import Message


@dataclass(frozen=True, slots=True)
class Exercise:
    """A question that is answered with one number."""

    question: Message
    answer: float
    unit: str
    """The unit of the answer, marked for translation; empty for a bare number."""
    solution: tuple[Message, ...]
    """The way to the answer, one step a sentence."""
    tolerance: float = 0.01
    """How far off an answer may be, as a part of it: people round."""

    def accepts(self, given: float) -> bool:
        """Return whether a number is the answer, rounding allowed.

        >>> Exercise(Message("2 + 2?"), 4.0, "", ()).accepts(4.02)
        True
        """
        return abs(given - self.answer) <= max(self.tolerance * abs(self.answer), 5e-4)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of exercise: its name, and how one is made from random numbers."""

    title: str
    make: Callable[[np.random.Generator], Exercise]


EXERCISES: Registry[Kind] = Registry("exercise")


def exercise(kind: str, seed: int) -> Exercise:
    """Return one exercise; the same kind and seed always give the same.

    Raise an UnknownNameError for no such kind.
    """
    return EXERCISES[kind].make(stream(seed, kind, "exercise"))


def pick(rng: np.random.Generator, *values: float) -> float:
    """Return one of these values."""
    return values[int(rng.integers(len(values)))]


def whole(rng: np.random.Generator, low: int, high: int, step: int = 1) -> int:
    """Return a whole number from ``low`` to ``high``, in steps."""
    return low + step * int(rng.integers((high - low) // step + 1))
