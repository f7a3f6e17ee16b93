"""Somebody adds a machine at ten in the morning, in the picture and by the plain forms."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.patience import becomes, satisfies
from tests.journeys.visitor import Visitor


def test_a_vm_added_in_the_picture_appears_in_rack_charts_and_scoreboard(visitor: Visitor) -> None:
    visitor.open_at("10:00")

    form = visitor.adds_a_machine()
    form.get_by_label("Name").fill("web-2")
    form.get_by_label("Load").select_option("Web site, evening peak")
    form.get_by_label("Where").select_option("host-c")
    visitor.applies(form)

    sees_the_new_machine(visitor, "web-2")


def test_a_vm_added_by_the_plain_forms_appears_in_rack_charts_and_scoreboard(visitor: Visitor) -> None:
    visitor.open_at("12:00")

    visitor.sets_the_forms_to("10:00")
    form = visitor.tab("Machines")
    visitor.chooses(form, "Load", "Web site, evening peak")
    visitor.chooses(form, "Runs on", "host-c")
    visitor.presses(form, "Add")

    expect(visitor.toast).to_contain_text("vm-1")
    sees_the_new_machine(visitor, "vm-1")


def test_a_container_added_in_a_vm_shares_its_kernel(visitor: Visitor) -> None:
    visitor.open_at("10:00")

    form = visitor.adds_a_machine()
    form.get_by_label("Kind").select_option("Container")
    form.get_by_label("Memory").fill("1")
    form.get_by_label("Where").select_option("In the VM apps")
    visitor.applies(form)
    visitor.go_to("10:01")

    expect(visitor.machine("container-1")).to_have_accessible_name("container-1, Container, Running, on apps")
    expect(visitor.rack.get_by_text("shared by 4 containers")).to_be_visible()


def sees_the_new_machine(visitor: Visitor, name: str) -> None:
    """Check that a machine added to host-c at ten is everywhere in the lab, and nowhere before ten."""
    visitor.go_to("10:05")
    satisfies(lambda: visitor.on("host-c") & visitor.running(), lambda running: name in running)
    becomes(lambda: visitor.condition_of(name), ["Running", "Intact", "Reachable", "Normal"])
    satisfies(visitor.scores, lambda scores: scores[0].endswith("was 14"))  # the baseline has one more server
    visitor.reads(f"{name} is running on host-c.")
    visitor.sees_drawn(name)
    visitor.go_to("09:55")
    satisfies(visitor.states, lambda states: name not in states)
    satisfies(visitor.scores, lambda scores: scores[0].endswith("was 13"))
