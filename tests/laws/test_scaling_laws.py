"""What holds for autoscaling, whatever the loads: limits are kept, no load is lost on the way, nobody flaps."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import simulate
from sim.policies.autoscaling import DOWN_WINDOW_S, SCALERS
from sim.run import Run
from sim.scenario import Scenario
from sim.study.checks import conservation
from sim.units import HOUR_S
from tests.laws.test_services_laws import loads
from tests.laws.worlds import HOLDS
from tests.sim.builders import books

MOST_STARTS_PER_HOUR = HOUR_S / DOWN_WINDOW_S
"""Of one copy: what was started stays for the window or the cooldown, at the defaults five minutes."""

limits = st.tuples(st.sampled_from([1, 2, 3]), st.sampled_from([3, 4, 6]))


def world(load: Any, rule: str, kind: str, limit: tuple[int, int] | None) -> Scenario:
    """Return an application on three hosts with room for all its copies, for three hours; with no limit, not scaled."""
    app = {"name": "app", "kind": kind, "vcpus": 1, "memory_mib": 1024, "runs_on": "h0", "workload": load}
    scaling = [{"machine": "app", "rule": rule, "minimum": limit[0], "maximum": limit[1]}] if limit else []
    return Scenario.checked(
        {
            "hosts": [{"name": f"h{number}", "cores": 8, "memory_mib": 34_816} for number in range(3)],
            "machines": [app],
            "services": {"scaling": scaling},
            "duration_s": 3 * HOUR_S,
        }
    )


def held(run: Run, at_s: float) -> int:
    """Return how many machines of the application hold memory at an instant."""
    changes = (run.state_at(machine.name, at_s) for machine in run.machines)
    return sum(change is not None and change.state in HOLDS for change in changes)


@pytest.mark.parametrize("rule", SCALERS)
@settings(max_examples=6)
@given(loads, st.sampled_from(["vm", "container"]), limits)
def test_limits_are_kept_and_what_is_asked_of_all_is_what_users_ask(
    rule: str, load: Any, kind: str, limit: tuple[int, int]
) -> None:
    run, alone = (simulate(world(load, rule, kind, one)) for one in (limit, None))

    assert all(check.holds for check in conservation(run))
    times_s = np.unique([change.time_s for change in run.states])
    assert all(limit[0] <= held(run, at_s) <= limit[1] for at_s in times_s.tolist())
    instants_s = np.unique(np.concatenate([run.cpu.time_s, alone.cpu.time_s]))
    asked = sum(run.cpu_of(machine.name, "demand_cores").sample(instants_s) for machine in run.machines)
    assert asked == pytest.approx(alone.cpu_of("app", "demand_cores").sample(instants_s), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("rule", SCALERS)
@settings(max_examples=6)
@given(loads, st.sampled_from(["vm", "container"]), limits)
def test_nobody_flaps_and_every_copy_has_one_fate(rule: str, load: Any, kind: str, limit: tuple[int, int]) -> None:
    run = simulate(world(load, rule, kind, limit))

    assert set(run.replicas) == {machine.name for machine in run.machines} - {"app"}
    for copy in run.replicas:
        orders = [(one.time_s, one.kind) for one in run.advice if one.machine == copy]
        assert [kind for _at_s, kind in orders] == [
            ("start_machine", "stop_machine")[n % 2] for n in range(len(orders))
        ]
        starts_s = [at_s for at_s, kind in orders if kind == "start_machine"]
        assert all(sum(0.0 <= other - at_s < HOUR_S for other in starts_s) <= MOST_STARTS_PER_HOUR for at_s in starts_s)
        for (begun_s, first), (ended_s, _second) in pairwise(orders):
            assert first == "stop_machine" or ended_s - begun_s >= DOWN_WINDOW_S
        last = run.history(copy)[-1].state
        assert last in (
            {"booting", "running"} if orders[-1][1] == "start_machine" else {"running", "booting", "stopped"}
        )


@settings(max_examples=4)
@given(loads, st.sampled_from(sorted(SCALERS)), limits)
def test_the_same_load_leads_to_the_same_copies(load: Any, rule: str, limit: tuple[int, int]) -> None:
    first, second = (simulate(world(load, rule, "vm", limit)) for _ in range(2))

    assert books(first) == books(second)
    assert first.advice == second.advice
