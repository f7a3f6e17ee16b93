"""The page of savings, as a visitor uses it."""

from __future__ import annotations

import pytest

from pages.shell import keys
from tests.pages.visitor import OpenApp, lab_of

FORM = "savings"


@pytest.mark.parametrize(("language", "servers"), [("en", "servers become"), ("fr", "serveurs deviennent")])
def test_the_saving_and_its_price_stand_on_one_page(open_app: OpenApp, language: str, servers: str) -> None:
    at = open_app(lang=language).switch_page("pages/savings.py").run()
    assert not at.exception
    assert servers in at.markdown[2].value or any(servers in one.value for one in at.markdown)
    assert len(at.get("plotly_chart")) == 4
    assert len(at.table) >= 3


def test_a_changed_assumption_counts_in_the_lab_too(open_app: OpenApp) -> None:
    at = open_app().switch_page("pages/savings.py").run()
    price = at.number_input(key=keys.field(keys.field(FORM, "assumptions"), "price_per_kwh_eur"))
    price.set_value(0.4).run()
    at.button(key=keys.button(FORM)).click().run()
    assert not at.exception
    assert lab_of(at).scenario.assumptions.price_per_kwh_eur == 0.4


def test_who_should_rent(open_app: OpenApp) -> None:
    at = open_app().switch_page("pages/savings.py").run()
    at.selectbox(key=keys.field(FORM, "needs")).select_index(2).run()
    assert any("2,232" in caption.value for caption in at.caption)
