"""What a teacher comes for, in tabs; only the open one is made."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.panels.teach import collect, curriculum, link, material
from pages.shell.words import Words
from sim.text import N_

TABS: tuple[tuple[str, Callable[[Words], None]], ...] = (
    (N_("Class link"), link.show),
    (N_("Hand-ins"), collect.show),
    (N_("Material"), material.show),
    (N_("Curricula"), curriculum.show),
)
KEY = "teach.tabs"


def show(words: Words) -> None:
    """Show the tabs."""
    names = [words._(title) for title, _fill in TABS]
    for tab, (_title, fill) in zip(st.tabs(names, key=KEY, on_change="rerun"), TABS, strict=True):
        with tab:
            if tab.open:
                fill(words)
