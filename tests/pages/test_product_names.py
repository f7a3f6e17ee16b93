"""The names of things in other products: complete, and chosen product by product."""

from __future__ import annotations

from pages.shell.words import words_for
from pages.views import constants
from pages.views.product_names import PRODUCTS, TERMS, rows
from tests.pages.visitor import OpenApp


def test_every_term_has_a_sentence_a_unit_and_a_name_or_a_dash_in_every_product() -> None:
    assert all(all(term) and len(term.names) == len(PRODUCTS) and all(term.names) for term in TERMS)
    assert len({term.name for term in TERMS}) == len(TERMS)


def test_a_term_stands_in_the_readers_language_and_a_setting_as_the_product_writes_it() -> None:
    table = rows(words_for("fr")).set_index("Terme")

    assert table.loc["limite", "Proxmox"] == "cpulimit"
    assert table.loc["limité", "Unité"] == "% du temps, par vCPU".replace(" %", "\xa0%")


def test_one_product_can_be_read_alone(open_app: OpenApp) -> None:
    at = open_app().switch_page("pages/model.py").run()
    at.selectbox(key="model.product").set_value(1).run()

    names = at.table[-1].value
    assert names.columns.tolist() == ["Term", "Meaning", "Unit", "Proxmox"]
    assert not at.exception


def test_a_fixed_number_stands_as_a_run_uses_it() -> None:
    table = constants.rows(words_for("en")).set_index("Number")

    assert table.loc["Memory states clear, soft, hard, low, below this part of it", "Value"] == "100 · 64 · 32 · 16"
    assert table.loc["A compressed page is back after", "Value"] == "0.02"
    assert set(table["How sure"]) == {"published", "chosen"}
    assert (table["Source"] != "").all()
