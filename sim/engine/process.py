"""One actor's story: what a SimPy process is in this engine."""

from collections.abc import Generator

from simpy.events import Event

Process = Generator[Event, None, None]
"""It waits by yielding events, and returns nothing."""
