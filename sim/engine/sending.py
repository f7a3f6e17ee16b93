"""Sending something from host to host, or from and to disks, as the process sees it that waits until it has arrived."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator

from simpy import Environment, Event

from sim.engine.bodies import Server
from sim.engine.lines import Lines
from sim.engine.transfers import Transfer
from sim.run import Traffic


class Interrupted(Exception):  # noqa: N818 - it is an answer, not a failure
    """What was being sent will not arrive: somebody has stopped it."""


class Sending:
    """A stream of data, at whatever rate links and disks give from moment to moment.

    ``ends`` are the two hosts that it goes between, or none where it has a way of its own; ``disks`` are the hosts
    whose datastores it reads or writes.
    """

    def __init__(
        self,
        env: Environment,
        lines: Lines,
        ends: tuple[Server, ...],
        most_mib_per_s: float,
        disks: tuple[Server, ...] = (),
    ) -> None:
        self._env = env
        self._lines = lines
        self._ends = ends
        self._disks = disks
        self._stores_then = tuple(dict.fromkeys("" if lines.shared[server.index] else server.name for server in disks))
        self._rates: list[tuple[float, float]] = []
        self._disk_rates: list[tuple[float, float]] = []
        self._wake = env.event()
        self._going: tuple[float, float] | None = None
        """Since when it has been sending at one rate, and the rate."""
        self._arrived_mib = 0.0
        self.stopped = False
        hosts = tuple(server.index for server in ends)
        self._transfer = Transfer(hosts, self._stores(), 0.0, self._note_rate)
        self._own_limit_mib_per_s = most_mib_per_s
        lines.begin(self._transfer)
        self.limit(most_mib_per_s)

    def passes(self, server: Server) -> bool:
        """Return whether it begins or ends at a host, or at its own disks."""
        own_disks = server in self._disks and not self._lines.shared[server.index]
        return server in self._ends or own_disks

    @property
    def rate_mib_per_s(self) -> float:
        """Return how fast it goes now."""
        return self._transfer.rate_mib_per_s

    @property
    def sent_mib(self) -> float:
        """Return what has been sent until now."""
        since_s, rate = self._going or (self._env.now, 0.0)
        return self._arrived_mib + rate * (self._env.now - since_s)

    def limit(self, most_mib_per_s: float) -> None:
        """Let it go no faster than this, than one network card, and than its own limit."""
        card = self._lines.card_mib_per_s(*self._transfer.hosts)
        self._lines.change(self._transfer, min(most_mib_per_s, self._own_limit_mib_per_s, card))

    def leave_disks(self) -> None:
        """Read and write no disks any more; what is still to be sent comes from memory."""
        self._lines.end(self._transfer)
        self._disks = self._transfer.disks = ()
        self._disk_rates.append((self._env.now, 0.0))
        self._lines.begin(self._transfer)

    def send(self, mib: float, dirty_mib_per_s: Callable[[], float] = lambda: 0.0) -> Generator[Event, None, float]:
        """Send so much; return what the machine that it belongs to has written meanwhile."""
        env, left_mib, dirtied_mib = self._env, mib, 0.0
        while left_mib > 0.0:
            rate, dirty = self.rate_mib_per_s, dirty_mib_per_s()
            self._going = (env.now, rate)
            self._wake = env.event()
            arrival = env.timeout(left_mib / rate if rate > 0.0 else math.inf)
            yield arrival | self._wake
            if self.stopped:
                raise Interrupted
            lasted_s = env.now - self._going[0]
            sent_mib = left_mib if arrival.processed else min(rate * lasted_s, left_mib)
            self._going = None
            self._arrived_mib += sent_mib
            left_mib -= sent_mib
            dirtied_mib += dirty * lasted_s
        return dirtied_mib

    def wait(self, seconds: float) -> Generator[Event, None, None]:
        """Let some time pass in which nothing is sent."""
        self.limit(0.0)
        yield self._env.timeout(seconds)
        if self.stopped:
            raise Interrupted
        self.limit(math.inf)

    def wake(self) -> None:
        """Look again: the rate, or what the machine writes, may be another."""
        if not self._wake.triggered:
            self._wake.succeed()

    def close(self) -> None:
        """Send no more."""
        if self.stopped:
            return
        self._arrived_mib, self._going = self.sent_mib, None
        self.stopped = True
        self._lines.end(self._transfer)
        self._note_rate()

    def traffic(self) -> Traffic:
        """Return what it has put on links and disks."""
        names = tuple(server.name for server in self._ends)
        return Traffic(names, tuple(self._rates) if names else (), self._stores_then, tuple(self._disk_rates))

    def _stores(self) -> tuple[int, ...]:
        """Return the datastores of its disks, each once: hosts may have one in common."""
        shared = self._lines.shared
        return tuple(
            dict.fromkeys(self._lines.array if shared[server.index] else server.index for server in self._disks)
        )

    def _note_rate(self) -> None:
        now, rate = self._env.now, self.rate_mib_per_s
        self._rates.append((now, rate))
        if self._disks:
            self._disk_rates.append((now, rate))
        self.wake()
