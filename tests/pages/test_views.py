"""What the views say about a run must be what the run says."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest

from pages.shell.words import words_for
from pages.views import assumptions
from pages.views.assumptions import ABOUT
from pages.views.columns import answering, table_of
from pages.views.payload import CHARTS, Situation, full_table, packed
from pages.views.peaks import PEAKS
from pages.views.view import MOST_STACKED, View, filled, rows
from sim.engine import simulate
from sim.run import Run
from sim.scenario import Assumptions, Scenario
from sim.study import metrics
from sim.study.baseline import twin
from sim.study.scoreboard import SCORES
from sim.units import DAY_S
from tests.sim.builders import PLAIN, constant, container, do, ha, host, scenario, vm

ENGLISH = words_for("en")


@pytest.fixture(scope="module")
def story() -> Run:
    """Return an hour in which a host crashes under a VM with a container, and another host takes over."""
    return simulate(
        scenario(
            host("host-a"),
            host("host-b"),
            vm("shop", workload=constant(1.0)),
            container("wiki", "shop", workload=constant(0.2)),
            vm("mail", "host-b", workload=constant(0.5)),
            do("crash_host", 1200.0, host="host-a"),
            high_availability=ha(),
        )
    )


def _head(block: bytes) -> dict[str, object]:
    length = struct.unpack("<I", block[:4])[0]
    content: dict[str, object] = json.loads(block[4 : 4 + length])
    return content


def test_the_areas_of_the_columns_are_the_integrals_of_the_run(story: Run) -> None:
    table = table_of(story)
    lengths_s = np.diff(table["time_s"])

    for index, machine in enumerate(story.machines):
        area = float((table[f"machine.{index}.given"][:-1] * lengths_s).sum())
        assert area == pytest.approx(story.cpu_of(machine.name, "given_cores").integral())


def test_the_grid_holds_every_change_of_state(story: Run) -> None:
    edges = table_of(story)["time_s"]

    assert {change.time_s for change in story.states} <= set(edges.tolist())
    assert np.all(np.diff(edges.astype(np.float32)) > 0)


def test_memory_of_a_container_in_a_vm_is_not_counted_twice(story: Run) -> None:
    table = table_of(story)

    assert table["host.0.memory"][0] == 4096
    assert table["memory.configured"][0] == 8.0


def test_nobody_answers_while_down_and_all_others_do(story: Run) -> None:
    table = table_of(story)
    at = int(np.searchsorted(table["time_s"], 1210.0)) - 1

    assert np.isnan(table["machine.0.response"][at])
    assert table["rack.up"][at] == pytest.approx(100 / 3)
    assert not np.isnan(table["machine.2.response"]).any()


def test_the_block_holds_every_column_that_is_named_in_its_head(story: Run) -> None:
    block = packed(story, simulate(twin(story)), ENGLISH, Situation("r1", {}))
    head = _head(block)
    length = struct.unpack("<I", block[:4])[0]
    start = -(-(4 + length) // 4) * 4
    columns = np.frombuffer(block[start:], "<f4").reshape(-1, head["points"])

    table = full_table(story, simulate(twin(story)))
    for name, number in head["columns"].items():
        np.testing.assert_array_equal(columns[number], table[name].astype("<f4"))
    assert len({column.tobytes() for column in columns}) == len(columns), "the same numbers travel once"
    named = [line["meta"]["y"] for chart in head["charts"] for line in chart["figure"]["data"]]
    tiles = [tile[part] for tile in head["scoreboard"] for part in ("column", "baseline")]
    assert {*named, *tiles, "host.1.memory", "machine.2.ready"} <= head["columns"].keys()


def test_the_end_of_the_scoreboard_is_that_of_the_whole_run(story: Run) -> None:
    table = full_table(story, simulate(twin(story)))

    worst = min(float(metrics.availability(story, machine.name)[0]) for machine in story.machines)
    assert table["score.worst_availability_pct"][-1] == pytest.approx(100 * worst)
    assert {f"baseline.{key}" for key in SCORES} <= table.keys()


@pytest.mark.parametrize("view", CHARTS, ids=lambda view: view.key)
def test_a_figure_is_valid_and_has_its_numbers_and_its_sentence(view: View, story: Run) -> None:
    table = full_table(story, simulate(twin(story)))
    figure = view.figure(story, ENGLISH)

    full = filled(figure, table)
    assert [trace.name for trace in full.data] == list(rows(figure, table).columns)
    assert len(full.data[0].y) == len(table["time_s"])
    assert "{" not in ENGLISH.say(view.sentence(story, table))


def test_sharing_gains_what_the_peaks_add_up_to_beyond_the_peak_of_the_sum() -> None:
    """Two machines want 2 cores each, one in the morning and one in the evening: 2 are enough, not 4."""
    early = {"pattern": "spike", "base_cores": 0.0, "spike_cores": 2.0, "at_h": 6, "length_s": 3600}
    two = vm("early", vcpus=2, workload=early), vm("late", vcpus=2, workload=early | {"at_h": 18})
    run = simulate(scenario(host(), *two, duration_s=DAY_S, assumptions=PLAIN))

    said = PEAKS.sentence(run, table_of(run))

    assert said.fields["together_cores"] == pytest.approx(2.0)
    assert said.fields["added_cores"] == pytest.approx(4.0)
    assert said.fields["gain"] == pytest.approx(2.0)
    assert said.fields["mean_cores"] == pytest.approx(2 * 2.0 / 24)


def test_no_two_machines_of_a_chart_look_alike(story: Run) -> None:
    areas = [line for line in CHARTS[0].figure(story, ENGLISH)["data"] if line["meta"]["machine"] is not None]

    assert len({(line["fillcolor"], line["fillpattern"]["shape"]) for line in areas}) == len(areas)


def test_a_batch_job_is_nobodys_slow_answer() -> None:
    run = simulate(
        scenario(host(), vm("web", workload=constant(0.1)), vm("job", workload=constant(0.1, timeout_s=None)))
    )

    assert answering(run) == [0]


def test_a_crowd_is_stacked_by_host() -> None:
    crowd = [vm(f"vm-{n}", memory_mib=256, workload=constant(0.01)) for n in range(MOST_STACKED + 1)]
    run = simulate(scenario(host(), *crowd))

    names = [line["name"] for line in CHARTS[0].figure(run, ENGLISH)["data"]]
    assert names == ["host-a", "wanted", "capacity"]


def test_every_assumption_is_explained() -> None:
    assert all(model.model_fields.keys() == about.keys() for model, about in ABOUT.items())


def test_an_assumption_names_its_country_as_the_reader_does() -> None:
    german = Scenario(assumptions=Assumptions(country="DEU"))

    assert "Germany" in set(assumptions.rows(german, ENGLISH)["Value"])
    assert "Allemagne" in set(assumptions.rows(german, words_for("fr"))["Valeur"])


def test_an_empty_rack_has_pictures_too() -> None:
    run = simulate(Scenario())
    block = packed(run, simulate(twin(run)), ENGLISH, Situation("r0", {}))

    assert _head(block)["machines"] == []
