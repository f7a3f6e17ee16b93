"""Modules of the live view by themselves: what they do when the browser or the server is slow."""

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


FILLS = """
async () => {
    const { write } = await import("http://lab.invalid/storage.js");
    write("virtlab.lessons", "{}");
    write("virtlab.typed", JSON.stringify({ "L1-because": "half wri" }));
    document.body.innerHTML = "<div class='st-key-L1-because'><input type='text'></div>";
    const { default: keep } = await import("http://lab.invalid/keeper.js");
    const said = [];
    const calls = async (ask) => {
        keep({ data: { ask, work: null, typed: "restore" }, setTriggerValue: (name) => said.push(name) });
        await new Promise((resolve) => setTimeout(resolve, 50));
        return document.querySelector("input").value;
    };
    return [await calls("desk"), await calls("desk"), await calls(null), said];
}
"""


def test_no_box_is_filled_before_the_kept_work_is_laid_out(browser: Browser) -> None:
    page = browser.new_page()
    page.route("http://lab.invalid/**", _from_the_folder)
    page.goto("http://lab.invalid/")

    assert page.evaluate(FILLS) == ["", "", "half wri", ["found"]]
    page.close()


def _from_the_folder(route: Route) -> None:
    """Answer with a file of the live view, or with an empty page."""
    name = route.request.url.rpartition("/")[2]
    if name:
        route.fulfill(path=ROOT / "assets" / "live" / name, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>lab</title>", content_type="text/html")
