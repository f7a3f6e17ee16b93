"""What no division of processors, disks and links together may ever do, whoever needs whatever."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import simulate
from sim.mechanisms.bottlenecks import NOTHING, Resource, divide_together
from sim.mechanisms.cpu import Claim, waterfill
from sim.mechanisms.network import Flow, fair_rates
from sim.run import Run
from sim.scenario import Scenario
from sim.study.checks import conservation

SETTLED = 1e-6
"""How far the rounds of division may be off, relative to the wishes."""

speeds = st.floats(0.1, 8.0)
needs = st.floats(0.01, 10.0)
weights = st.integers(1, 100).map(float)
Device = tuple[float, list[tuple[int, float, float]]]
"""Its capacity, and its users: (position, weight, need per speed)."""


@st.composite
def rack(draw: st.DrawFn) -> tuple[list[float], list[Device]]:
    """Machines, and devices that some of them need."""
    wishes = draw(st.lists(speeds, min_size=1, max_size=6))
    devices = []
    for _ in range(draw(st.integers(1, 4))):
        users = draw(st.lists(st.sampled_from(range(len(wishes))), min_size=1, unique=True))
        devices.append((draw(st.floats(0.1, 20.0)), [(user, draw(weights), draw(needs)) for user in users]))
    return wishes, devices


def divide_device(capacity: float, users: list[tuple[int, float, float]], wishes: list[float]) -> list[float]:
    claims: list[Claim] = [(weight, 0.0, need * wish) for (_, weight, need), wish in zip(users, wishes, strict=True)]
    parts = zip(waterfill(capacity, claims), claims, users, wishes, strict=True)
    return [wish if part >= claim[2] else part / need for part, claim, (_, _, need), wish in parts]


def resources(devices: list[Device]) -> list[Resource]:
    return [
        Resource([user for user, _, _ in users], partial(divide_device, capacity, users)) for capacity, users in devices
    ]


def load(device: Device, speed: list[float]) -> float:
    return sum(need * speed[user] for user, _, need in device[1])


@given(rack())
def test_nobody_goes_faster_than_it_wishes_and_no_device_does_more_than_it_can(
    place: tuple[list[float], list[Device]],
) -> None:
    wishes, devices = place
    speed = divide_together(wishes, resources(devices)).given
    assert all(0.0 <= one <= wish for one, wish in zip(speed, wishes, strict=True))
    for device in devices:
        assert load(device, speed) <= device[0] * (1.0 + 1e-9)


@given(rack())
def test_whoever_goes_slower_than_it_wishes_needs_something_that_is_used_up(
    place: tuple[list[float], list[Device]],
) -> None:
    wishes, devices = place
    progress = divide_together(wishes, resources(devices))
    for position, wish in enumerate(wishes):
        number = progress.held_by[position]
        if number == NOTHING:
            assert progress.given[position] == pytest.approx(wish, rel=SETTLED)
        else:
            capacity, users = devices[number]
            assert position in [user for user, _, _ in users]
            assert load(devices[number], progress.given) == pytest.approx(capacity, rel=1e-3)


@given(rack(), st.floats(0.01, 100.0))
def test_only_the_ratio_of_weights_counts(place: tuple[list[float], list[Device]], factor: float) -> None:
    wishes, devices = place
    scaled = [
        (capacity, [(user, weight * factor, need) for user, weight, need in users]) for capacity, users in devices
    ]
    plain, other = (divide_together(wishes, resources(each)).given for each in (devices, scaled))
    assert other == pytest.approx(plain, rel=1e-3)


@given(rack(), speeds)
def test_on_one_device_wanting_more_never_helps_anybody_else(
    place: tuple[list[float], list[Device]], more: float
) -> None:
    wishes, (device, *_) = place
    before = divide_together(wishes, resources([device])).given
    after = divide_together([wishes[0] + more, *wishes[1:]], resources([device])).given
    assert all(late <= early * (1.0 + 1e-9) for early, late in zip(before[1:], after[1:], strict=True))


@given(st.dictionaries(st.sampled_from("abc"), st.floats(1.0, 50.0), min_size=3), st.data())
def test_links_divided_one_by_one_give_the_rates_of_the_whole_network(
    network: dict[str, float], data: st.DataObject
) -> None:
    """With one weight per flow on all its links, the division is weighted max-min fairness."""
    paths = data.draw(st.lists(st.lists(st.sampled_from("abc"), min_size=1, unique=True), min_size=1, max_size=5))
    flows = [Flow(tuple(path), data.draw(st.floats(0.1, 50.0)), data.draw(weights)) for path in paths]
    links: list[Device] = []
    for link, capacity in network.items():
        users = [(number, flow.weight, 1.0) for number, flow in enumerate(flows) if link in flow.links]
        if users:
            links.append((capacity, users))
    speed = divide_together([flow.demand for flow in flows], resources(links)).given
    assert speed == pytest.approx(fair_rates(network, flows), rel=1e-3, abs=1e-6)


# Whole runs

loads = st.fixed_dictionaries(
    {
        "pattern": st.just("constant"),
        "cores": st.floats(0.0, 4.0),
        "disk_iops_per_core": st.sampled_from([0, 100, 1000]),
        "disk_read_fraction": st.sampled_from([0.0, 0.7, 1.0]),
        "network_mib_per_core": st.sampled_from([0, 10, 200]),
        "timeout_s": st.sampled_from([None, 10.0]),
    }
)


@st.composite
def racks(draw: st.DrawFn) -> dict[str, Any]:
    """A rack whose devices may be short, with machines that change what they ask for, stop and start."""
    hosts = [f"host-{number}" for number in range(draw(st.integers(1, 3)))]
    names = [f"vm-{number}" for number in range(draw(st.integers(1, 6)))]
    machine = st.fixed_dictionaries(
        {
            "runs_on": st.sampled_from(hosts),
            "vcpus": st.sampled_from([1, 2, 4]),
            "memory_mib": st.just(512),
            "workload": loads,
            "disk_shares": st.sampled_from([500, 1000, 4000]),
            "network_shares": st.sampled_from([25, 50, 100]),
            "limit_iops": st.sampled_from([None, None, 100.0]),
        }
    )
    actions = st.one_of(
        st.fixed_dictionaries(
            {"kind": st.just("set_workload"), "machine": st.sampled_from(names), "workload": loads},
        ),
        st.fixed_dictionaries({"kind": st.just("stop_machine"), "machine": st.sampled_from(names)}),
        st.fixed_dictionaries({"kind": st.just("crash_host"), "host": st.sampled_from(hosts)}),
    )
    return {
        "hosts": [
            {
                "name": name,
                "cores": draw(st.sampled_from([4, 8])),
                "disks": [{"kind": draw(st.sampled_from(["hdd_7k2", "hdd_15k", "ssd"]))}] * 4,
                "nics": [{"gbit_per_s": draw(st.sampled_from([0.1, 1.0, 10.0]))}],
            }
            for name in hosts
        ],
        "machines": [{"name": name} | draw(machine) for name in names],
        "actions": [draw(actions) | {"at_s": 300.0 * (number + 1)} for number in range(draw(st.integers(0, 4)))],
        "shared_storage": draw(st.booleans()),
        "storage": {
            "array": {"kind": "hdd_15k", "disks": 4},
            "io_control": draw(st.booleans()),
            "network": draw(st.sampled_from(["separate", "shared"])),
        },
        "network": {"switch_gbit_per_s": draw(st.sampled_from([0.5, 480.0]))},
        "duration_s": 1800.0,
    }


def books(run: Run, names: list[str]) -> list[list[float]]:
    return [run.cpu_of(name, "given_cores").sample([10.0, 400.0, 700.0, 1799.0]).tolist() for name in names]


@settings(max_examples=60)
@given(racks())
def test_the_books_balance_whatever_is_short(content: dict[str, Any]) -> None:
    run = simulate(Scenario.checked(content))
    for check in conservation(run):
        assert check.holds, f"{check.law}: {check.residual}"
    assert all(later >= earlier for earlier, later in pairwise(run.cpu.time_s.tolist()))


@settings(max_examples=25)
@given(racks())
def test_a_host_that_stands_beside_changes_nothing(content: dict[str, Any]) -> None:
    beside = content | {"hosts": [*content["hosts"], {"name": "unrelated"}]}
    names = [machine["name"] for machine in content["machines"]]
    alone, together = (simulate(Scenario.checked(each)) for each in (content, beside))
    for first, second in zip(books(alone, names), books(together, names), strict=True):
        assert second == pytest.approx(first, rel=1e-6, abs=1e-9)


@settings(max_examples=25)
@given(racks())
def test_a_rack_whose_devices_are_ample_is_divided_by_cpu_alone(content: dict[str, Any]) -> None:
    fast = [host | {"disks": [{"kind": "nvme"}] * 24, "nics": [{"gbit_per_s": 800}]} for host in content["hosts"]]
    ample = {"array": {"kind": "nvme", "disks": 100}, "network": "separate"}
    machines = [machine | {"limit_iops": None} for machine in content["machines"]]
    run = simulate(Scenario.checked(content | {"hosts": fast, "storage": ample, "network": {}, "machines": machines}))
    assert not run.cpu.values["blocked_cores"].any()
