"""A card: a frame of its own surface, as high as its neighbours, with its button at the lower edge."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shell import keys


def card(name: str) -> DeltaGenerator:
    """Return the frame; what is put into it first stands at the top, what comes last at the bottom."""
    return st.container(border=True, key=keys.card(name), height="stretch", vertical_alignment="distribute")
