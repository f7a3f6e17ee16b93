"""Somebody asks what a fault in one machine can reach, and picks a cell of the matrix."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.journeys.visitor import Visitor

SHOP_WEB_TO_SHOP_DB = {"x": 200, "y": 60}
SHOP_DB_TO_SHOP_WEB = {"x": 150, "y": 90}
"""Streamlit's table is drawn on a canvas: only their places tell its cells apart."""


def test_a_cell_of_the_matrix_names_the_wall_or_the_way(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    form = visitor.tab("Isolation")
    matrix = form.get_by_test_id("stDataFrame").first
    expect(form.get_by_text("Pick a cell to see the way, or the wall.")).to_be_visible()

    _pick(matrix, SHOP_WEB_TO_SHOP_DB)
    expect(form.get_by_text("shop-web → shop-db: Stopped at the disk of shop-web")).to_be_visible()
    visitor.settles()
    _pick(matrix, SHOP_DB_TO_SHOP_WEB)
    expect(form.get_by_text("shop-db → shop-web:")).to_be_visible()


def _pick(matrix: Locator, place: dict[str, int]) -> None:
    matrix.locator("canvas").first.click(position={"x": place["x"], "y": place["y"]}, force=True)
