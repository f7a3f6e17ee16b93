"""Somebody looks into the rack: what is there, on which layers, what is broken, and where a fault ends."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.patience import becomes
from tests.journeys.visitor import Visitor


def test_a_click_shows_a_host_or_a_machine_with_its_numbers_and_the_layers_it_stands_on(visitor: Visitor) -> None:
    visitor.open_at("10:00")

    expect(visitor.rack.get_by_text("Hypervisor", exact=True)).to_have_count(3)
    host = visitor.select("host-b")
    expect(host).to_contain_text(re.compile(r"CPU used[\d.]+ of \d+ cores"))
    tiles = visitor.thing("host-b").locator("[data-thing='machine']")  # containers in a VM count too
    expect(host).to_contain_text(f"Machines on it{tiles.count()}")
    machine = visitor.select("mail")
    expect(machine).to_contain_text("Runs onhost-b")
    expect(machine).to_contain_text(re.compile(r"CPU \(ready, steal\)[\d.]+%: (fine|watch it|a problem)"))
    expect(visitor.thing("mail").locator("> .vl-kernel")).to_have_text(re.compile("kernel$"))
    expect(visitor.thing("apps").locator("> .vl-kernel")).to_contain_text("shared by 3 containers")
    expect(visitor.thing("wiki").locator("> .vl-kernel")).to_have_text("kernel of apps")


def test_a_part_breaks_where_it_is_drawn_and_the_spare_one_carries_on(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    everybody = visitor.running()
    broken = visitor.thing("host-a").locator(".vl-front [data-broken]")
    expect(broken).to_have_count(0)

    visitor.deed("psu_fails", "host-a").click()
    visitor.applies(visitor.panel("host-a"))

    expect(broken).to_have_count(1)
    expect(visitor.panel("host-a")).to_contain_text(re.compile("Failed parts.*power supply", re.IGNORECASE))
    visitor.sees_running(everybody)
    visitor.takes_back("undo")
    expect(broken).to_have_count(0)


def test_a_broken_hypervisor_takes_its_host_and_ends_at_the_next(visitor: Visitor) -> None:
    visitor.open_at("09:00")
    visitor.switches_high_availability()
    visitor.go_to("10:00")
    everybody, hit = visitor.running(), visitor.on("host-b")

    visitor.does("panic_hypervisor", "host-b")

    visitor.sees_running(everybody - hit)
    expect(visitor.thing("host-b")).to_have_attribute("data-state", "failed")
    becomes(lambda: {visitor.condition_of(name)[1] for name in everybody}, {"Intact"})
