"""What must be true of the project as a whole."""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from sim.actions import ACTIONS, Action
from sim.policies import PLACEMENTS
from sim.scenario import Scenario
from sim.workloads import WORKLOADS
from tests.places import ROOT
from tools.catalogues import LOCALE_FOLDER, catalogue_path, is_translated, texts

COMPLETE_LANGUAGES = ["fr"]
"""Languages, beside English, in which every text must exist; others may still be on their way."""

_BINARY = {".png", ".npz", ".woff2", ".ico"}


def project_files() -> list[Path]:
    """Return every file that belongs to the project, whether or not it is committed yet."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [path for path in map(ROOT.joinpath, listed) if path.is_file() and not path.is_symlink()]


def modules(*folders: str) -> Iterator[Path]:
    """Yield the Python files of some folders."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def requirements() -> list[str]:
    """Return the lines of requirements.txt that ask for something."""
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def development() -> list[str]:
    """Return the requirements of the group ``dev``."""
    group: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]["dev"]
    return group


# Dependencies


@pytest.mark.parametrize("requirement", requirements() + development())
def test_a_requirement_is_pinned_to_the_version_that_is_tested(requirement: str) -> None:
    name, separator, pinned = requirement.partition("==")

    assert separator, "a requirement is pinned with =="
    assert version(name) == pinned


def test_what_the_app_imports_is_what_it_requires() -> None:
    imported_as = {"PyYAML": "yaml", "Babel": "babel", "annotated-types": "annotated_types"}
    names = [line.partition("==")[0] for line in requirements()]
    required = {imported_as.get(name, name) for name in names}
    ours = {"sim", "pages"}
    imported = set()
    for path in [ROOT / "app.py", *modules("sim", "pages")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])

    assert imported - ours - sys.stdlib_module_names <= required


# Code


def test_no_file_names_a_place_on_somebodys_computer() -> None:
    # Written in two halves, so that this file does not name one itself.
    somewhere = re.compile("(?<![\\w.$}])/" + "(?:work|home/[a-z]|Users/[A-Z]|root)(?:/|\\b)")
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in project_files()
        if path.suffix not in _BINARY and ".min." not in path.name
        for match in somewhere.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_the_model_is_written_without_a_loose_end() -> None:
    unfinished = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
    found = [
        str(path) for path in modules("sim", "pages", "tools", "benchmarks") if unfinished.search(path.read_text())
    ]
    assert found == []


# Plug-ins


@pytest.mark.parametrize("pattern", WORKLOADS)
def test_a_workload_has_a_title_a_summary_and_a_default_for_every_field(pattern: str) -> None:
    workload = WORKLOADS[pattern]

    assert workload.title
    assert workload.summary
    assert not workload.summary.endswith("."), "a summary is part of a sentence"
    assert workload().pattern == pattern


@pytest.mark.parametrize("kind", ACTIONS)
def test_an_action_says_what_it_is_and_when_it_is_impossible(kind: str) -> None:
    action = ACTIONS[kind]

    assert action.label
    assert action.target in {"machine", "host", "part", "rack"}
    assert action.group in {"build", "power", "resources", "fault", "protection", "isolation"}
    assert bool(action.states) == bool(action.impossible), "states and the sentence for all others come together"
    assert action.model_fields["kind"].default == kind


@pytest.mark.parametrize("kind", ACTIONS)
def test_an_action_survives_json(kind: str) -> None:
    values = {
        "machine": "mail",
        "host": "host-a",
        "to_host": "host-b",
        "clone": "mail-2",
        "pool": "shop",
        "vcpus": 4,
        "memory_mib": 4096,
        "folder": "common",
        "network": "inner",
        "source": "lan",
        "to": "inner",
    }
    if kind == "add_machine":
        values["machine"] = {"name": "shop"}
    if kind == "add_host":
        values["host"] = {"name": "host-c"}
    if kind == "set_workload":
        values["workload"] = {"pattern": "office"}
    values["part"] = f"host-a {min(getattr(ACTIONS[kind], 'parts', ()), default='psu')}"
    fields = ACTIONS[kind].model_fields
    action: Action = ACTIONS[kind].model_validate(
        {"at_s": 60.0} | {name: value for name, value in values.items() if name in fields}
    )
    scenario = Scenario(actions=(action,))

    assert Scenario.from_json(scenario.to_json()) == scenario


@pytest.mark.parametrize("name", PLACEMENTS)
def test_a_placement_policy_has_a_title_and_a_reason(name: str) -> None:
    assert PLACEMENTS[name].title
    assert PLACEMENTS[name].reason


# Words


def catalogue(language: str) -> Catalog:
    """Return the catalogue of one language as it stands."""
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language)


def fields(template: str) -> set[str]:
    """Return the names in the braces of a template."""
    return {field for _, field, _, _ in string.Formatter().parse(template) if field}


def forms(message: Message) -> list[str]:
    """Return every form of a translation."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


@pytest.mark.parametrize("language", COMPLETE_LANGUAGES)
def test_a_complete_language_has_every_text(language: str) -> None:
    known = {message.id: message for message in catalogue(language)}
    missing = [text.id for text in texts() if text.id and not (text.id in known and is_translated(known[text.id]))]
    assert missing == [], "run make locale and translate these"


@pytest.mark.parametrize("language", sorted(path.parents[1].name for path in LOCALE_FOLDER.glob("*/*/virtlab.po")))
def test_a_translation_fills_in_the_same_fields(language: str) -> None:
    wrong = []
    for message in catalogue(language):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        allowed = set.union(*map(fields, ids))
        if message.id and is_translated(message):
            wrong += [form for form in forms(message) if fields(form) != allowed]
    assert wrong == []
