"""Somebody reads French: not one English sentence of the catalogue is left on any screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import expect

from pages.views.glossary import TERMS
from tests.journeys.patience import becomes, satisfies
from tests.journeys.visitor import TAB_NAMES, Visitor, file_of
from tests.places import ROOT

CATALOGUE = ROOT / "assets" / "locale" / "fr" / "LC_MESSAGES" / "virtlab.po"
WORDS_OF_A_SENTENCE = 3
FEWEST_TEXTS = 20
TEXTS = """
() => {
    const spoken = ["aria-label", "aria-description", "aria-valuetext", "alt", "title", "placeholder", "data-vl-tip"];
    const texts = new Set();
    for (const element of document.body.querySelectorAll("*")) {
        if (["SCRIPT", "STYLE"].includes(element.tagName)) continue;
        if (!element.checkVisibility() && !element.closest("canvas")) continue;
        for (const name of spoken) texts.add(element.getAttribute(name));
        if (element.matches("[role=combobox], textarea")) texts.add(element.value);
        for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) texts.add(node.data);
    }
    return [...texts].filter(Boolean).map((text) => text.trim()).filter(Boolean);
}
"""
"""Everything that can be read or heard: texts, and what screen readers and tooltips say."""


def english() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield every English text that reads otherwise in French, with a pattern that finds it on a screen."""
    with CATALOGUE.open("rb") as file:
        messages = [message for message in read_po(file, locale="fr") if message.id and message.string]
    forms = [(_forms(message.id), _forms(message.string)) for message in messages]
    french = {text.casefold() for _ids, strings in forms for text in strings}
    for ids, strings in forms:
        for text in set(ids) - set(strings):
            if text.casefold() not in french and _words(text):
                yield text, _pattern(text)


def _forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _words(text: str) -> list[str]:
    """Return the words of a text; none where a single one between fields could be a word of any language."""
    words = re.findall(r"[A-Za-z’']{2,}", re.sub(r"\{\w+\}", "", text))
    return words if len(words) > 1 or "{" not in text else []


def _pattern(text: str) -> re.Pattern[str]:
    """Return what finds a text as a whole; a sentence also within another."""
    literal = ".+".join(re.escape(part) for part in re.split(r"\{\w+\}", text))
    return re.compile(rf"\b{literal}" if len(_words(text)) >= WORDS_OF_A_SENTENCE else rf"\A{literal}\Z")


ENGLISH = tuple(english())


def english_on(visitor: Visitor) -> list[tuple[str, str]]:
    """Return every English text of the catalogue that stands on the screen, and where; nothing there is no answer."""
    texts = visitor.page.evaluate(TEXTS)
    found = [(text, shown) for text, pattern in ENGLISH for shown in texts if pattern.search(shown)]
    return found if len(texts) > FEWEST_TEXTS else [("", "nothing to read")]


def reads_only_french(visitor: Visitor, but: Collection[str] = ()) -> None:
    """Check that no English text of the catalogue stands on the screen, but for those that are meant to."""
    becomes(lambda: [found for found in english_on(visitor) if found[1] not in but], [])


def test_the_check_itself_finds_english(visitor: Visitor) -> None:
    visitor.open_at("10:00")

    satisfies(lambda: {text for text, _shown in english_on(visitor)}, lambda found: len(found) > 50)


def test_a_french_browser_starts_in_french(new_visitor: Callable[..., Visitor]) -> None:
    visitor = new_visitor("fr")

    visitor.open_at("10:00")

    expect(visitor.page.locator("html")).to_have_attribute("lang", re.compile("^fr"))
    reads_only_french(visitor)


def test_the_switch_on_the_page_changes_the_language_of_everything_and_nothing_else(visitor: Visitor) -> None:
    visitor.open_at("10:00")
    visitor.does("crash_guest", "mail")
    states = visitor.states()

    visitor.page.get_by_role("radio", name="FR").click(force=True)
    french = Visitor(visitor.page, visitor.address, "fr")
    expect(french.timeline).to_be_visible()
    french.settles()

    expect(french.clock).to_have_text("10:00")
    becomes(french.states, states)
    reads_only_french(french)


@pytest.fixture
def french(new_visitor: Callable[..., Visitor]) -> Visitor:
    """Return somebody with a French browser, in front of a rack in which much has happened."""
    visitor = new_visitor("fr", viewport={"width": 1366, "height": 2400})
    visitor.open_at("09:00")
    visitor.does("corrupt_data", "shop-db")
    visitor.go_to("10:00")
    visitor.does("crash_host", "host-a")
    visitor.go_to("12:00")
    return visitor


def test_the_picture_its_panels_and_its_forms_are_french(french: Visitor) -> None:
    reads_only_french(french)
    for name in ("host-a", "host-b", "mail", "wiki", "shop-db"):
        french.select(name)
        reads_only_french(french)
    for kind in ("set_workload", "resize_machine", "set_cpu_controls", "move_machine", "clone_machine"):
        french.deed(kind, "mail").click()
        reads_only_french(french)
        french.page.keyboard.press("Escape")
    for label in ("Add a machine", "Add a host"):
        french.page.get_by_role("button", name=french.say(label), exact=True).click()
        reads_only_french(french)
        french.page.keyboard.press("Escape")


def test_the_plain_forms_are_french(french: Visitor) -> None:
    for tab in TAB_NAMES:
        panel = french.tab(tab)
        closed = panel.locator("details:not([open]) > summary")
        while closed.count():
            closed.evaluate_all("summaries => summaries.forEach((summary) => summary.click())")
            french.settles()
        reads_only_french(french)


def test_the_model_and_its_glossary_are_french(new_visitor: Callable[..., Visitor]) -> None:
    visitor = new_visitor("fr", viewport={"width": 1366, "height": 4000})
    visitor.open()
    visitor.page.get_by_role("link", name=visitor.say("Model & glossary")).click()

    expect(visitor.page.get_by_role("heading", name=visitor.say("What is computed"))).to_be_visible()
    expect(visitor.page.get_by_role("heading", name=visitor.say("Glossary"), exact=True)).to_be_visible()
    terms = [term for term, _meaning in TERMS]  # they have a column of their own
    expect(visitor.page.locator("td").get_by_text(terms[0], exact=True)).to_be_visible()
    visitor.settles()
    reads_only_french(visitor, but=terms)


def test_what_is_refused_is_said_in_french(new_visitor: Callable[..., Visitor]) -> None:
    visitor = new_visitor("fr")
    visitor.open_at("10:00")
    panel = visitor.tab("Your own load")

    visitor.uploads(panel, file_of("vide.csv", b""))

    expect(panel.get_by_role("alert")).to_be_visible()
    reads_only_french(visitor)
