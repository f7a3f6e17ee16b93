"""Somebody passes a run on, as a link or as a file."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.patience import becomes, satisfies
from tests.journeys.visitor import Visitor, file_of


def test_a_shared_link_shows_the_same_run_in_another_browser(
    visitor: Visitor, new_visitor: Callable[..., Visitor]
) -> None:
    broken(visitor)
    link = visitor.tab("Share").locator("code").inner_text()
    visitor.go_to_the_end()

    other = new_visitor()
    other.page.goto(link)

    sees_the_same(other, visitor)


def test_the_address_bar_itself_can_be_passed_on(visitor: Visitor, new_visitor: Callable[..., Visitor]) -> None:
    broken(visitor)
    visitor.settles()
    address = visitor.page.url
    visitor.go_to_the_end()

    other = new_visitor()
    other.page.goto(address)

    sees_the_same(other, visitor)


def test_a_link_opens_where_the_clock_stood(visitor: Visitor, new_visitor: Callable[..., Visitor]) -> None:
    broken(visitor)
    link = visitor.tab("Share").locator("code").inner_text()
    assert link.endswith("t=10:00:00")

    other = new_visitor()
    other.page.goto(link)
    other.sees_the_lab()

    expect(other.clock).not_to_have_text("00:00")
    other.pause()
    satisfies(other.clock.inner_text, lambda clock: clock >= "10:00")
    other.go_to("10:00")
    becomes(other.states, visitor.states())
    becomes(other.places, visitor.places())
    becomes(other.scores, visitor.scores())


def test_a_downloaded_file_shows_the_same_run_in_another_browser(
    visitor: Visitor, new_visitor: Callable[..., Visitor]
) -> None:
    broken(visitor)
    share = visitor.tab("Share")
    with visitor.page.expect_download() as download:
        share.get_by_role("button", name="Download as a file").click()
    content = download.value.path().read_bytes()
    visitor.go_to_the_end()

    other = new_visitor()
    other.open()
    share = other.tab("Share")
    other.uploads(share, file_of("virtlab.json", content))
    other.presses(share, "Open virtlab.json")

    sees_the_same(other, visitor)


def test_a_broken_link_shows_the_usual_rack_and_says_so(visitor: Visitor) -> None:
    visitor.open(s="1nonsense")

    expect(visitor.toast).to_contain_text("This link cannot be opened")
    satisfies(visitor.running, lambda running: len(running) > 10)


def test_a_file_that_is_no_scenario_changes_nothing_and_says_so(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    before = visitor.revision

    share = visitor.tab("Share")
    visitor.uploads(share, file_of("holiday.json", b'{"photos": 3}'))
    share.get_by_role("button", name="Open holiday.json").click()

    expect(visitor.toast).to_be_visible()
    assert "Traceback" not in visitor.page.content()
    assert visitor.revision == before


def broken(visitor: Visitor) -> None:
    """Let somebody do a few things in the lab."""
    visitor.open_at("09:00")
    visitor.does("corrupt_data", "shop-db")
    visitor.go_to("10:00")
    visitor.does("crash_host", "host-a")


def sees_the_same(other: Visitor, visitor: Visitor) -> None:
    """Check that two people see the same story and the same scoreboard at the end of the run."""
    other.sees_the_lab()
    other.pause()
    other.go_to_the_end()
    other.reads("host-a crashed.")
    becomes(other.story, visitor.story())
    becomes(other.scores, visitor.scores())
