"""Where tests find things: the project, and the measured data and reference cases that live beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
"""The project's own folder."""

SHARED = Path(os.environ.get("VIRTLAB_SHARED", ROOT.parent / "shared"))
"""Data that is too large or not ours to be part of the project; named by VIRTLAB_SHARED, else beside the project."""

REFERENCE_CASES = SHARED / "reference_cases.json"
"""Worked cases with their expected numbers, one list of objects."""

PLANETLAB = SHARED / "data" / "planetlab_20110303.npz"
"""One measured day of 1052 virtual machines."""


def needs(path: Path) -> pytest.MarkDecorator:
    """Return a mark that skips a test, and says so, where ``path`` does not exist."""
    return pytest.mark.skipif(
        not path.exists(), reason=f"{path.name} is not in the folder “shared” (see VIRTLAB_SHARED)"
    )
