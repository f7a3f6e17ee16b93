"""What one machine's own system shows beside what it waits for, in a window of a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sim.run import Run
from sim.steps import Steps
from sim.study.devices import datastore_name, definitions, latency_s
from sim.study.metrics import blocked_pct, guest_cpu_pct, limited_pct, paging_pct, ready_pct, response_s
from sim.study.ready import overlap_ready_pct, slowdown_pct
from sim.text import N_

WATCH_PCT, PROBLEM_PCT = 5.0, 10.0
"""CPU ready per vCPU from which one watches, and above which it is a problem (VMware's rule of thumb)."""

Unit = Literal["pct", "s", "per_s"]
Verdict = Literal["", "fine", "watch", "problem"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure of a machine in a window: its name, marked for translation, its mean, its highest value."""

    title: str
    unit: Unit
    mean: float
    highest: float
    verdict: Verdict = ""


def judged(ready: float) -> Verdict:
    """Return how a ready time per vCPU, in percent, is judged.

    >>> [judged(ready) for ready in (4.9, 5.0, 10.0, 10.1)]
    ['fine', 'watch', 'watch', 'problem']

    Source: VMware, as quoted by practitioners: below 5 % fine, above 10 % a problem.
    """
    if ready > PROBLEM_PCT:
        return "problem"
    return "watch" if ready >= WATCH_PCT else "fine"


def readings(run: Run, machine: str, start_s: float, end_s: float) -> list[Reading]:
    """Return what a machine shows and what it waits for from one instant to another."""
    ready = ready_pct(run, machine)
    figures: list[tuple[str, Unit, Steps]] = [
        (N_("CPU as its own system sees it"), "pct", guest_cpu_pct(run, machine)),
        (N_("Ready, per vCPU (steal)"), "pct", ready),
        (N_("Of which by its own limit (MLMTD)"), "pct", limited_pct(run, machine)),
        (N_("Ready by chance, because others run at that moment"), "pct", overlap_ready_pct(run, machine)),
        (N_("Slowdown: ready / (run + ready)"), "pct", slowdown_pct(run, machine)),
        (N_("Waiting for a disk or a link (blocked)"), "pct", blocked_pct(run, machine)),
        (N_("Waiting for pages of memory (swap wait)"), "pct", paging_pct(run, machine)),
        (N_("Response time"), "s", response_s(run, machine)),
        *_devices(run, machine, start_s),
    ]
    return [
        Reading(
            title,
            unit,
            mean := steps.integral(start_s, end_s) / (end_s - start_s),
            _highest(steps, start_s, end_s),
            judged(mean) if steps is ready else "",
        )
        for title, unit, steps in figures
    ]


def _highest(steps: Steps, start_s: float, end_s: float) -> float:
    inside = (steps.times_s >= start_s) & (steps.times_s < end_s)
    return float(steps.values[inside].max(initial=steps.at(start_s)))


def _devices(run: Run, machine: str, at_s: float) -> Iterator[tuple[str, Unit, Steps]]:
    """Yield what a machine does at disks and links, by what its work asks for at an instant."""
    now = [change for change in definitions(run, machine) if change[0] <= at_s]
    if not now or not now[-1][1]:
        return
    _, host, appetite = now[-1]
    given = run.cpu_of(machine, "given_cores")
    store = datastore_name(run, run.hosts[run.host_index(host)])
    requests, mib = given.values * appetite.requests, given.values * appetite.mib
    yield N_("Disk requests per second"), "per_s", Steps(given.times_s, requests, given.end_s)
    yield N_("Latency of one of them"), "s", latency_s(run, store)
    yield N_("Traffic, MiB per second"), "per_s", Steps(given.times_s, mib, given.end_s)
