"""Machines in one's own hands and in a service's: a day that is lost and understood, advice, a night, and questions."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from sim.importers.links import encode
from sim.importers.ready import read_ready_scenario
from tests.journeys.patience import satisfies
from tests.journeys.visitor import Visitor
from tests.places import ROOT

WAITING, UNSERVED, MOVES, ENERGY, OUTAGE = range(1, 6)
"""Rows of the table in which services compete, below its head."""


def link_to(scenario: str) -> str:
    """Return a ready scenario as the text of a link."""
    return encode(read_ready_scenario(ROOT / "assets" / "scenarios" / f"{scenario}.yaml").scenario)


def opens(visitor: Visitor, form: Locator, heading: str) -> None:
    """Unfold a part of the tab of services."""
    form.locator("summary").filter(has_text=visitor.say(heading)).click()
    visitor.settles()


def row(form: Locator, number: int) -> list[str]:
    """Return one row of the table of services, without the stars; empty before it is there."""
    rows = form.get_by_role("table").last.get_by_role("row")
    if rows.count() <= number:
        return []
    return [cell.replace("★", "").strip() for cell in rows.nth(number).get_by_role("cell").all_inner_texts()]


def test_a_day_by_hand_is_lost_to_a_service_and_one_sees_what_it_saw(visitor: Visitor) -> None:
    visitor.open_at("08:15", s=link_to("balance-by-hand"))
    visitor.deed("migrate_machine", "office-1").click()
    form = visitor.page.get_by_role("form", name="Migrate live to…", exact=True)
    form.get_by_label("To host").select_option("host-d")
    with visitor.waits_for_another_run():
        form.get_by_role("button", name="Apply").click()
    visitor.go_to("08:20")
    satisfies(lambda: visitor.on("host-d"), lambda there: "office-1" in there)

    tab = visitor.tab("Services")
    opens(visitor, tab, "You against the services")

    # You, nobody, DRS, power management, your own weights: less waits than with nobody, more than with DRS.
    satisfies(lambda: row(tab, WAITING), lambda cells: len(cells) >= 5)
    you, nobody, drs = (float(cell) for cell in row(tab, WAITING)[-5:-2])
    assert drs < you < nobody
    expect(tab.get_by_text("Waiting so far at the end: least with “Balancing as VMware DRS”")).to_be_visible()
    expect(tab.get_by_text("What it saw, decided and brought about")).to_be_visible()
    expect(tab.get_by_test_id("stDataFrame").last).to_be_visible()


def test_advice_is_followed_piece_by_piece_and_each_says_what_it_brought(visitor: Visitor) -> None:
    visitor.open_at("08:15", s=link_to("balance-by-hand"))
    tab = visitor.tab("Services")
    opens(visitor, tab, "Set the services")
    visitor.chooses(tab, "Balancing", "advises")
    visitor.presses(tab, "Set from the start of the run")

    tab.get_by_role("button", name="Next advice").click()
    expect(tab.get_by_text("Advice at this time")).to_be_visible()
    with visitor.waits_for_another_run():
        tab.get_by_role("button", name="Do it").first.click()

    expect(tab.get_by_text("What came of the advice that you followed")).to_be_visible()
    brought = tab.get_by_role("table").last.get_by_role("row").nth(1).get_by_role("cell")
    satisfies(brought.all_inner_texts, lambda cells: len(cells) >= 6 and all("%" in cell for cell in cells[-4:]))
    measured, without_it = (float(cell.rstrip("%")) for cell in brought.all_inner_texts()[-2:])
    assert measured < without_it


def test_the_host_that_is_off_by_night_makes_a_crash_costly(visitor: Visitor) -> None:
    visitor.open_at("02:55", s=link_to("night-crash"))
    satisfies(visitor.scores, lambda scores: "1" in scores[0].split())
    visitor.go_to("03:02")
    assert not visitor.running()
    visitor.reads("host-a is off: switch it on.")

    tab = visitor.tab("Services")
    opens(visitor, tab, "You against the services")

    satisfies(lambda: row(tab, OUTAGE), lambda cells: len(cells) >= 5)
    you_s, _nobody_s, drs_s = (float(cell) for cell in row(tab, OUTAGE)[-5:-2])
    you_kwh, _nobody_kwh, drs_kwh = (float(cell) for cell in row(tab, ENERGY)[-5:-2])
    assert you_s > 5.0 * drs_s
    assert you_kwh < drs_kwh


def test_one_click_says_how_many_servers_are_enough_and_how_sure_that_is(new_visitor: Callable[..., Visitor]) -> None:
    visitor = new_visitor("fr")
    visitor.page.goto(f"{visitor.address}experiments?lang=fr")
    visitor.page.get_by_role("button", name=visitor.say("How many servers are enough?"), exact=True).click()

    expect(visitor.page.get_by_text("Hôtes qui suffisent : 2.")).to_be_visible()
    expect(visitor.page.get_by_text("Avec un de moins, il est de")).to_contain_text("intervalle de confiance")
    expect(visitor.page.locator(".js-plotly-plot .main-svg").first).to_be_visible()


def test_three_services_compete_on_one_day_in_a_table_and_a_chart(visitor: Visitor) -> None:
    visitor.open_at("08:15", s=link_to("balance-by-hand"))
    tab = visitor.tab("Services")
    opens(visitor, tab, "You against the services")
    satisfies(lambda: row(tab, MOVES), lambda cells: len(cells) >= 5)

    visitor.chooses(tab, "Followed through the day", "Energy so far")

    expect(tab.get_by_text("Energy so far at the end: least with “Power management”")).to_be_visible()
    expect(tab.locator(".js-plotly-plot .scatterlayer .trace")).to_have_count(5)
    waiting, energy = ([float(cell) for cell in row(tab, number)[-5:]] for number in (WAITING, ENERGY))
    assert min(waiting) != waiting[energy.index(min(energy))], "nobody is best at both"


def test_copies_come_with_the_visitors_and_containers_come_first(visitor: Visitor) -> None:
    visitor.open_at("11:59", s=link_to("autoscaling"))
    satisfies(visitor.running, lambda running: {"shop-vm", "shop-box"} <= running)

    visitor.go_to("12:02")

    def copies(kind: str) -> int:
        return sum(name.startswith(kind) for name in visitor.running())

    satisfies(lambda: copies("shop-box"), lambda count: count >= 10)
    assert copies("shop-vm") < copies("shop-box")
    tab = visitor.tab("Services")
    expect(tab.get_by_text("shop-box and its copies:")).to_contain_text("serve now (1 to 12)")
    opens(visitor, tab, "The rules of autoscaling against each other")
    expect(tab.get_by_text("On average, Machines running: fewest")).to_be_visible()
