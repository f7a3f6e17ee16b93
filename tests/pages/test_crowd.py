"""What a browser cannot play is summed up, and stays a lab."""

from __future__ import annotations

import pandas as pd

from benchmarks.large import scenario
from pages.panels.tabs import TABS
from pages.shell.words import words_for
from pages.views import crowd
from sim.engine import simulate
from sim.importers.series import MachineTrace
from sim.importers.traces import data_centre
from sim.inventory import Host
from sim.scenario import Scenario
from sim.study.checks import conservation
from sim.study.crowd import host_states, uses, worst_machines
from sim.text import Message
from tests.pages.visitor import OpenApp, lab_of, open_tab

NAMES = [name for name, _show in TABS]


def crowded(machines: int = crowd.MOST_MACHINES + 1) -> Scenario:
    """Return a data centre for half an hour, in which machines want 0, 10, ... 90 percent of two cores in turn."""
    traces = [MachineTrace(f"vm-{number}", (10.0 * (number % 10),) * 6, 300.0, "day.csv") for number in range(machines)]
    return data_centre(traces, vcpus=2, memory_mib=4096, host=Host(name="host", cores=8, memory_mib=65_536))


def test_numbers_of_a_crowd_are_those_of_its_members() -> None:
    run = simulate(crowded(40))
    at_s = 900.0

    assert sum(host_states(run, at_s).values()) == len(run.hosts)
    assert uses(run, at_s).tolist() == [
        run.host_cpu_of(host.name, "used_cores").at(at_s) / host.cores for host in run.hosts
    ]
    for one in worst_machines(run, at_s, most=40):
        assert one.given_cores == run.cpu_of(one.name, "given_cores").at(at_s)
        assert one.host == run.state_at(one.name, at_s).host


def test_a_crowd_is_summed_up_and_goes_on_working(open_app: OpenApp) -> None:
    at = open_app()
    large = crowded()
    lab_of(at).open(large, large, Message("Opened."))
    at = at.run()

    assert not at.exception
    assert any("summed up" in info.value for info in at.info)
    assert len(at.table) >= 3
    at.slider[0].set_value(20).run()
    assert lab_of(at).now_s == 20 * 60.0

    at = open_tab(at, NAMES.index("Log & numbers"))
    assert not at.exception
    at = open_tab(at, NAMES.index("Machines"))
    at.text_input(key="add_machine.name").set_value("blog").run()
    assert not at.exception


def test_a_large_data_centre_runs_to_its_end() -> None:
    run = simulate(scenario(hosts=100, machines=1000))

    assert all(check.holds for check in conservation(run))
    assert host_states(run, run.end_s) == {"on": 100}


def test_the_limit_counts_what_is_added() -> None:
    assert crowd.is_too_large(crowded())
    assert not crowd.is_too_large(crowded(crowd.MOST_MACHINES))


def test_the_distribution_has_a_sentence_and_a_table_in_both_languages() -> None:
    run = simulate(crowded(40))
    used = uses(run, 900.0)
    for language in ("en", "fr"):
        words = words_for(language)
        rows: pd.DataFrame = crowd.distribution(used, words)
        assert rows.iloc[:, 1].sum() == len(used)
        assert str(len(used)) in words.say(crowd.sentence(used))
