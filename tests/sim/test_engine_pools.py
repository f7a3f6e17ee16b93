"""Resource pools in a run: shares level by level, limits over the whole rack, and what may be reserved."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.errors import InvalidScenarioError
from sim.inventory import Machine
from sim.run import Run
from sim.scenario import Scenario
from sim.study.available import available_cores
from sim.study.baseline import twin
from tests.sim.builders import PLAIN, constant, container, do, host, run_of, scenario, vm, why_refused

SIX_CORES = host(cores=6)


def pool(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, **fields}


def busy(name: str, pool: str = "", **fields: Any) -> Machine:
    return vm(name, vcpus=6, memory_mib=512, shares=1000, pool=pool, workload=constant(6.0), **fields)


def given(run: Run, *names: str, at_s: float = 100.0) -> list[float]:
    return [round(run.cpu_of(name, "given_cores").at(at_s), 6) for name in names]


# Shares


def test_pools_share_first_and_then_their_machines() -> None:
    run = run_of(
        SIX_CORES,
        *(busy(f"qa-{n}", "qa") for n in (1, 2)),
        *(busy(f"marketing-{n}", "marketing") for n in (1, 2, 3)),
        pools=(pool("qa", shares=8000), pool("marketing", shares=4000)),
        assumptions=PLAIN,
    )

    assert given(run, "qa-1", "qa-2") == [2.0, 2.0]
    assert given(run, "marketing-1", "marketing-2", "marketing-3") == [0.666667] * 3


def test_a_pool_inside_a_pool_and_a_vm_with_its_containers() -> None:
    run = run_of(
        SIX_CORES,
        busy("alone"),
        busy("outer", "shop"),
        vm("docker", vcpus=4, memory_mib=2048, shares=1000, pool="tests"),
        container("app", "docker", vcpus=4, workload=constant(4.0)),
        pools=(pool("shop", shares=2000), pool("tests", parent="shop", shares=3000)),
        assumptions=PLAIN,
    )

    assert given(run, "alone", "outer") == [2.0, 1.0]
    assert sum(given(run, "docker", "app")) == pytest.approx(3.0)


def test_shares_of_a_pool_change_live() -> None:
    run = run_of(
        SIX_CORES,
        busy("a", "one"),
        busy("b", "two"),
        do("set_pool", 600.0, pool="one", shares=8000),
        pools=(pool("one"), pool("two")),
        assumptions=PLAIN,
    )

    assert given(run, "a", "b") == [3.0, 3.0]
    assert given(run, "a", "b", at_s=700.0) == [4.0, 2.0]
    assert run.pools_at(700.0)["one"].shares == 8000


def test_a_machine_comes_into_a_pool_and_out_again() -> None:
    run = run_of(
        SIX_CORES,
        busy("a"),
        busy("b", "small"),
        do("put_into_pool", 600.0, machine="a", pool="small"),
        do("put_into_pool", 1200.0, machine="a"),
        pools=(pool("small", shares=1000, limit_cores=2.0),),
        assumptions=PLAIN,
    )

    assert given(run, "a", "b") == [4.0, 2.0]
    assert given(run, "a", "b", at_s=700.0) == [1.0, 1.0]
    assert given(run, "a", "b", at_s=1300.0) == [4.0, 2.0]


# Limits and reservations


def test_a_limit_holds_for_all_hosts_together() -> None:
    """The pool's four cores go by weight to the hosts on which its machines run, and follow when one stops."""
    run = run_of(
        host("host-a"),
        host("host-b"),
        busy("a", "shop"),
        busy("b", "shop").model_copy(update={"runs_on": "host-b", "shares": 3000}),
        do("stop_machine", 600.0, machine="b"),
        pools=(pool("shop", limit_cores=4.0),),
        assumptions=PLAIN,
    )

    assert given(run, "a", "b") == [1.0, 3.0]
    assert given(run, "a", "b", at_s=700.0) == [4.0, 0.0]


def test_a_pools_reservation_is_kept_for_its_machines_on_each_host() -> None:
    run = run_of(
        SIX_CORES,
        busy("a", "shop", reservation_cores=1.0),
        busy("b", "shop"),
        *(busy(f"other-{n}") for n in range(4)),
        pools=(pool("shop", shares=100, reservation_cores=4.0),),
        assumptions=PLAIN,
    )

    assert given(run, "a", "b", "other-0") == [2.0, 2.0, 0.5]


@pytest.mark.parametrize(("expandable", "starts"), [(True, True), (False, False)])
def test_an_expandable_pool_borrows_what_a_machine_reserves(*, expandable: bool, starts: bool) -> None:
    run = run_of(
        SIX_CORES,
        busy("a", "shop", reservation_cores=2.0),
        pools=(pool("shop", reservation_cores=1.0, expandable=expandable),),
    )

    assert (given(run, "a")[0] > 0.0) == starts
    if not starts:
        assert "reservation cannot be expanded" in run.story()[0]


def test_what_pools_have_reserved_is_not_there_for_others() -> None:
    run = run_of(
        SIX_CORES,
        busy("a"),
        do("set_cpu_controls", 60.0, machine="a", reservation_cores=3.0),
        do("set_cpu_controls", 120.0, machine="a", reservation_cores=2.0),
        pools=(pool("shop", reservation_cores=4.0),),
        assumptions=PLAIN,
    )

    assert why_refused(run) == ["The rack cannot guarantee 3 cores more: 2 cores are not reserved yet."]


@pytest.mark.parametrize(
    ("action", "why"),
    [
        ({"pool": "shop", "reservation_cores": 7.0}, "The rack cannot guarantee 5 cores more"),
        ({"pool": "shop", "reservation_cores": 0.5, "expandable": False}, "it cannot do with 0.5"),
        ({"pool": "shop", "limit_cores": 0.5}, "it cannot do with 0.5"),
        ({"pool": "shop", "parent": "inner"}, "shop cannot be inside inner"),
        ({"pool": "new", "parent": "nowhere"}, "There is no pool nowhere"),
    ],
)
def test_a_pool_that_cannot_be_so_is_refused(action: dict[str, Any], why: str) -> None:
    run = run_of(
        SIX_CORES,
        busy("a", "inner", reservation_cores=1.0),
        do("set_pool", 60.0, **action),
        pools=(pool("shop", reservation_cores=2.0), pool("inner", parent="shop")),
        assumptions=PLAIN,
    )

    assert why in why_refused(run)[0]
    assert len(run.pools) == 2


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"pools": (pool("a"), pool("a"))}, "two pools are named"),
        ({"pools": (pool("a", parent="b"),)}, "“b”, which is not there"),
        ({"pools": (pool("a", parent="b"), pool("b", parent="a"))}, "inside itself"),
        ({"pools": (pool("a", reservation_cores=2, limit_cores=1),)}, "below its reservation"),
        ({"machines": ({"name": "m", "pool": "x"},)}, "in the pool “x”, which is not there"),
    ],
)
def test_a_scenario_with_impossible_pools_says_what_is_wrong(fields: dict[str, Any], why: str) -> None:
    with pytest.raises(InvalidScenarioError) as error:
        Scenario.checked({"hosts": [{"name": "host-a"}], **fields})
    assert why in str(error.value)


# What follows from a run


def test_what_a_machine_could_get_ends_at_its_pools_limit() -> None:
    run = run_of(
        host("host-a"),
        vm("quiet", vcpus=4, pool="shop", workload=constant(0.5)),
        busy("a", "shop"),
        pools=(pool("shop", limit_cores=2.0),),
        assumptions=PLAIN,
    )

    # By shares: 4000 of 5000.
    assert available_cores(run, "quiet").at(100.0) == pytest.approx(1.6)
    assert given(run, "quiet", "a") == [0.5, 1.5]


def test_what_a_busy_machine_could_get_is_what_it_got() -> None:
    world = scenario(
        host("host-a"),
        host("host-b", cores=4),
        *(
            busy(f"m{n}", ("", "one", "two")[n % 3]).model_copy(update={"runs_on": f"host-{'ab'[n % 2]}"})
            for n in range(7)
        ),
        do("stop_machine", 600.0, machine="m4"),
        do("set_pool", 1200.0, pool="two", parent="one", limit_cores=1.5),
        pools=(pool("one", shares=3000, limit_cores=5.0), pool("two", shares=500, reservation_cores=1.0)),
    )
    run = run_of(*world.hosts, *world.machines, *world.actions, pools=world.pools)
    times_s = np.array([100.0, 700.0, 1300.0])
    for machine in run.machines:
        got = run.cpu_of(machine.name, "given_cores").sample(times_s)
        assert available_cores(run, machine.name).sample(times_s) == pytest.approx(got, abs=1e-6), machine.name


def test_the_baseline_has_no_pools() -> None:
    run = run_of(SIX_CORES, busy("a", "shop"), pools=(pool("shop"),))

    assert twin(run).pools == ()
    assert {machine.pool for machine in twin(run).machines} == {""}
