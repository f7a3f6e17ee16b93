"""What bridges a power cut: batteries until they are empty, and a generator once it runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Literal

from sim.engine.datacentre import DataCentre
from sim.engine.process import Process
from sim.mechanisms.site_graph import GENERATOR, SUPPLY, UTILITY, Level, Node
from sim.run import PartState
from sim.site import Part
from sim.text import N_


class PowerPlant:
    """Generator and batteries. What does not work although it is whole is ``dark``.

    A battery counts as full again as soon as there is power: a simplification.
    """

    def __init__(self, centre: DataCentre, changed: Callable[[], None]) -> None:
        self._env = centre.env
        self._tell = centre.journal.tell
        self._site = centre.scenario.site
        self._changed = changed
        self._generator: Literal["off", "starting", "running"] = "off"
        self._cuts = 0
        """Counts power cuts, so that a process can see that its own is over."""
        self._draining = False
        self.dark: dict[Node, None] = {}

    @property
    def autonomy_s(self) -> float:
        """Return how long batteries last."""
        return self._site.ups_autonomy_s

    def follow(self, states: Mapping[Part, PartState]) -> None:
        """Start or stop the generator as the utility fails or returns."""
        cut, broken = UTILITY in states, GENERATOR in states
        if cut and not broken and self._site.generator:
            if self._generator == "off":
                self._generator = "starting"
                self.dark[GENERATOR] = None
                self._env.process(self._start())
            return
        self._generator = "off"
        self.dark.pop(GENERATOR, None)

    def _start(self) -> Process:
        """A generator that has been called: it needs some seconds."""
        cuts = self._cuts
        yield self._env.timeout(self._site.generator_start_s)
        if self._generator == "starting" and self._cuts == cuts:
            self._generator = "running"
            self.dark.pop(GENERATOR, None)
            self._tell("decision", N_("The generator runs and carries the load."))
            self._changed()

    def watch_batteries(self, down: Collection[Node]) -> None:
        """Let batteries drain while nothing else feeds them."""
        if SUPPLY in down:
            if not self._draining and self._site.ups:
                self._draining = True
                self._env.process(self._drain())
            return
        if self._draining:
            self._cuts += 1
        self._draining = False
        for battery in [node for node in self.dark if isinstance(node, Level)]:
            del self.dark[battery]

    def _drain(self) -> Process:
        """All batteries, which carry their feeds for the same time."""
        cuts = self._cuts
        yield self._env.timeout(self._site.ups_autonomy_s)
        if self._draining and self._cuts == cuts:
            self._tell("fault", N_("The batteries are empty."))
            self.dark |= {Level("battery", feed): None for feed in self._site.feed_names}
            self._changed()
