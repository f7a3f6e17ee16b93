"""Autoscaling in words: how each machine is scaled, and how it stands."""

from __future__ import annotations

import math

from sim.policies.autoscaling import SCALERS
from sim.run import Run
from sim.services import Autoscaling
from sim.study.scaling import Standing
from sim.text import N_, Message


def status(one: Autoscaling, now: Standing) -> Message:
    """Say by which rule a machine is scaled, how many serve now, and how busy they are."""
    facts: dict[str, object] = {
        "machine": one.machine,
        "rule_title": SCALERS[one.rule].title,
        "count": len(now.serving),
        "minimum": one.minimum,
        "maximum": one.maximum,
    }
    if math.isnan(now.use):
        return Message(N_("{machine} and its copies: none serves now ({minimum} to {maximum}; {rule_title})."), facts)
    return Message(
        N_("{machine} and its copies: {count} serve now ({minimum} to {maximum}), CPU use {use_pct}; {rule_title}."),
        facts | {"use_pct": 100.0 * now.use},
    )


def scalable(run: Run) -> list[str]:
    """Return the machines of the scenario that may be copied."""
    return [
        machine.name for machine in run.scenario.machines if machine.kind != "physical" and not machine.fault_tolerant
    ]
