"""Small pictures that play by themselves in the browser: each is one module and one sheet of looks in ``assets/live``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pages.shell.live import component_of


def play(name: str, picture: Mapping[str, Any], key: str) -> str:
    """Show the picture that ``name``.js plays; return where somebody wants to go on, if it said so just now."""
    said = component_of(name, ("base", name), 26)(data=picture, key=key, on_go_change=lambda: None)
    return str(said.get("go") or "")
