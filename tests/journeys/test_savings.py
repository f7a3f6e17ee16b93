"""Somebody asks what virtualization saves, at other prices too, and what that costs."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.journeys.patience import satisfies
from tests.journeys.visitor import Visitor


def test_another_price_of_electricity_changes_the_euros_and_not_the_energy(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    opens_the_savings(visitor)
    page = visitor.page
    electricity, energy = row(visitor, "Electricity (€/year)"), row(visitor, "Energy of the building (kWh/year)")
    before_eur, energy_kwh = figures(electricity), figures(energy)

    price = page.get_by_role("spinbutton", name="Price of electricity (€/kWh)")
    now_eur = float(price.input_value())
    price.fill(f"{2 * now_eur:g}")
    price.press("Tab")
    visitor.settles()
    page.get_by_role("button", name="Count with these").click()

    satisfies(
        lambda: figures(electricity),
        lambda eur: all(abs(new - 2 * old) <= 1 for new, old in zip(eur, before_eur, strict=True)),
    )
    satisfies(lambda: figures(energy), lambda kwh: kwh == energy_kwh)


def test_the_saving_has_a_range_and_its_price_stands_on_the_same_screen(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    opens_the_savings(visitor)

    headline = visitor.page.get_by_role("heading", level=4)
    expect(headline).to_contain_text(
        re.compile(r"13 servers become 3: [\d.]+ ?% less energy .*10 runs with other random numbers")
    )
    expect(headline).to_contain_text(re.compile(r"one failure stops up to \d+ machines at once"))
    for price in ("Machines that one server’s failure stops", "CPU wanted and not given", "Worst availability"):
        expect(visitor.page.get_by_role("row", name=re.compile(price))).to_be_visible()


def test_owning_and_renting_are_weighed_for_the_needs_of_a_year(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    opens_the_savings(visitor)
    sentence = visitor.page.get_by_text(re.compile("^Cheapest: "))
    before = sentence.inner_text()

    visitor.chooses(visitor.page.get_by_test_id("stMain"), "Needs of", "A seasonal shop: 2 cores, 40 in December")

    expect(sentence).not_to_have_text(before)


def opens_the_savings(visitor: Visitor) -> None:
    """Go to the savings of the rack in the lab and open all numbers."""
    visitor.goes_to("Savings")
    expect(visitor.page.get_by_role("heading", level=4)).to_contain_text("less energy")
    visitor.settles()
    visitor.page.get_by_text("All numbers", exact=True).click()
    expect(row(visitor, "Electricity (€/year)")).to_be_visible()


def row(visitor: Visitor, title: str) -> Locator:
    """Return a row of a table."""
    return visitor.page.get_by_role("row").filter(has_text=title)


def figures(row: Locator) -> list[float]:
    """Return what stands in a row for each of the three worlds, without its interval."""
    texts = row.get_by_role("cell").all_inner_texts()[1:]
    return [float(text.split("±")[0].replace(",", "")) for text in texts]
