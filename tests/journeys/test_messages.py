"""What the picture says to Python: a question never takes the place of a deed."""

from __future__ import annotations

from playwright.sync_api import Browser, Route

from tests.places import ROOT

SPEAKS = """
async () => {
    const { Messages } = await import("http://lab.invalid/messages.js");
    const said = [];
    const messages = new Messages(document.body, { time_s: 0, end_s: 60 });
    messages.speakThrough({ setTriggerValue: (name) => said.push(name) });
    messages.act({ kind: "crash_host" });
    messages.ask({ about: "reach" });
    const before = [...said];
    messages.answered();
    messages.destroy();
    return [before, said];
}
"""


def test_a_question_waits_until_the_deed_before_it_is_answered(browser: Browser) -> None:
    page = browser.new_page()
    page.route("http://lab.invalid/**", _from_the_folder)
    page.goto("http://lab.invalid/")

    before, after = page.evaluate(SPEAKS)

    assert before == ["act"]
    assert after == ["act", "ask"]
    page.close()


def _from_the_folder(route: Route) -> None:
    """Answer with a file of the live view, or with an empty page."""
    name = route.request.url.rpartition("/")[2]
    if name:
        route.fulfill(path=ROOT / "assets" / "live" / name, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>lab</title>", content_type="text/html")
