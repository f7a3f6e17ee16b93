"""What a teacher prints, as a browser prints it: one A4 page for each lesson, black on white."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from pages.panels.teach.material import pages_of
from pages.shell import library
from pages.shell.words import words_for
from pages.views.classwork import Material, guide, key, worksheet

LESSONS = list(library.lessons().values())
COLOURS = """
() => [...new Set([...document.querySelectorAll("body *")].flatMap((one) => {
    const looks = getComputedStyle(one);
    return [looks.color, looks.backgroundColor, looks.borderTopColor, looks.fill, looks.stroke];
}))]
"""
BLACK_AND_WHITE = {"rgb(0, 0, 0)", "rgb(255, 255, 255)", "rgba(0, 0, 0, 0)", "none"}
CUT = "() => [...document.querySelectorAll('section *')].filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth).length"
A4_WIDTH = {"width": 673, "height": 1000}
"""Pixels between the margins of an A4 page."""


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("make", [worksheet, key, guide], ids=lambda make: str(make.__name__))
def test_a_lesson_is_one_page(browser: Browser, make: Callable[[Material], str], language: str) -> None:
    page = browser.new_page(viewport=A4_WIDTH)  # type: ignore[arg-type]
    page.set_content(pages_of("", make, LESSONS, words_for(language)))
    page.emulate_media(media="print")

    printed = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == len(LESSONS)
    assert set(page.evaluate(COLOURS)) <= BLACK_AND_WHITE
    assert page.evaluate(CUT) == 0
    page.close()
