"""Somebody goes from event to event, and changes what was done."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.patience import satisfies
from tests.journeys.visitor import Visitor


@pytest.fixture
def story(visitor: Visitor) -> Visitor:
    """Return somebody who crashed mail at ten and files at eleven."""
    visitor.open_at("10:00")
    visitor.does("crash_guest", "mail")
    visitor.go_to("11:00")
    visitor.does("crash_guest", "files")
    return visitor


def test_the_next_event_is_where_something_happens(story: Visitor) -> None:
    story.go_to("09:50")
    following = story.page.get_by_role("button", name="Next event", exact=True)
    everybody = story.running()

    for _ in range(10):
        following.click()
        if story.clock.inner_text() >= "10:00":
            break

    expect(story.clock).to_have_text("10:00")
    story.sees_running(everybody - {"mail"})
    expect(story.play_button).to_be_visible()
    story.page.get_by_role("button", name="Previous event", exact=True).click()
    satisfies(story.clock.inner_text, lambda clock: clock < "10:00")


def test_a_branch_forgets_what_follows(story: Visitor) -> None:
    story.go_to("12:00")
    everybody = story.running() | {"mail", "files"}

    done = story.tab("What was done")
    expect(done.get_by_text("Nothing follows")).to_be_visible()
    with story.waits_for_another_run():
        done.get_by_role("button", name="Branch: forget what follows").click()

    story.go_to("12:00")
    story.sees_running(everybody - {"mail"})
    story.takes_back("undo")
    story.go_to("12:00")
    story.sees_running(everybody - {"mail", "files"})


def test_an_action_is_moved_in_time_and_taken_out(story: Visitor) -> None:
    story.go_to("10:15")
    everybody = story.running() | {"mail"}
    story.sees_running(everybody - {"mail"})
    done = story.tab("What was done")

    story.types_a_time(entry(done, "10:00:00").get_by_role("group", name="When"), "10:30")
    with story.waits_for_another_run():
        entry(done, "10:00:00").get_by_role("button", name="Move there").click()
    story.go_to("10:15")
    story.sees_running(everybody)
    story.go_to("10:45")
    story.sees_running(everybody - {"mail"})

    expect(entry(done, "10:30:00")).to_be_visible()
    story.settles()
    with story.waits_for_another_run():
        entry(done, "10:30:00").get_by_role("button", name="Take out").click()
    story.go_to("10:45")
    story.sees_running(everybody)


def test_what_was_done_is_shown_as_an_administrator_would_type_it(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    visitor.does("stop_machine", "mail")

    done = visitor.tab("What was done")
    done.get_by_text("What an administrator would type").click()

    expect(
        done.get_by_test_id("stCode").filter(has_text=re.compile(r"virsh shutdown mail|qm shutdown")).first
    ).to_be_visible()


def entry(done: Locator, clock: str) -> Locator:
    """Return an action of the list by its time: the innermost of the boxes that begin with it."""
    return done.get_by_test_id("stVerticalBlock").filter(has_text=re.compile(rf"^\s*{clock}")).last
