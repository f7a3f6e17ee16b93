"""A visitor of the lab: what somebody does there and sees there, by the names that stand on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import ConsoleMessage, FilePayload, Locator, Page, expect

from pages.panels.tabs import TABS
from pages.shell.live import live_words
from pages.shell.words import words_for
from sim import faults  # noqa: F401 - registers the faults
from sim.actions import ACTIONS
from sim.units import HOUR_S, MINUTE_S
from tests.journeys.patience import becomes

TAB_NAMES = tuple(name for name, _fill in TABS)
"""The tabs of the plain forms."""
THINGS = """
() => {
    const nameOf = (thing) => thing.querySelector("[data-name]").dataset.name;
    return [...document.querySelectorAll("[data-thing]")].map((thing) => {
        const holder = thing.parentElement.closest("[data-thing]");
        return [nameOf(thing), thing.dataset.thing, thing.dataset.state, holder ? nameOf(holder) : ""];
    });
}
"""
"""Everything in the picture: name, machine or host, state, and what it is on."""
DRAWN = """
(name) => [...document.querySelectorAll(".js-plotly-plot")]
    .flatMap((plot) => plot.data).filter((line) => line.name === name)
    .some((line) => [...line.y].some((value) => value > 0))
"""
"""Whether a line or area of a chart is there and not always zero."""
WATCH_THE_SERVER = """
(() => {
    globalThis.asked_ms = globalThis.started_ms = -Infinity;
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (...message) {
        globalThis.asked_ms = performance.now();
        return send.apply(this, message);
    };
    new MutationObserver((changes) => {
        const states = changes.map((change) => change.target.dataset.testScriptState);
        if (states.includes("running")) globalThis.started_ms = performance.now();
    }).observe(document, { subtree: true, attributeFilter: ["data-test-script-state"] });
})()
"""
"""Notes when the server was asked for something last, and when it began to answer last."""
SETTLED = """
() => document.querySelector("[data-test-script-state]")?.dataset.testScriptState === "notRunning"
    && (globalThis.started_ms > globalThis.asked_ms || performance.now() - globalThis.asked_ms > 1000)
"""
"""Whether the last answer is complete; some questions get none, and are forgotten after a second."""
NEXT_FRAMES = "() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))"


class Visitor:
    """Somebody in front of a browser."""

    def __init__(self, page: Page, address: str, language: str) -> None:
        self.page = page
        self.address = address
        self._words = words_for(language)
        self.complaints: list[str] = []
        """What the browser's console had to say against the page."""
        self.asked_outside: list[str] = []
        """Addresses of other computers that the page asked for."""
        page.add_init_script(WATCH_THE_SERVER)
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._follow(request.url))
        page.on("websocket", lambda connection: self._follow(connection.url))

    def say(self, english: str, **fields: str) -> str:
        """Return a text as it stands on this visitor's screen."""
        return self._words._(english).format(**fields)

    def _live(self, key: str) -> str:
        return self.say(live_words()[key])

    def _listen(self, message: ConsoleMessage) -> None:
        # At a deep link Streamlit first looks for its server below the page, then where it is.
        if message.type == "error" and "/_stcore/" not in message.location["url"]:
            self.complaints.append(message.text)

    def _follow(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in ("data", "blob") and address.hostname != "127.0.0.1":
            self.asked_outside.append(url)

    # Coming in ---------------------------------------------------------------------------------

    def open(self, path: str = "lab", **query: str) -> None:
        """Open an address of the lab and wait for the picture."""
        self.page.goto(f"{self.address}{path}?{urlencode(query)}")
        self.sees_the_lab()

    def sees_the_lab(self) -> None:
        """Wait until the rack and the charts are drawn."""
        expect(self.rack.locator("[data-thing='host']").first).to_be_visible()
        expect(self.page.locator(".js-plotly-plot .main-svg").first).to_be_visible()

    def open_at(self, clock: str, path: str = "lab", **query: str) -> None:
        """Open an address and hold the clock at a time of day."""
        self.open(path, **query)
        self.pause()
        self.go_to(clock)

    # What stands on the screen -----------------------------------------------------------------

    @property
    def rack(self) -> Locator:
        """Return the picture of hosts and machines."""
        return self.page.get_by_role("group", name=self._live("rack_help"))

    @property
    def clock(self) -> Locator:
        """Return the simulated time."""
        return self.page.get_by_role("timer")

    @property
    def timeline(self) -> Locator:
        """Return the slider under the clock."""
        return self.page.get_by_role("slider", name=self._live("timeline"), exact=True)

    @property
    def log(self) -> Locator:
        """Return the sentences about what has happened."""
        return self.page.get_by_role("region", name=self._live("events"), exact=True)

    @property
    def toast(self) -> Locator:
        """Return what the live view says last."""
        return self.page.locator(".vl-toast")

    @property
    def revision(self) -> str:
        """Return which run is shown."""
        return self.page.locator("[data-revision]").get_attribute("data-revision") or ""

    def machine(self, name: str) -> Locator:
        """Return a machine or host of the picture, as a button."""
        return self.rack.locator(f"[data-name='{name}']")

    def thing(self, name: str) -> Locator:
        """Return a machine or host of the picture with all that is drawn on it."""
        return self.machine(name).locator("..")

    def panel(self, name: str) -> Locator:
        """Return the panel of the selected thing."""
        return self.page.get_by_role("region", name=name, exact=True)

    def states(self) -> dict[str, str]:
        """Return each machine in the picture with its state."""
        return {name: state for name, thing, state, _holder in self.page.evaluate(THINGS) if thing == "machine"}

    def places(self) -> dict[str, str]:
        """Return each machine in the picture with the host that it is on, be it inside a VM."""
        holders = {name: holder for name, _thing, _state, holder in self.page.evaluate(THINGS)}
        return {name: holders.get(holder) or holder for name, holder in holders.items() if holder}

    def running(self) -> set[str]:
        """Return the machines that run."""
        return {name for name, state in self.states().items() if state == "running"}

    def on(self, host: str) -> set[str]:
        """Return the machines on a host."""
        return {name for name, place in self.places().items() if place == host}

    def story(self) -> list[str]:
        """Return what has happened until now, oldest first."""
        return [" ".join(text.split()) for text in self.log.get_by_role("listitem").all_inner_texts()][::-1]

    def scores(self) -> list[str]:
        """Return the tiles of the scoreboard as they read."""
        tiles = self.page.get_by_role("list", name=self._live("scoreboard")).get_by_role("listitem")
        return [" ".join(text.split()) for text in tiles.all_inner_texts()]

    def condition_of(self, machine: str) -> list[str]:
        """Return whether a machine runs, its data are intact, it is reachable and fast, in words."""
        table = self.page.get_by_role("region", name=self._live("isolation"), exact=True)
        row = table.get_by_role("row").filter(has=self.page.get_by_role("button", name=machine, exact=True))
        return row.get_by_role("cell").all_inner_texts()

    def reads(self, sentence: str) -> None:
        """Wait until this is part of what has happened until now."""
        expect(self.log.get_by_role("listitem").filter(has_text=sentence)).not_to_have_count(0)

    def sees_running(self, expected: set[str]) -> None:
        """Wait until exactly these machines run."""
        becomes(self.running, expected)

    def sees_drawn(self, name: str) -> None:
        """Wait until something in the charts has this name and is more than nothing."""
        self.page.wait_for_function(DRAWN, arg=name)

    # Time --------------------------------------------------------------------------------------

    def pause(self) -> None:
        """Stop the clock."""
        self.page.get_by_role("button", name=self._live("pause"), exact=True).first.click()
        expect(self.play_button).to_be_visible()

    def play(self) -> None:
        """Let the clock run."""
        self.play_button.click()

    @property
    def play_button(self) -> Locator:
        """Return the button that starts the clock; not there while it runs."""
        return self.page.get_by_role("button", name=self._live("play"), exact=True)

    def go_to(self, clock: str) -> None:
        """Scrub to a time of day."""
        hour, minute = map(int, clock.split(":"))
        self.timeline.fill(str(int(hour * HOUR_S + minute * MINUTE_S)))
        expect(self.clock).to_have_text(clock)

    def goes_to(self, page: str) -> None:
        """Go to another page by the menu above."""
        self.page.get_by_role("link", name=self.say(page), exact=True).click()

    def go_to_the_end(self) -> None:
        """Scrub to the end of the run."""
        self.timeline.press("End")

    # Doing things in the picture ---------------------------------------------------------------

    def select(self, name: str) -> Locator:
        """Click a thing in the picture and return its panel."""
        if not self.panel(name).is_visible():
            self.machine(name).click()
        return self.panel(name)

    def closes(self, name: str) -> None:
        """Close the panel of a thing."""
        self.panel(name).get_by_role("button", name=self._live("close"), exact=True).click()
        expect(self.panel(name)).to_be_hidden()

    def deed(self, kind: str, target: str) -> Locator:
        """Return the button for an action in the panel of a thing."""
        return self.select(target).get_by_role("button", name=self.say(ACTIONS[kind].label), exact=True)

    def does(self, kind: str, target: str) -> None:
        """Do something to a thing in the picture that needs nothing but a click."""
        with self.waits_for_another_run():
            self.deed(kind, target).click()

    def applies(self, form: Locator) -> None:
        """Send a form of the picture and wait for the run that comes of it."""
        with self.waits_for_another_run():
            form.get_by_role("button", name=self._live("apply"), exact=True).click()

    def adds_a_machine(self) -> Locator:
        """Open the form that adds a machine, and return it."""
        name = self.say(ACTIONS["add_machine"].label)
        self.page.get_by_role("button", name=name, exact=True).click()
        return self.page.get_by_role("form", name=name, exact=True)

    def switches_high_availability(self) -> None:
        """Turn high availability on or off."""
        with self.waits_for_another_run():
            self.page.get_by_role("switch", name=self.say("High availability")).click()

    def takes_back(self, step: str) -> None:
        """Click Undo, Redo or Reset beside the timeline."""
        bar = self.page.get_by_role("group", name=self._live("clock_controls"), exact=True)
        with self.waits_for_another_run():
            bar.get_by_role("button", name=self._live(step), exact=True).click()

    @contextmanager
    def waits_for_another_run(self) -> Iterator[None]:
        """Wait at the end until the picture shows another run."""
        before = self.revision
        yield
        expect(self.page.locator("[data-revision]")).not_to_have_attribute("data-revision", before)

    # The plain forms ---------------------------------------------------------------------------

    def tab(self, english: str) -> Locator:
        """Open a tab of the plain forms and return what is in it."""
        name = self.say(english)
        self.page.get_by_role("tab", name=name, exact=True).click()
        panel = self.page.get_by_role("tabpanel", name=name, exact=True)
        expect(panel.locator("p").first).to_be_visible()
        self.settles()
        return panel

    def settles(self) -> None:
        """Wait until the server has answered everything."""
        self.page.evaluate(NEXT_FRAMES)  # what was just done may still be on its way to the server
        self.page.wait_for_function(SETTLED)

    def chooses(self, form: Locator, label: str, option: str) -> None:
        """Pick from a menu of the plain forms."""
        self.settles()
        box = form.get_by_role("combobox", name=self.say(label), exact=True)
        self.opens_the_menu(box)
        box.fill(self.say(option))  # a long menu shows only the part that is looked at
        self.page.get_by_role("option", name=self.say(option), exact=True).click()
        expect(box).to_have_attribute("aria-expanded", "false")
        expect(box).to_have_value(self.say(option))
        self.settles()

    def opens_the_menu(self, box: Locator) -> None:
        """Open a menu by its keyboard."""
        box.focus()
        self.page.evaluate(NEXT_FRAMES)  # an open menu would close while the page scrolls there
        becomes(lambda: _is_opened(box), wanted=True)

    def presses(self, form: Locator, label: str) -> None:
        """Press a button of the plain forms and wait for the run that comes of it."""
        with self.waits_for_another_run():
            form.get_by_role("button", name=self.say(label), exact=True).click()

    def sets_the_forms_to(self, clock: str) -> None:
        """Let the plain forms act at a time of day."""
        self.page.get_by_text(self.say("At a clock time")).click()
        self.types_a_time(self.page.get_by_role("group", name=self.say("Time"), exact=True), clock)

    def types_a_time(self, field: Locator, clock: str) -> None:
        """Type a time of day into a field of the plain forms."""
        parts = field.get_by_role("spinbutton")
        expect(parts).to_have_count(2)
        self.settles()

        def typed() -> list[str]:
            parts.first.press_sequentially(clock.replace(":", ""))
            return parts.all_inner_texts()

        becomes(typed, clock.split(":"))
        self.settles()

    def uploads(self, form: Locator, file: Path | FilePayload) -> None:
        """Put a file into the upload box of a form."""
        self.settles()
        form.locator("input[type='file']").set_input_files(file)
        self.settles()


def _is_opened(box: Locator) -> bool:
    """Open a menu if it is not, and say whether it is."""
    if box.get_attribute("aria-expanded") != "true":
        box.press("ArrowDown")
    return box.get_attribute("aria-expanded") == "true"


def file_of(name: str, content: bytes) -> FilePayload:
    """Return a file that lies on no disk."""
    return FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
