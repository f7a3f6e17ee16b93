"""How lessons are read, measured and checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.engine import simulate
from sim.errors import ImportRefusedError
from sim.faults.guest_crash import CrashGuest
from sim.importers.documents import read_document
from sim.scenario import Scenario
from sim.teaching.bench import Attempt, Bench
from sim.teaching.checker import check
from sim.teaching.lesson import Lesson
from sim.teaching.library import lesson_from
from sim.teaching.measure import Measure
from sim.teaching.measuring import measured
from tests.places import ROOT

L1 = (ROOT / "assets" / "lessons" / "L1.yaml").read_text("utf-8")


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Lesson]:
    """Return a function that reads a lesson from its text."""

    def reading(text: str) -> Lesson:
        path = tmp_path / "L1.yaml"
        path.write_text(text, encoding="utf-8")
        return lesson_from(read_document(path), {})

    return reading


def line_with(text: str, part: str) -> int:
    """Return the number of the first line that holds ``part``."""
    return next(number for number, line in enumerate(text.splitlines(), start=1) if part in line)


@pytest.mark.parametrize(
    ("before", "after", "field", "problem"),
    [
        ("minutes: 10", "minutes: 999", "minutes", "must be at most 120, got 999"),
        ("minutes: 10", "minuten: 10", "minuten", "there is no such field"),
        ("cores: 16, memory_mib", "cores: 0, memory_mib", "bench.scenario.hosts.0.cores", "must be at least 1, got 0"),
        ("tag: M13", "tag: M99", "predict.options.3.tag", "must be M1 to M28, got “M99”"),
        ("{metric: cores}", "{metric: coers}", "numbers.cores", "no metric named “coers”; did you mean “cores”?"),
        ("{machines: twelve, memory: eight}}", "{machines: twelve, memory: ten}}", "memory", "no option named “ten”"),
        ("number: placed", "number: plcaed", "observe.1.number", "no number named “plcaed”"),
        ("How many of them fit", "How many of {vcpus} fit", "predict.text.en", "no number named “vcpus” (known: none)"),
        ("use only {peak_pct}", "use only {peek_pct}", "predict.reveal.en", "no number named “peek_pct”"),
        ("use only {peak_pct}", "use only {peak_pct", "predict.reveal.en", "a brace is missing"),
        ("id: L1", "id: L2", "id", "must be “L1”, as the file is named, got “L2”"),
        ("controls: [add_machine", "controls: [ad_machine", "bench.controls", "no action named “ad_machine”"),
        ("correct: true}", "correct: false}", "predict", "exactly one option is correct"),
        ("pattern: constant, cores: 0.25", "pattern: constant, cores: -1", "bench.settings.0.options.2", "at least 0"),
    ],
)
def test_a_complaint_names_the_file_the_line_and_the_field(
    read: Callable[[str], Lesson], before: str, after: str, field: str, problem: str
) -> None:
    assert before in L1
    text = L1.replace(before, after, 1)

    with pytest.raises(ImportRefusedError) as refused:
        read(text)

    complaints = str(refused.value).splitlines()
    mine = next(complaint for complaint in complaints if problem in complaint)
    assert field in mine
    where = re.match(r"L1\.yaml, line (\d+): ", mine)
    assert where
    assert 0 <= line_with(text, after) - int(where[1]) < 20, "the line of the field, or of what it belongs to"


def test_nobody_is_asked_for_what_was_not_to_be_seen(read: Callable[[str], Lesson]) -> None:
    with pytest.raises(ImportRefusedError, match=r"observe\.1\.number: asks for a number of the challenge"):
        read(L1.replace("{metric: running_count, attempt: eight}", "{metric: running_count, bench: challenge}"))


def test_all_complaints_come_at_once_in_the_order_of_their_lines(read: Callable[[str], Lesson]) -> None:
    with pytest.raises(ImportRefusedError) as refused:
        read(L1.replace("minutes: 10", "minutes: no").replace("seed: 7", "seed: -7"))

    lines = [int(re.findall(r"line (\d+)", complaint)[0]) for complaint in str(refused.value).splitlines()]
    assert len(lines) == 2
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "L1.yaml, line 1: the file is empty"),
        ("id: L1\ntitle: [", "L1.yaml, line 2: "),
        ("id: L1\nid: L1", "L1.yaml, line 2: “id” stands here a second time"),
        ("a: &a [*a]", "L1.yaml, line 1: "),
        ("just words", "L1.yaml, line 1: "),
    ],
)
def test_what_is_no_lesson_at_all_is_refused_with_its_line(
    read: Callable[[str], Lesson], text: str, problem: str
) -> None:
    with pytest.raises(ImportRefusedError, match=re.escape(problem)):
        read(text)


def bench(**content: object) -> Bench:
    """Return a bench with one host and one machine that wants a whole core."""
    scenario = {
        "hosts": [{"name": "host", "cores": 4}],
        "machines": [{"name": "shop", "vcpus": 2, "workload": {"pattern": "constant", "cores": 1.0}}],
    }
    return Bench.model_validate({"scenario": scenario} | content)


def test_an_option_changes_the_scenario_from_its_beginning_and_acts_at_its_time() -> None:
    options = [
        {"key": "small", "label": {"en": "small"}},
        {
            "key": "large",
            "label": {"en": "large"},
            "change": {"machines": {"shop": {"vcpus": 4}}},
            "actions": [{"kind": "stop_machine", "machine": "shop", "at_s": 60}],
        },
    ]
    mine = bench(settings=[{"key": "size", "label": {"en": "size"}, "options": options}])

    start, large = (mine.base(Attempt(choices=choices), seed=3) for choices in ({}, {"size": "large"}))

    assert (start.machines[0].vcpus, start.actions) == (2, ())
    assert (large.machines[0].vcpus, large.actions[0].kind, large.seed) == (4, "stop_machine", 3)


def test_what_happens_comes_at_minutes_that_the_seed_decides() -> None:
    mine = bench(jitter_s=600)
    mine = mine.model_copy(update={"scenario": mine.scenario.with_action(CrashGuest(machine="shop", at_s=36000))})

    times_s = [mine.base(Attempt(), seed).actions[0].at_s for seed in (1, 2, 3, 1)]

    assert times_s[0] == times_s[3]
    assert len(set(times_s)) > 1
    assert all(abs(time_s - 36000) <= 600 and time_s % 60 == 0 for time_s in times_s)


@pytest.mark.parametrize(
    ("metric", "more", "expected"),
    [
        ("vcpus", {}, 2),
        ("cores", {}, 4),
        ("running_count", {}, 1),
        ("running_count", {"of": "nobody"}, 0),
        ("hosts_on", {}, 1),
        ("promised_mib", {}, 4096 + 2048),
        ("allocated_core_h", {}, 48),
        ("allocated_core_h", {"until_s": 3600}, 2),
        ("work_core_h", {"from_s": 3600, "until_s": 7200}, 1 / 0.96),
        ("guest_cpu_pct", {"from_s": 3600}, 50 / 0.96),
        ("served_pct", {}, 100),
        ("served_in_all_pct", {}, 100),
        ("ready_p95_pct", {}, 0),
        ("response_max_s", {"from_s": 3600}, 0.08 / (1 - (1 / 0.96) / 2)),
        ("manual_actions", {}, 0),
        ("restarts", {}, 0),
        ("down_s", {}, 0),
        ("corrupted_count", {}, 0),
        ("serving_count", {}, 1),
        ("promised_pct", {}, 100 * 4096 / (65536 - 2048)),
        ("active_pct", {}, 50 * 4096 / (65536 - 2048)),
        ("swapped_mib", {}, 0),
        ("outage_s", {}, 0),
        ("year_cost_eur", {}, 0),
        ("year_served_pct", {}, 100),
        ("pause_s", {}, 0),
        ("emptying_s", {}, 0),
        ("availability_pct", {}, 100),
        ("data_lost_s", {}, 0),
        ("unserved_pct", {"from_s": 3600}, 0),
        ("wanted_mean_cores", {}, 1 / 0.96),
        ("wanted_max_cores", {}, 1 / 0.96),
        ("sum_of_peaks_cores", {}, 1 / 0.96),
        ("slowdown", {}, 1),
    ],
)
def test_a_metric_is_what_its_name_says(metric: str, more: dict[str, object], expected: float) -> None:
    measure = Measure.model_validate({"metric": metric} | more)

    assert measured(measure, bench().base(Attempt(), 1), simulate) == pytest.approx(expected, rel=1e-6)


def test_a_restart_a_stop_and_a_fault_are_counted_as_what_they_are() -> None:
    scenario = bench().base(Attempt(), 1).model_dump() | {
        "actions": [
            {"kind": "restart_machine", "machine": "shop", "at_s": 3600},
            {"kind": "corrupt_data", "machine": "shop", "at_s": 7200},
            {"kind": "stop_machine", "machine": "shop", "at_s": 9000},
        ]
    }

    values = {
        metric: measured(Measure(metric=metric), Scenario.checked(scenario), simulate)
        for metric in ("restarts", "manual_actions", "corrupted_count", "stopped_count")
    }

    assert values == {"restarts": 1, "manual_actions": 2, "corrupted_count": 1, "stopped_count": 1}


@pytest.mark.parametrize(
    ("plan", "cost_eur", "served_pct"),
    [
        ({"way": "own"}, 9000, 100),
        ({"way": "own", "own_hosts": 2}, 3600, 100 * (22 + 12.8) / 62),
        ({"way": "rent"}, 2232, 100),
        ({"way": "rent_then_own", "rented_months": 6}, 12 * 720 * 0.05 + 4500, 100),
        ({"way": "both", "own_hosts": 2}, 3600 + 27.2 * 720 * 0.05, 100),
    ],
)
def test_a_year_in_fast_motion_costs_what_its_plan_says(
    plan: dict[str, object], cost_eur: float, served_pct: float
) -> None:
    season = {"pattern": "trace", "full_cores": 40, "step_s": 7200, "percentages": [5] * 11 + [100]}
    scenario = Scenario.checked(
        {
            "hosts": [{"name": "host", "cores": 64}],
            "machines": [{"name": "season", "kind": "container", "vcpus": 48, "workload": season}],
            "assumptions": {"container_efficiency": 1.0, "numa_efficiency": 1.0},
            "capacity": [{"name": "season"} | plan],
        }
    )

    values = [measured(Measure(metric=metric), scenario, simulate) for metric in ("year_cost_eur", "year_served_pct")]

    assert values == pytest.approx([cost_eur, served_pct])


def test_part_of_the_way_earns_part_of_the_points(read: Callable[[str], Lesson]) -> None:
    lesson = read(L1)
    fixtures = lesson.challenge.fixtures

    scores = [check(lesson, one, simulate, lesson.seed).score for one in (*fixtures.misconceptions, fixtures.answer)]

    assert scores == [11, 44, 100], "4 and 7 machines of 12, where 3 run at the start"
