"""The gallery of ready scenarios, and the pictures in it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from pages.shell import front
from pages.views.thumbnail import MOST_HOSTS, thumbnail
from sim.importers.ready import ReadyScenario
from tests.pages.visitor import OpenApp, lab_of
from tests.sim.builders import host, scenario, vm

each_ready = pytest.mark.parametrize("ready", front.ready().values(), ids=lambda ready: ready.key)


@each_ready
def test_every_scenario_has_a_small_picture_of_its_own(ready: ReadyScenario) -> None:
    picture = thumbnail(ready.scenario, ready.title.en)

    drawn = ET.fromstring(picture)  # noqa: S314 - our own
    assert drawn.get("aria-label") == ready.title.en
    boxes = [part for part in drawn if part.tag.endswith("rect")]
    assert len(boxes) == min(len(ready.scenario.hosts), MOST_HOSTS) + len(ready.scenario.machines)
    assert len(picture) < 12_000


def test_a_name_in_a_picture_is_text() -> None:
    assert "<script>" not in thumbnail(scenario(host(), vm("a")), "<script>")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_scenario_opens_from_the_gallery(open_app: OpenApp, language: str) -> None:
    at = open_app(lang=language).switch_page("pages/scenarios.py").run()

    at.button(key="gallery.monday-nine").click().run()

    assert not at.exception
    assert lab_of(at).scenario.key == "monday-nine"
    assert front.ready()["monday-nine"].card.how_it_works.in_language(language) in "".join(
        element.value for element in at.markdown
    )
