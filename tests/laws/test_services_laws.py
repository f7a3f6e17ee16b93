"""What holds for every service, whatever the loads: no machine goes back and forth, and advice is what was done."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import simulate
from sim.run import Run
from sim.scenario import Scenario
from sim.study.checks import conservation
from sim.units import HOUR_S

MOST_MOVES_PER_HOUR = 2
SERVICES: dict[str, dict[str, Any]] = {
    "drs": {"balancing": {"mode": "automatic"}},
    "proxmox": {"balancing": {"mode": "automatic", "rule": "proxmox"}},
    "own": {"balancing": {"mode": "automatic", "rule": "own"}},
    "packing": {"balancing": {"mode": "automatic", "rule": "own", "weights": {"power": 3.0, "below_pct": 40.0}}},
    "power": {"power": {"enabled": True}},
    "consolidation": {"consolidation": {"enabled": True}},
}

loads = st.one_of(
    st.fixed_dictionaries(
        {
            "pattern": st.just("bursty"),
            "quiet_s": st.sampled_from([300.0, 1200.0]),
            "burst_s": st.sampled_from([120.0, 900.0]),
            "burst_cores": st.sampled_from([1.0, 4.0]),
        }
    ),
    st.fixed_dictionaries(
        {
            "pattern": st.just("trace"),
            "percentages": st.lists(st.integers(0, 100), min_size=2, max_size=12),
            "step_s": st.sampled_from([300.0, 900.0]),
            "full_cores": st.sampled_from([1.0, 4.0]),
        }
    ),
)
crowds = st.lists(loads, min_size=2, max_size=8)


def world(crowd: list[Any], services: dict[str, Any]) -> Scenario:
    """Return three hosts with these machines, placed by turns, for four hours."""
    return Scenario.checked(
        {
            "hosts": [{"name": f"h{number}", "cores": 8, "memory_mib": 34_816} for number in range(3)],
            "machines": [
                {"name": f"m{number}", "vcpus": 4, "runs_on": f"h{number % 3}", "workload": load}
                for number, load in enumerate(crowd)
            ],
            "services": services,
            "duration_s": 4 * HOUR_S,
        }
    )


def most_moves_in_an_hour(run: Run) -> int:
    """Return how often one machine was sent away within an hour, at most."""
    asked: dict[str, list[float]] = {}
    for one in run.migrations:
        asked.setdefault(one.machine, []).append(one.asked_s)
    return max(
        (sum(0.0 <= other - at_s < HOUR_S for other in times) for times in asked.values() for at_s in times), default=0
    )


@pytest.mark.parametrize("service", SERVICES)
@settings(max_examples=12)
@given(crowds)
def test_no_service_sends_a_machine_back_and_forth(service: str, crowd: list[Any]) -> None:
    run = simulate(world(crowd, SERVICES[service]))
    assert most_moves_in_an_hour(run) <= MOST_MOVES_PER_HOUR
    assert all(check.holds for check in conservation(run))


@settings(max_examples=12)
@given(crowds)
def test_every_move_has_its_advice_with_candidates_of_which_it_is_the_best(crowd: list[Any]) -> None:
    run = simulate(world(crowd, SERVICES["drs"]))
    followed = [(one.time_s, one.machine, one.source, one.target) for one in run.advice if one.followed]
    assert followed == [(one.asked_s, one.machine, one.source, one.target) for one in run.migrations]
    for advice in run.advice:
        scores = [candidate.score for candidate in advice.candidates if candidate.score is not None]
        if advice.machine:
            assert advice.candidates[0].host == advice.target
            assert advice.after == min(scores) < (advice.before or 0.0)


@settings(max_examples=8)
@given(crowds, st.sampled_from(sorted(SERVICES)))
def test_the_same_loads_lead_to_the_same_decisions(crowd: list[Any], service: str) -> None:
    first, second = (simulate(world(crowd, SERVICES[service])) for _ in range(2))
    assert first.advice == second.advice
    assert first.migrations == second.migrations
