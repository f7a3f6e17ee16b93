"""Exercises without end: a seed gives the numbers, the model gives the answer. One kind, one file."""

from sim.registry import import_plugins
from sim.teaching.exercises.base import EXERCISES, Exercise, Kind, exercise

import_plugins(__name__, list(__path__))

__all__ = ["EXERCISES", "Exercise", "Kind", "exercise"]
