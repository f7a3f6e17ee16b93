"""Many runs must be the runs themselves: the same on one core, on several, and on a cluster."""

from __future__ import annotations

import math
from dataclasses import replace
from weakref import WeakSet

import joblib
import pytest

from sim.engine import simulate
from sim.errors import SimError, UnknownNameError
from sim.run import Run
from sim.scenario import Scenario
from sim.services import Autoscaling
from sim.study import sweep
from sim.study.measures import MEASURES
from sim.study.settings import SETTINGS
from sim.study.sweep import Experiment, estimate, estimates, outcomes
from sim.workloads.bursty import Bursty
from tests.sim.builders import constant, host, scenario, vm


@pytest.fixture(scope="module")
def rack() -> Scenario:
    """Return two hosts with machines whose loads are chance."""
    machines = [vm(f"vm-{number}", None, workload=Bursty(), memory_mib=6000) for number in range(4)]
    return scenario(host("host-a"), host("host-b"), *machines, seed=7)


@pytest.fixture(scope="module")
def experiment(rack: Scenario) -> Experiment:
    """Return a small experiment with all that is measured."""
    return Experiment(rack, {"hosts": (1, 2), "high_availability": (False, True)}, tuple(MEASURES), replications=3)


def test_workers_change_nothing(experiment: Experiment) -> None:
    alone = list(outcomes(experiment))
    assert list(outcomes(experiment, workers=2, runs_per_task=2)) == alone
    assert [(one.point, one.seed) for one in alone] == [(point, seed) for point in range(4) for seed in (7, 8, 9)]


def test_a_cluster_changes_nothing(experiment: Experiment) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=1, processes=False, dashboard_address=None) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        assert list(outcomes(experiment, workers=-1)) == list(outcomes(experiment))


def test_an_outcome_is_what_its_run_says(experiment: Experiment) -> None:
    first = next(outcomes(experiment))
    run = simulate(experiment.scenario_at((1, False)).model_copy(update={"seed": 7}))
    assert first.values == tuple(measure.of(run) for measure in MEASURES.values())


def test_too_few_hosts_show_as_work_that_is_not_served(experiment: Experiment) -> None:
    found = estimates(experiment, outcomes(experiment))
    one, two = found[1, False], found[2, False]
    assert one["unserved_pct"].low > two["unserved_pct"].high
    assert one["energy_kwh_per_day"].high < two["energy_kwh_per_day"].low
    assert one["unserved_pct"].replications == 3


def test_an_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rolls = list(outcomes(Experiment(scenario(host(), vm("a", workload=Bursty())), {}, ("energy_kwh_per_day",), 200)))
    values = [one.values[0] for one in rolls]
    truth = sum(values) / len(values)
    parts = [estimate(values[start : start + 5]) for start in range(0, 200, 5)]
    assert 34 <= sum(part.low <= truth <= part.high for part in parts) <= 40


@pytest.mark.parametrize("name", list(SETTINGS))
def test_every_setting_makes_scenarios_that_run(name: str, rack: Scenario) -> None:
    setting = SETTINGS[name]
    if name == "scaling":  # where nothing is scaled, all rules are one
        services = rack.services.model_copy(update={"scaling": (Autoscaling(machine=rack.machines[0].name),)})
        rack = rack.model_copy(update={"services": services})
    made = [setting.apply(rack, value) for value in setting.values(rack)]
    assert len({one.to_json() for one in made}) == len(made)
    assert simulate(made[-1]).end_s == rack.duration_s


def test_more_hosts_are_copies_of_the_last_and_names_stay_unique(rack: Scenario) -> None:
    more = SETTINGS["hosts"].apply(rack, 4)
    assert [one.name for one in more.hosts] == ["host-a", "host-b", "host-1", "host-2"]
    fewer = SETTINGS["hosts"].apply(scenario(host("a"), host("b"), vm("x", "b")), 1)
    assert [machine.runs_on for machine in fewer.machines] == [None]


def test_copies_have_loads_of_their_own() -> None:
    doubled = SETTINGS["copies"].apply(scenario(host(), vm("a", workload=Bursty())), 2)
    run = simulate(doubled)
    assert [machine.name for machine in run.machines] == ["a", "a 2"]
    assert run.cpu_of("a", "demand_cores").integral() != run.cpu_of("a 2", "demand_cores").integral()


def test_who_stops_asking_cancels_the_rest(experiment: Experiment) -> None:
    running = outcomes(experiment)
    next(running)
    running.close()
    assert list(running) == []


def test_runs_are_forgotten_once_they_are_measured(experiment: Experiment, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: WeakSet[Run] = WeakSet()
    counts: list[int] = []

    def counted(scenario: Scenario) -> Run:
        run = simulate(scenario)
        alive.add(run)
        counts.append(len(alive))
        return run

    monkeypatch.setattr(sweep, "simulate", counted)
    assert len(list(outcomes(replace(experiment, replications=15)))) == len(counts) == 60
    # Some measures remember what they worked out about the last few runs.
    assert max(counts) <= 16


def test_nonsense_is_refused_before_the_first_run(rack: Scenario) -> None:
    with pytest.raises(UnknownNameError):
        Experiment(rack, {"colour": (1,)}, ("unserved_pct",))
    with pytest.raises(ValueError, match="needs a measure"):
        Experiment(rack, {}, ())
    impossible = Experiment(rack, {"memory_overcommit": (99.0,)}, ("unserved_pct",))
    with pytest.raises(SimError):
        next(outcomes(impossible))


def test_a_machine_that_never_answers_gives_no_response_time() -> None:
    run = simulate(scenario(host(), vm("a", workload=constant(1.0), on=False)))
    assert math.isnan(MEASURES["slowest_p95_s"].of(run))
    assert math.isnan(estimate([math.nan]).mean)
