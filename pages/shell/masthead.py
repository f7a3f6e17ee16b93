"""What stands at the top of every page: the look, the brand, the title, and the languages side by side."""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from pages.shell import keys
from pages.shell.front import words
from pages.shell.words import languages

ASSETS = Path(__file__).resolve().parents[2] / "assets"
STYLE = ASSETS / "page.css"
BRAND = ASSETS / "brand"


def show(title: str = "", lead: str = "") -> None:
    """Dress the page; show its title and the one sentence that says what it is for, where there is room for them."""
    st.html(STYLE)
    # A phone shows two arrows for the menu of pages, and no word.
    menu = json.dumps(words()._("Menu"))
    st.html(f"<style>.stApp {{ --vl-menu: {menu}; }}</style>")
    st.logo(BRAND / "logo.svg", size="large")
    _language_switch()
    if not title:
        return
    with st.container(key=keys.MASTHEAD):
        st.title(title, anchor=False)
        if lead:
            st.caption(lead)


def _language_switch() -> None:
    # The switch forgets its value when the page changes; the language itself must not.
    st.session_state[keys.LANGUAGE_SWITCH] = st.session_state[keys.LANGUAGE]
    st.segmented_control(
        words()._("Language"),
        sorted({*languages(), st.session_state[keys.LANGUAGE]}),
        format_func=str.upper,
        key=keys.LANGUAGE_SWITCH,
        on_change=_switch_language,
        required=True,
        label_visibility="collapsed",
    )


def _switch_language() -> None:
    st.session_state[keys.LANGUAGE] = st.session_state[keys.LANGUAGE_SWITCH]
    # A menu goes on showing its choice in the words of before, until it is told again what is chosen.
    for key, value in st.session_state.items():
        if isinstance(value, str):
            st.session_state[key] = value
