"""Somebody moves in time, takes things back, and comes back later."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.patience import becomes
from tests.journeys.visitor import Visitor

TIME_S = "() => Number(document.querySelector('input[type=range]').value)"


def test_what_was_done_can_be_undone_done_again_and_reset(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    everybody = visitor.running()
    visitor.does("crash_guest", "mail")
    visitor.does("crash_guest", "files")

    visitor.takes_back("undo")
    visitor.sees_running(everybody - {"mail"})
    visitor.takes_back("undo")
    visitor.sees_running(everybody)
    visitor.takes_back("redo")
    visitor.sees_running(everybody - {"mail"})
    visitor.takes_back("redo")
    visitor.sees_running(everybody - {"mail", "files"})
    visitor.takes_back("reset")
    visitor.sees_running(everybody)
    visitor.takes_back("undo")
    visitor.sees_running(everybody - {"mail", "files"})  # a reset can be undone, too
    expect(visitor.clock).to_have_text("10:00")


def test_the_way_back_works_by_the_plain_forms_too(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    everybody = visitor.running()
    visitor.does("crash_guest", "mail")
    forms = visitor.page.get_by_test_id("stMain").locator(".stButton")

    visitor.presses(forms, "Undo")
    visitor.sees_running(everybody)
    visitor.presses(forms, "Redo")
    visitor.sees_running(everybody - {"mail"})
    visitor.presses(forms, "Reset")
    visitor.sees_running(everybody)


def test_acting_while_it_plays_keeps_playing_from_the_same_moment(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    visitor.page.get_by_role("combobox", name="Speed").select_option("60")
    visitor.select("mail")
    visitor.play()
    before_s = visitor.page.evaluate(TIME_S)

    visitor.does("crash_guest", "mail")

    after_s = visitor.page.evaluate(TIME_S)
    assert before_s <= after_s < before_s + 3600, "the clock went on where it was"
    expect(visitor.play_button).to_be_hidden()
    visitor.page.wait_for_function(f"then => ({TIME_S})() > then", arg=after_s)
    expect(visitor.machine("mail")).to_have_accessible_name("mail, Virtual machine, Crashed, on host-b")


def test_who_scrubs_back_can_act_there(visitor: Visitor) -> None:
    visitor.open_at("14:00")
    everybody = visitor.running()
    visitor.does("crash_guest", "mail")

    visitor.go_to("09:00")
    visitor.sees_running(everybody)
    visitor.does("crash_host", "host-c")

    expect(visitor.clock).to_have_text("09:00")
    becomes(lambda: visitor.running() | visitor.on("host-c"), everybody)
    becomes(lambda: visitor.running() & visitor.on("host-c"), set())
    visitor.go_to("14:30")
    visitor.sees_running(everybody - {"mail"})  # what was done later is still done


def test_a_refresh_in_the_middle_loses_nothing(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    visitor.does("crash_guest", "mail")
    visitor.does("corrupt_data", "shop-db")
    visitor.go_to("10:30")
    visitor.settles()
    story, scores = visitor.story(), visitor.scores()

    visitor.page.reload()
    visitor.sees_the_lab()
    visitor.pause()
    visitor.go_to("10:30")

    becomes(visitor.story, story)
    becomes(visitor.scores, scores)


def test_the_work_of_a_closed_tab_is_offered_again(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    visitor.does("crash_guest", "mail")
    visitor.go_to("10:30")
    story = visitor.story()
    later = same_browser(visitor)

    later.open()
    offer = later.page.get_by_role("region", name="Your work from last time")
    with later.waits_for_another_run():
        offer.get_by_role("button", name="Resume").click()

    expect(offer).to_be_hidden()
    later.pause()
    later.go_to("10:30")
    becomes(later.story, story)
    becomes(lambda: later.states()["mail"], "crashed")


def test_work_that_nobody_wants_any_more_is_not_offered_twice(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    visitor.does("crash_guest", "mail")
    second = same_browser(visitor)
    second.open()
    second.page.get_by_role("button", name="Dismiss").click()

    third = same_browser(second)
    third.open()

    becomes(lambda: third.states()["mail"], "running")
    expect(third.page.get_by_role("region", name="Your work from last time")).to_be_hidden()


def same_browser(visitor: Visitor) -> Visitor:
    """Close the tab and return the same person in a new one."""
    page: Page = visitor.page.context.new_page()
    visitor.page.close()
    visitor.page = page
    return Visitor(page, visitor.address, "en")
