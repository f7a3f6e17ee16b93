"""What holds in every run with resource pools, whatever the rack."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from sim.engine import simulate
from sim.inventory import ResourcePool
from sim.mechanisms.claims import path_up
from sim.run import Run
from sim.scenario import Scenario
from sim.services import Services
from tests.laws.worlds import Film, racks, worlds
from tests.sim.builders import books


def members(film: Film, index: int, pool: str) -> list[int]:
    """Return who claims out of a pool at an instant: machines in it, at any depth, and containers in such VMs."""
    at_s = float(film.times_s[index])
    pools = film.run.pools_at(at_s)
    found = []
    for machine, name in enumerate(film.names):
        place = film.places[machine, index]
        spec = film.run.spec_at(place if place in film.names else name, at_s)
        if spec is not None and pool in path_up(spec.pool, pools):
            found.append(machine)
    return found


@settings(max_examples=40)
@given(worlds())
def test_no_pool_gives_more_than_its_limit_on_all_hosts_together(world: Scenario) -> None:
    run = simulate(world)
    film = Film(run)
    given_cores = film.cpu("given_cores")
    for index, at_s in enumerate(film.times_s.tolist()):
        for pool in run.pools_at(at_s).values():
            if pool.limit_cores is not None:
                assert given_cores[members(film, index, pool.name), index].sum() <= pool.limit_cores + 1e-9


def same(one: Run, other: Run) -> bool:
    """Return whether every machine got the same in two runs, but for the last digits."""
    times_s = np.union1d(one.cpu.time_s, other.cpu.time_s)
    return all(
        np.allclose(one.cpu_of(m.name, column).sample(times_s), other.cpu_of(m.name, column).sample(times_s), atol=1e-6)
        for m in one.machines
        for column in ("given_cores", "wanted_cores")
    )


@settings(max_examples=30)
@given(racks())
def test_a_pool_around_everybody_changes_nothing(rack: dict[str, object]) -> None:
    # Services choose among equals by the last digits, which may differ here.
    world = Scenario.checked(rack).model_copy(update={"actions": (), "services": Services()})
    world = world.model_copy(
        update={
            "pools": (),
            "machines": tuple(machine.model_copy(update={"pool": ""}) for machine in world.machines),
        }
    )
    inside = tuple(
        machine.model_copy(update={"pool": "" if machine.kind == "physical" else "all"}) for machine in world.machines
    )
    around = world.model_copy(update={"pools": (ResourcePool(name="all"),), "machines": inside})
    assert same(simulate(world), simulate(around))


@settings(max_examples=30)
@given(racks())
def test_an_empty_pool_changes_nothing(rack: dict[str, object]) -> None:
    world = Scenario.checked(rack)
    more = world.model_copy(update={"pools": (*world.pools, ResourcePool(name="empty", limit_cores=1.0))})
    assert books(simulate(world)) == books(simulate(more))
