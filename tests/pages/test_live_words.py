"""The live view's fixed texts: one list, complete and without leftovers."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from pages.shell.live import LIVE_FOLDER, assets_version, live_words
from sim.actions import ACTIONS
from sim.inventory import DataState, FolderAccess, Traffic
from sim.run import HOST_STATES, MACHINE_STATES

SCRIPTS = "".join(
    path.read_text(encoding="utf-8") for path in LIVE_FOLDER.glob("*.js") if not path.name.startswith("plotly")
)
FAMILIES: dict[str, set[str]] = {
    "state": set(MACHINE_STATES),
    "host": set(HOST_STATES),
    "building": {"whole", "partly_failed", "down"},
    "kind": {"vm", "container", "microvm", "physical"},
    "ready": {"fine", "watch", "problem"},
    "layer": {"active", "consumed", "shared", "ballooned", "compressed", "swapped"},
    "data": {*get_args(DataState), "exposed"},
    "access": set(get_args(FolderAccess)),
    "traffic": set(get_args(Traffic)),
    "carry": {"live", "cold", "refused", "asking_help", "nowhere_help", "live_help", "cold_help"},
    "reach": {"missed", "damaged"},
    "group": {action.group for action in ACTIONS.values()},
}
"""Texts whose key is made from a name of the model."""


def test_every_text_that_the_view_says_is_in_the_list() -> None:
    said = set(re.findall(r'(?:say|several)\("(\w+)"', SCRIPTS))

    assert said - live_words().keys() == set()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_name_of_the_model_that_the_view_shows_has_a_text(family: str) -> None:
    assert {f"{family}_{name}" for name in FAMILIES[family]} <= live_words().keys()


def test_no_text_is_left_over() -> None:
    made = {f"{family}_{name}" for family, names in FAMILIES.items() for name in names}
    forms = {key: key.removeprefix("ask_").removeprefix("number_") for key in live_words()}
    stems = {key: form.removesuffix("_help").removesuffix("_one") for key, form in forms.items()}

    assert [key for key, stem in stems.items() if key not in made and not {f'"{key}"', f'"{stem}"'} & _strings()] == []


def test_the_version_of_the_files_names_their_content() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", assets_version())


def test_nothing_is_fetched_from_outside() -> None:
    addresses = set(re.findall(r"https?://[\w./]+", SCRIPTS))

    assert addresses == {"http://www.w3.org/2000/svg"}


def _strings() -> set[str]:
    return set(re.findall(r'"\w+"', SCRIPTS))
