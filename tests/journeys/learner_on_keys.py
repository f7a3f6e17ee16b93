"""Somebody who learns without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.learner import Learner

FARTHEST = 25
"""How often one presses a key at most before one gives up; the cards come after the menu of the page."""
HAS_FOCUS = "(element) => element.contains(document.activeElement)"


class LearnerOnKeys(Learner):
    """A visitor in one lesson who has only a keyboard: Tab, the arrows, Space, Enter and letters."""

    def _presses_until(self, key: str, thing: Locator) -> None:
        """Press a key until the focus is on a thing, or within it."""
        expect(thing).to_be_visible()
        for _ in range(FARTHEST):
            if thing.evaluate(HAS_FOCUS):
                return
            self.page.keyboard.press(key)
            self.visitor.settles()
        pytest.fail(f"{key} does not lead to {thing}")

    def goes_into(self, box: Locator) -> None:
        """Go from thing to thing until the focus is there."""
        self._presses_until("Tab", box)

    def clicks(self, button: Locator) -> None:
        """Go to a button and press it."""
        self.goes_into(button)
        self.page.keyboard.press("Enter")
        self.visitor.settles()

    def picks(self, text: str, *part: object) -> None:
        """Go to a group of answers, and through it to one of them."""
        group = self.part(*part).get_by_role("radiogroup")
        wanted = group.get_by_role("radio", name=text, exact=True)
        self.goes_into(group)
        self._presses_until("ArrowDown", wanted)
        self.page.keyboard.press("Space")  # the first is not chosen by coming there
        self.visitor.settles()
        expect(wanted).to_be_checked()

    def _picks_from(self, box: Locator, text: str) -> bool:
        """Go to a menu, open it, and write what is wanted."""
        self.goes_into(box)
        if box.get_attribute("aria-expanded") != "true":
            self.page.keyboard.press("ArrowDown")
        expect(box).to_have_attribute("aria-expanded", "true")
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        expect(self.page.get_by_role("option", name=text, exact=True)).to_be_visible()
        self.page.keyboard.press("Enter")
        return True
