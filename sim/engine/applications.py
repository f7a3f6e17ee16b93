"""Machines behind one load: users ask the application, and a load balancer shares what they ask for equally."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.engine.bodies import Guest
from sim.engine.loads import Loads
from sim.engine.processor import Processor

SERVING = frozenset({"running", "switching"})
"""States in which the load balancer sends work to a machine; the pause of a live migration is too short to be noticed."""
OFF = frozenset({"defined", "stopped", "crashed"})
"""States from which a copy can be started."""


@dataclass(eq=False)
class Application:
    """A machine and its copies, in the order in which they were made."""

    first: Guest
    members: list[Guest] = field(default_factory=list)
    draining: dict[Guest, int] = field(default_factory=dict)
    """Who gets no new work because it is to stop, each with the number of its order to do so."""
    level_cores: float = 0.0
    """What all users ask for."""

    @property
    def serving(self) -> list[Guest]:
        """Return who is sent work."""
        return [guest for guest in self.members if guest.state in SERVING and guest not in self.draining]

    @property
    def present(self) -> list[Guest]:
        """Return who is there to stay: those who serve, start, or stand still for a while."""
        return [guest for guest in self.members if guest.holds_memory and guest not in self.draining]


class Applications:
    """All applications of one run.

    Whatever happens to a machine, the sum of what its application's machines are asked for stays what users ask for;
    where nobody serves, the first machine has it all, and fails it.
    """

    def __init__(self, loads: Loads, processor: Processor) -> None:
        self._loads = loads
        self._processor = processor
        self._of: dict[int, Application] = {}

    def of(self, guest: Guest) -> Application | None:
        """Return the application that a machine belongs to; None for none."""
        return self._of.get(guest.index)

    def found(self, first: Guest) -> Application:
        """Let a machine's users ask a load balancer from now on, behind which it stands alone."""
        application = Application(first, [first])
        self._of[first.index] = application
        self._loads.shared[first.index] = self._ask
        self._loads.follow([(first.index, first.name, first.spec.workload)])
        return application

    def join(self, application: Application, guest: Guest) -> None:
        """Let a machine stand behind the load balancer too."""
        application.members.append(guest)
        self._of[guest.index] = application

    def drain(self, application: Application, guest: Guest, order: int) -> None:
        """Send a machine no more work."""
        application.draining[guest] = order
        self._share_out(application)

    def call_back(self, application: Application, guest: Guest) -> None:
        """Send work to a machine again that was to stop."""
        del application.draining[guest]
        self._share_out(application)

    def state_changed(self, guest: Guest) -> None:
        """Share the load anew where a machine has come into another state."""
        application = self._of.get(guest.index)
        if application is not None:
            if not guest.holds_memory:
                application.draining.pop(guest, None)
            self._share_out(application)

    def _ask(self, first: int, level_cores: float) -> None:
        application = self._of[first]
        application.level_cores = level_cores
        self._share_out(application)

    def _share_out(self, application: Application) -> None:
        serving = application.serving or [application.first]
        share_cores = application.level_cores / len(serving)
        for guest in application.members:
            level_cores = share_cores if guest in serving else 0.0
            if self._processor.accounts.level[guest.index] != level_cores:
                self._processor.change_level(guest.index, level_cores)
