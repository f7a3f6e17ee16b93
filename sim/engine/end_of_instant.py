"""What is done when everything else that happens at an instant has happened."""

from __future__ import annotations

from collections.abc import Callable

from simpy import Environment, Event
from simpy.events import EventPriority

AFTER_EVERYTHING_ELSE = EventPriority(2)
"""SimPy's priority after all that happens at the same instant (urgent is 0, normal 1)."""


class EndOfInstant(Event):
    """An event that happens now, but after everything else that happens now."""

    def __init__(self, env: Environment, callback: Callable[[Event], None]) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        self.callbacks = [callback]
        env.schedule(self, AFTER_EVERYTHING_ELSE)
