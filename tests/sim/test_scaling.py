"""Autoscaling: copies of a machine come and go with the load that they share."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from sim.errors import SimError
from sim.policies.autoscaling import SCALERS, Goal, Group, by_prediction
from sim.run import Run
from sim.scenario import Scenario
from sim.study.baseline import twin
from tests.sim.builders import PLAIN, constant, container, do, host, run_of, scenario, state, vm, why_refused

TRACE = {"pattern": "trace", "percentages": [20, 80, 80, 80, 10, 10], "step_s": 600.0, "full_cores": 5.0}


def scaled(*actions: Any, machine: Any = None, hosts: int = 2, **fields: Any) -> Run:
    """Return an hour of an application that users ask for one, four and half a core, on hosts of 8 cores."""
    app = machine or vm("app", vcpus=2, memory_mib=2048, workload=TRACE)
    services = {"scaling": [{"machine": "app", "maximum": 4} | fields]}
    racks = [host(f"host-{letter}") for letter in "abc"[:hosts]]
    return run_of(*racks, app, *actions, services=services, assumptions=PLAIN)


def serving(run: Run, at_s: float) -> list[str]:
    return [machine.name for machine in run.machines if state(run, machine.name, at_s) == "running"]


def test_kubernetes_rule_starts_what_the_target_needs_and_stops_it_after_five_minutes(
    golden: Callable[[str, str], None],
) -> None:
    run = scaled(rule="hpa")
    # Four cores at a target of 60 % of two each need 3.3 machines.
    assert serving(run, 1500.0) == ["app", "app-2", "app-3", "app-4"]
    assert [run.cpu_of(name, "given_cores").at(1700.0) for name in serving(run, 1700.0)] == [1.0] * 4
    assert serving(run, 2400.0 + 280.0) == ["app", "app-2", "app-3", "app-4"]
    assert serving(run, 2400.0 + 300.0) == ["app"]
    golden("autoscaling", "\n".join(run.story()) + "\n")


def test_containers_are_there_in_a_second_and_vms_in_a_minute() -> None:
    small = container("app", vcpus=2, memory_mib=2048, workload=TRACE)
    vms, containers = scaled(), scaled(machine=small)
    first_s = {run: next(one.time_s for one in run.advice) for run in (vms, containers)}
    assert serving(vms, first_s[vms] + 49.0) == ["app"]
    assert "app-2" in serving(vms, first_s[vms] + 50.0)
    assert "app-2" in serving(containers, first_s[containers] + 1.0)
    assert sum(vms.lost_core_s) > sum(containers.lost_core_s)


def test_thresholds_change_one_at_a_time_and_wait_after_each_change() -> None:
    run = scaled(rule="threshold")
    times_s = [one.time_s for one in run.advice]
    assert all(later - earlier >= 300.0 for earlier, later in pairwise(times_s))
    assert [one.machine for one in run.advice][:2] == ["app-2", "app-3"]


def test_a_prediction_starts_copies_before_the_load_is_there() -> None:
    ramp = {"pattern": "trace", "percentages": list(range(10, 70)), "step_s": 60.0, "full_cores": 5.0}
    app = vm("app", vcpus=2, memory_mib=2048, workload=ramp)
    ahead, behind = (scaled(machine=app, rule=rule) for rule in ("prediction", "hpa"))
    second_s = [next(one.time_s for one in run.advice if one.machine == "app-3") for run in (ahead, behind)]
    assert second_s[0] < second_s[1]


def test_a_prediction_waits_for_enough_measurements() -> None:
    assert by_prediction(Group(uses=(0.9,), asked=(0.9, 0.9)), Goal()).count == 1


def test_a_fixed_number_is_kept() -> None:
    run = scaled(rule="fixed", minimum=3)
    assert all(serving(run, at_s) == ["app", "app-2", "app-3"] for at_s in (60.0, 1800.0, 3500.0))


def test_while_a_copy_is_down_the_others_have_its_load() -> None:
    run = scaled(do("crash_guest", 1800.0, machine="app"), rule="fixed", minimum=3, maximum=3)
    asked = [run.cpu_of(name, "demand_cores").at(1900.0) for name in ("app", "app-2", "app-3")]
    assert asked == pytest.approx([0.0, 2.0, 2.0])


def test_a_copy_that_fails_is_replaced() -> None:
    run = scaled(do("crash_guest", 1000.0, machine="app-2"), rule="fixed", minimum=2)
    assert serving(run, 1120.0) == ["app", "app-2"]


def test_a_copy_that_is_wanted_again_while_it_finishes_its_work_goes_on_at_once() -> None:
    busy = vm("app", vcpus=2, memory_mib=2048, workload=constant(9.0, timeout_s=None))
    changes = [
        do("set_services", 600.0 + at_s, services={"scaling": [{"machine": "app", "rule": "fixed", "minimum": count}]})
        for at_s, count in ((0.0, 2), (10.0, 3))
    ]
    run = scaled(*changes, machine=busy, rule="fixed", minimum=3, drain_s=600.0)
    assert state(run, "app-3", 3000.0) == "running"
    assert (
        "Autoscaling keeps app-3, which was to stop. Whatever the load is, so many machines are to run: 3."
        in " ".join(run.story())
    )


def test_what_is_not_done_in_time_is_lost_with_its_machine() -> None:
    busy = vm("app", vcpus=2, memory_mib=2048, workload=constant(5.0, timeout_s=120.0))
    fewer = do("set_services", 600.0, services={"scaling": [{"machine": "app", "rule": "fixed", "minimum": 1}]})
    run = scaled(fewer, machine=busy, rule="fixed", minimum=2)
    stopped_s = next(change.time_s for change in run.history("app-2") if change.state == "stopped")
    assert stopped_s == 630.0
    assert run.lost_core_s[run.machine_index("app-2")] > 0.0


def test_without_room_it_says_so_and_tries_again_later() -> None:
    crowded = vm("app", vcpus=2, memory_mib=9000, workload=constant(1.9))
    run = scaled(machine=crowded, hosts=1, maximum=2)
    refused = [one for one in run.advice if one.why_not is not None]
    assert not run.replicas
    assert [later.time_s - one.time_s for one, later in pairwise(refused)] == [300.0] * (len(refused) - 1)


def test_turned_off_all_copies_stop_and_the_first_has_everything() -> None:
    run = scaled(do("set_services", 1800.0, services={}))
    assert serving(run, 1801.0) == ["app"]
    assert run.cpu_of("app", "demand_cores").at(1801.0) == pytest.approx(4.0)


def test_without_the_first_there_is_no_application() -> None:
    run = scaled(do("remove_machine", 1800.0, machine="app"))
    assert serving(run, 1900.0) == []


def test_what_cannot_be_copied_is_refused() -> None:
    run = scaled(
        do("set_workload", 1500.0, machine="app-2", workload=constant(1.0)),
        do("set_fault_tolerance", 1500.0, machine="app", fault_tolerant=True),
        do("set_services", 1600.0, services={"scaling": [{"machine": "app-2"}]}),
        do("set_services", 1600.0, services={"scaling": [{"machine": "nobody"}]}),
    )
    assert why_refused(run) == [
        "app-2 is a copy of app and shares its load: change that of app.",
        "app shares its load with its copies: it cannot be fault tolerant.",
        "app-2 is a copy of app: let app be scaled.",
        "nobody is not there any more.",
    ]


@pytest.mark.parametrize(
    ("scaling", "complaint"),
    [
        ([{"machine": "nobody"}], "autoscaling of “nobody”, which is not there (known: app)"),
        ([{"machine": "app"}, {"machine": "app"}], "autoscaling of “app” is set twice"),
        ([{"machine": "app", "minimum": 6}], "autoscaling of “app”: at least 6 and at most 5 cannot both be"),
        ([{"machine": "app", "rule": "magic"}], "no autoscaling rule named “magic”"),
    ],
)
def test_impossible_settings_are_refused_in_one_sentence(scaling: list[Any], complaint: str) -> None:
    content = scenario(host(), vm("app")).model_dump() | {"services": {"scaling": scaling}}
    with pytest.raises(SimError) as error:
        Scenario.checked(content)
    assert str(error.value).startswith(complaint)


def test_without_virtualization_the_application_has_servers_for_its_peak() -> None:
    world = twin(scaled())
    assert [(machine.name, machine.vcpus) for machine in world.machines] == [("app", 16)]
    assert world.hosts[0].power.model_dump() == {"model": "linear", "idle_w": 4 * 90.0, "max_w": 4 * 180.0}


def test_every_rule_says_why() -> None:
    for rule in SCALERS.values():
        wish = rule.wish(Group(uses=(0.9, 0.9), asked=(1.0, 1.2, 1.8)), Goal())
        assert "{" not in wish.reason.english()
