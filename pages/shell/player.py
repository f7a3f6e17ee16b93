"""Small pictures that play by themselves in the browser: each is one module and one sheet of looks in ``assets/live``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from streamlit.components.v2.bidi_component import ComponentResult

from pages.shell.live import assets_version


@st.cache_resource(show_spinner=False)
def _component(name: str) -> Callable[..., ComponentResult]:
    """Register a component, once per process."""
    version = assets_version()
    return st.components.v2.component(
        f"virtlab_{name}",
        css=f'@import url("app/static/{name}.css?v={version}");\n.vl-{name} {{ min-height: 26rem; }}',
        # The page may live under a path prefix: the address of the files is relative to the page's base.
        js=f"""
            const module = import(new URL("app/static/{name}.js?v={version}", document.baseURI).href);
            export default async (component) => (await module).default(component);
        """,
        isolate_styles=False,
    )


def play(name: str, picture: Mapping[str, Any], key: str) -> str:
    """Show the picture that ``name``.js plays; return where somebody wants to go on, if it said so just now."""
    said = _component(name)(data=picture, key=key, on_go_change=lambda: None)
    return str(said.get("go") or "")
