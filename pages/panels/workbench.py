"""The lab under its title line: the picture and the plain forms, made anew together while the line above stays."""

from __future__ import annotations

import streamlit as st

from pages.panels import picture, tabs
from pages.shell import front, keys
from pages.shell.session import lab


@st.fragment
def show() -> None:
    """Show the run in hand, and below it everything that can be done to it."""
    picture.show(lab(), front.words(), frame=picture.Frame(forms=keys.FORMS))
    tabs.show()
