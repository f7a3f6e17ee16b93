"""Somebody is in the bus, reads French, and has the lab on a telephone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.patience import becomes
from tests.journeys.test_accessibility import PHONE, fits, reads_to_its_end
from tests.journeys.visitor import Visitor


def test_a_vm_is_added_and_loaded_a_host_crashes_and_all_of_it_is_undone(new_visitor: Callable[..., Visitor]) -> None:
    visitor = new_visitor(
        "fr", viewport={"width": PHONE[0], "height": PHONE[1]}, is_mobile=True, has_touch=True, device_scale_factor=2
    )
    visitor.open_at("10:00")
    everybody = visitor.running()

    form = visitor.adds_a_machine()
    form.get_by_label(visitor.say("Name")).fill("vitrine")
    form.get_by_label(visitor.say("Where")).select_option("host-c")
    visitor.applies(form)
    visitor.go_to("10:05")
    visitor.sees_running(everybody | {"vitrine"})
    visitor.deed("set_workload", "vitrine").tap()
    panel = visitor.panel("vitrine")
    panel.get_by_label(visitor.say("Load"), exact=True).select_option(visitor.say("Web site, evening peak"))
    visitor.applies(panel)
    expect(panel).to_contain_text(visitor.say("Web site, evening peak"))
    fits(visitor)
    visitor.closes("vitrine")
    visitor.sees_drawn("vitrine")

    hit = visitor.on("host-c")
    assert "vitrine" in hit
    visitor.does("crash_host", "host-c")
    visitor.closes("host-c")
    visitor.sees_running((everybody | {"vitrine"}) - hit)
    becomes(lambda: {visitor.condition_of(name)[0] for name in hit}, {visitor.say("Crashed")})
    reads_to_its_end(visitor)
    visitor.go_to("10:10")
    visitor.sees_running(everybody | {"vitrine"})
    becomes(lambda: visitor.on("host-c"), set())

    for _deed in ("crash_host", "set_workload", "add_machine"):
        visitor.takes_back("undo")
    visitor.sees_running(everybody)
    becomes(lambda: "vitrine" in visitor.states(), wanted=False)
    fits(visitor)
