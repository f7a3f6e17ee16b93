"""What the documents show is true: examples run, recipes work as they stand, links lead somewhere."""

from __future__ import annotations

import doctest
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.actions import ACTIONS
from sim.policies import PLACEMENTS
from sim.workloads import WORKLOADS
from tests.places import ROOT

DOCUMENTS = sorted(path for path in ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md"))
READMES = [ROOT / "README.md", ROOT / "README.fr.md"]

_RECIPE = re.compile(
    r"^`(?P<path>[\w./-]+)`\n\n```\w+\n(?P<content>.*?)^```\n\nTry it:\n\n```pycon\n(?P<trial>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
EXAMPLE = re.compile(r"```pycon\n(.*?)```", re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
_TARGET = re.compile(r"`make ([a-z-]+)")


@dataclass(frozen=True)
class Recipe:
    """A file that a document tells to write, and what to see then."""

    path: str
    content: str
    trial: str


RECIPES = [Recipe(**found.groupdict()) for found in _RECIPE.finditer((ROOT / "docs" / "adding.md").read_text("utf-8"))]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def wrong_in(example: str) -> str:
    """Return what an example says that is not so; nothing for one that is right."""
    parsed = doctest.DocTestParser().get_doctest(example, {}, "example", "example", 0)
    printed: list[str] = []
    doctest.DocTestRunner(verbose=False).run(parsed, out=printed.append)
    return "".join(printed)


@pytest.fixture
def copy_of_the_project(tmp_path: Path) -> Path:
    for folder in ("sim", "pages", "assets/locale", "assets/scenarios", "assets/lessons"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_every_kind_of_recipe_is_there() -> None:
    folders = [Path(recipe.path).parts[:2] for recipe in RECIPES]
    assert folders == [
        ("sim", "workloads"),
        ("sim", "faults"),
        ("sim", "policies"),
        ("sim", "policies"),
        ("sim", "policies"),
        ("assets", "scenarios"),
        ("assets", "lessons"),
        ("assets", "locale"),
    ]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.path)
def test_a_recipe_is_one_new_file_that_works(recipe: Recipe, copy_of_the_project: Path) -> None:
    assert not (ROOT / recipe.path).exists(), "a recipe shows how to add what is not there yet"
    new_file = copy_of_the_project / recipe.path
    new_file.parent.mkdir(parents=True, exist_ok=True)
    new_file.write_text(recipe.content, encoding="utf-8")
    trial = copy_of_the_project / "trial.txt"
    trial.write_text(recipe.trial, encoding="utf-8")

    tried = subprocess.run(
        [
            sys.executable,
            "-c",
            "import doctest, sys; sys.exit(doctest.testfile('trial.txt', False, encoding='utf-8')[0])",
        ],
        cwd=copy_of_the_project,
        capture_output=True,
        text=True,
        check=False,
    )

    assert tried.returncode == 0, tried.stdout + tried.stderr


@pytest.mark.parametrize("recipe", [r for r in RECIPES if r.path.endswith(".py")], ids=lambda recipe: recipe.path)
def test_a_recipe_keeps_the_rules_of_the_code(recipe: Recipe, tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    new_file = tmp_path / recipe.path
    new_file.parent.mkdir(parents=True)
    new_file.write_text(recipe.content, encoding="utf-8")
    for package in new_file.relative_to(tmp_path).parents:
        (tmp_path / package / "__init__.py").touch()

    for check in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *check, "--no-cache", recipe.path]
        tried = subprocess.run(ruff, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert tried.returncode == 0, tried.stdout + tried.stderr


@pytest.mark.parametrize("path", READMES, ids=name)
def test_the_example_of_a_readme_tells_the_story_that_it_shows(path: Path) -> None:
    example = EXAMPLE.search(path.read_text("utf-8"))
    assert example, "a README shows an example"
    assert wrong_in(example[1]) == ""


def test_the_worked_numbers_of_the_model_document_come_out() -> None:
    examples = EXAMPLE.findall((ROOT / "docs" / "model.md").read_text("utf-8"))
    assert examples
    assert wrong_in("\n".join(examples)) == ""


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    missing = [link for link in _LINK.findall(path.read_text("utf-8")) if not (path.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_commands_exist(path: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(_TARGET.findall(path.read_text("utf-8"))) <= set(targets)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_files_that_are_named_exist(path: Path) -> None:
    named = re.findall(
        r"`((?:app\.py|(?:sim|pages|assets|docs|tests|tools|benchmarks)/[\w./-]*))`", path.read_text("utf-8")
    )
    recipes = {recipe.path for recipe in RECIPES}
    assert [file for file in named if file not in recipes and not (ROOT / file).exists()] == []


def test_the_model_document_explains_every_mechanism_and_everything_in_the_menus() -> None:
    text = (ROOT / "docs" / "model.md").read_text("utf-8")
    modules = [path.stem for path in (ROOT / "sim" / "mechanisms").glob("[!_]*.py")]
    titles = [workload.title for workload in WORKLOADS.values()] + [policy.title for policy in PLACEMENTS.values()]
    faults = [action.label for action in ACTIONS.values() if action.group == "fault"]

    assert [module for module in modules if f"sim/mechanisms/{module}.py" not in text] == []
    assert [title for title in titles + faults if title not in text] == []
