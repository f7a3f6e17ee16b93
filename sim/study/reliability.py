"""What users of an application were promised and what they got: availability, MTBF, MTTR, RTO, RPO.

Measured in a run, and predicted by the textbook; ``sim.study.replications`` puts one beside the other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sim.engine.recovery import DETECT_S, FENCE_S
from sim.inventory import Machine
from sim.mechanisms import availability as formulas
from sim.mechanisms.devices import uplink
from sim.mechanisms.network import mib_per_s
from sim.run import Run
from sim.scenario import Scenario
from sim.steps import Steps, total
from sim.study.metrics import running, wanted_up
from sim.study.outages import outages
from sim.units import HOUR_S

Promise = Literal["none", "high_availability", "fault_tolerance"]


@dataclass(frozen=True, slots=True)
class Reliability:
    """How one application fared in a run. Times are in seconds; NaN where nothing failed, or nothing was lost."""

    machine: str
    availability: float
    """The part of the time in which users expected it that it answered rightly."""
    failures: int
    mtbf_s: float
    """Mean time from one outage to the next: time in service per failure."""
    mttr_s: float
    """Mean length of an outage."""
    rto_s: float
    """Longest outage: what a recovery time objective must allow."""
    rpo_s: float
    """Most work lost at once: what a recovery point objective must allow."""
    data_lost_s: float
    """Work lost in all."""

    @property
    def nines(self) -> float:
        """Return the availability as a number of nines; infinite without an outage.

        >>> round(Reliability("shop", 0.999, 1, 0, 0, 0, 0, 0).nines, 6)
        3.0
        """
        return math.inf if self.availability >= 1.0 else -math.log10(1.0 - self.availability)


def reliability(run: Run, machine: str) -> Reliability:
    """Return how one application fared."""
    spans = outages(run, machine)
    lengths_s = [outage.lasts_s for outage in spans]
    expected_s, missing_s = wanted_up(run, machine).integral(), math.fsum(lengths_s)
    index = run.machine_index(machine)
    lost_s = [restored.lost_s for restored in run.restores if restored.machine == index]
    return Reliability(
        machine=machine,
        availability=1.0 - missing_s / expected_s if expected_s else 1.0,
        failures=len(spans),
        mtbf_s=(expected_s - missing_s) / len(spans) if spans else math.nan,
        mttr_s=missing_s / len(spans) if spans else math.nan,
        rto_s=max(lengths_s, default=math.nan),
        rpo_s=max(lost_s, default=math.nan),
        data_lost_s=math.fsum(lost_s),
    )


def applications(run: Run) -> list[str]:
    """Return the machines that users expect to answer, without the secondaries of fault-tolerant ones."""
    return [
        machine.name
        for machine in run.machines
        if machine.name not in run.mirrors and wanted_up(run, machine.name).integral() > 0.0
    ]


def group_availability(run: Run, machines: Sequence[str], needed: int) -> float:
    """Return the part of the time in which at least ``needed`` of some machines ran: 1 in parallel, all in series."""
    up = total([running(run, machine) for machine in machines], run.end_s)
    return Steps(up.times_s, (up.values >= needed).astype(float), run.end_s).integral() / run.end_s


# Predictions


def restart_s(scenario: Scenario, machine: Machine) -> float:
    """Return how long high availability takes to bring a machine of a dead host back, if there is room.

    >>> restart_s(Scenario(), Machine(name="mail"))
    73.0
    """
    settings = scenario.high_availability
    return formulas.restart_outage_s(
        detect_s=DETECT_S[settings.profile],
        fence_s=FENCE_S[settings.profile],
        place_s=settings.place_s,
        boot_s=machine.os.boot_s,
        application_s=scenario.assumptions.application_start_s,
    )


def predicted_availability(
    scenario: Scenario, machine: Machine, promise: Promise, mtbf_h: float, mttr_h: float
) -> float:
    """Return the availability of one VM on hosts that fail and are repaired, by the textbook.

    Without protection it is down until its host is repaired and it has booted. With high availability it needs any one of
    the n hosts (1 of n) and is down for the time of a restart each time its own fails. Fault tolerant, that happens only
    when the second host fails before a new pair is made.

    >>> from sim.inventory import Host
    >>> mail, rack = Machine(name="mail"), Scenario(hosts=(Host(name="host-a"), Host(name="host-b")))
    >>> promises = ("none", "high_availability", "fault_tolerance")
    >>> [f"{1 - predicted_availability(rack, mail, promise, 50_000, 24):.1e}" for promise in promises]
    ['4.8e-04', '6.4e-07', '2.3e-07']

    Simplification: there is always room on a host that is up, and failures are independent.
    """
    boot_h = (machine.os.boot_s + scenario.assumptions.application_start_s) / HOUR_S
    if promise == "none":
        return formulas.availability(mtbf_h, mttr_h + boot_h)
    some_host = formulas.k_of_n(1, len(scenario.hosts), formulas.availability(mtbf_h, mttr_h))
    between_h = mtbf_h
    if promise == "fault_tolerance":
        between_h = formulas.duplex_mttf_h(mtbf_h, pair_again_s(scenario, machine) / HOUR_S)
    return formulas.series([some_host, formulas.availability(between_h, restart_s(scenario, machine) / HOUR_S)])


def pair_again_s(scenario: Scenario, machine: Machine) -> float:
    """Return how long a fault-tolerant VM is alone after it has lost a host: a new place, and a copy of its memory."""
    slowest = min(mib_per_s(uplink(host).flow_gbit_per_s) for host in scenario.hosts)
    return scenario.high_availability.place_s + machine.memory_mib / slowest
