"""The tab of services: set, follow, read why, and measure oneself against them."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages.panels import scaling, services
from pages.panels.contest import SCORED
from pages.panels.tabs import TABS
from pages.shell import keys
from pages.shell.session import Playhead
from pages.shell.words import words_for
from pages.views import contest
from pages.views import services as view
from sim.engine import simulate
from sim.scenario import Scenario
from sim.study.contest import CURVES
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
    table = contest.score_rows({"A": run, "B": run}, SCORED, words_for("en"))
    assert all("★" in cell for cell in table["A"])


@pytest.mark.parametrize("language", ["en", "fr"])
def test_services_are_set_and_their_advice_is_followed(open_app: OpenApp, language: str) -> None:
    at = services_tab(open_app, rack({}), language)
    at.selectbox(key=keys.field(services.FORM, "mode")).set_value("recommend").run()
    at.button(key=keys.button(keys.field(services.FORM, "start"))).click().run()
    assert not at.exception
    assert lab_of(at).scenario.services.balancing.mode == "recommend"
    at.button(key=keys.button(keys.field(services.FORM, "follow.0"))).click().run()
    assert not at.exception
    assert [action.kind for action in lab_of(at).scenario.actions] == ["migrate_machine"]
    assert len(lab_of(at).run.migrations) == 1


def services_tab(open_app: OpenApp, world: Scenario, language: str = "en") -> AppTest:
    """Return the lab with this scenario, standing still at 1000 s, and the tab of services open."""
    at = open_app(lang=language)
    lab_of(at).open(world, world, lab_of(at).run.events[0].message, at_s=1000.0)
    lab_of(at).playhead = Playhead(1000.0, playing=False)
    at.run()
    open_tab(at, next(position for position, (name, _show) in enumerate(TABS) if name == "Services"))
    return at


def test_a_machine_is_scaled_by_the_form_and_nothing_else_changes(open_app: OpenApp) -> None:
    at = services_tab(open_app, rack({"power": {"enabled": True}}))
    at.selectbox(key=keys.field(scaling.FORM, "machine")).set_value("vm-1").run()
    at.selectbox(key=keys.field(scaling.FORM, "vm-1.rule")).set_value("hpa").run()
    at.number_input(key=keys.field(scaling.FORM, "vm-1.hpa.target_pct")).set_value(30.0).run()
    at.button(key=keys.button(keys.field(scaling.FORM, "start"))).click().run()
    assert not at.exception
    services_now = lab_of(at).scenario.services
    assert services_now.power.enabled
    assert [(one.machine, one.rule, one.target_pct) for one in services_now.scaling] == [("vm-1", "hpa", 30.0)]
    assert any("vm-1 and its copies: 2 serve now (1 to 5)" in one.value for one in at.markdown)
    at.selectbox(key=keys.field(scaling.FORM, "vm-1.rule")).set_value("off").run()
    at.button(key=keys.button(scaling.FORM)).click().run()
    assert [action.kind for action in lab_of(at).scenario.actions] == ["set_services"]
    assert not lab_of(at).scenario.actions[0].services.scaling  # type: ignore[attr-defined]


def test_weights_make_a_policy_that_advises_and_competes(open_app: OpenApp) -> None:
    at = services_tab(open_app, rack({}), "fr")
    at.selectbox(key=keys.field(services.FORM, "rule.Rule")).set_value("own").run()
    at.selectbox(key=keys.field(services.FORM, "mode")).set_value("recommend").run()
    at.number_input(key=keys.field(services.FORM, "weights.cpu")).set_value(4.0).run()
    at.button(key=keys.button(keys.field(services.FORM, "start"))).click().run()
    assert not at.exception
    balancing = lab_of(at).scenario.services.balancing
    assert (balancing.rule, balancing.weights.cpu) == ("own", 4.0)
    at.button(key=keys.button(keys.field(services.FORM, "follow.0"))).click().run()
    assert not at.exception
    assert any("Ce qu’ont donné" in one.value for one in at.markdown)


def test_advice_followed_at_the_instant_of_the_look_counts_as_followed(open_app: OpenApp) -> None:
    world = rack({"balancing": {"mode": "recommend", "rule": "own", "weights": {"above_pct": 40.0}}})
    at = services_tab(open_app, world)
    at.button(key=keys.button(keys.field(services.FORM, "next"))).click().run()
    assert lab_of(at).now_s == 1200.0
    at.button(key=keys.button(keys.field(services.FORM, "follow.0"))).click().run()
    assert not at.exception
    assert any("What came of the advice" in one.value for one in at.markdown)
    assert any("advised by your own weights" in one.value for one in at.markdown)


def test_what_only_grows_is_told_at_its_end_and_all_else_on_average() -> None:
    runs = {"A": simulate(rack({})), "B": simulate(rack({"power": {"enabled": True, "spare_hosts": 0}}))}
    words = words_for("en")
    assert contest.sentence(runs, "servers", words).english().startswith("On average, Servers on: fewest with “B”")
    assert contest.sentence(runs, "energy", words).english().startswith("Energy so far at the end: least with “B”")


def test_services_compete_in_a_table_and_in_curves(open_app: OpenApp) -> None:
    runs = {"A": simulate(rack({})), "B": simulate(rack({"balancing": {"mode": "automatic"}}))}
    words = words_for("en")
    assert contest.sentence(runs, "waiting", words).english() == (
        "Waiting so far at the end: the same for all, 0 core-hours."
    )
    for curve in CURVES:
        figure = contest.figure(runs, curve, words)
        assert [line["name"] for line in figure["data"]] == ["A", "B"]
        assert len({line["line"]["dash"] for line in figure["data"]}) == len(figure["data"])
        assert list(contest.curve_rows(runs, curve, words)) == ["Time", "A", "B"]
    assert services_tab(open_app, rack({})).expander
