"""Ready scenarios: those of the project keep their promises, and a wrong one says what is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.actions.migration import MigrateMachine
from sim.engine import simulate
from sim.errors import ImportRefusedError
from sim.importers.ready import Card, ReadyScenario, Texts, read_ready_scenario, ready_scenarios
from sim.run import Run
from sim.study.metrics import utilisation, work
from sim.units import DAY_S, HOUR_S
from tests.places import ROOT

FOLDER = ROOT / "assets" / "scenarios"
READY = ready_scenarios(FOLDER)
each_ready = pytest.mark.parametrize("ready", READY, ids=lambda ready: ready.key)

GOOD = """
title: {en: Rack, fr: Baie}
summary: {en: A rack., fr: Une baie.}
try_this: {en: Look., fr: Regardez.}
scenario: {seed: 7}
"""


def refusal_of(folder: Path, text: str | bytes) -> str:
    """Return the sentence with which the file ``mine.yaml`` of this content is refused."""
    path = folder / "mine.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(ImportRefusedError) as refused:
        ready_scenarios(folder)
    return str(refused.value)


def texts_of(card: Card | None) -> list[Texts]:
    """Return every text of a card."""
    if card is None:
        return []
    return [card.how_it_works, *card.things_to_notice, *card.things_to_try, card.extending_it, card.left_out]


@each_ready
def test_every_text_exists_in_english_and_french(ready: ReadyScenario) -> None:
    for text in (ready.title, ready.summary, ready.try_this, *texts_of(ready.card)):
        assert {"en", "fr"} <= set(text.languages)


@each_ready
def test_every_scenario_has_a_card_with_something_under_each_heading(ready: ReadyScenario) -> None:
    assert ready.card, "see the recipe in docs/adding.md"
    assert len(texts_of(ready.card)) >= 5


def test_a_heading_without_a_text_is_refused(tmp_path: Path) -> None:
    card = "card: {how_it_works: {en: a}, things_to_notice: [], things_to_try: [{en: b}], extending_it: {en: c}, left_out: {en: d}}"

    assert "card.things_to_notice" in refusal_of(tmp_path, GOOD + card)


@each_ready
def test_the_first_picture_lies_within_the_run(ready: ReadyScenario) -> None:
    assert ready.open_at_s < ready.scenario.duration_s


def test_a_scenario_carries_the_name_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, encoding="utf-8")

    ready = read_ready_scenario(path)

    assert (ready.key, ready.scenario.key, ready.scenario.seed) == ("mine", "mine", 7)


def test_a_text_that_is_not_translated_yet_appears_in_english() -> None:
    assert READY[0].title.in_language("pt") == READY[0].title.in_language("en")


def test_any_two_hosts_of_the_small_company_hold_all_its_machines() -> None:
    scenario = read_ready_scenario(FOLDER / "sme.yaml").scenario
    machines_mib = [m.memory_mib for m in scenario.machines if m.kind == "vm"]
    two_hosts_mib = sum(host.guest_memory_mib for host in scenario.hosts[:2])

    assert len({(host.memory_mib, host.cores) for host in scenario.hosts}) == 1
    assert sum(machines_mib) <= two_hosts_mib - max(machines_mib)


def test_the_small_company_starts_balanced() -> None:
    scenario = read_ready_scenario(FOLDER / "sme.yaml").scenario
    memory_mib = [
        sum(m.memory_mib for m in scenario.machines if m.kind == "vm" and m.runs_on == host.name)
        for host in scenario.hosts
    ]

    assert max(memory_mib) - min(memory_mib) <= 4096


def test_containers_fit_into_the_vm_whose_kernel_they_share() -> None:
    scenario = read_ready_scenario(FOLDER / "sme.yaml").scenario
    kernels = {m.name: m for m in scenario.machines if m.kind == "vm"}
    shared = [m for m in scenario.machines if m.kind == "container"]

    assert len(shared) == 3
    assert sum(m.memory_mib for m in shared) < kernels["apps"].memory_mib


def test_a_field_with_a_wrong_value_is_named_with_its_file(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, GOOD.replace("seed: 7", "hosts: [{name: a, cores: 0}]")) == (
        "ready scenario mine.yaml: scenario.hosts.0.cores: must be at least 1, got 0"
    )


def test_a_field_that_does_not_exist_is_named(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, GOOD + "subtitle: x") == "ready scenario mine.yaml: subtitle: there is no such field"


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, GOOD.replace("try_this", "# ")) == (
        "ready scenario mine.yaml: try_this: this field is missing"
    )


def test_a_text_without_english_is_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, GOOD.replace("{en: Rack, fr: Baie}", "{fr: Baie}")) == (
        "ready scenario mine.yaml: title.en: this field is missing"
    )


def test_a_text_in_no_language_is_refused(tmp_path: Path) -> None:
    wrong = refusal_of(tmp_path, GOOD.replace("fr: Baie", "french: Baie"))

    assert wrong.startswith("ready scenario mine.yaml: title.french")


def test_an_unknown_load_is_named(tmp_path: Path) -> None:
    wrong = GOOD.replace("seed: 7", "machines: [{name: a, workload: {pattern: wbe}}]")

    assert "mine.yaml: no workload named “wbe”; did you mean “web”?" in refusal_of(tmp_path, wrong)


def test_a_key_that_is_not_the_files_name_is_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, GOOD + "key: yours") == (
        "ready scenario mine.yaml: key: must be “mine”, as the file is named, got “yours”"
    )


def test_broken_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    assert "line 2" in refusal_of(tmp_path, "title: {en: Rack\nscenario: [")


def test_yaml_that_would_make_objects_is_refused(tmp_path: Path) -> None:
    assert "could not determine a constructor" in refusal_of(tmp_path, "!!python/object/apply:os.getcwd []")


def test_a_list_instead_of_fields_is_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, "- a") == "ready scenario mine.yaml: expected fields and values at the top"


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    assert "mine.yaml: 'utf-8' codec can't decode" in refusal_of(tmp_path, "title: é".encode("latin-1"))


def test_of_five_machines_that_migrate_only_the_restless_database_never_converges() -> None:
    """The table of a classic lesson, over 1 Gbit/s and over 10."""
    scenario = read_ready_scenario(FOLDER / "migration.yaml").scenario
    slow = {one.machine: one for one in simulate(scenario).migrations}
    actions = tuple(
        action.model_copy(update={"to_host": "host-c"}) if isinstance(action, MigrateMachine) else action
        for action in scenario.actions
    )
    fast = {one.machine: one for one in simulate(scenario.model_copy(update={"actions": actions})).migrations}
    assert [name for name, one in slow.items() if one.forced] == ["db-restless"]
    assert 45.0 < slow["db-restless"].downtime_s < 70.0
    assert 25 * 60 < slow["db-restless"].total_s < 35 * 60
    assert max(one.downtime_s for name, one in slow.items() if name != "db-restless") < 0.5
    assert max(one.downtime_s for one in fast.values()) < 0.5
    assert max(one.total_s for one in fast.values()) < 30.0
    assert all(one.outcome == "done" for one in (*slow.values(), *fast.values()))


def test_the_prepared_stories_show_what_their_cards_say() -> None:
    """A third of a host on average and far too little at nine; half of what a sale wants; a start-up that outgrows its host."""
    monday, sale, start_up = (
        simulate(read_ready_scenario(FOLDER / f"{key}.yaml").scenario)
        for key in ("monday-nine", "black-friday", "start-up")
    )
    assert 0.3 < utilisation(monday, "host-a").mean() < 0.36
    assert unserved_between(monday, 9 * HOUR_S, 9.5 * HOUR_S) > 0.25
    assert unserved_between(monday, 10 * HOUR_S, 24 * HOUR_S) < 0.01
    assert utilisation(sale, "host-a").maximum() < 0.5
    assert unserved_between(sale, 18.5 * HOUR_S, 22 * HOUR_S) == pytest.approx(0.5, abs=0.1)
    assert unserved_between(start_up, 0, 2 * DAY_S) < 0.01
    assert unserved_between(start_up, 4 * DAY_S, 7 * DAY_S) > 0.4


def unserved_between(run: Run, start_s: float, end_s: float) -> float:
    """Return the part of the work that was asked for between two instants and not done by the second."""
    edges_s = np.array([start_s, end_s])
    done = [work(run, machine.name, edges_s) for machine in run.machines]
    return float(sum(np.diff(one.lost)[0] for one in done) / sum(np.diff(one.asked)[0] for one in done))
