"""The tab of services: set, follow, read why, and measure oneself against them."""

from __future__ import annotations

import pytest

from pages.panels import services
from pages.panels.tabs import TABS
from pages.shell import keys
from pages.shell.words import words_for
from pages.views import services as view
from sim.engine import simulate
from tests.pages.visitor import OpenApp, lab_of, open_tab
from tests.sim.test_services import rack


def test_the_why_table_has_a_row_for_each_decision() -> None:
    run = simulate(rack({"balancing": {"mode": "automatic"}}))
    table = view.why_rows(run, words_for("en"))
    assert len(table) == len(run.advice)
    assert table["What"][0] == "Migrate vm-0 to host-b"
    assert set(table["Became of it"]) == {"done"}
    assert "host-c (score" in table["Candidates"][0]


def test_the_best_of_each_row_is_marked() -> None:
    run = simulate(rack({}))
    table = view.score_rows({"A": run, "B": run}, words_for("en"))
    assert all("★" in cell for cell in table["A"])


@pytest.mark.parametrize("language", ["en", "fr"])
def test_services_are_set_and_their_advice_is_followed(open_app: OpenApp, language: str) -> None:
    at = open_app(lang=language)
    lab_of(at).open(rack({}), rack({}), lab_of(at).run.events[0].message, at_s=1000.0)
    at.run()
    open_tab(at, next(position for position, (name, _show) in enumerate(TABS) if name == "Services"))
    at.selectbox(key=keys.field(services.FORM, "mode")).set_value("recommend").run()
    at.button(key=keys.button(keys.field(services.FORM, "start"))).click().run()
    assert not at.exception
    assert lab_of(at).scenario.services.balancing.mode == "recommend"
    at.button(key=keys.button(keys.field(services.FORM, "follow.0"))).click().run()
    assert not at.exception
    assert [action.kind for action in lab_of(at).scenario.actions] == ["migrate_machine"]
    assert len(lab_of(at).run.migrations) == 1
