"""What holds however machines migrate, and whatever breaks while they do."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import simulate
from sim.engine.datacentre import DataCentre
from sim.run import Run
from sim.scenario import Scenario
from sim.study.checks import conservation
from tests.sim.builders import PLAIN, container, do, ha, host, scenario, vm

HOSTS = ("host-a", "host-b", "host-c")


@st.composite
def restless_racks(draw: st.DrawFn) -> Scenario:
    """Return three hosts whose VMs migrate here and there while something breaks."""
    parts: list[Any] = [host(name, nics=({"gbit_per_s": draw(st.sampled_from([1.0, 10.0]))},)) for name in HOSTS]
    names = [f"m{index}" for index in range(draw(st.integers(1, 5)))]
    for name in names:
        load = {
            "pattern": "constant",
            "cores": draw(st.sampled_from([0.2, 1.0, 3.0])),
            "dirty_mib_per_s": draw(st.sampled_from([0.0, 20.0, 150.0])),
            "network_mib_per_core": draw(st.sampled_from([0.0, 90.0])),
            "timeout_s": draw(st.sampled_from([None, 10.0])),
        }
        parts.append(vm(name, draw(st.sampled_from(HOSTS)), memory_mib=2048, workload=load))
    if draw(st.booleans()):
        parts.append(container("inside", names[0]))
    for _ in range(draw(st.integers(1, 6))):
        mode = draw(st.sampled_from(["pre_copy", "auto_converge", "post_copy"]))
        parts.append(
            do(
                "migrate_machine",
                draw(st.sampled_from([10.0, 10.0, 30.0, 60.0])),
                machine=draw(st.sampled_from(names)),
                to_host=draw(st.sampled_from(HOSTS)),
                mode=mode,
                max_rounds=draw(st.sampled_from([1, 4, None])),
            )
        )
    for kind in draw(st.lists(st.sampled_from(["crash_host", "evacuate_host", "stop_machine", "cancel_migration"]))):
        target = {"host": draw(st.sampled_from(HOSTS))} if "host" in kind else {"machine": draw(st.sampled_from(names))}
        parts.append(do(kind, draw(st.floats(10.0, 120.0)), **target))
    protection = ha() if draw(st.booleans()) else {}
    return scenario(*parts, duration_s=600.0, assumptions=PLAIN, high_availability=protection)


def simulated(world: Scenario) -> tuple[Run, DataCentre]:
    """Return a run with the data centre as it stands at its end."""
    centres: list[DataCentre] = []
    build = DataCentre.__init__

    def noted(self: DataCentre, *arguments: Any) -> None:
        build(self, *arguments)
        centres.append(self)

    with mock.patch.object(DataCentre, "__init__", noted):
        run = simulate(world)
    return run, centres[0]


@settings(max_examples=60)
@given(restless_racks())
def test_work_asked_for_is_work_done_waiting_or_lost_whatever_breaks_during_a_migration(world: Scenario) -> None:
    run = simulate(world)
    assert [check for check in conservation(run) if not check.holds] == []


@settings(max_examples=60)
@given(restless_racks())
def test_no_machine_is_lost_or_doubled_and_no_room_is_kept_for_nobody(world: Scenario) -> None:
    run, centre = simulated(world)
    on_the_way = {one.machine: one for one in run.migrations if one.outcome == "under_way"}
    for guest in centre.guests.values():
        homes = [server.name for server in centre.servers.values() if guest in server.residents]
        assert len(homes) == (guest.holds_memory and guest.kernel is None)
    for server in centre.servers.values():
        kept = sum(guest.spec.memory_mib for guest in server.residents)
        coming = [one for one in on_the_way.values() if server.name == one.target and one.switch_over_s is None]
        fetching = [one for one in on_the_way.values() if server.name == one.source and one.switch_over_s is not None]
        assert server.memory_mib == kept + 2048 * len(coming + fetching)


@settings(max_examples=40)
@given(restless_racks())
def test_every_migration_adds_up(world: Scenario) -> None:
    run = simulate(world)
    for one in run.migrations:
        assert one.data_mib == pytest.approx(sum(each.sent_mib for each in one.rounds), abs=1e-6)
        assert one.asked_s <= (one.start_s or one.asked_s) <= one.end_s <= run.end_s
        assert (one.outcome == "done") <= (one.switch_over_s is not None)
        assert one.downtime_s <= one.total_s + 1e-9
        for before, after in zip(one.rounds, one.rounds[1:], strict=False):
            assert before.end_s <= after.start_s + 1e-9
            assert (
                after.what == "disk"
                or one.mode == "post_copy"
                or after.sent_mib == pytest.approx(before.dirtied_mib)
                or one.outcome != "done"
            )
        if one.outcome == "done":
            there = run.state_at(one.machine, one.end_s)
            assert there is not None
    sent = sum(one.data_mib for one in run.migrations)
    carried = 0.0
    for stream in run.traffic:
        for (since_s, rate), (until_s, _) in zip(stream.rates, [*stream.rates[1:], (run.end_s, 0.0)], strict=True):
            carried += rate * (until_s - since_s)
    assert carried == pytest.approx(sent, abs=1e-3)
