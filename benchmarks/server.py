"""The app as visitors meet it: a server of its own, on a free port of this computer."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import STDOUT, Popen
from time import perf_counter, sleep
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from sim.importers.links import encode
from sim.scenario import Scenario

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 180.0
"""Generous: other people may need the processor too."""


@dataclass(frozen=True, slots=True)
class App:
    """A running server."""

    port: int
    process: psutil.Process

    @property
    def address(self) -> str:
        """Return the address of its front page."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def lab(self) -> str:
        """Return the address of the lab."""
        return f"{self.address}lab"

    def address_of(self, scenario: Scenario) -> str:
        """Return the address that opens a scenario."""
        return f"{self.lab}?{query(scenario)}"

    def memory_mb(self) -> float:
        """Return the memory that it has in RAM."""
        return float(self.process.memory_info().rss) / 1e6

    def cpu_s(self) -> float:
        """Return the processor time that it has used since it started."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


def query(scenario: Scenario) -> str:
    """Return the part of an address that opens a scenario at nine in the morning."""
    return f"lang=en&s={encode(scenario)}&t=09:00"


@contextmanager
def running_app(log: Path = Path(os.devnull)) -> Iterator[App]:
    """Start the app, wait until it answers, and stop it at the end; what it writes goes into ``log``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
    with log.open("wb") as output, Popen(command, cwd=ROOT, stdout=output, stderr=STDOUT) as server:
        try:
            app = App(port, psutil.Process(server.pid))
            _wait_for(f"{app.address}_stcore/health")
            yield app
        finally:
            server.terminate()


def _wait_for(address: str) -> None:
    deadline_s = perf_counter() + PATIENCE_S
    while True:
        try:
            urlopen(address, timeout=1).close()  # noqa: S310 - the address is our own
        except (URLError, OSError):
            if perf_counter() > deadline_s:
                raise
            sleep(0.1)
        else:
            return
