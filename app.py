"""The front door of VirtLab: page set-up, language, navigation."""

from __future__ import annotations

import streamlit as st

from pages.shell import front

st.set_page_config(
    page_title="VirtLab", page_icon="assets/brand/icon.svg", layout="wide", initial_sidebar_state="collapsed"
)
front.enter()
front.navigation().run()
