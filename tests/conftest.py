"""What all tests have in common: options, repeatable examples, golden files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

from tests.places import REFERENCE_CASES, ROOT

# The same examples on every machine and at every run: a red test is red for everybody.
hypothesis.settings.register_profile("virtlab", derandomize=True, deadline=None, print_blob=False)
hypothesis.settings.load_profile("virtlab")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the project's own options."""
    group = parser.getgroup("virtlab")
    group.addoption(
        "--reference-cases",
        type=Path,
        default=REFERENCE_CASES,
        metavar="FILE",
        help="worked cases to check the model against (default: reference_cases.json in the folder “shared”)",
    )
    group.addoption("--update-golden", action="store_true", help="accept today's output as the golden files")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Return a check that a text is the same as ``tests/golden/<name>.txt``; ``--update-golden`` accepts a new one."""

    def check(name: str, text: str) -> None:
        path = ROOT / "tests" / "golden" / f"{name}.txt"
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{path.name} is missing: run pytest --update-golden, read it, commit it"
        assert text == path.read_text(encoding="utf-8")

    return check
