"""The component of the start page: a picture that plays by itself, and says where somebody wants to go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from streamlit.components.v2.bidi_component import ComponentResult

from pages.shell import keys
from pages.shell.live import assets_version


@st.cache_resource(show_spinner=False)
def _component() -> Callable[..., ComponentResult]:
    """Register the component, once per process."""
    version = assets_version()
    return st.components.v2.component(
        "virtlab_start",
        css=f'@import url("app/static/start.css?v={version}");\n.vl-start {{ min-height: 26rem; }}',
        js=f"""
            const module = import(new URL("app/static/start.js?v={version}", document.baseURI).href);
            export default async (component) => (await module).default(component);
        """,
        isolate_styles=False,
    )


def first_seconds(picture: Mapping[str, Any]) -> str:
    """Show the picture; return “lesson” or “lab” when somebody wants to go on there, else nothing."""
    said = _component()(data=picture, key=keys.FIRST_SECONDS, on_go_change=lambda: None)
    return str(said.get("go") or "")
