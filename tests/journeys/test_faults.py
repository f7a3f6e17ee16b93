"""Somebody breaks things: what is hit is what would be hit in reality, and nothing else."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.patience import becomes, satisfies
from tests.journeys.visitor import Visitor

WATCH_WHAT_IS_REACHED = """
globalThis.reached = [];
const animate = Element.prototype.animate;
Element.prototype.animate = function (...how) {
    if (this.matches(".vl-spread-lines line")) globalThis.reached.push(this.dataset.to);
    return animate.apply(this, how);
};
"""
"""Notes to what a fault is drawn running."""
HOLD_WHAT_RUNS = """
const animate = Element.prototype.animate;
Element.prototype.animate = function (...how) {
    const animation = animate.apply(this, how);
    if (this.matches(".vl-spread-lines line")) animation.pause();
    return animation;
};
"""
"""Lets a fault run for ever."""
MISSED_BY_PX = """
(name) => {
    const line = document.querySelector(`.vl-spread-lines line[data-to="${name}"]`).getBoundingClientRect();
    const { x, y, width, height } = document.querySelector(`.vl-rack button[data-name="${name}"]`).getBoundingClientRect();
    const near = (value, ends) => Math.min(...ends.map((end) => Math.abs(value - end)));
    return near(x + width / 2, [line.left, line.right]) + near(y + height / 2, [line.top, line.bottom]);
}
"""
"""How far a line ends from the middle of the machine that it goes to."""
MISSED_AT_MOST_PX = 30.0
"""What is written under a tile later moves the one below it a little."""
WELL = ["Running", "Intact", "Reachable", "Normal"]


def test_with_high_availability_the_machines_of_a_crashed_host_and_only_those_run_again_elsewhere(
    visitor: Visitor,
) -> None:
    visitor.open_at("10:00")
    everybody, hit = visitor.running(), visitor.on("host-b")
    places = visitor.places()

    visitor.does("crash_host", "host-b")

    visitor.sees_running(everybody - hit)
    becomes(lambda: {visitor.condition_of(name)[0] for name in hit}, {"Crashed"})
    visitor.reads("host-b crashed.")
    visitor.go_to("10:02")
    visitor.sees_running(everybody)
    becomes(lambda: visitor.on("host-b"), set())
    stayed = {name: places[name] for name in everybody - hit}
    becomes(lambda: {name: place for name, place in visitor.places().items() if name in stayed}, stayed)
    visitor.reads("without a heartbeat")
    satisfies(visitor.scores, lambda scores: not scores[5].startswith("Worst availability 100.00"))


def test_whom_a_crash_would_stop_is_shown_before_it_is_done(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    hit = visitor.on("host-a")

    visitor.deed("crash_host", "host-a").hover()
    marked = visitor.rack.locator("[data-reach='missed']")
    expect(marked).to_have_count(len(hit))
    expect(visitor.panel("host-a").locator(".vl-preview")).to_contain_text("shop-web is missed for")
    visitor.clock.hover()
    expect(marked).to_have_count(0)
    assert visitor.running() >= hit


def test_without_high_availability_they_stay_down_until_the_repair_and_the_others_never_stop(
    visitor: Visitor,
) -> None:
    visitor.open_at("09:00")
    visitor.switches_high_availability()
    visitor.go_to("10:00")
    everybody, hit = visitor.running(), visitor.on("host-b")

    visitor.does("crash_host", "host-b")
    visitor.go_to("11:00")

    visitor.sees_running(everybody - hit)
    visitor.reads("host-b crashed.")
    assert not any("estart" in line for line in visitor.story())
    visitor.does("repair_host", "host-b")
    visitor.go_to("11:30")
    visitor.sees_running(everybody)
    becomes(lambda: visitor.on("host-b"), hit)
    visitor.go_to("10:30")
    visitor.sees_running(everybody - hit)


def test_a_kernel_panic_under_containers_stops_the_containers_of_that_kernel_and_nothing_else(
    visitor: Visitor,
) -> None:
    visitor.open_at("10:00")
    everybody = visitor.running()

    visitor.does("panic_kernel", "apps")

    down = {"apps", "wiki", "chat", "monitor"}
    visitor.sees_running(everybody - down)
    becomes(lambda: {visitor.condition_of(name)[1] for name in everybody}, {"Intact"})
    becomes(lambda: not_well(visitor, everybody), down)


def test_a_kernel_panic_in_a_vm_without_containers_stops_that_vm_alone(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    everybody = visitor.running()

    visitor.does("panic_kernel", "mail")

    visitor.sees_running(everybody - {"mail"})


def test_a_crashed_machine_stops_alone(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    everybody = visitor.running()

    visitor.does("crash_guest", "wiki")

    visitor.sees_running(everybody - {"wiki"})


def test_corrupt_data_stay_in_their_machine_and_who_depends_on_it_shows_errors(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    everybody = visitor.running()

    visitor.does("corrupt_data", "shop-db")

    visitor.sees_running(everybody)
    becomes(lambda: visitor.condition_of("shop-db")[1], "Corrupted")
    becomes(lambda: visitor.condition_of("shop-web")[:3], ["Running", "Intact", "Errors: needs shop-db"])
    expect(visitor.machine("shop-db")).to_have_accessible_name(
        "shop-db, Virtual machine, Running, Corrupted, on host-b"
    )
    becomes(lambda: not_well(visitor, everybody), {"shop-db", "shop-web"})


def test_breaking_by_the_plain_forms_does_the_same(visitor: Visitor) -> None:
    visitor.open_at("12:00")
    visitor.sets_the_forms_to("10:00")

    form = visitor.tab("Break something")
    visitor.chooses(form, "What breaks", "Crash the host")
    visitor.chooses(form, "Where", "host-c")
    visitor.presses(form, "Break it")

    visitor.go_to("10:00")
    becomes(lambda: set(visitor.states()) - visitor.running(), {"intranet", "accounting", "ci"})


@pytest.mark.parametrize(
    ("deed", "target", "why"),
    [
        ("start_machine", "mail", "mail is on already."),
        ("resume_machine", "mail", "mail is not paused."),
        ("repair_host", "host-a", "host-a has not failed."),
    ],
)
def test_what_is_impossible_stays_visible_and_says_why(visitor: Visitor, deed: str, target: str, why: str) -> None:
    visitor.open_at("10:00")
    before = visitor.revision

    button = visitor.deed(deed, target)
    expect(button).to_be_visible()
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_have_accessible_description(why)
    button.click(force=True)

    expect(visitor.panel(target).get_by_role("status")).to_have_text(why)
    assert visitor.revision == before


def test_a_power_feed_is_broken_and_replaced_from_its_chip_by_keyboard(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    everybody = visitor.running()
    chip = visitor.machine("part:feed A")
    expect(chip).to_have_accessible_name("Feed A, In order")

    chip.press("Enter")
    panel = visitor.panel("Feed A")
    with visitor.waits_for_another_run():
        panel.get_by_role("button", name="Power feed fails", exact=True).press("Enter")

    expect(chip).to_have_accessible_name("Feed A, Down")
    visitor.sees_running(everybody)  # the other feed carries the load
    visitor.reads("Failed: feed A.")
    with visitor.waits_for_another_run():
        panel.get_by_role("button", name="Replace the part", exact=True).press("Enter")
    expect(chip).to_have_accessible_name("Feed A, In order")


def test_a_field_of_the_fault_map_opens_the_story_behind_it(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    visitor.sets_the_forms_to("10:00")
    form = visitor.tab("Fault map")
    form.get_by_role("button", name="Map all faults at 10:00:00", exact=True).click()

    fields = form.locator(".stPlotlyChart .nsewdrag").first
    visitor.settles()
    fields.scroll_into_view_if_needed()
    box = fields.bounding_box()
    assert box is not None
    fields.click(position={"x": box["width"] / 2, "y": 10})

    story = form.locator(".stCode")
    expect(story).to_contain_text("Failed: the shared array.")
    expect(form.get_by_role("button", name="Break it", exact=True)).to_be_visible()


def test_a_fault_is_seen_running_to_what_it_takes_and_stopping_at_the_wall(visitor: Visitor) -> None:
    visitor.page.add_init_script(WATCH_WHAT_IS_REACHED)
    visitor.open_at("10:00")

    visitor.does("panic_kernel", "apps")

    reached = "[...new Set(globalThis.reached)].sort()"
    becomes(lambda: visitor.page.evaluate(reached), ["chat", "monitor", "wiki"])
    mark = visitor.thing("apps").locator("> .vl-spread")
    expect(mark).to_have_text("began hereown kernel")
    expect(visitor.rack.locator(".vl-spread")).to_have_count(1)
    visitor.go_to("09:59")
    expect(mark).to_have_count(0)
    visitor.page.evaluate("globalThis.reached = []")
    visitor.go_to("10:01")
    becomes(lambda: visitor.page.evaluate(reached), ["chat", "monitor", "wiki"])
    expect(mark).to_be_visible()


def test_a_fault_on_its_way_follows_a_machine_that_starts_elsewhere_meanwhile(visitor: Visitor) -> None:
    visitor.page.add_init_script(HOLD_WHAT_RUNS)
    visitor.open_at("10:00")
    machine = min(visitor.on("host-b"))

    visitor.does("crash_host", "host-b")
    expect(visitor.rack.locator(f".vl-spread-lines line[data-to='{machine}']")).to_be_attached()
    visitor.go_to("10:02")

    satisfies(lambda: visitor.on("host-b"), lambda there: machine not in there)
    satisfies(lambda: visitor.page.evaluate(MISSED_BY_PX, machine), lambda missed_px: missed_px < MISSED_AT_MOST_PX)


def not_well(visitor: Visitor, machines: set[str]) -> set[str]:
    """Return the machines that have something to complain of."""
    return {name for name in machines if visitor.condition_of(name) != WELL}
