"""Two runs side by side: what differs is what was done differently, and only from then on."""

from __future__ import annotations

from sim.engine import simulate
from sim.study.compare import only_in, parting_s, unlike_at
from tests.sim.builders import constant, do, ha, host, scenario, vm


def test_a_run_is_like_itself() -> None:
    run = simulate(scenario(host(), vm("a", workload=constant(1.0)), do("crash_guest", 60.0, machine="a")))
    assert only_in(run, run) == []
    assert parting_s(run, run) is None
    assert unlike_at(run, run, 1800.0) == []


def test_runs_part_at_the_first_thing_that_only_one_of_them_has() -> None:
    rack = scenario(host(), host("host-b"), vm("a"), vm("b", "host-b"), do("crash_host", 600.0, host="host-a"))
    without = simulate(rack)
    with_ha = simulate(rack.model_copy(update={"high_availability": ha()}))
    assert parting_s(without, with_ha) == 618.0
    assert unlike_at(without, with_ha, 617.0) == []
    (one,) = unlike_at(without, with_ha, 3000.0)
    assert (one.name, one.state_a, one.state_b, one.place_b) == ("a", "crashed", "running", "host-b")


def test_what_is_in_one_run_alone_is_not_there_in_the_other() -> None:
    rack = scenario(host(), vm("a"))
    more = simulate(rack.with_action(do("add_machine", 60.0, machine=vm("b"))))
    (one,) = unlike_at(simulate(rack), more, 600.0)
    assert (one.name, one.state_a, one.state_b) == ("b", "", "running")
