"""What holds in every run, whatever the rack and whatever people do to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.actions import Action
from sim.engine import simulate
from sim.inventory import Host, Machine
from sim.run import MachineState
from sim.scenario import Scenario
from sim.services import Services
from sim.study.baseline import twin
from sim.study.checks import conservation
from sim.study.metrics import availability, guest_cpu_pct, ready_pct, response_s, serves, work
from sim.study.scoreboard import scores
from tests.laws.worlds import HOLDS, Film, racks, worlds, worlds_and_a_deed
from tests.sim.builders import PLAIN, books, constant, host, scenario, vm

EXACT = 1e-9

NEXT: dict[MachineState | None, set[MachineState]] = {
    None: {"defined", "running"},
    "defined": {"defined", "booting", "migrating", "running", "removed"},
    "placing": {"booting", "stopped", "removed"},
    "booting": {"running", "switching", "isolated", "stalled", "stopped", "crashed", "removed"},
    "running": {"running", "switching", "isolated", "stalled", "booting", "paused", "stopped", "crashed", "removed"},
    "isolated": {"running", "stalled", "booting", "stopped", "crashed", "removed"},
    "stalled": {"running", "isolated", "booting", "stopped", "crashed", "removed"},
    "paused": {"running", "isolated", "stalled", "stopped", "crashed", "removed"},
    "migrating": {"booting", "running", "isolated", "stalled", "stopped", "crashed", "removed"},
    "switching": {"running", "isolated", "stalled", "booting", "stopped", "crashed", "removed"},
    "stopped": {"booting", "migrating", "stopped", "removed"},
    "crashed": {"booting", "migrating", "placing", "stopped", "removed"},
    "removed": set(),
}
"""The life cycle: what may follow what. Only a machine that is there from the start runs without booting."""


# One run


@settings(max_examples=60)
@given(worlds())
def test_the_books_of_every_run_and_of_its_twin_balance(world: Scenario) -> None:
    run = simulate(world)
    for checked in (run, simulate(twin(run))):
        assert [check for check in conservation(checked) if not check.holds] == []


@settings(max_examples=30)
@given(worlds())
def test_everything_that_is_told_can_be_read(world: Scenario) -> None:
    run = simulate(world)
    sentences = run.story() + [why.english() for _, why in run.refused]
    for decision in run.decisions:
        sentences.append(decision.reason.english())
        sentences += [candidate.why_not.english() for candidate in decision.candidates if candidate.why_not]
    assert all(sentence and "{" not in sentence for sentence in sentences)
    times_s = [event.time_s for event in run.events]
    assert times_s == sorted(times_s)


@settings(max_examples=40)
@given(worlds())
def test_a_machine_has_one_state_at_each_time_and_one_fate(world: Scenario) -> None:
    run = simulate(world)
    assert len({machine.name for machine in run.machines}) == len(run.machines)
    for machine in run.machines:
        history = run.history(machine.name)
        for before, after in zip([None, *history], history, strict=False):
            assert after.state in NEXT[before.state if before else None]
            assert before is None or before.time_s <= after.time_s
        holds = run.memory_of(machine.name, "configured_mib").values[-1] > 0
        assert holds == (history[-1].state in HOLDS)
    subjects = {"cpu": run.machines, "memory": run.machines, "host_cpu": run.hosts}
    for table, things in subjects.items():
        columns = getattr(run, table)
        assert np.all(np.diff(columns.time_s) >= 0)
        assert set(columns.subject) == set(range(len(things)))


@settings(max_examples=40)
@given(worlds())
def test_nobody_gets_more_than_wanted_and_nothing_where_it_does_not_run(world: Scenario) -> None:
    film = Film(simulate(world))
    given_cores, wanted, runs = film.cpu("given_cores"), film.cpu("wanted_cores"), film.states == "running"
    assert np.all(given_cores <= wanted + EXACT)
    assert np.all(wanted[runs] <= film.caps[runs] + EXACT)
    assert np.all(given_cores[~runs] == 0)
    assert np.all(film.cpu("backlog_core_s") >= 0)
    assert np.all(np.diff(film.cpu("lost_core_s"), axis=1) >= -EXACT)


@settings(max_examples=40)
@given(worlds())
def test_no_host_gives_what_it_has_not_and_nothing_runs_without_what_it_runs_on(world: Scenario) -> None:
    run = simulate(world)
    film = Film(run)
    given_cores, holds = film.cpu("given_cores"), np.isin(film.states, HOLDS)
    memory = film.spec(lambda spec: float(spec.memory_mib))
    assert np.all(film.memory_mib == np.where(holds, memory, 0.0))
    for server in run.hosts:
        here = film.hosts == server.name
        assert np.all(np.where(here, given_cores, 0).sum(axis=0) <= film.capacity_cores(server.name) + EXACT)
        held = film.places == server.name
        promised = np.where(held, film.memory_mib, 0).sum(axis=0)
        assert np.all(promised <= server.guest_memory_mib * world.memory.overcommit_max)
        assert np.all(np.where(held, film.resident_mib, 0).sum(axis=0) <= server.guest_memory_mib + 1e-6)
        is_up = np.isin(film.host_state(server.name), ("on", "maintenance"))
        assert not np.any(here & (film.states == "running") & ~is_up)
        exists = film.host_state(server.name) != ""
        assert np.all((film.capacity_cores(server.name) > 0)[exists] == is_up[exists])
    for kernel, machine in enumerate(run.machines):
        inside = film.places == machine.name
        assert machine.kind == "vm" or not inside.any()
        assert not np.any(inside & (film.states == "running") & (film.states[kernel] != "running"))
        assert not np.any(inside & holds & (film.hosts != film.hosts[kernel]))
        assert np.all(np.where(inside, film.memory_mib, 0).sum(axis=0) <= film.memory_mib[kernel])


@settings(max_examples=40)
@given(worlds())
def test_while_a_host_has_cpu_left_nobody_on_it_waits_below_what_it_can_use(world: Scenario) -> None:
    run = simulate(world)
    film = Film(run)
    given_cores, wanted, demand, backlog = (
        film.cpu(f"{column}") for column in ("given_cores", "wanted_cores", "demand_cores", "backlog_core_s")
    )
    blocked = film.cpu("blocked_cores")
    waits = (film.states == "running") & ((demand > given_cores + EXACT) | (backlog > EXACT))
    waits &= ~film.in_a_limited_pool
    for index, machine in enumerate(run.machines):
        family = (film.places == machine.name) | (np.arange(len(run.machines)) == index)[:, np.newaxis]
        vm_full = np.where(family, given_cores, 0).sum(axis=0) >= film.caps[index] - 1e-6
        for server in run.hosts:
            here = film.hosts == server.name
            left = film.capacity_cores(server.name) - np.where(here, given_cores, 0).sum(axis=0) > 1e-6
            content = (given_cores >= film.caps - 1e-6) & (given_cores >= wanted - 1e-6) | (blocked > 0)
            claims_here = film.places[index] == server.name
            assert not np.any((waits & here & family & ~content)[:, claims_here & left & ~vm_full])


@settings(max_examples=40)
@given(worlds())
def test_reservations_are_honoured(world: Scenario) -> None:
    run = simulate(world)
    film = Film(run)
    given_cores, wanted = film.cpu("given_cores"), film.cpu("wanted_cores")
    guaranteed = np.minimum(film.spec(lambda spec: spec.reservation_cores), wanted)
    carries = np.zeros(film.states.shape, dtype=bool)
    for index, machine in enumerate(run.machines):
        carries[index] = ((film.places == machine.name) & (film.states == "running")).any(axis=0)
    # What a VM is guaranteed it shares with its containers, and a container's guarantee ends where its VM's begins.
    alone = (film.states == "running") & (film.places == film.hosts) & ~carries
    assert np.all(given_cores[alone] >= guaranteed[alone] - 1e-6)


@settings(max_examples=30)
@given(worlds())
def test_what_users_and_pages_see_is_always_a_sensible_number(world: Scenario) -> None:
    run = simulate(world)
    times_s = np.linspace(0.0, run.end_s, 7)
    for machine in run.machines:
        name = machine.name
        timeout_s = max(change.spec.workload.timeout_s or np.inf for change in run.spec_history(name))
        assert np.all((response_s(run, name).values >= 0) & (response_s(run, name).values <= timeout_s))
        for percent in (ready_pct(run, name), guest_cpu_pct(run, name)):
            assert np.all((percent.values >= -1e-6) & (percent.values <= 100 + 1e-6))
        assert np.all((availability(run, name, times_s) >= 0) & (availability(run, name, times_s) <= 1))
        became = work(run, name, times_s)
        assert np.all(np.diff(became.asked) >= -1e-6)
        assert np.all(np.diff(became.lost) >= -1e-6)
        assert became.lost[-1] == pytest.approx(run.lost_core_s[run.machine_index(name)], abs=1e-6)
        assert not serves(run, name, run.end_s) or run.history(name)[-1].state == "running"
    for name, values in scores(run, times_s).items():
        assert np.all(np.isfinite(values) & (values >= 0)), name


# Two runs


@settings(max_examples=40)
@given(worlds())
def test_what_is_refused_changes_nothing(world: Scenario) -> None:
    run = simulate(world)
    refused = {index for index, _ in run.refused}
    allowed = tuple(action for index, action in enumerate(world.actions) if index not in refused)
    again = simulate(world.model_copy(update={"actions": allowed}))
    assert books(again) == books(run)
    assert again.machines == run.machines
    assert again.refused == ()


@settings(max_examples=40)
@given(worlds_and_a_deed())
def test_an_action_never_changes_the_past_and_undoing_it_is_never_having_done_it(case: tuple[Scenario, Action]) -> None:
    world, action = case
    run, more = simulate(world), simulate(world.with_action(action))
    for table in ("cpu", "host_cpu", "memory"):
        before, after = getattr(run, table), getattr(more, table)
        past, same = before.time_s < action.at_s, after.time_s < action.at_s
        assert before.time_s[past].tobytes() == after.time_s[same].tobytes()
        assert before.subject[past].tobytes() == after.subject[same].tobytes()
        for column, values in before.values.items():
            assert values[past].tobytes() == after.values[column][same].tobytes()
    for history in ("states", "host_states", "specs", "data", "events", "decisions"):
        past_changes = [change for change in getattr(run, history) if change.time_s < action.at_s]
        assert past_changes == [change for change in getattr(more, history) if change.time_s < action.at_s]
    assert books(simulate(world)) == books(run)


@settings(max_examples=40)
@given(worlds())
def test_a_scenario_from_its_json_gives_the_same_run(world: Scenario) -> None:
    again = Scenario.from_json(world.to_json())
    assert again == world
    assert books(simulate(again)) == books(simulate(world))


@settings(max_examples=30)
@given(worlds(), st.sampled_from(["vm", "physical"]), st.sampled_from([0.3, 50.0]))
def test_an_unrelated_host_with_its_machine_changes_nothing_for_the_others(
    world: Scenario, kind: str, cores: float
) -> None:
    """The stranger's host is too small for all others, so that it is no candidate for them."""
    server = Host(name="elsewhere", memory_mib=2048 + 64, bare_metal=kind == "physical")
    stranger = Machine.model_validate(
        {
            "name": "stranger",
            "kind": kind,
            "runs_on": "elsewhere",
            "memory_mib": 64,
            "workload": {"pattern": "constant", "cores": cores},
        }
    )
    # Last of the rack, so that everybody else keeps the place in the order of appearance.
    # One more host is room for failures too: admission control may then admit more, and pools reserve more.
    late = {"add_machine", "clone_machine", "add_host", "set_fault_tolerance", "set_high_availability", "set_pool"}
    late.add("set_services")  # services look at all hosts: one more may be switched off, or counted on
    assume(not any(pool.reservation_cores for pool in world.pools))
    world = world.model_copy(
        update={
            "actions": tuple(action for action in world.actions if action.kind not in late),
            "machines": tuple(machine.model_copy(update={"fault_tolerant": False}) for machine in world.machines),
            "high_availability": world.high_availability.model_copy(update={"admission": "off"}),
            "services": Services(),
        }
    )
    more = simulate(world.model_copy(update={"hosts": (*world.hosts, server), "machines": (*world.machines, stranger)}))
    run = simulate(world)
    assert [change for change in more.states if change.machine < len(run.machines)] == list(run.states)
    assert [change for change in more.host_states if change.host < len(run.hosts)] == list(run.host_states)
    times_s = np.union1d(run.cpu.time_s, more.cpu.time_s)
    for machine in run.machines:
        for column in run.cpu.values:
            mine, theirs = run.cpu_of(machine.name, column), more.cpu_of(machine.name, column)
            assert mine.sample(times_s) == pytest.approx(theirs.sample(times_s), rel=1e-12, abs=1e-12)


@settings(max_examples=30)
@given(racks(), st.sampled_from([0.25, 4.0]))
def test_scaling_all_shares_changes_nothing(rack: dict[str, object], factor: float) -> None:
    def scaled(by: float) -> Scenario:
        world = Scenario.checked(rack)
        # A VM's own processes weigh as much as one vCPU beside its containers: leave those out.
        own = tuple(
            machine.model_copy(update={"shares": int(machine.cpu_shares * by * 4)})
            for machine in world.machines
            if machine.kind != "container"
        )
        pools = tuple(pool.model_copy(update={"shares": int(pool.shares * by * 4)}) for pool in world.pools)
        services = world.services.model_copy(update={"scaling": ()})
        return world.model_copy(update={"machines": own, "pools": pools, "services": services})

    assert books(simulate(scaled(factor))) == books(simulate(scaled(1.0)))


crowds = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.5, 1.0, 2.0, 4.0]),
        st.sampled_from([500, 1000, 4000]),
        st.sampled_from([0.0, 0.5, 1.0]),
        st.booleans(),
    ),
    min_size=2,
    max_size=6,
)


@settings(max_examples=60)
@given(crowds, st.floats(0.0, 4.0))
def test_more_demand_of_one_never_gives_another_more(
    crowd: list[tuple[float, int, float, bool]], extra_cores: float
) -> None:
    def given_to(extra: float) -> list[float]:
        machines = [
            vm(
                f"m{index}",
                "vm" if inside else "host-a",
                kind="container" if inside else "vm",
                vcpus=4,
                memory_mib=256,
                shares=shares,
                reservation_cores=reservation,
                workload=constant(cores + (extra if index == 0 else 0.0)),
            )
            for index, (cores, shares, reservation, inside) in enumerate(crowd)
        ]
        run = simulate(scenario(host(), vm("vm", vcpus=4), *machines, duration_s=10.0))
        return [run.cpu_of(machine.name, "given_cores").at(0.0) for machine in machines]

    alone, with_more = given_to(0.0), given_to(extra_cores)
    assert with_more[0] >= alone[0] - EXACT
    assert all(after <= before + EXACT for before, after in zip(alone[1:], with_more[1:], strict=True))


# Rounding


def test_plain_numbers_add_up_to_the_last_digit() -> None:
    run = simulate(
        scenario(host(cores=4), *(vm(f"m{n}", workload=constant(0.25)) for n in range(4)), assumptions=PLAIN)
    )
    assert run.host_cpu_of("host-a", "used_cores").integral() == 3600.0
